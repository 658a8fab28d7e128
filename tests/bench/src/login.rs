//! What a sign-in costs beside the one thing in it that is to cost something: argon2id. Processor
//! time of the thread that answers; the table is another thread's.

use crate::Failure;
use crate::figures::Figure;
use crate::startup::cpu_ms;
use aws_sdk_dynamodb::types::AttributeValue;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::{Json, Router};
use config::{Env, Kept, School};
use domain::{Clock, Credential, CredentialState, PersonId, Role};
use identity::{Caller, Chance, Facts, IdentitySecret, Keys, Scope, Tokens};
use lambda_http::Body;
use login::Deps;
use nix::sys::resource::{UsageWho, getrusage};
use serde_json::{Map, Value, json};
use std::future::Future;
use std::sync::Arc;
use store::Store;

/// Sign-ins of each kind, in turns with each other and with argon2id alone. The medians count.
const TURNS: usize = 200;

/// Token checks in one measurement, so that it is longer than the kernel's clock is coarse.
const CHECKS: u32 = 200;

const NUMBER: &str = "21030101";
const PASSWORD: &str = "quiet-harbour-27";

/// What is measured in turns.
#[derive(Clone, Copy)]
enum What {
    /// argon2id alone.
    Hash,
    Enter,
    Fail(&'static str),
}

const KINDS: [(&str, What); 4] = [
    ("argon2id", What::Hash),
    ("login, right", What::Enter),
    ("login, wrong", What::Fail(NUMBER)),
    ("login, nobody", What::Fail("21030102")),
];

/// What the handler is given, and a token of somebody who is in.
struct Ground {
    deps: Deps,
    token: String,
}

/// A token's check first; then a sign-in that is right, one with a wrong password and one of nobody.
pub(crate) async fn measure() -> Result<Vec<Figure>, Failure> {
    let draft = IdentitySecret::draw("k1", Chance::REAL);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let (ground, row) = lay(&draft, &url)?;
    let table = Router::new().fallback(answer).with_state(Arc::new(row));
    tokio::spawn(async move { axum::serve(listener, table).await });

    let measured = std::thread::spawn(move || {
        let alone = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let measured = alone.map_err(Failure::from).and_then(|it| it.block_on(in_turns(&ground)));
        measured.map_err(|error| error.to_string())
    });
    let measured = tokio::task::spawn_blocking(move || measured.join().expect("it measured"));
    Ok(measured.await??)
}

async fn in_turns(ground: &Ground) -> Result<Vec<Figure>, Failure> {
    let (mut spent, mut checks) = ([(); 4].map(|()| Vec::new()), Vec::new());
    // The first turn opens the connection and fetches the keys.
    for turn in 0..=TURNS {
        let checked = cost(async { check(ground) }).await? * 1000.0 / f64::from(CHECKS);
        for place in 0..KINDS.len() {
            // Whoever comes after another finds the caches as that one left them.
            let kind = (place + turn) % KINDS.len();
            let one = cost(Box::pin(does(&ground.deps, KINDS[kind].1))).await?;
            if turn > 0 {
                spent[kind].push(one);
            }
        }
        if turn > 0 {
            checks.push(checked);
        }
    }

    let [alone, logins @ ..] = spent.map(median);
    let logins = KINDS[1..].iter().zip(logins).map(|((name, _), spent)| {
        let figure = Figure::new(name).with("cpu_ms", spent);
        figure.with("argon2id_ms", alone).with("ratio", spent / alone)
    });
    let check = Figure::new("token").with("check_us", median(checks));
    Ok([check].into_iter().chain(logins).collect())
}

fn check(ground: &Ground) -> Result<(), identity::IdentityError> {
    for _ in 0..CHECKS {
        ground.deps.tokens.payer(Some(&ground.token), ground.deps.clock.now())?;
    }
    Ok(())
}

async fn does(deps: &Deps, what: What) -> Result<(), Failure> {
    match what {
        // By the very keys that the handler has: other memory may lie better or worse.
        What::Hash => Ok(deps.keys.at(deps.clock.now()).await?.passwords.dummy_verify(PASSWORD)?),
        What::Enter => sign_in(deps, true, NUMBER, PASSWORD).await,
        What::Fail(user) => sign_in(deps, false, user, "no-such-words").await,
    }
}

/// Milliseconds of this thread's processor time that `work` takes.
async fn cost<E: Into<Failure>>(work: impl Future<Output = Result<(), E>>) -> Result<f64, Failure> {
    let before = getrusage(UsageWho::RUSAGE_THREAD)?;
    work.await.map_err(Into::into)?;
    Ok(cpu_ms(getrusage(UsageWho::RUSAGE_THREAD)?) - cpu_ms(before))
}

async fn sign_in(deps: &Deps, right: bool, user: &str, password: &str) -> Result<(), Failure> {
    let body = json!({ "user": user, "password": password }).to_string();
    let request = http::Request::post("/api/login").header("content-type", "application/json");
    let reply = login::handle(deps, request.body(Body::from(body))?).await;
    match reply {
        Ok(_) if right => Ok(()),
        Err(problem) if !right && problem.code() == "wrong-credentials" => Ok(()),
        Ok(_) => Err("somebody was let in".into()),
        Err(problem) => Err(problem.code().into()),
    }
}

fn lay(draft: &identity::Draft, url: &str) -> Result<(Ground, Value), Failure> {
    let (keys, school) = (Keys::of(draft)?, School::named("xust")?);
    let env = Env::of(&[
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_ENDPOINT_URL_DYNAMODB", url),
    ]);
    let store = Store::new(env.dynamodb()?, ["core", "auth", "inbox", "ref"].map(str::to_owned));
    let (person, clock) = (PersonId::from_bits(7), Clock::new(crate::bank::now));
    let facts =
        Facts { name: "林小满".parse()?, number: NUMBER.parse()?, id_number: None, phone: None };
    let who = (person, Role::Payer);
    let mut new = keys.vault.new_credential(who, &facts, school.login, clock.now())?;
    let hash = keys.passwords.hash(PASSWORD, Chance::REAL)?;
    new.credential = Credential { state: CredentialState::Set { hash }, ..new.credential };
    let row = store.credential_puts(&new)?.remove(0);
    let row = row.put().ok_or("a credential is put")?.item().clone();

    let tokens = Tokens::new(&draft.public_keys()?, &school.id)?;
    let session = Chance::REAL.session();
    let login = new.credential.login;
    let caller = Caller { person, role: Role::Payer, session, scope: Scope::Full, login };
    let token = tokens.issue(&keys.signer, &caller, clock.now());
    let keys = Kept::fixed(keys);
    let deps = Deps { chance: Chance::REAL, clock, keys, school, store, tokens };
    Ok((Ground { deps, token }, Value::Object(row.iter().map(said).collect())))
}

/// A table that knows one credential and takes every write.
async fn answer(State(row): State<Arc<Value>>, headers: HeaderMap, asked: String) -> Json<Value> {
    let target = headers.get("x-amz-target").and_then(|it| it.to_str().ok()).unwrap_or_default();
    if !target.ends_with(".BatchGetItem") {
        return Json(json!({}));
    }
    let key = row["pk"]["S"].as_str().expect("a key");
    let found = if asked.contains(key) { json!([*row]) } else { json!([]) };
    Json(json!({ "Responses": { "auth": found }, "UnprocessedKeys": {} }))
}

/// A row's attribute as the wire has it.
#[expect(clippy::wildcard_enum_match_arm, reason = "a credential has texts and maps of texts")]
fn said((name, value): (&String, &AttributeValue)) -> (String, Value) {
    let value = match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::M(map) => json!({ "M": map.iter().map(said).collect::<Map<_, _>>() }),
        _ => panic!("a credential has texts and maps of texts"),
    };
    (name.clone(), value)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
