//! Planted bugs that are slips of a whole function: they act in its place.

use crate::errand::Errand;
use crate::{Answer, Campus, Line, Message, Plant};
use domain::{ClosedBy, OrderNumber, OrderState};

impl Campus {
    pub(crate) fn has(&self, plant: Plant) -> bool {
        self.outside.things().plant == plant
    }

    /// What a provider hears in place of `answer`.
    pub(crate) fn planted(&self, folder: &str, answer: Answer) -> Answer {
        let thanks = match answer.status {
            503 => self.has(Plant::ThanksTooEarly),
            400..500 => self.has(Plant::ThanksStrangers),
            _ => false,
        };
        if thanks && folder == "payment-notify" {
            return Answer { status: 200, text: "success".to_owned(), ..answer };
        }
        answer
    }

    /// Closes the orders of `handed` for which a bug does not want to know what their bank says.
    pub(crate) async fn slips(&self, line: Line, handed: &[Message], errand: &Errand) {
        let unasked = self.has(Plant::ClosesUnasked);
        let unknown = self.has(Plant::UnknownIsNo) && errand.was_left_alone();
        if line != Line::Chase || !(unasked || unknown) {
            return;
        }
        for message in handed {
            let chase: serde_json::Value = serde_json::from_str(&message.body).expect("JSON");
            let number: OrderNumber =
                chase["number"].as_str().and_then(|it| it.parse().ok()).expect("a number");
            let Ok(Some(order)) = self.store.order(number).await else { continue };
            let over = unknown || order.overdue(self.now());
            if over && order.state == OrderState::Open {
                let closed = order.closed(ClosedBy::Expiry, self.now());
                self.store.close(&closed).await.expect("a table that answers");
            }
        }
    }
}
