//! Password reset.
