//! Binding of the official account.
