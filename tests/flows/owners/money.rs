//! Money of Ada's in the yard that the office decides about.

use crate::refunds::{paid_with, proposes};
use campus::{ADA, Campus};
use domain::{BillId, OrderNumber};
use sandbox::How;
use serde_json::{Value, json};

pub(crate) struct Money {
    paid: (OrderNumber, String),
    bill: BillId,
    /// A refund of which another officer has not said anything yet.
    pub(crate) proposed: String,
    /// One that was agreed to and is given back at the window.
    pub(crate) by_hand: String,
    /// Money that was too little, by its order and its number.
    pub(crate) surplus: Value,
}

impl Money {
    /// Ada paid `bill` by the order `paid`, and too little for another bill.
    pub(crate) async fn of(campus: &Campus, paid: OrderNumber, bill: &BillId) -> Self {
        let check = campus.owes(ADA, "2026-2027/体检费", "60.00").await;
        let order = campus.opens(ADA, &[(&check, "60.00")]).await;
        for announcement in campus.pays(order, How::PayLess).expect("payable") {
            campus.hears(&announcement).await;
        }
        campus.settles().await;
        // The cent that is still owed is nobody's story here.
        let cent = campus.opens(ADA, &[(&check, "0.01")]).await;
        campus.is_paid(cent).await;
        campus.settles().await;
        let short = json!({ "number": order, "transaction": paid_with(campus, order) });
        let mut money = Self {
            paid: (paid, paid_with(campus, paid)),
            bill: bill.clone(),
            proposed: String::new(),
            by_hand: String::new(),
            surplus: short,
        };
        money.proposed = proposes(campus, 2, &money.ask("5.00", false)).await;
        money.by_hand = proposes(campus, 3, &money.ask("6.00", true)).await;
        let path = format!("/api/office/refunds/{}/approve", money.by_hand);
        assert_eq!(campus.officer(4, "POST", &path, None).await.status, 200);
        money
    }

    /// What asks for so much of it.
    pub(crate) fn ask(&self, amount: &str, by_hand: bool) -> Value {
        let (number, transaction) = &self.paid;
        json!({
            "number": number, "transaction": transaction, "by_hand": by_hand, "reason": "多缴退款",
            "lines": [{ "bill": self.bill, "amount": amount }],
        })
    }
}
