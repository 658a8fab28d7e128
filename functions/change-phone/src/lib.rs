//! Another phone.
