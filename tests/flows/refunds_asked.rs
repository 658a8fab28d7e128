//! Every provider is asked what became of a refund before it is asked for it, so that it gives the
//! money back once, whatever befalls the asking (R42).

use crate::TUITION;
use crate::channels::{at_the_cashier, one_way_each};
use crate::refunds::{does, paid, proposes, wants};
use campus::{ADA, Campus, Line, Mishap, Plan};
use domain::{ChannelKind, RefundState, Scene, Way};
use sandbox::{Fault, Misdeed, On};
use std::time::Duration;

type Route = (ChannelKind, Scene, Way, &'static str);

/// A refund of 800 that was agreed to, of a payment by `way`.
async fn agreed(way: Route) -> (Campus, String) {
    let campus = Campus::with_every_channel().await;
    campus.admits(ADA).await;
    let tuition = campus.owes(ADA, TUITION, "4800.00").await;
    let order = at_the_cashier(&campus, &tuition, way).await;
    campus.is_paid(order).await;
    campus.settles().await;
    let number = proposes(&campus, 1, &wants(&campus, order, &[(&tuition, "800.00")])).await;
    assert_eq!(does(&campus, 2, &number, "approve").await.status, 200);
    (campus, number)
}

/// The refund is done, and the provider gave back what was asked, once.
async fn is_done(campus: &Campus, kind: ChannelKind, number: &str, told: &str) {
    let refund = campus.refund(number).await;
    assert!(matches!(refund.state, RefundState::Done { .. }), "{kind} {told}: {refund:?}");
    assert_eq!(campus.given_back_by(kind), 80_000, "{kind} {told}");
    assert_eq!(campus.owed(ADA).await, "800.00", "{kind} {told}");
    crate::recounting::holds(campus).await;
}

#[tokio::test]
async fn every_provider_gives_back_what_it_is_asked() {
    for way in one_way_each() {
        let (campus, number) = agreed(way).await;
        campus.gives_back_for_an_hour().await;
        is_done(&campus, way.0, &number, "at once").await;
    }
}

#[tokio::test]
async fn whatever_goes_wrong_a_refund_is_given_back_once() {
    let wrongs = [
        Misdeed::LostAsk,
        Misdeed::LostAnswer,
        Misdeed::ErrorBefore,
        Misdeed::ErrorAfter,
        Misdeed::TooMany,
        Misdeed::Pending,
    ];
    for way in one_way_each() {
        for wrong in &wrongs {
            let (campus, number) = agreed(way).await;
            let on = Some(On::Refund);
            let fault = Fault { on, times: 1, fault: wrong.clone(), slow_ms: 0 };
            campus.bank_of(way.0, |bank| bank.misbehave(fault));
            campus.gives_back_for_an_hour().await;
            is_done(&campus, way.0, &number, &format!("{wrong:?}")).await;
        }
    }
}

/// While nobody can say what became of it, nothing changes but the time.
#[tokio::test]
async fn a_provider_that_is_away_changes_nothing_but_the_time() {
    for way in one_way_each() {
        let (campus, number) = agreed(way).await;
        campus.bank_of(way.0, sandbox::Bank::go_down);
        campus.gives_back_for_an_hour().await;
        assert!(campus.refund(&number).await.is_askable(), "{way:?}");
        campus.bank_of(way.0, sandbox::Bank::behave);
        campus.gives_back_for_an_hour().await;
        is_done(&campus, way.0, &number, "after an hour").await;
    }
}

#[tokio::test]
async fn a_refund_that_fails_later_is_known_to_have_failed() {
    for way in one_way_each() {
        let (campus, number) = agreed(way).await;
        let on = Some(On::Refund);
        let fault = Fault { on, times: Fault::ALWAYS, fault: Misdeed::Fail, slow_ms: 0 };
        campus.bank_of(way.0, |bank| bank.misbehave(fault));
        campus.gives_back_for_an_hour().await;
        let refund = campus.refund(&number).await;
        // One provider says only that it has no refund of that name, and is asked again.
        let known = refund.is_failed() || (way.0 == ChannelKind::Alipay && refund.is_askable());
        assert!(known, "{way:?}: {refund:?}");
        assert_eq!(campus.given_back_by(way.0), 0);
        assert_eq!(campus.owed(ADA).await, "0.00", "{way:?}");
        crate::recounting::holds(&campus).await;
    }
}

/// A function that dies at any call, or whose answer is lost, leaves what the next one ends.
#[tokio::test]
async fn a_refund_survives_a_death_at_any_call() {
    for nth in 1..=7 {
        for mishap in Mishap::ALL {
            let (campus, order, _) = paid().await;
            let number = proposes(&campus, 1, &wants(&campus, order, &[])).await;
            does(&campus, 2, &number, "approve").await;
            let plan = Plan::at(nth, mishap).if_it_comes_to_that();
            campus.deliver(Line::Refunds, 4, plan).await;
            campus.later(Duration::from_mins(10));
            campus.gives_back_for_an_hour().await;
            let refund = campus.refund(&number).await;
            let told = format!("{mishap:?} at {nth}: {refund:?}");
            assert!(matches!(refund.state, RefundState::Done { .. }), "{told}");
            assert_eq!(campus.given_back_by(ChannelKind::Wechat), 600_000, "{told}");
            assert_eq!(campus.owed(ADA).await, "6000.00", "{told}");
        }
    }
}

/// An approval that dies before its message is sent is found by the sweep.
#[tokio::test]
async fn what_the_queue_forgot_is_found_at_night() {
    let (campus, order, _) = paid().await;
    let number = proposes(&campus, 1, &wants(&campus, order, &[])).await;
    does(&campus, 2, &number, "approve").await;
    campus.forgets(Line::Refunds);
    campus.gives_back_for_an_hour().await;
    assert!(campus.refund(&number).await.is_askable());

    assert!(campus.sweeps(Plan::fair()).await);
    campus.gives_back().await;

    assert_eq!(campus.given_back_by(ChannelKind::Wechat), 600_000);
}

/// A notice says when to look, not what became of it: the provider is asked.
#[tokio::test]
async fn a_notice_of_a_refund_ends_it() {
    for way in
        one_way_each().filter(|it| [ChannelKind::Wechat, ChannelKind::Unionpay].contains(&it.0))
    {
        let (campus, number) = agreed(way).await;
        let on = Some(On::Refund);
        let fault = Fault { on, times: 1, fault: Misdeed::LostAnswer, slow_ms: 0 };
        campus.bank_of(way.0, |bank| bank.misbehave(fault));
        campus.gives_back().await;
        campus.forgets(Line::Refunds);
        assert!(campus.refund(&number).await.is_askable(), "{way:?}");

        assert_eq!(campus.hears_of_refunds(way.0).await, 1, "{way:?}");
        campus.gives_back().await;

        is_done(&campus, way.0, &number, "told").await;
    }
}

/// A message that comes twice, and one of long ago, find it done.
#[tokio::test]
async fn a_message_that_comes_again_gives_nothing_back() {
    let (campus, order, _) = paid().await;
    let number = proposes(&campus, 1, &wants(&campus, order, &[])).await;
    does(&campus, 2, &number, "approve").await;
    let messages = campus.messages();
    let message = messages.iter().find(|it| it.line == Line::Refunds).expect("a message");
    campus.gives_back().await;
    let before = campus.everything().await;

    let again = campus.redelivers(message.clone()).await;

    assert!(again.again.is_empty());
    assert_eq!(campus.everything().await, before);
}
