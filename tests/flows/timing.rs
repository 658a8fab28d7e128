//! Nobody learns from the time that an answer takes who exists, and in what state their account is.

use crate::browser::Browser;
use campus::Campus;
use domain::{CredentialState, Gender, Origin, PasswordHash, Person, PersonId, PersonNumber, Role};
use identity::{Chance, Facts};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use std::time::Duration;
use store::{PersonFate, PersonWrite};

/// Tries of each kind, in turns.
const TRIES: usize = 200;

/// The cheapest and the dearest tenth of each kind do not count: they are the machine's, not ours.
const TRIMMED: usize = TRIES / 10;

const KINDS: [&str; 4] = ["unknown", "chosen", "disabled", "initial"];

fn number(kind: usize, turn: usize) -> PersonNumber {
    format!("2104{kind}{turn:03}").parse().expect("a number")
}

/// Somebody whose password is theirs, who is disabled, or who never chose one.
async fn enrols(campus: &Campus, kind: usize, turn: usize, hash: &PasswordHash) {
    let bits = u32::try_from(kind * TRIES + turn).expect("small");
    let person = Person {
        id: PersonId::from_bits(bits),
        name: "林小满".parse().expect("a name"),
        gender: Gender::Female,
        number: number(kind, turn),
        id_masked: String::new(),
        college: String::new(),
        major: String::new(),
        class: String::new(),
        role: Role::Payer,
        origin: Origin::School,
        phone_masked: None,
        wechat: false,
    };
    let (name, number) = (person.name.clone(), person.number.clone());
    let facts = Facts { name, number, id_number: Some(campus::id_number(7)), phone: None };
    let rules = campus.school.login;
    let until = campus.now() + Duration::from_hours(90 * 24);
    let who = (person.id, Role::Payer);
    let mut new = campus.keys.vault.new_credential(who, &facts, rules, until).expect("sealed");
    // All of them have one ID number, which is nobody's user name here.
    new.aliases.clear();
    match KINDS[kind] {
        "chosen" => new.credential.state = CredentialState::Set { hash: hash.clone() },
        "disabled" => new.credential.state = CredentialState::Disabled,
        _ => {}
    }
    let ways_in = campus.store.credential_puts(&new).expect("rows");
    let write =
        PersonWrite { person: PersonFate::New(person), bills: Vec::new(), at: campus.now() };
    campus.store.import_person(&write, ways_in).await.expect("imported");
}

/// Microseconds of this thread's processor time so far.
fn spent() -> i64 {
    let usage = getrusage(UsageWho::RUSAGE_THREAD).expect("the kernel counts");
    (usage.user_time() + usage.system_time()).num_microseconds()
}

fn trimmed_mean(mut values: Vec<i64>) -> i64 {
    values.sort_unstable();
    let middle = &values[TRIMMED..TRIES - TRIMMED];
    middle.iter().sum::<i64>() / i64::try_from(middle.len()).expect("small")
}

#[tokio::test]
async fn an_answer_takes_as_long_whoever_was_asked_for() {
    let campus = Campus::open().await;
    let hash = campus.keys.passwords.hash("quiet-harbour-27", Chance::REAL).expect("hashed");
    for turn in 0..TRIES {
        for kind in 1..KINDS.len() {
            enrols(&campus, kind, turn, &hash).await;
        }
    }

    let mut costs = [(); 4].map(|()| Vec::with_capacity(TRIES));
    for turn in 0..TRIES {
        for place in 0..KINDS.len() {
            // Whoever comes first in a turn finds the machine as the last turn left it.
            let kind = (place + turn) % KINDS.len();
            let user = number(kind, turn);
            let before = spent();
            let answer = Browser::default().logs_in(&campus, user.expose(), "no-such-words").await;
            costs[kind].push(spent() - before);
            assert_eq!((answer.status, answer.code()), (401, "wrong-credentials"));
        }
        campus.later(Duration::from_mins(15));
    }

    let means = costs.map(trimmed_mean);
    let (least, most) = (means.iter().min(), means.iter().max());
    let (least, most) = (least.expect("four"), most.expect("four"));
    assert!(most * 10 < least * 11, "microseconds of {KINDS:?}: {means:?}");
}
