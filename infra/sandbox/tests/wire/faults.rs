use super::{Pair, ours};
use domain::{Fault as _, Outcome, Scene};
use sandbox::{Fault, Misdeed, On};

/// What placing brings under `fault`, and whether the bank has the order afterwards.
async fn placed(fault: Misdeed) -> (Result<(), &'static str>, bool) {
    let pair = Pair::new();
    let order = ours(Scene::Pc);
    // Twice: a wrong signature is asked for once more.
    pair.bank(|bank| bank.misbehave(Fault { on: Some(On::Place), times: 2, fault, slow_ms: 0 }));
    let placed = pair.channels.place(&order).await;
    pair.bank(sandbox::Bank::behave);
    let there = pair.channels.query(&order).await.expect("queries work") != Outcome::Absent;
    (placed.map(drop).map_err(|error| error.code()), there)
}

#[tokio::test]
async fn whatever_goes_wrong_is_unknown_and_never_no() {
    let unsure = Err("provider-unsure");
    assert_eq!(placed(Misdeed::LostAsk).await, (unsure, false));
    assert_eq!(placed(Misdeed::LostAnswer).await, (unsure, true));
    assert_eq!(placed(Misdeed::ErrorBefore).await, (unsure, false));
    assert_eq!(placed(Misdeed::ErrorAfter).await, (unsure, true));
    assert_eq!(placed(Misdeed::Accepted).await, (unsure, true));
    assert_eq!(placed(Misdeed::TooMany).await, (unsure, false));
    assert_eq!(placed(Misdeed::Unsigned).await, (unsure, true));
    assert_eq!(placed(Misdeed::Probe).await, (unsure, true));
    assert_eq!(placed(Misdeed::Tampered).await, (unsure, true));
    let reject = Misdeed::Reject { status: 403, code: "NO_AUTH".to_owned() };
    assert_eq!(placed(reject).await, (Err("provider-refused"), false));
    assert_eq!(placed(Misdeed::None).await, (Ok(()), true));
}

#[tokio::test]
async fn one_probe_is_not_noticed() {
    let pair = Pair::new();
    let fault = Fault { on: None, times: 1, fault: Misdeed::Probe, slow_ms: 0 };
    pair.bank(|bank| bank.misbehave(fault));
    assert!(pair.channels.place(&ours(Scene::Pc)).await.is_ok());
}
