use crate::banks::{BANKS_URL, Banks};
use crate::errand::Errand;
use crate::functions::Functions;
use crate::given::{Given, account};
use crate::line::{Lines, Terms};
use crate::outside::{Outside, Things};
use crate::plant::Plant;
use crate::resets::SMS_SECRET;
use crate::{Campus, PUBLIC_URL, clock, gateway};
use aws_sdk_dynamodb::config::retry::{RetryConfig, RetryPartition, TokenBucket};
use aws_sdk_dynamodb::types::ScalarAttributeType;
use aws_sdk_dynamodb::types::{AttributeDefinition, BillingMode, KeySchemaElement, KeyType};
use channel::{Chance, Places, Wire};
use config::{ChannelChoice, ChannelState, Env, School, WaysIn};
use domain::ChannelKind;
use dynoxide::Database;
use identity::{Draft, IdentitySecret, Keys};
use std::cell::Cell;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::runtime::{Handle, Id};

/// How a campus is to be.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    /// Which school of `infra/schools`.
    pub school: &'static str,
    /// What the bank draws follows from it.
    pub seed: u64,
    /// Whether tables say what each call costs.
    pub metered: bool,
    /// Whether it offers every channel that there is, whatever its file says.
    pub every_channel: bool,
}

impl Campus {
    /// A campus of 西安科技大学, empty.
    pub async fn open() -> Self {
        Self::of("xust").await
    }

    /// A campus of `school`, empty. Waiting takes no time there.
    pub async fn of(school: &'static str) -> Self {
        if endpoint().is_none() {
            freeze();
        }
        Box::pin(Self::set_up(Setup { school, seed: 1, metered: true, every_channel: false })).await
    }

    /// A campus that offers every channel that there is.
    pub async fn with_every_channel() -> Self {
        if endpoint().is_none() {
            freeze();
        }
        let setup = Setup { school: "xust", seed: 1, metered: true, every_channel: true };
        Box::pin(Self::set_up(setup)).await
    }

    /// A campus of `school` with other ways in than its file says.
    pub async fn with_ways_in(school: &'static str, change: fn(&mut WaysIn)) -> Self {
        if endpoint().is_none() {
            freeze();
        }
        let setup = Setup { school, seed: 1, metered: true, every_channel: false };
        Box::pin(Self::set_up_as(setup, change)).await
    }

    /// A campus as `setup` says, on a runtime whose time may stand still already.
    pub async fn set_up(setup: Setup) -> Self {
        Box::pin(Self::set_up_as(setup, |_| {})).await
    }

    async fn set_up_as(setup: Setup, change: fn(&mut WaysIn)) -> Self {
        clock::reset();
        let remote = endpoint();
        let outside = Outside::new(Things {
            tables: remote.is_none().then(|| Database::memory().expect("memory")),
            lines: Lines::new(terms()),
            banks: Banks::open(account(), setup.seed),
            sms: desk(),
            plant: Plant::None,
            tokens: std::collections::BTreeSet::new(),
            metered: setup.metered,
            written: false,
            meanwhile: None,
            used: std::collections::BTreeSet::new(),
            told: Vec::new(),
            struck: std::collections::BTreeMap::new(),
            deaths: std::collections::BTreeSet::new(),
        });
        let mut given = given_to_all(&setup, &outside, remote.as_deref());
        change(&mut given.school.entry);
        for table in &given.tables {
            create(&given.dynamodb, table).await;
        }
        let (store, tokens, client) = (given.store(), given.tokens(), given.dynamodb.clone());
        // Handlers borrow from what lives as long as the process, here as on Lambda.
        let functions: &'static Functions = Box::leak(Box::new(Functions::new(&given)));
        Self {
            outside,
            functions,
            threshold: domain::Threshold {
                school: given.school.id.clone(),
                public_url: PUBLIC_URL.to_owned(),
                locks: Vec::new(),
            },
            school: given.school,
            store,
            tokens,
            keys: Keys::of(secret()).expect("a secret that was drawn"),
            client,
            tables: given.tables,
            careless: false,
            heard: std::sync::Mutex::default(),
        }
    }
}

/// The desk for text messages, which knows us.
fn desk() -> sandbox::Sms {
    let mut desk = sandbox::Sms::default();
    desk.trust(SMS_SECRET);
    desk
}

/// Waiting takes no time from now on, on this runtime.
fn freeze() {
    thread_local! {
        static FROZEN: Cell<Option<Id>> = const { Cell::new(None) };
    }
    let this = Handle::current().id();
    if FROZEN.replace(Some(this)) != Some(this) {
        tokio::time::pause();
    }
}

/// An endpoint of a real DynamoDB to stand on instead of the one in memory.
fn endpoint() -> Option<String> {
    std::env::var("DYNAMODB_ENDPOINT").ok().filter(|it| !it.is_empty())
}

fn given_to_all(setup: &Setup, outside: &Outside, remote: Option<&str>) -> Given {
    let given = [
        ("AWS_REGION", "cn-north-1"),
        ("AWS_ACCESS_KEY_ID", "campus"),
        ("AWS_SECRET_ACCESS_KEY", "campus"),
        ("AWS_ENDPOINT_URL_DYNAMODB", remote.unwrap_or("http://127.0.0.1:9")),
        ("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:9"),
    ];
    let env = Env::of(&given);
    let real = env.dynamodb().expect("a client of constants").config().clone();
    let way = outside.to_tables(remote.and_then(|_| real.http_client()));
    // The SDK draws its backoffs; without any, two runs cannot differ by them.
    let retry = RetryConfig::standard().with_max_attempts(3).with_max_backoff(Duration::ZERO);
    let partition = |name: &'static str| {
        RetryPartition::custom(name).token_bucket(TokenBucket::new(100_000)).build()
    };
    let dynamodb = real.to_builder().http_client(way).retry_config(retry.clone());
    let dynamodb = dynamodb.retry_partition(partition("campus-dynamodb")).build();
    let sqs = env.sqs().expect("a client of constants").config().to_builder();
    let sqs = sqs.http_client(outside.to_queues()).retry_config(retry);
    let sqs = sqs.retry_partition(partition("campus-sqs")).build();
    let mut school = School::named(setup.school).expect("a school of the folder");
    if setup.every_channel {
        let choice = |kind| ChannelChoice {
            kind,
            label: None,
            state: ChannelState::Open,
            reason: None,
            fee: None,
        };
        school.channels = ChannelKind::ALL.map(choice).into();
    }
    Given {
        dynamodb: aws_sdk_dynamodb::Client::from_conf(dynamodb),
        sqs: aws_sdk_sqs::Client::from_conf(sqs),
        tables: table_names(remote.is_some()),
        school,
        token_keys: public_keys().to_owned(),
        accounts: account().secret().to_string(),
        identity: secret(),
        places: Places { public_url: PUBLIC_URL.to_owned(), sandbox: Some(BANKS_URL.to_owned()) },
        outside: channel::Outside {
            wire: bank_wire(outside.clone()),
            clock: clock::CLOCK,
            chance: Chance::new(clock::nonce),
        },
    }
}

fn bank_wire(outside: Outside) -> Wire {
    Wire::direct(move |request| {
        // Nothing that a dead process says is heard.
        if Errand::current().is_some_and(|it| it.is_dead()) {
            return None;
        }
        outside.ask_bank(request)
    })
}

fn secret() -> &'static Draft {
    static SECRET: OnceLock<Draft> = OnceLock::new();
    SECRET.get_or_init(|| IdentitySecret::draw("campus", identity::Chance::REAL))
}

pub(crate) fn public_keys() -> &'static str {
    static KEYS: OnceLock<String> = OnceLock::new();
    KEYS.get_or_init(|| secret().public_keys().expect("just drawn"))
}

/// Names of one campus's tables: on a shared endpoint no two campuses have the same.
fn table_names(shared: bool) -> [String; 4] {
    static CAMPUSES: AtomicU32 = AtomicU32::new(0);
    let number = CAMPUSES.fetch_add(1, Ordering::Relaxed);
    let prefix =
        if shared { format!("campus-{}-{number}-", std::process::id()) } else { String::new() };
    ["core", "auth", "inbox", "ref"].map(|name| format!("{prefix}{name}"))
}

async fn create(client: &aws_sdk_dynamodb::Client, table: &str) {
    let key = |name: &str, kind| {
        KeySchemaElement::builder().attribute_name(name).key_type(kind).build().expect("a key")
    };
    let text = |name: &str| {
        let named = AttributeDefinition::builder().attribute_name(name);
        named.attribute_type(ScalarAttributeType::S).build().expect("an attribute")
    };
    let create = client.create_table().table_name(table).billing_mode(BillingMode::PayPerRequest);
    let create = create.key_schema(key("pk", KeyType::Hash)).key_schema(key("sk", KeyType::Range));
    let create = create.attribute_definitions(text("pk")).attribute_definitions(text("sk"));
    create.send().await.expect("a table");
}

/// How the template's queues treat what nobody took.
fn terms() -> [Terms; 3] {
    ["Receipts", "Chase", "Refunds"].map(|name| {
        let mut queues = gateway::template().queues.iter();
        let queue = queues.find(|it| it.name.starts_with(name) && it.redrive.is_some());
        let queue = queue.expect("the template has all queues, each with dead letters");
        let redrive = queue.redrive.as_ref().expect("just looked");
        Terms { visibility: queue.visibility, receives_max: redrive.after }
    })
}
