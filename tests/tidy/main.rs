//! What the compiler cannot say about this repository.

mod files;
mod grants;
mod harmless;
mod layers;
mod lengths;
mod manuals;
mod mock;
mod modules;
mod privacy;
mod routes;
mod runbooks;
mod scenarios;
mod schemas;
mod spans;
mod template;
mod words;
