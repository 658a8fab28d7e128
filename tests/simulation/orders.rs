//! Students ask to pay: mostly what a page would offer them, now and then not.

use super::acts::Act;
use super::oracle;
use super::school::{self, STUDENTS, WAYS};
use super::term::Term;
use domain::{BillId, Category, OrderNumber, PersonId};
use serde_json::{Value, json};

impl Term {
    pub(super) fn draw_order(&mut self) -> Option<Act> {
        let student = self.random.choice(STUDENTS).expect("there are students");
        let payer = school::person(student);
        if self.random.u8(..6) == 0 {
            let living = school::purchase(&mut self.random);
            return Some(self.asks(payer, "living", &living));
        }
        let lines = self.draw_lines(payer);
        if lines.is_empty() && self.random.u8(..10) > 0 {
            return None;
        }
        Some(self.asks(payer, "lines", &lines.into()))
    }

    fn draw_lines(&mut self, payer: PersonId) -> Vec<Value> {
        let mut bills = school::bill_ids();
        self.random.shuffle(&mut bills);
        // Mostly what one page shows: bills of one kind, and of one batch.
        if self.random.u8(..10) > 0 {
            let first = bills[0].clone();
            let beside = |it: &BillId| (it.category(), it.batch());
            bills.retain(|it| beside(it) == beside(&first));
        }
        let all = self.campus.school.rules.must_pay_all
            && bills[0].category() == Category::Tuition
            && self.random.u8(..10) > 0;
        let many = match self.random.u8(..3) {
            _ if all => bills.len(),
            0 => self.random.usize(2..=3),
            _ => 1,
        };
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
                let amount = if all { owed } else { school::amount(owed, &mut self.random) };
                lines.push(json!({ "bill": bill, "amount": school::fen(amount) }));
            }
        }
        lines
    }

    /// `payer` asks to pay `what`, which is `lines` or a `living` fee, by some way.
    fn asks(&mut self, payer: PersonId, what: &str, basket: &Value) -> Act {
        let offered = |it: &&(_, _, _)| self.campus.school.offers(it.0);
        let ways: Vec<_> = WAYS.iter().filter(offered).collect();
        // Seldom by a way that this school does not offer.
        let ways = if self.random.u8(..40) == 0 { WAYS.iter().collect() } else { ways };
        let (channel, scene, way) = self.random.choice(ways).expect("there are ways");
        let number = OrderNumber { order: self.campus.draws_order_id(), payer };
        let body = json!({ what: basket, "channel": channel, "scene": scene, "way": way });
        Act::Order { number, body }
    }

    /// What `act` asks for, under another number: somebody has two windows open.
    pub(super) fn rival(&self, act: &Act) -> Act {
        let Act::Order { number, body } = act else { return act.clone() };
        let order = self.campus.draws_order_id();
        Act::Order { number: OrderNumber { order, ..*number }, body: body.clone() }
    }

    /// The same once more, or seldom another thing under the same number.
    pub(super) fn draw_order_again(&mut self) -> Option<Act> {
        let (number, mut body) = self.random.choice(self.asked.clone())?;
        if self.random.u8(..4) == 0 {
            let (channel, scene, way) = self.random.choice(WAYS)?;
            (body["channel"], body["scene"], body["way"]) =
                (json!(channel), json!(scene), json!(way));
        }
        Some(Act::Order { number, body })
    }
}
