//! The local engine: runs `infra/template.yaml` and the real function binaries on one machine.
//!
//! ```text
//!   browser, provider ──▶ gateway ──▶ lambda ──▶ a process per instance, behind its Runtime API
//!                            │          ▲  ▲                       │
//!                            ▼          │  └── schedule            ▼ AWS SDK
//!                          site       mapping ◀── sqs ◀───────── door ──▶ tables (dynoxide)
//! ```
//!
//! The template is the only list of routes, tables, queues and schedules: what it does not say does
//! not exist here. [`System::start`] brings it up, in memory or kept in a folder; tests drive it
//! through [`System`], `cargo dev` prints its address.
//!
//! **Invariant:** functions are told nothing that AWS would not tell them: they see their own
//! environment, two endpoints and events.
//!
//! **Invariant:** nothing outlives a [`System`]: its processes end when it is dropped.
//!
//! What it does not do, AWS alone does: grants are not enforced, reads are never stale, and nothing
//! is throttled or reordered unless [`Faults`] says so.

mod clock;
mod faults;
mod gateway;
mod headers;
mod lambda;
mod log;
mod mapping;
mod options;
mod schedule;
mod site;
mod sqs;
mod system;
mod table;
mod template;

pub use faults::{Faults, Mishap, TableFault, When};
pub use gateway::RouteError;
pub use lambda::Failure;
pub use log::Log;
pub use options::Options;
pub use schedule::ExpressionError;
pub use site::Site;
pub use sqs::{Counts, Message};
pub use system::{DeadLetter, NotDrained, StartError, System};
pub use table::TableError;
pub use template::{
    Document, FunctionSpec, MappingSpec, QueueSpec, Redrive, RouteSpec, ScheduleSpec, Surroundings,
    TableSpec, Template, TemplateError,
};
