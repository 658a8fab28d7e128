//! What the compiler cannot say about this repository.

mod files;
mod grants;
mod layers;
mod lengths;
mod privacy;
mod template;
mod words;
