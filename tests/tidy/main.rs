//! What the compiler cannot say about this repository.

mod files;
mod grants;
mod harmless;
mod layers;
mod lengths;
mod manuals;
mod privacy;
mod runbooks;
mod scenarios;
mod schemas;
mod template;
mod words;
