//! What can happen at a step, drawn before it happens.

use super::oracle;
use super::school::{self, STUDENTS};
use super::term::Term;
use crate::gateway::Ask;
use crate::{Line, Message, Mishap, Plan};
use domain::{BillId, OrderNumber, OrderState, PersonId};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Something that happens.
#[derive(Clone, Debug)]
pub(super) enum Act {
    /// Somebody asks to pay (again).
    Order { number: OrderNumber, body: Value },
    /// Somebody presses a button on an order's page.
    Press { number: OrderNumber, button: &'static str },
    /// Somebody looks at a page.
    Look { student: &'static str, path: String },
    /// The bank, or somebody who says so, tells that money came.
    Notice { announcement: usize, ask: Ask, true_word: bool },
    /// A queue hands out a batch.
    Deliver { line: Line, most: usize },
    /// A queue hands out a message that was done already.
    Redeliver { message: Message },
    /// The nightly sweep.
    Sweep,
    /// The office imports a file that changes a bill.
    Import { student: &'static str, bill: BillId, luck: u64 },
}

impl Act {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Order { .. } => "order",
            Self::Press { button, .. } => button,
            Self::Look { .. } => "look",
            Self::Notice { true_word: true, .. } => "notice",
            Self::Notice { true_word: false, .. } => "false notice",
            Self::Deliver { line: Line::Receipts, .. } => "settle",
            Self::Deliver { line: Line::Chase, .. } => "chase",
            Self::Redeliver { .. } => "redelivery",
            Self::Sweep => "sweep",
            Self::Import { .. } => "import",
        }
    }
}

impl Term {
    /// Something that a function has to do, if what was drawn can happen now.
    pub(super) fn draw_act(&mut self) -> Option<Act> {
        match self.random.u8(..100) {
            0..=21 => self.draw_order(),
            22..=26 => self.draw_order_again(),
            27..=46 => self.draw_notice(),
            47..=68 => {
                let most = self.random.usize(1..=10);
                Some(Act::Deliver { line: Line::Receipts, most })
            }
            69..=79 => Some(Act::Deliver { line: Line::Chase, most: self.random.usize(1..=10) }),
            80..=85 => self.draw_press("close"),
            86..=89 => self.draw_press("check"),
            90..=92 => self.draw_look(),
            93..=94 => {
                self.random.choice(self.done.clone()).map(|message| Act::Redeliver { message })
            }
            95..=96 => Some(Act::Sweep),
            _ => {
                let student = self.random.choice(STUDENTS).expect("there are students");
                let bill = self.random.choice(school::bill_ids()).expect("there are bills");
                Some(Act::Import { student, bill, luck: self.random.u64(..) })
            }
        }
    }

    fn draw_order(&mut self) -> Option<Act> {
        let student = self.random.choice(STUDENTS).expect("there are students");
        let payer = school::person(student);
        if self.random.u8(..6) == 0 {
            let living = school::purchase(&mut self.random);
            return Some(self.asks(payer, "living", &living));
        }
        let mut bills = school::bill_ids();
        self.random.shuffle(&mut bills);
        // Mostly what one page shows: bills of one kind, and of one batch.
        if self.random.u8(..10) > 0 {
            let first = bills[0].clone();
            let beside = |it: &BillId| (it.category(), it.batch());
            bills.retain(|it| beside(it) == beside(&first));
        }
        let many = if self.random.u8(..3) == 0 { self.random.usize(2..=3) } else { 1 };
        let mut lines = Vec::new();
        for bill in bills {
            let row = &self.books.bills[&(payer, bill.clone())];
            let owed = row.owed;
            // Mostly what the page offers: a bill that no order is paying.
            if oracle::is_held(row, self.campus.now()) && self.random.u8(..4) > 0 {
                continue;
            }
            // Seldom somebody insists on a bill that owes nothing.
            if lines.len() < many && (owed > 0 || self.random.u8(..20) == 0) {
                let amount = school::amount(owed, &mut self.random);
                lines.push(json!({ "bill": bill, "amount": amount }));
            }
        }
        if lines.is_empty() && self.random.u8(..10) > 0 {
            return None;
        }
        Some(self.asks(payer, "lines", &lines.into()))
    }

    /// `payer` asks to pay `what`, which is `lines` or a `living` fee.
    fn asks(&mut self, payer: PersonId, what: &str, basket: &Value) -> Act {
        let scene = if self.random.bool() { "pc" } else { "mobile" };
        let number = OrderNumber { order: self.campus.draws_order_id(), payer };
        let body = json!({ what: basket, "channel": "wechat", "scene": scene, "way": way(scene) });
        Act::Order { number, body }
    }

    fn draw_order_again(&mut self) -> Option<Act> {
        let (number, mut body) = self.random.choice(self.asked.clone())?;
        if self.random.u8(..4) == 0 {
            let scene = if body["scene"] == "pc" { "mobile" } else { "pc" };
            (body["scene"], body["way"]) = (scene.into(), way(scene).into());
        }
        Some(Act::Order { number, body })
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

    /// One of the latest words of the bank that were not taken yet, or seldom any at all again.
    fn draw_notice(&mut self) -> Option<Act> {
        let now = self.campus.now();
        let open = |it: &usize| {
            let told = &self.notices[*it];
            !told.taken && !told.lost && told.due <= now
        };
        let mut places: Vec<_> = (0..self.notices.len()).filter(open).collect();
        if places.is_empty() || self.random.u8(..6) == 0 {
            places = (0..self.notices.len()).filter(|it| !self.notices[*it].lost).collect();
        }
        let announcement = self.random.choice(places)?;
        let told = self.notices[announcement].announcement.clone();
        let mut ask = self.campus.notice(&told);
        let mut true_word = told.flaw == sandbox::Flaw::None;
        if self.random.u8(..8) == 0 {
            self.tamper(&mut ask);
            true_word = false;
        }
        Some(Act::Notice { announcement, ask, true_word })
    }

    /// Somebody on the way changes a notice.
    fn tamper(&mut self, notice: &mut Ask) {
        match self.random.u8(..3) {
            0 => notice.body.as_mut().expect("a notice has a body").push(' '),
            1 => notice.headers.retain(|(name, _)| name != "wechatpay-signature"),
            _ => {
                let nonce = notice.headers.iter_mut().find(|it| it.0 == "wechatpay-nonce");
                nonce.expect("a notice has a nonce").1.push('0');
            }
        }
    }

    /// What will befall a function: mostly nothing.
    pub(super) fn draw_plan(&mut self) -> Plan {
        let mut mishaps = BTreeMap::new();
        if self.random.u8(..4) == 0 {
            let nth = self.random.u32(1..=5);
            let mishap = self.random.choice(Mishap::ALL).expect("there are mishaps");
            // A refusal that stays outlasts the SDK's patience.
            let stays = if self.random.u8(..3) == 0 { 8 } else { 0 };
            mishaps.extend((nth..=nth + stays).map(|it| (it, mishap)));
        }
        Plan { mishaps, pace: Vec::new() }
    }

    /// How fast a function's calls are, beside another's.
    pub(super) fn draw_pace(&mut self) -> Vec<u64> {
        (0..6).map(|_| self.random.u64(1..=20)).collect()
    }

    /// Whether our own books have `number` open.
    pub(super) fn is_open(&self, number: OrderNumber) -> bool {
        let order = self.books.orders.get(&(number.payer, number.order));
        order.is_some_and(|it| it.state == OrderState::Open)
    }
}

/// How a payer who is at `scene` comes to WeChat Pay.
fn way(scene: &str) -> &'static str {
    if scene == "pc" { "qr" } else { "page" }
}
