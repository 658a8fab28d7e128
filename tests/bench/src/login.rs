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

/// What the handler is given, and the password's hash.
struct Ground {
    deps: Deps,
    keys: Keys,
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
    let kinds = [("right", NUMBER, PASSWORD), ("wrong", NUMBER, "x"), ("nobody", "21030102", "x")];
    let (mut spent, mut alone, mut checks) = ([(); 3].map(|()| Vec::new()), Vec::new(), Vec::new());
    // The first turn opens the connection and fetches the keys.
    for turn in 0..=TURNS {
        let hashed = cost(async { ground.keys.passwords.dummy_verify(PASSWORD) }).await?;
        let checked = cost(async {
            for _ in 0..CHECKS {
                ground.deps.tokens.payer(Some(&ground.token), ground.deps.clock.now())?;
            }
            Ok::<_, identity::IdentityError>(())
        });
        let checked = checked.await?;
        let mut logins = [0.0; 3];
        for (login, (name, user, password)) in logins.iter_mut().zip(kinds) {
            *login = cost(sign_in(&ground.deps, name == "right", user, password)).await?;
        }
        if turn > 0 {
            alone.push(hashed);
            checks.push(checked * 1000.0 / f64::from(CHECKS));
            spent.iter_mut().zip(logins).for_each(|(all, one)| all.push(one));
        }
    }

    let alone = median(alone);
    let logins = kinds.iter().zip(spent).map(|((name, ..), spent)| {
        let spent = median(spent);
        let figure = Figure::new(&format!("login, {name}")).with("cpu_ms", spent);
        figure.with("argon2id_ms", alone).with("ratio", spent / alone)
    });
    let check = Figure::new("token").with("check_us", median(checks));
    Ok([check].into_iter().chain(logins).collect())
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
    let known = Kept::fixed(Keys::of(draft)?);
    let deps = Deps { chance: Chance::REAL, clock, keys: known, school, store, tokens };
    Ok((Ground { deps, keys, token }, Value::Object(row.iter().map(said).collect())))
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
fn said((name, value): (&String, &AttributeValue)) -> (String, Value) {
    let value = match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::M(map) => json!({ "M": map.iter().map(said).collect::<Map<_, _>>() }),
        other => panic!("a credential has no {other:?}"),
    };
    (name.clone(), value)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
