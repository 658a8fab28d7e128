//! What happens, in plain words.

use super::acts::Act;
use super::notices::Word;
use super::office::Decision;
use super::perform::Done;
use crate::{Delivery, Line};
use std::fmt;

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Order { number, body } => {
                let by = |name: &str| body[name].as_str().unwrap_or_default();
                write!(f, "{} asks for order {}", number.payer, number.order)?;
                write!(f, " by {} ({}, {}) with", by("channel"), by("scene"), by("way"))?;
                for line in body["lines"].as_array().into_iter().flatten() {
                    let text = |name: &str| line[name].as_str().unwrap_or_default();
                    write!(f, " {} of {}", text("amount"), text("bill"))?;
                }
                if let Some(living) = body.get("living") {
                    write!(f, " {living}")?;
                }
                Ok(())
            }
            Self::Press { number, button } => {
                write!(f, "{} presses {button} at order {}", number.payer, number.order)
            }
            Self::Look { student, path } => write!(f, "{student} looks at {path}"),
            Self::Notice { announcement, word: Word::True, .. } => {
                write!(f, "the bank tells word {announcement}")
            }
            Self::Notice { announcement, .. } => {
                write!(f, "somebody tells word {announcement}, but it is not right")
            }
            Self::Deliver { line: Line::Receipts, most } => {
                write!(f, "up to {most} receipts are settled")
            }
            Self::Deliver { line: Line::Chase, most } => {
                write!(f, "up to {most} orders are chased")
            }
            Self::Deliver { line: Line::Refunds, most } => {
                write!(f, "up to {most} refunds are asked for")
            }
            Self::Redeliver { message } => write!(f, "message {} comes once more", message.id),
            Self::Sweep => f.write_str("the nightly sweep runs"),
            Self::Decide { decision } => decision.fmt(f),
            Self::Reconcile { channel, day } => write!(f, "{day} at {channel} is reconciled"),
            Self::Import { student, bill, row } => {
                let row = row.lines().nth(1).unwrap_or_default();
                let amounts: Vec<_> = row.split(',').skip(6).take(3).collect();
                write!(f, "a file says of {student}'s {bill}: due, exempt, paid {amounts:?}")
            }
        }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { officer, kind, path, body, .. } = self;
        let number = path.split('/').nth(4).unwrap_or_default();
        write!(f, "officer {officer} says {kind} {number}")?;
        body.as_ref().map_or(Ok(()), |body| write!(f, " {body}"))
    }
}

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered(answer) => {
                write!(f, "{} {}", answer.status, answer.code())?;
                if let Some(changed) = answer.body.get("changed") {
                    let refused = answer.body["refused"][0]["code"].as_str().unwrap_or_default();
                    write!(f, "{changed} changed {refused}")?;
                }
                Ok(())
            }
            Self::Delivered(Delivery { handed, again, crashed, .. }) => {
                let ids: Vec<_> = handed.iter().map(|it| it.id.to_string()).collect();
                write!(f, "messages [{}]", ids.join(" "))?;
                match again.len() {
                    0 => Ok(()),
                    _ if *crashed => f.write_str(", and the function died"),
                    many => write!(f, ", {many} come again"),
                }
            }
            Self::Ran(done) => f.write_str(if *done { "done" } else { "failed" }),
            Self::Died => f.write_str("the function died"),
        }
    }
}
