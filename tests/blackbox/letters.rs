//! What a queue gave up, and the operator who sends it back. It needs an engine of its own, in which
//! something can be broken and repaired.

use crate::stage::{Stage, binaries, eventually};
use crate::student::Student;
use crate::yard::Yard;
use local::{Mishap, When};
use tokio::process::Command;

/// More than a look at a queue or a batch takes.
const STUDENTS: usize = 12;

#[tokio::test]
async fn receipts_that_nobody_could_settle_are_sent_back_and_booked_once() {
    let stage = Stage::on(Yard::lay(&binaries()).await).await;
    let faults = stage.engine().faults();
    faults.befall("SettlePayment", Mishap::CrashBefore, When::PerMille(1000));
    let mut paid = Vec::new();
    for _ in 0..STUDENTS {
        let mut student = Student::signed_in(&stage, "4800.00").await;
        let order = student.opens("4800.00").await;
        stage.pays(&order.number, "notify-twice").await;
        paid.push((student, order));
    }
    eventually("every receipt is a dead letter", async || {
        let dead = stage.letters();
        paid.iter().all(|(_, order)| dead.contains(&order.number)).then_some(())
    })
    .await;
    for (student, _) in &mut paid {
        assert_eq!(student.owed().await, "4800.00", "nothing is booked before it can be");
    }

    let dead = &stage.place.receipts_dead;
    let shown = paycli(&stage, &["dlq", "list", "--queue", dead]).await;
    faults.clear();
    let redrive = ["dlq", "redrive", "--queue", dead, "--to", &stage.place.receipts];
    let told = paycli(&stage, &redrive).await;

    for (student, order) in &mut paid {
        assert!(shown.contains(&order.number), "{} is not in {shown}", order.number);
        student.awaits(order, "paid").await;
        assert_eq!(student.owed().await, "0.00", "{told}");
        let payments = student.get("/api/payments?period=all&kind=all").await;
        assert_eq!(payments.body["payments"].as_array().map(Vec::len), Some(1), "{told}");
    }
    assert_eq!(stage.letters(), "", "none is left: {told}");
}

impl Stage {
    /// All dead letters, as one text.
    fn letters(&self) -> String {
        self.engine().dead_letters().into_iter().map(|it| it.message.body + "\n").collect()
    }
}

/// What the operator's command line says.
async fn paycli(stage: &Stage, words: &[&str]) -> String {
    let mut command = Command::new(binaries().join("paycli"));
    command.args(words).env("AWS_ENDPOINT_URL_SQS", &stage.place.sqs);
    command.env("AWS_REGION", "cn-north-1").env("AWS_ACCESS_KEY_ID", "local");
    let said = command.env("AWS_SECRET_ACCESS_KEY", "local").output().await.expect("it is built");
    let told = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.status.success(), "{words:?}: {told}{}", String::from_utf8_lossy(&said.stderr));
    told
}
