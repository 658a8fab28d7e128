//! Arrears files as offices really write them: sums to the fen, and a verdict for every line.

mod bad;
mod given;
mod good;
mod made;
mod reading;
