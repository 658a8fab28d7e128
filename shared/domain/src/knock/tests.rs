use super::{BrowserId, Door, Gate, Guess, Knock, KnownBrowser, Lane};
use crate::{
    AddressIndex, Credential, CredentialState, LoginIndex, PasswordHash, Patience, PersonId, Role,
    Sealed, Timestamp, Tries,
};
use proptest::prelude::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).expect("in range")
}

fn index(letter: &str) -> LoginIndex {
    letter.repeat(LoginIndex::LEN).try_into().expect("an index")
}

fn browser() -> BrowserId {
    "b".repeat(BrowserId::LEN).try_into().expect("a name")
}

fn credential(state: CredentialState) -> Credential {
    Credential {
        login: index("l"),
        person: PersonId::from_bits(7),
        role: Role::Payer,
        state,
        facts: Sealed::new(String::new()),
    }
}

fn chosen(salt: &str) -> CredentialState {
    let hash = format!("$argon2id$v=19$m=19456,t=2,p=1${salt}$aGFzaA");
    CredentialState::Set { hash: PasswordHash::new(hash) }
}

fn failed(failed: u32) -> Tries {
    Tries { failed, last: Some(at(0)) }
}

fn door(credential: Option<Credential>, lane: Lane, crowd: u32) -> Door {
    let address = AddressIndex::new(index("a"));
    Door { gate: Gate::Login, login: index("l"), credential, lane, address, crowd: failed(crowd) }
}

fn anybody(account: u32, pair: u32) -> Lane {
    Lane::Anybody { account: failed(account), pair: failed(pair) }
}

#[test]
fn the_longest_wait_is_told() {
    let set = Some(credential(chosen("c2FsdA")));
    let wait = |account, pair, crowd| door(set.clone(), anybody(account, pair), crowd).wait(at(0));
    assert_eq!(wait(4, 4, 999), None);
    assert_eq!(wait(19, 5, 999), Some(30));
    assert_eq!(wait(21, 5, 999), Some(60));
    assert_eq!(wait(21, 10, 999), Some(900));
    assert_eq!(wait(0, 0, 5000), Some(120), "far more than a campus mistypes");
}

#[test]
fn a_machine_is_suspected_by_each_of_the_three() {
    let odd = |account, pair, crowd| door(None, anybody(account, pair), crowd).is_suspicious(at(0));
    assert!(!odd(5, 2, 149));
    assert!(odd(6, 0, 0) && odd(0, 3, 0) && odd(0, 0, 150));
    assert!(!door(None, anybody(20, 5), 0).is_suspicious(at(3 * 86_400)), "forgotten");
}

#[test]
fn only_the_owners_browser_since_the_password_is_known() {
    let knock = |login: &str| Knock {
        gate: Gate::Login,
        login: index("l"),
        address: AddressIndex::new(index("a")),
        usual: true,
        browser: Some(KnownBrowser { login: index(login), id: browser(), mark: "c2FsdA".into() }),
    };
    let known = |knock: Knock, state| knock.known(&credential(state)).is_some();
    assert!(known(knock("l"), chosen("c2FsdA")));
    assert!(!known(knock("l"), chosen("b3RoZXI")), "the password was changed");
    assert!(!known(knock("o"), chosen("c2FsdA")), "somebody else's");
    assert!(!known(knock("l"), CredentialState::Initial { until: at(9) }), "set back");
    assert!(!known(knock("l"), CredentialState::Disabled));
    assert!(!known(Knock { browser: None, ..knock("l") }, chosen("c2FsdA")));
}

#[test]
fn unknown_people_are_guessed_like_known_ones() {
    let guess =
        |letter: &str| Door { login: index(letter), ..door(None, anybody(0, 0), 0) }.guess();
    assert_eq!((guess("B"), guess("A")), (Guess::Hard, Guess::Easy));
    let reset = Door { gate: Gate::Reset, ..door(None, anybody(0, 0), 0) };
    assert!(reset.pays_first() && Guess::Easy.price() == 2);
}

proptest! {
    #[test]
    fn whatever_fails_elsewhere_the_owners_browser_does_not_wait(
        own in 0_u32..5, crowd: u32, later in 0_i64..1_000_000
    ) {
        let lane = Lane::Known { browser: browser(), tries: failed(own) };
        let door = door(Some(credential(chosen("c2FsdA"))), lane, crowd);
        prop_assert_eq!(door.wait(at(later)), None);
    }

    #[test]
    fn a_known_browser_has_no_more_guesses_than_a_pair(tries: u32, later in 0_i64..100_000) {
        let set = Some(credential(chosen("c2FsdA")));
        let own = Lane::Known { browser: browser(), tries: failed(tries) };
        let own = door(set.clone(), own, 0).wait(at(later));
        prop_assert_eq!(own, door(set, anybody(0, tries), 0).wait(at(later)));
        prop_assert_eq!(own, failed(tries).wait(Patience::PAIR, at(later)));
    }
}
