//! Where events come in and answers go out. The only crate that knows it runs on Lambda.
//!
//! **Invariant:** nothing is decided here. A request becomes typed values, a `Fault` becomes a
//! problem, and both are logged at most once, without a word of what people typed.

mod http;
mod lock;
mod log;
mod metric;
mod problem;
mod recent;
mod request;
mod sqs;
mod tick;

pub use http::{
    Reply, accepted, created, file, forgetting, from_our_page, no_content, ok, render, say,
    see_other, serve, serve_open, trace, with_cookies,
};
pub use lambda_http::{Body, Error, Request, Response};
pub use lock::admit;
pub use log::{lines, run};
pub use problem::{Problem, ProblemBody, WrongField, story};
pub use recent::Recent;
pub use request::{
    RequestError, bytes, cookie, device, form, json, path, query, route, source_address, token,
    unrouted,
};
pub use sqs::{drain, drain_batch};
pub use tick::{tick, tick_for};
