//! What can happen at a step, drawn before it happens.

use super::notices::Word;
use super::office::Decision;
use super::school::{self, STUDENTS};
use super::term::Term;
use crate::gateway::Ask;
use crate::{Line, Message};
use domain::{BillId, ChannelKind, Day, OrderNumber, OrderState};
use serde_json::Value;

/// Something that a function has to do.
#[derive(Clone, Debug)]
pub(super) enum Act {
    /// Somebody asks to pay (again).
    Order { number: OrderNumber, body: Value },
    /// Somebody presses a button on an order's page.
    Press { number: OrderNumber, button: &'static str },
    /// Somebody looks at a page.
    Look { student: &'static str, path: String },
    /// A bank, or somebody who says so, tells that money came.
    Notice { announcement: usize, ask: Ask, word: Word },
    /// A queue hands out a batch.
    Deliver { line: Line, most: usize },
    /// A queue hands out a message that was done already.
    Redeliver { message: Message },
    /// The nightly sweep.
    Sweep,
    /// An officer decides something about money.
    Decide { decision: Decision },
    /// A provider's day is laid beside ours.
    Reconcile { channel: ChannelKind, day: Day },
    /// The office imports a file of one row, which changes a bill or says what is known.
    Import { student: &'static str, bill: BillId, row: String },
}

impl Act {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Order { .. } => "order",
            Self::Press { button, .. } => button,
            Self::Look { .. } => "look",
            Self::Notice { word: Word::True, .. } => "notice",
            Self::Notice { word: Word::Old | Word::False, .. } => "false notice",
            Self::Deliver { line: Line::Receipts, .. } => "settle",
            Self::Deliver { line: Line::Chase, .. } => "chase",
            Self::Deliver { line: Line::Refunds, .. } => "refund",
            Self::Redeliver { .. } => "redelivery",
            Self::Sweep => "sweep",
            Self::Decide { decision } => decision.kind,
            Self::Reconcile { .. } => "reconcile",
            Self::Import { .. } => "import",
        }
    }

    /// The student who sees what comes of it.
    pub(super) fn sees(&self) -> Option<String> {
        match self {
            Self::Order { number, .. } | Self::Press { number, .. } => {
                Some(number.payer.to_string())
            }
            Self::Look { student, .. } => Some((*student).to_owned()),
            Self::Notice { .. }
            | Self::Deliver { .. }
            | Self::Redeliver { .. }
            | Self::Sweep
            | Self::Decide { .. }
            | Self::Reconcile { .. }
            | Self::Import { .. } => None,
        }
    }
}

impl Term {
    /// Something that a function has to do, if what was drawn can happen now.
    pub(super) fn draw_act(&mut self) -> Option<Act> {
        match self.random.u8(..100) {
            0..=20 => self.draw_order(),
            21..=24 => self.draw_order_again(),
            25..=42 => self.draw_notice(),
            43..=59 => Some(self.draw_delivery(Line::Receipts)),
            60..=68 => Some(self.draw_delivery(Line::Chase)),
            69..=74 => Some(self.draw_delivery(Line::Refunds)),
            75..=80 => self.draw_decision(),
            81..=85 => self.draw_press("close"),
            86..=88 => self.draw_press("check"),
            89..=91 => self.draw_look(),
            92..=93 => {
                let message = self.random.choice(self.done.clone())?;
                Some(Act::Redeliver { message })
            }
            94 => Some(Act::Sweep),
            95..=96 => self.draw_reconciliation(),
            _ => Some(self.draw_import()),
        }
    }

    fn draw_delivery(&mut self, line: Line) -> Act {
        let most = self.random.usize(1..=10);
        Act::Deliver { line, most }
    }

    fn draw_press(&mut self, button: &'static str) -> Option<Act> {
        // Mostly the latest orders, as a page would show them.
        let first = self.asked.len().saturating_sub(8);
        let (number, _) = self.random.choice(self.asked[first..].to_vec())?;
        Some(Act::Press { number, button })
    }

    fn draw_look(&mut self) -> Option<Act> {
        let student = self.random.choice(STUDENTS)?;
        let pages = ["/api/arrears", "/api/orders?period=today", "/api/payments?period=month"];
        let path = self.random.choice(pages)?.to_owned();
        Some(Act::Look { student, path })
    }

    fn draw_import(&mut self) -> Act {
        let student = self.random.choice(STUDENTS).expect("there are students");
        let bill = self.random.choice(school::bill_ids()).expect("there are bills");
        let known = &self.books.bills[&(school::person(student), bill.clone())];
        let row = school::row(&self.people[student], &bill, known, &mut self.random);
        Act::Import { student, bill, row }
    }

    /// Whether our own books have `number` open.
    pub(super) fn is_open(&self, number: OrderNumber) -> bool {
        let order = self.books.orders.get(&(number.payer, number.order));
        order.is_some_and(|it| it.state == OrderState::Open)
    }
}
