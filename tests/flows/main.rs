//! What people do and what becomes of it: real handlers, real store, one journey a file.

mod any_body;
mod bad_form;
mod bad_input;
mod browser;
mod cashier;
mod channels;
mod chasing;
mod closing;
mod discretion;
mod doors;
mod entering;
mod faults;
mod history;
mod holding;
mod importing;
mod login;
mod notices;
mod office;
mod parts;
mod pauses;
mod paying;
mod powers;
mod puzzles;
mod strangers;
mod timing;
mod units;

const TUITION: &str = "2026-2027/学费";
const ROOM: &str = "2026-2027/住宿费";
