//! Refunds that take days, beside statements that list them before they are done.

use crate::reconciling::{ONE_DAY, campus, codes, pays_by};
use crate::refunds::{does, proposes, wants};
use campus::{Campus, Plan};
use domain::ChannelKind::Wechat;
use domain::RefundState;
use sandbox::{Fault, How, Misdeed, On};
use std::time::Duration;

async fn reconciles(campus: &Campus) {
    assert!(campus.reconciles(Plan::fair()).await);
}

/// WeChat lists a refund under the day on which it was asked for, in whatever state it is; to a bank
/// card it takes days. That is no alarm, and each day finds it once.
#[tokio::test]
async fn a_refund_that_takes_days_raises_no_alarm() {
    let (campus, tuition) = campus().await;
    let day = campus.today();
    let order = pays_by(&campus, &tuition, Wechat, How::Pay).await;
    let number = proposes(&campus, 1, &wants(&campus, order, &[(&tuition, "800.00")])).await;
    assert_eq!(does(&campus, 2, &number, "approve").await.status, 200);
    let slow = Fault { on: Some(On::Refund), times: 1, fault: Misdeed::Pending, slow_ms: 0 };
    campus.bank_of(Wechat, |bank| bank.misbehave(slow));
    campus.gives_back().await;
    assert!(campus.refund(&number).await.is_askable(), "it is under way");

    campus.later(Duration::from_hours(27));
    reconciles(&campus).await;
    let asked = campus.report(Wechat, day).await;
    assert_eq!((codes(&asked), asked.awaited.len()), (Vec::new(), 1), "{asked:#?}");
    assert_eq!((asked.theirs.refunds, asked.refunds_astray().count()), (1, 0));
    let page = campus.office("GET", &format!("/api/office/reports/wechat/{day}.html"), None).await;
    assert!(page.text.contains("待渠道确认到账"), "{}", page.text);

    // It is done two days later, and both days know.
    campus.later(ONE_DAY);
    campus.gives_back_for_an_hour().await;
    assert!(matches!(campus.refund(&number).await.state, RefundState::Done { .. }));
    let done = campus.today();
    for _ in 0..4 {
        campus.later(ONE_DAY);
        reconciles(&campus).await;
    }
    let asked = campus.report(Wechat, day).await;
    assert_eq!((codes(&asked), asked.awaited.len(), asked.crossed.len()), (Vec::new(), 0, 1));
    let done = campus.report(Wechat, done).await;
    assert_eq!((done.ours.refunds, done.elsewhere.len()), (1, 1), "{done:#?}");
    assert!(codes(&done).is_empty() && done.pooled.is_empty());
    crate::recounting::holds(&campus).await;
}
