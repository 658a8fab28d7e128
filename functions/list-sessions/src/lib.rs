//! One's own sessions.
