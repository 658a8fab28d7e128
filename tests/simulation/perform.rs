//! What happens is done, by the real handlers, and told.

use super::acts::Act;
use super::school;
use crate::errand::Errand;
use crate::gateway::Ask;
use crate::{Answer, Campus, Delivery, Line, Plan};
use domain::amend::{Amendment, amend};
use domain::{BillId, PersonId};
use fastrand::Rng;
use std::fmt;

/// What became of an act.
#[derive(Clone, Debug)]
pub(super) enum Done {
    Answered(Answer),
    Delivered(Delivery),
    Swept(bool),
    Imported(&'static str),
    /// The function died on the way.
    Died,
}

/// Does `act`, with all that befalls it.
pub(super) async fn perform(campus: &Campus, act: &Act, plan: Plan) -> Done {
    let answered = |it: Option<Answer>| it.map_or(Done::Died, Done::Answered);
    match act {
        Act::Order { number, body } => {
            let ask = campus.ordering(&number.payer.to_string(), number.order, body);
            answered(campus.call(plan, ask).await)
        }
        Act::Press { number, button } => {
            let path = format!("/api/orders/{}/{button}", number.order);
            answered(
                campus
                    .call(plan, campus.says(&number.payer.to_string(), "POST", &path, None))
                    .await,
            )
        }
        Act::Look { student, path } => {
            answered(campus.call(plan, campus.says(student, "GET", path, None)).await)
        }
        Act::Notice { ask, .. } => answered(campus.call(plan, Ask::clone(ask)).await),
        Act::Deliver { line, most } => Done::Delivered(campus.deliver(*line, *most, plan).await),
        Act::Redeliver { message } => Done::Delivered(campus.redelivers(message.clone()).await),
        Act::Sweep => Done::Swept(campus.sweeps(plan).await),
        Act::Import { student, bill, luck } => {
            let import = import(campus, school::person(student), bill, *luck);
            Errand::new("import-bills", plan)
                .run(Box::pin(import))
                .await
                .map_or(Done::Died, Done::Imported)
        }
    }
}

/// As an import does it: read, decide, write what was decided if nothing moved meanwhile.
async fn import(campus: &Campus, student: PersonId, bill: &BillId, luck: u64) -> &'static str {
    let Ok(bills) = campus.store.bills(student).await else { return "no answer" };
    let bill = bills.iter().find(|it| it.id == *bill).expect("every student has every bill");
    let row = school::row(bill, &mut Rng::with_seed(luck));
    match amend(Some(bill), &row, campus.now()) {
        Amendment::Changed(next) => {
            let written = campus.amends(&student.to_string(), next, Some(bill.clone())).await;
            if written.is_ok() { "changed" } else { "not written" }
        }
        Amendment::Unchanged | Amendment::Created(_) => "unchanged",
        Amendment::Refused(_) => "refused",
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Order { number, body } => {
                write!(f, "{} asks for order {} with", number.payer, number.order)?;
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
            Self::Notice { announcement, true_word: true, .. } => {
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
            Self::Redeliver { message } => write!(f, "message {} comes once more", message.id),
            Self::Sweep => f.write_str("the nightly sweep runs"),
            Self::Import { student, bill, .. } => write!(f, "a file changes {student}'s {bill}"),
        }
    }
}

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered(answer) => write!(f, "{} {}", answer.status, answer.code()),
            Self::Delivered(Delivery { handed, again, crashed, .. }) => {
                let ids: Vec<_> = handed.iter().map(|it| it.id.to_string()).collect();
                write!(f, "messages [{}]", ids.join(" "))?;
                match again.len() {
                    0 => Ok(()),
                    _ if *crashed => f.write_str(", and the function died"),
                    many => write!(f, ", {many} come again"),
                }
            }
            Self::Swept(done) => f.write_str(if *done { "done" } else { "failed" }),
            Self::Imported(what) => f.write_str(what),
            Self::Died => f.write_str("the function died"),
        }
    }
}
