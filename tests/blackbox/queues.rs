use crate::stage::{Stage, eventually, somebody};
use crate::student::order_id;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use domain::{ChannelKind, Merchant, OrderNumber, Receipt, Transaction};

#[tokio::test]
async fn a_message_that_nobody_understands_ends_among_the_dead_letters() {
    let stage = Stage::open().await;
    let poison = format!("poison-{}", somebody());

    let send = stage.sqs.send_message().queue_url(&stage.place.receipts);
    send.message_body(&poison).send().await.expect("the queue takes anything");

    stage.finds_dead(&poison).await;
}

#[tokio::test]
async fn one_bad_message_does_not_hold_up_its_batch() {
    let stage = Stage::open().await;
    let poison = format!("poison-{}", somebody());
    let receipt = receipt_of_no_order();
    let good = serde_json::to_string(&receipt).expect("JSON");

    let entry = |id: &str, body: &str| {
        let entry = SendMessageBatchRequestEntry::builder().id(id).message_body(body);
        entry.build().expect("an entry")
    };
    let send = stage.sqs.send_message_batch().queue_url(&stage.place.receipts);
    let sent = send.entries(entry("bad", &poison)).entries(entry("good", &good)).send().await;
    assert!(sent.expect("the queue takes anything").failed.is_empty());

    // Money for no order is written down, to be given back; it must not wait for its neighbour.
    stage.finds_dispute(&receipt).await;
    stage.finds_dead(&poison).await;
    assert!(!stage.dead_letters().await.contains(&good), "the good one is done with");
}

impl Stage {
    async fn finds_dead(&self, body: &str) {
        eventually("the message is a dead letter", async || {
            self.dead_letters().await.iter().any(|it| it == body).then_some(())
        })
        .await;
    }

    /// The bodies of dead letters, which stay where they are.
    async fn dead_letters(&self) -> Vec<String> {
        let look = self.sqs.receive_message().queue_url(&self.place.receipts_dead);
        let look = look.max_number_of_messages(10).visibility_timeout(0).send();
        let found = look.await.expect("the queue answers").messages.unwrap_or_default();
        found.into_iter().filter_map(|it| it.body).collect()
    }

    async fn finds_dispute(&self, receipt: &Receipt) {
        let (merchant, transaction) = (&receipt.merchant.0, &receipt.transaction.0);
        let pk = format!("RECEIPT#wechat#{merchant}#{transaction}");
        eventually("the money is written down", async || {
            let read = self.dynamodb.get_item().table_name(&self.place.tables[2]);
            let read = read.key("pk", AttributeValue::S(pk.clone()));
            let read = read.key("sk", AttributeValue::S("DISPUTE".to_owned())).send().await;
            read.expect("the table answers").item
        })
        .await;
    }
}

fn receipt_of_no_order() -> Receipt {
    Receipt {
        channel: ChannelKind::Wechat,
        merchant: Merchant("1900000001".to_owned()),
        transaction: Transaction(format!("4200{}", somebody())),
        number: OrderNumber { order: order_id(), payer: somebody() },
        amount: "12.34".parse().expect("an amount"),
        paid_at: crate::bank::now(),
        said_at: "2026-11-21T12:00:00+08:00".to_owned(),
        heard: None,
    }
}
