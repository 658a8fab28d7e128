use crate::line::Line;
use crate::{Campus, Plan, Row};
use domain::{ChannelKind, RefundNumber, RefundOrder};
use std::time::Duration;

/// Where tables stand among a campus's four.
const CORE: usize = 0;
const INBOX: usize = 2;

impl Campus {
    /// Asks the banks about every refund whose time has come.
    pub async fn gives_back(&self) {
        loop {
            let delivery = self.deliver(Line::Refunds, 4, Plan::fair()).await;
            if delivery.handed.is_empty() {
                return;
            }
        }
    }

    /// Lets an hour pass, a minute after the other, in which refunds are asked about.
    pub async fn gives_back_for_an_hour(&self) {
        for _ in 0..60 {
            self.gives_back().await;
            self.later(Duration::from_mins(1));
        }
    }

    /// The platform hears what the bank of `kind` has to tell of refunds.
    pub async fn hears_of_refunds(&self, kind: ChannelKind) -> usize {
        let told = self.bank_of(kind, sandbox::Bank::announcements);
        for announcement in &told {
            let answer = self.hears(announcement).await;
            assert!(self.takes(announcement, &answer), "{kind}: {}", answer.text);
        }
        told.len()
    }

    /// The refund that is called `number`.
    pub async fn refund(&self, number: &str) -> RefundOrder {
        let number: RefundNumber = number.parse().expect("a refund's number");
        self.store.refund(number).await.expect("a read").expect("a refund")
    }

    /// An id for a refund that an officer would draw now.
    pub fn draws_refund_id(&self) -> String {
        self.draws_order_id().to_string()
    }

    /// Fen that the bank of `kind` gave back.
    pub fn given_back_by(&self, kind: ChannelKind) -> u64 {
        self.bank_of(kind, |bank| {
            let refunds = bank.trades().flat_map(|it| &it.refunds);
            let done = refunds.filter(|it| it.state == sandbox::RefundState::Done);
            done.map(|it| it.amount).sum()
        })
    }

    /// Somebody puts `row` in the place of another, past all code of ours, or only takes it away.
    pub async fn tampers(&self, was: Row, row: Option<Row>) {
        let table = &self.tables
            [if was["pk"].as_s().is_ok_and(|it| it.starts_with("PERSON#")) { CORE } else { INBOX }];
        let key = |name: &str| was[name].clone();
        let gone = self.client.delete_item().table_name(table);
        gone.key("pk", key("pk")).key("sk", key("sk")).send().await.expect("dropped");
        if let Some(row) = row {
            self.client.put_item().table_name(table).set_item(Some(row)).send().await.expect("put");
        }
    }
}
