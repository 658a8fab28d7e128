//! Every route proves whose it is: each is called by everybody who might try, and the table in
//! `owners/table.rs` says what each hears (R47, R48).

mod asks;
mod forged;
mod money;
mod table;
mod yard;

pub(crate) use table::{TABLE, Who};
pub(crate) use yard::{PASSWORD, Signed, Yard};

use campus::{Answer, wire};
use domain::Entrance;
use serde_json::Value;
use std::collections::BTreeSet;
use table::{By, Open, Others};

/// Somebody who has a token of this school that holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Holder {
    /// A payer who proved who they are.
    Payer,
    /// Somebody who typed a payer's name and number twice.
    Guest,
    /// A payer who still has to choose a password.
    Newcomer,
    Clerk,
}

const HOLDERS: [Holder; 4] = [Holder::Payer, Holder::Guest, Holder::Newcomer, Holder::Clerk];

/// What a token that is none brings.
const SIGNED_OUT: (u16, &str) = (401, "signed-out");

impl Who {
    /// What `holder` hears; nothing if they are let in.
    fn refuses(self, holder: Holder) -> Option<(u16, &'static str)> {
        match (self, holder) {
            (Self::Public(_) | Self::Chooser, Holder::Newcomer)
            | (Self::Public(_) | Self::Paying, Holder::Guest)
            | (Self::Public(_) | Self::Anyone | Self::Chooser | Self::Office, Holder::Clerk)
            | (
                Self::Public(_) | Self::Anyone | Self::Chooser | Self::Paying | Self::Payer,
                Holder::Payer,
            ) => None,
            (_, Holder::Newcomer) => Some((403, "first-password")),
            (_, Holder::Guest) => Some((403, "limited")),
            (_, Holder::Clerk | Holder::Payer) => Some((403, "wrong-role")),
        }
    }

    /// Whether an access token is what opens it.
    pub(crate) fn asks_for_a_token(self) -> bool {
        !matches!(self, Self::Public(_))
    }

    /// Whether it is `holder`'s token that opens it.
    pub(crate) fn opens_to(self, holder: Holder) -> bool {
        self.asks_for_a_token() && self.refuses(holder).is_none()
    }

    /// Whether others than our own pages make browsers ask for it.
    pub(crate) fn is_asked_abroad(self) -> bool {
        matches!(self, Self::Public(Open { by: By::Others, .. }))
    }
}

impl Yard {
    /// Somebody whom `who` lets in.
    pub(crate) fn rightful(&self, who: Who) -> &Signed {
        if who == Who::Office { &self.clerk } else { &self.ada }
    }

    async fn token_of(&self, holder: Holder) -> String {
        match holder {
            Holder::Payer => self.ada.access.clone(),
            Holder::Guest => self.comes(Entrance::Identified).await.access,
            Holder::Newcomer => self.token(&self.chen),
            Holder::Clerk => self.clerk.access.clone(),
        }
    }
}

fn heard(answer: &Answer) -> (u16, &str) {
    // Providers are answered in their own words.
    let word = answer.text.contains("\"FAIL\"").then_some("FAIL");
    (answer.status, word.unwrap_or(answer.code()))
}

#[test]
fn every_route_has_a_line_and_every_line_is_a_route() {
    let document = std::fs::read_to_string(wire::DOCUMENT).expect("a document is kept");
    let document: Value = serde_json::from_str(&document).expect("JSON");
    let mut routes: BTreeSet<String> = wire::deployed_routes().into_iter().collect();
    for (path, item) in document["paths"].as_object().expect("paths") {
        let methods = item.as_object().expect("methods").keys();
        routes.extend(methods.map(|it| format!("{} {path}", it.to_uppercase())));
    }
    let lines: BTreeSet<String> = TABLE.iter().map(|it| it.0.to_owned()).collect();
    assert_eq!(lines.len(), TABLE.len(), "a route has two lines");

    let unruled: Vec<_> = routes.difference(&lines).collect();
    let lost: Vec<_> = lines.difference(&routes).collect();
    assert!(unruled.is_empty(), "nobody said who may call {unruled:?}");
    assert!(lost.is_empty(), "there is no {lost:?} any more");
}

#[tokio::test]
async fn no_token_that_is_none_opens_anything() {
    let yard = Yard::open().await;
    for (route, who, _) in TABLE.iter().filter(|it| it.1.asks_for_a_token()) {
        let ask = yard.ask(route);
        let before = yard.campus.everything().await;
        for (what, token) in forged::tokens(&yard, yard.rightful(*who)) {
            let answer = yard.campus.ask(Yard::by(&ask, token.as_deref())).await;
            assert_eq!(heard(&answer), SIGNED_OUT, "{route} with {what}: {}", answer.text);
        }
        assert_eq!(yard.campus.everything().await, before, "{route} changed something");
    }
}

#[tokio::test]
async fn where_no_token_is_asked_for_none_is_looked_at() {
    for (route, who, _) in TABLE {
        let Who::Public(open) = who else { continue };
        let kinds = forged::tokens(&Yard::open().await, &Yard::open().await.ada).len();
        for nth in 0..kinds {
            // What one ask does, such as a failure that counts, is not to be in the way of the next.
            let yard = Yard::open().await;
            let (what, token) = forged::tokens(&yard, &yard.ada).swap_remove(nth);
            let answer = yard.campus.ask(Yard::by(&yard.ask(route), token.as_deref())).await;
            assert_eq!(heard(&answer), open.comes_to, "{route} with {what}: {}", answer.text);
        }
        assert!(!open.why.is_empty(), "{route}");
    }
}

#[tokio::test]
async fn a_token_that_holds_opens_what_the_table_says() {
    for holder in HOLDERS {
        let mut yard = Yard::open().await;
        for (route, who, _) in TABLE {
            let token = yard.token_of(holder).await;
            let before = yard.campus.everything().await;
            let answer = yard.campus.ask(Yard::by(&yard.ask(route), Some(&token))).await;
            let told = format!("{holder:?}: {route}: {}", answer.text);
            match (who.refuses(holder), *who) {
                (Some(refused), _) => {
                    assert_eq!(heard(&answer), refused, "{told}");
                    assert_eq!(yard.campus.everything().await, before, "{told}");
                }
                (None, Who::Public(open)) => assert_eq!(heard(&answer), open.comes_to, "{told}"),
                (None, _) => {
                    assert!(![401, 403].contains(&answer.status), "{told}");
                    // Others are let in too; what is Ada's is not theirs to have.
                    assert!(answer.status < 400 || token != yard.rightful(*who).access, "{told}");
                    // What it did is not to be in the way of the next route.
                    yard = Yard::open().await;
                }
            }
        }
    }
}

#[tokio::test]
async fn somebody_else_gets_and_changes_nothing_of_hers() {
    // What the office does, it does to others by its nature.
    for (route, who, others) in TABLE.iter().filter(|it| it.1 != Who::Office) {
        let yard = Yard::open().await;
        let before = hers(&yard).await;

        let ask = Yard::by(&yard.ask(route), Some(&yard.ben.access));
        let answer = yard.campus.ask(ask).await;

        let told = format!("{route}: {}", answer.text);
        match (*others, *who) {
            (Others::Refused(status, code), _) => {
                assert_eq!(heard(&answer), (status, code), "{told}");
            }
            (Others::Nothing, Who::Public(open)) => {
                assert_eq!(heard(&answer), open.comes_to, "{told}");
            }
            (Others::Nothing, _) => assert!(answer.status < 400, "{told}"),
        }
        // A login is one of hers, with her password: it may begin a session.
        if who.asks_for_a_token() {
            assert_eq!(hers(&yard).await, before, "{told}");
            for secret in marks(&yard) {
                assert!(!answer.text.contains(&secret), "{secret} in {told}");
            }
        }
    }
}

/// Every row that is about Ada.
async fn hers(yard: &Yard) -> Vec<String> {
    let login = yard.ada.caller.login.to_string();
    let person = yard.ada.caller.person.to_string();
    let about = |it: &campus::Row| {
        it["pk"].as_s().is_ok_and(|pk| pk.contains(&login) || pk.contains(&person))
    };
    let rows = yard.campus.rows().await.into_iter().filter(about);
    let mut rows: Vec<_> = rows.map(campus::written).collect();
    rows.sort_unstable();
    assert!(rows.len() >= 7, "she, two bills, an order, a credential and two sessions");
    rows
}

/// What only Ada may read. The names of her order and of her session were in the ask.
fn marks(yard: &Yard) -> Vec<String> {
    let id_number = yard.facts.id_number.as_ref().expect("an ID number");
    vec![
        yard.facts.name.expose().to_owned(),
        yard.facts.number.expose().to_owned(),
        id_number.expose().to_owned(),
        yard.tuition.to_string(),
        yard.ada.session().to_string(),
    ]
}
