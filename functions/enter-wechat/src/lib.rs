//! Sign-in by the bound official account.
