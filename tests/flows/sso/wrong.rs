//! What somebody else brings, what comes twice or late, and a campus that does wrong.

use super::campus_side::{Traveller, word};
use crate::browser::{NUMBER, school};
use campus::{Campus, Mishap, Plan};
use domain::Role;
use sandbox::Wrong;
use std::time::Duration;

/// `visitor` comes back by `back` and is not let in, and keeps nothing.
#[track_caller]
fn refused(landed: &str, visitor: &Traveller, because: &str) {
    assert_eq!(word(landed), Some(because), "{landed}");
    assert!(visitor.here.cookies.is_empty(), "{:?}", visitor.here.cookies);
}

#[tokio::test]
async fn a_way_back_that_did_not_begin_in_this_browser_leads_nowhere() {
    let campus = school("xust", Role::Payer).await;
    let mut thief = Traveller::default();
    let there = thief.leaves(&campus, None).await;
    let back = thief.signs_on(&campus, &there, NUMBER);

    // A link with the thief's own ticket would sign the victim in as the thief.
    let mut victim = Traveller::default();
    let landed = victim.returns(&campus, &back).await;
    refused(&landed, &victim, "refused");
    // Nor while the victim is on a trip of their own.
    victim.leaves(&campus, None).await;
    let landed = victim.returns(&campus, &back).await;
    refused(&landed, &victim, "refused");
    // None of that spent the ticket: it was never looked at.
    assert_eq!(thief.returns(&campus, &back).await, "/home");
}

#[tokio::test]
async fn a_state_is_there_ours_and_in_time() {
    let campus = school("xust", Role::Payer).await;
    let changes: [fn(&str) -> String; 5] = [
        |back| back.replacen("state=", "stale=", 1),
        |back| back.replacen("state=", "state=A", 1),
        |back| format!("{back}&state=x"),
        |back| format!("{back}&ticket=ST-1-other"),
        |back| back.split('?').next().expect("an address").to_owned(),
    ];
    for change in changes {
        let mut lin = Traveller::default();
        let there = lin.leaves(&campus, None).await;
        let back = lin.signs_on(&campus, &there, NUMBER);
        let landed = lin.returns(&campus, &change(&back)).await;
        refused(&landed, &lin, "refused");
    }

    let mut late = Traveller::default();
    let there = late.leaves(&campus, None).await;
    campus.later(Duration::from_secs(601));
    let back = late.signs_on(&campus, &there, NUMBER);
    let landed = late.returns(&campus, &back).await;
    refused(&landed, &late, "refused");

    let mut forger = Traveller::default();
    let there = forger.leaves(&campus, None).await;
    let back = forger.signs_on(&campus, &there, NUMBER);
    for (name, value) in &mut forger.here.cookies {
        assert_eq!(name, "__Host-sso");
        value.replace_range(20..21, if &value[20..21] == "A" { "B" } else { "A" });
    }
    let landed = forger.returns(&campus, &back).await;
    refused(&landed, &forger, "refused");
}

#[tokio::test]
async fn a_ticket_opens_once_and_for_one_trip() {
    let campus = school("xust", Role::Payer).await;
    let mut lin = Traveller::default();
    let there = lin.leaves(&campus, None).await;
    let back = lin.signs_on(&campus, &there, NUMBER);
    let mut copy = lin.clone();
    let mut third = lin.clone();
    assert_eq!(lin.returns(&campus, &back).await, "/home");

    // The same trip and the same ticket once more, as a copy of the browser brings them.
    let landed = copy.returns(&campus, &back).await;
    refused(&landed, &copy, "refused");
    // Nor if the campus forgets what it took: we remember it.
    campus.cas(|cas| cas.misbehave(Wrong::Replays));
    let landed = third.returns(&campus, &back).await;
    refused(&landed, &third, "refused");
    campus.cas(sandbox::Cas::behave);

    // A ticket of another trip, under this one's state, is for another service.
    let mut other = Traveller::default();
    let there = other.leaves(&campus, None).await;
    let theirs = other.signs_on(&campus, &there, NUMBER);
    let mut mixed = Traveller::default();
    let there = mixed.leaves(&campus, None).await;
    let own = mixed.signs_on(&campus, &there, NUMBER);
    let (start, _) = own.split_once("&ticket=").expect("a ticket");
    let (_, ticket) = theirs.split_once("&ticket=").expect("a ticket");
    let landed = mixed.returns(&campus, &format!("{start}&ticket={ticket}")).await;
    refused(&landed, &mixed, "refused");
    let landed = other.returns(&campus, &theirs).await;
    refused(&landed, &other, "refused");
}

#[tokio::test]
async fn a_ticket_is_the_campuss_and_fresh() {
    let campus = school("xust", Role::Payer).await;
    for ticket in ["ST-1-madeup", "PT-1-madeup", "", "ST-%07"] {
        let mut lin = Traveller::default();
        let there = lin.leaves(&campus, None).await;
        let back = lin.signs_on(&campus, &there, NUMBER);
        let (start, _) = back.split_once("&ticket=").expect("a ticket");
        let landed = lin.returns(&campus, &format!("{start}&ticket={ticket}")).await;
        refused(&landed, &lin, "refused");
    }
    let mut slow = Traveller::default();
    let there = slow.leaves(&campus, None).await;
    let back = slow.signs_on(&campus, &there, NUMBER);
    campus.later(Duration::from_secs(11));
    let landed = slow.returns(&campus, &back).await;
    refused(&landed, &slow, "refused");
}

#[tokio::test]
async fn a_campus_that_is_away_or_talks_nonsense_is_said_to_be() {
    let campus = school("xust", Role::Payer).await;
    for wrong in [Wrong::Late, Wrong::Garbage, Wrong::Endless] {
        campus.cas(|cas| cas.misbehave(wrong));
        let mut lin = Traveller::default();
        let landed = lin.enters(&campus, NUMBER).await;
        refused(&landed, &lin, "broken");
        campus.cas(sandbox::Cas::behave);
    }
    campus.cas(|cas| cas.misbehave(Wrong::XmlAlways));
    assert_eq!(Traveller::default().enters(&campus, NUMBER).await, "/home", "XML will do");
}

#[tokio::test]
async fn tables_that_are_away_let_nobody_in_and_say_so() {
    let campus = school("xust", Role::Payer).await;
    let mut lin = Traveller::default();
    let there = lin.leaves(&campus, None).await;
    let back = lin.signs_on(&campus, &there, NUMBER);
    assert_eq!(lands(&campus, &mut lin, &back).await, "/login?sso=broken");
    assert_eq!(lin.enters(&campus, NUMBER).await, "/home", "another try works");
}

/// Where `back` leads while the tables take nothing: the campus is asked first, then they are.
async fn lands(campus: &Campus, visitor: &mut Traveller, back: &str) -> String {
    let cookies = visitor.here.cookies.iter().map(|(name, value)| format!("{name}={value}"));
    let path = back.strip_prefix(campus::PUBLIC_URL).expect("ours").to_owned();
    let ask = campus::Ask { method: "GET", path, cookies: cookies.collect(), ..Default::default() };
    let plan = Plan::during(2, 20, Mishap::Throttle);
    let answer = campus.call(plan, ask).await.expect("it lives");
    let landed = answer.header("location").expect("a way").to_owned();
    assert!(answer.cookie("__Host-at").is_none());
    landed.split_once('#').expect("a page").1.to_owned()
}
