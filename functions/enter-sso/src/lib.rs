//! Single sign-on.
