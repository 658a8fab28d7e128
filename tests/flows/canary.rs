//! What nobody may read: known values go through every journey, and are then looked for in logs,
//! queues, refusals, addresses and tables, in every form in which they could be written (R53).

mod accounts;
mod enrolling;
mod entrances;
mod forms;
mod journeys;
mod watch;

use forms::{Canary, Kind};
pub(crate) use watch::Log;
use watch::Watch;

#[tokio::test]
async fn nobodys_words_get_out_on_any_route() {
    let (mut watch, _heard) = Watch::begin();
    Box::pin(journeys::every_route(&mut watch)).await;
    assert_eq!(watch.found(), [""; 0]);
    watch.saw_much();
}

#[tokio::test]
async fn nobodys_words_get_out_on_any_journey() {
    let (mut watch, _heard) = Watch::begin();
    Box::pin(journeys::signing_in(&mut watch)).await;
    Box::pin(entrances::off_campus(&mut watch)).await;
    Box::pin(entrances::official_account(&mut watch)).await;
    Box::pin(entrances::sign_on(&mut watch)).await;
    Box::pin(journeys::the_offices_file(&mut watch)).await;
    Box::pin(journeys::money(&mut watch)).await;
    Box::pin(enrolling::enrolling(&mut watch)).await;
    assert_eq!(watch.found(), [""; 0]);
    watch.saw_much();
}

#[test]
fn a_planted_word_is_seen_in_the_log_in_every_form() {
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    let name = "欧阳小满";
    let wrapped = format!("{{\"name\":\"{name}\",\"x\":1}}");
    let forms = [
        name.to_owned(),
        wrapped.clone(),
        STANDARD.encode(&wrapped),
        STANDARD.encode(format!(" {wrapped}")),
        URL_SAFE_NO_PAD.encode(format!("  {wrapped}")),
        percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC).to_string(),
        "\\u6b27\\u9633\\u5c0f\\u6ee1".to_owned(),
        hex::encode(name),
    ];
    for form in forms {
        let (mut watch, _heard) = Watch::begin();
        watch.shown("name", name);
        tracing::info!(form, "planted");
        watch.look_at_log("this test");
        assert_eq!(watch.found(), ["name in the log of this test"], "{form}");
    }
}

#[test]
fn what_is_not_there_is_not_seen() {
    let canary = Canary::new("a password", Kind::Never, "quiet-harbour-27");
    assert!(canary.is_in("x quiet-harbour-27 y"));
    assert!(!canary.is_in("x quiet-harbour-28 y"));
}
