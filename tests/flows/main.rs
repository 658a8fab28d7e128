//! What people do and what becomes of it: real handlers, real store, one journey a file.

mod paying;
