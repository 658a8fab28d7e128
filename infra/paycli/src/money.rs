use crate::site::{Load, Site};
use domain::ledger::Part;
use domain::{Decider, DisputeReasonView, Money, RefundDeed, RefundId, RefundStateView, Timestamp};
use identity::Chance;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use std::error::Error;
use std::io::{self, Write};

/// Who asks, and where.
pub struct Desk {
    pub url: String,
    pub user: String,
    pub password: String,
}

/// What an officer wants to do about money.
pub enum MoneyAsk {
    /// See what waits for somebody.
    List(Shown),
    Propose(Proposal),
    Approve {
        number: String,
    },
    Withdraw {
        number: String,
    },
    ByHand {
        number: String,
        note: String,
    },
    /// Put money that could not be booked on the bills of its order.
    Apply {
        number: String,
        transaction: String,
    },
}

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    Disputes,
    Refunds,
}

/// A refund to propose.
pub struct Proposal {
    /// To say again what was said before; drawn if there is none.
    pub id: Option<RefundId>,
    pub number: String,
    pub transaction: String,
    /// `bill=amount`; none: all that is there.
    pub lines: Vec<String>,
    pub reopens: bool,
    pub by_hand: bool,
    pub reason: String,
}

#[derive(Deserialize)]
struct Waiting {
    disputes: Vec<Dispute>,
    disputes_all: usize,
    refunds: Vec<Refund>,
    refunds_all: usize,
}

#[derive(Deserialize)]
struct Dispute {
    number: String,
    channel: String,
    transaction: String,
    amount: Money,
    left: Money,
    applied: Vec<Part>,
    reason: DisputeReasonView,
    since: Timestamp,
}

#[derive(Deserialize)]
struct Refund {
    number: String,
    order: String,
    channel: String,
    transaction: String,
    amount: Money,
    lines: Vec<Part>,
    reopens: bool,
    by_hand: bool,
    reason: String,
    state: RefundStateView,
    by: Decider,
    approved_by: Option<Decider>,
    since: Timestamp,
    asked: u32,
    trouble: Option<String>,
    may: Vec<RefundDeed>,
}

/// Does what is wanted, and shows what came of it.
pub async fn decide(
    desk: Desk,
    ask: MoneyAsk,
    (chance, now): (Chance, Timestamp),
    out: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    let mut site = Site::new(&desk.url)?;
    site.sign_in(&desk.user, &desk.password).await?;
    match ask {
        MoneyAsk::List(shown) => {
            let load = Load::Json(&Value::Null);
            let all: Waiting = site.send(Method::GET, "/api/office/money", load).await?;
            Ok(all.show(shown, out)?)
        }
        MoneyAsk::Propose(proposal) => {
            // Told first: whoever loses the answer says the same again under this name.
            let id = proposal.id.unwrap_or_else(|| draw(chance, now));
            writeln!(out, "refund {id}")?;
            let path = format!("/api/office/refunds/{id}");
            change(&mut site, Method::PUT, &path, &proposal.body()?, out).await
        }
        MoneyAsk::Approve { number } => {
            let path = format!("/api/office/refunds/{number}/approve");
            change(&mut site, Method::POST, &path, &json!({}), out).await
        }
        MoneyAsk::Withdraw { number } => {
            let path = format!("/api/office/refunds/{number}/withdraw");
            change(&mut site, Method::POST, &path, &json!({}), out).await
        }
        MoneyAsk::ByHand { number, note } => {
            let path = format!("/api/office/refunds/{number}/by-hand");
            change(&mut site, Method::POST, &path, &json!({ "note": note }), out).await
        }
        MoneyAsk::Apply { number, transaction } => {
            let body = json!({ "number": number, "transaction": transaction });
            let path = "/api/office/disputes/apply";
            let dispute: Dispute = site.send(Method::POST, path, Load::Json(&body)).await?;
            Ok(dispute.show(out)?)
        }
    }
}

async fn change(
    site: &mut Site,
    method: Method,
    path: &str,
    body: &Value,
    out: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    let refund: Refund = site.send(method, path, Load::Json(body)).await?;
    Ok(refund.show(out)?)
}

/// A name that no other refund has.
fn draw(chance: Chance, now: Timestamp) -> RefundId {
    let drawn: [u8; 10] = chance.bytes();
    let mut bytes = [0; 16];
    let ms = u64::try_from(now.as_millisecond()).unwrap_or(0).to_be_bytes();
    bytes[..6].copy_from_slice(&ms[2..]);
    bytes[6..].copy_from_slice(&drawn);
    RefundId::from_bits(u128::from_be_bytes(bytes))
}

impl Proposal {
    fn body(&self) -> Result<Value, Box<dyn Error>> {
        let Self { number, transaction, reopens, by_hand, reason, .. } = self;
        let mut body = json!({
            "number": number, "transaction": transaction, "reopens": reopens, "by_hand": by_hand,
            "reason": reason,
        });
        if !self.lines.is_empty() {
            body["lines"] = self.lines.iter().map(|it| line(it)).collect::<Result<_, _>>()?;
        }
        Ok(body)
    }
}

/// `bill=amount` as the platform wants it. A bill's name may hold anything but the last `=`.
fn line(said: &str) -> Result<Value, Box<dyn Error>> {
    let (bill, amount) = said.rsplit_once('=').ok_or("a line is written bill=amount")?;
    let amount: Money = amount.parse().map_err(|_| format!("{amount} is no amount"))?;
    Ok(json!({ "bill": bill, "amount": amount }))
}

impl Waiting {
    fn show(&self, shown: Shown, out: &mut impl Write) -> io::Result<()> {
        match shown {
            Shown::Disputes => {
                self.disputes.iter().try_for_each(|it| it.show(out))?;
                writeln!(out, "{} of {} disputes", self.disputes.len(), self.disputes_all)
            }
            Shown::Refunds => {
                self.refunds.iter().try_for_each(|it| it.show(out))?;
                writeln!(out, "{} of {} refunds", self.refunds.len(), self.refunds_all)
            }
        }
    }
}

impl Dispute {
    fn show(&self, out: &mut impl Write) -> io::Result<()> {
        let Self { number, channel, transaction, amount, left, reason, since, .. } = self;
        writeln!(out, "{since}  order {number}  {channel} {transaction}  {reason}")?;
        writeln!(out, "    {amount} came, {left} is left")?;
        parts(&self.applied, out)
    }
}

impl Refund {
    fn show(&self, out: &mut impl Write) -> io::Result<()> {
        let Self { number, order, channel, transaction, amount, state, since, .. } = self;
        writeln!(out, "{since}  refund {number}  {state}  {amount}  {}", self.reason)?;
        let agreed = self.approved_by.map_or("nobody".to_owned(), |it| it.to_string());
        writeln!(out, "    of {channel} {transaction} for order {order}")?;
        writeln!(out, "    wanted by {}, agreed to by {agreed}", self.by)?;
        if self.by_hand {
            writeln!(out, "    to be given back by hand")?;
        }
        if self.reopens {
            writeln!(out, "    its bills owe it again")?;
        }
        match &self.trouble {
            Some(trouble) => writeln!(out, "    asked {} times: {trouble}", self.asked)?,
            None => writeln!(out, "    asked {} times", self.asked)?,
        }
        parts(&self.lines, out)?;
        let may: Vec<_> = self.may.iter().map(|it| it.slug()).collect();
        let may = if may.is_empty() { "wait".to_owned() } else { may.join(", ") };
        writeln!(out, "    you may: {may}")
    }
}

fn parts(parts: &[Part], out: &mut impl Write) -> io::Result<()> {
    parts.iter().try_for_each(|it| writeln!(out, "    {} {}", it.bill, it.amount))
}

#[cfg(test)]
mod tests {
    use super::{Proposal, draw, line};
    use identity::Chance;
    use serde_json::json;

    #[test]
    fn a_line_names_a_bill_and_an_amount() {
        let read = line("2026-2027/学费=1200.50").expect("readable");
        assert_eq!(read, json!({ "bill": "2026-2027/学费", "amount": "1200.50" }));
        for wrong in ["2026-2027/学费", "2026-2027/学费=", "2026-2027/学费=1e3"] {
            assert!(line(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn without_lines_all_is_wanted() {
        let proposal = Proposal {
            id: None,
            number: "N".to_owned(),
            transaction: "T".to_owned(),
            lines: Vec::new(),
            reopens: false,
            by_hand: true,
            reason: "R".to_owned(),
        };
        assert_eq!(proposal.body().expect("readable").get("lines"), None);
    }

    #[test]
    fn names_are_drawn_in_the_order_of_time() {
        let at = |text: &str| draw(Chance::REAL, text.parse().expect("an instant"));
        let (first, then) = (at("2026-09-05T01:00:00Z"), at("2026-09-05T01:00:01Z"));
        assert!(first < then);
        assert_ne!(at("2026-09-05T01:00:00Z"), first);
    }
}
