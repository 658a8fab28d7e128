//! Ending one's own sessions.
