//! A whole school in one process: the real handlers, store, queues' clients and channels; tables in
//! memory, a bank in hand, and a clock that moves when it is told to.
//!
//! **Invariant:** only the outside world is faked: DynamoDB (dynoxide, or a real endpoint named by
//! `DYNAMODB_ENDPOINT`), SQS, the bank, the time and chance. Requests come as the gateway tells them.
//!
//! Whatever a function asks of the outside can be made to fail at a chosen call: see [`Plan`].

mod answer;
mod backup;
mod banks;
mod books;
pub mod clock;
pub mod cookies;
mod engine;
mod errand;
mod functions;
mod gateway;
mod given;
mod given_books;
mod given_offers;
mod heard;
mod line;
mod meter;
mod offered;
mod office;
mod opening;
mod outside;
mod people;
mod plant;
mod powers;
mod puzzles;
mod reconciled;
mod refunding;
mod resets;
mod road;
#[path = "../simulation/mod.rs"]
pub mod simulation;
mod slips;
mod sso;
mod twist;
mod twisted;
mod verbs;
pub mod wire;

pub use answer::Answer;
pub use backup::Backup;
pub use books::{BillRow, Books, Row, written};
pub use errand::{Cost, Mishap, Plan};
pub use gateway::Ask;
pub use heard::Heard;
pub use line::{Line, Message};
pub use office::{news, project, window};
pub use opening::Setup;
pub use people::{ADA, BEN, CHEN, id_number, new_bill};
pub use plant::Plant;
pub use powers::{Use, granted};
pub use sso::CAS_URL;
pub use verbs::Delivery;

use aws_sdk_dynamodb::Client;
use config::School;
use domain::{ChannelKind, OrderId, PersonId, Receipt, Role, Timestamp};
use errand::Errand;
use functions::Functions;
use identity::{Keys, Tokens};
use outside::Outside;
use sandbox::Bank;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use store::Store;
use trail::Measure;

/// Where browsers and the bank find a campus.
pub const PUBLIC_URL: &str = "https://pay.example.edu.cn";

/// One school.
pub struct Campus {
    outside: Outside,
    functions: &'static Functions,
    pub school: School,
    pub store: Store,
    tokens: Tokens,
    pub keys: Keys,
    client: Client,
    tables: [String; 4],
    /// By which keys its CDN is known: by none, unless a test puts a lock in.
    pub threshold: domain::Threshold,
    /// Whether receipts may be left unsettled when it closes.
    careless: bool,
    heard: std::sync::Mutex<Option<Heard>>,
}

impl Campus {
    /// The present instant at this campus.
    pub fn now(&self) -> Timestamp {
        clock::now()
    }

    /// Lets `time` pass.
    pub fn later(&self, time: Duration) {
        clock::pass(time);
    }

    /// An order id that a browser would draw now.
    pub fn draws_order_id(&self) -> OrderId {
        OrderId::from_bits(self.draws_id())
    }

    /// A ULID that a browser would draw now.
    pub fn draws_id(&self) -> u128 {
        let ms = u128::try_from(clock::now().as_millisecond()).expect("after 1970");
        (ms << 80) | u128::from(clock::draw())
    }

    /// What `ask` brings, if the function lives to answer it.
    pub async fn call(&self, plan: Plan, ask: Ask) -> Option<Answer> {
        let Some((folder, request)) = gateway::route(&ask) else {
            panic!("{} {} is no route of the template", ask.method, ask.path);
        };
        let errand = Errand::new(folder, plan);
        let trace = edge::trace(&request);
        let reply = self.functions.reply(&self.threshold, folder, request);
        // Two refusals that are to be alike differ in nothing, so a problem tells no number here.
        let reply = async { edge::render(reply.await, "trace") };
        let reply = errand.run(Box::pin(edge::run(trace, errand::hears, reply))).await;
        self.outside.things().told.extend(errand.told());
        let answer = Answer::of(&reply?, errand.cost());
        let answer = self.planted(folder, answer);
        self.overhears(&ask, &answer);
        Some(answer)
    }

    /// What `ask` brings when all goes well.
    pub async fn ask(&self, ask: Ask) -> Answer {
        self.call(Plan::fair(), ask).await.expect("nothing befalls it")
    }

    /// An access token of `person`'s, just issued.
    pub fn token(&self, person: PersonId, role: Role) -> String {
        let caller = identity::Caller {
            person,
            role,
            session: "campus-session-1".to_owned().try_into().expect("a session's id"),
            scope: identity::Scope::Full,
            login: "A".repeat(22).try_into().expect("an index"),
        };
        self.tokens.issue(&self.keys.signer, &caller, clock::now())
    }

    /// The public halves of the keys of sign-in, which everybody may know.
    pub fn token_keys(&self) -> &'static str {
        opening::public_keys()
    }

    /// All banks, for a look.
    pub fn banks<T>(&self, with: impl FnOnce(&[Bank]) -> T) -> T {
        with(self.outside.things().banks.all())
    }

    /// WeChat Pay, for a look or a word with it.
    pub fn bank<T>(&self, with: impl FnOnce(&mut Bank) -> T) -> T {
        self.bank_of(ChannelKind::Wechat, with)
    }

    /// The bank of `kind`, for a look or a word with it.
    pub fn bank_of<T>(&self, kind: ChannelKind, with: impl FnOnce(&mut Bank) -> T) -> T {
        with(self.outside.things().banks.of(kind))
    }

    /// The bank that has `order`.
    pub fn bank_with<T>(&self, order: &str, with: impl FnOnce(&mut Bank) -> T) -> T {
        with(self.outside.things().banks.with(order))
    }

    /// The secret of the providers, as an operator would have written it.
    pub fn channel_secret(&self) -> serde_json::Value {
        given::account().secret()
    }

    /// The text messages that were sent, oldest first.
    pub fn texts(&self) -> Vec<sandbox::Text> {
        self.outside.things().sms.messages().to_vec()
    }

    /// Right before the bank is called for the `nth` time from now, `happens`.
    pub fn meanwhile(&self, nth: u32, happens: impl FnOnce(&mut Bank) + Send + 'static) {
        self.outside.things().meanwhile = Some((nth, Box::new(happens)));
    }

    /// What each function was seen to do with tables and queues.
    pub fn used(&self) -> BTreeSet<Use> {
        self.outside.things().used.clone()
    }

    /// From now on this campus has a bug.
    pub fn plant(&self, plant: Plant) {
        self.outside.things().plant = plant;
    }

    /// Whether a table was written to since this was last asked.
    pub fn was_written(&self) -> bool {
        std::mem::take(&mut self.outside.things().written)
    }

    /// Every row of every table.
    pub async fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for table in &self.tables {
            rows.extend(self.rows_of(table).await);
        }
        rows
    }

    /// What the tables say of money.
    pub async fn books(&self) -> Books {
        let tables = self.outside.things().tables.clone();
        let Some(tables) = tables else { return Books::read(self.rows().await) };
        // Past the client, which takes its time: a simulation reads all of it after every step.
        let rows = |table: &String| engine::rows(&tables, table);
        Books::read([&self.tables[0], &self.tables[2]].into_iter().flat_map(rows).collect())
    }

    /// Everything that is written and queued, as text: equal before and after means untouched.
    pub async fn everything(&self) -> String {
        let mut rows: Vec<_> = self.rows().await.into_iter().map(books::written).collect();
        rows.sort_unstable();
        let messages = self.messages().into_iter().map(|it| format!("{:?} {}", it.line, it.body));
        rows.into_iter().chain(messages).collect::<Vec<_>>().join("\n")
    }

    /// The messages that wait, seen or not.
    pub fn messages(&self) -> Vec<Message> {
        self.outside.things().lines.waiting.clone()
    }

    /// Whether the tables say what each call costs.
    pub fn is_metered(&self) -> bool {
        let things = self.outside.things();
        things.metered && things.tables.is_some()
    }

    /// The receipts that wait or were given up.
    pub fn receipts(&self) -> Vec<Receipt> {
        self.outside.things().lines.receipts().collect()
    }

    /// What befell functions here, in words, and how often: at tables, queues and providers.
    pub fn faults(&self) -> BTreeMap<String, u64> {
        let things = self.outside.things();
        things.struck.iter().chain(&things.banks.wrongs).map(|(it, n)| (it.clone(), *n)).collect()
    }

    /// Whether anything befell a function here.
    pub fn was_struck(&self) -> bool {
        !self.outside.things().struck.is_empty()
    }

    /// The calls that were on their way when a function died, before or after their effect.
    pub fn deaths(&self) -> BTreeSet<(Mishap, Use)> {
        self.outside.things().deaths.clone()
    }

    /// What functions told since this was last asked.
    pub fn told(&self) -> Vec<Measure> {
        std::mem::take(&mut self.outside.things().told)
    }

    /// The messages that were given up.
    pub fn dead_letters(&self) -> Vec<Message> {
        self.outside.things().lines.dead.clone()
    }

    /// Receipts may be left unsettled when this campus closes.
    pub fn leaves_receipts(&mut self) {
        self.careless = true;
    }
}

impl Drop for Campus {
    /// A test that forgets to settle what it queued has not looked at what it tests.
    fn drop(&mut self) {
        let mut things = self.outside.things();
        things.tables = None;
        let left = things.lines.receipts().count();
        drop(things);
        assert!(
            left == 0 || self.careless || std::thread::panicking(),
            "{left} receipts were left unsettled"
        );
    }
}
