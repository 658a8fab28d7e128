//! The office resets somebody.
