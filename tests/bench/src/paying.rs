//! Money on its way: the real functions behind the engine, a bank in this process, and notices of it
//! that nobody has sent yet.

use crate::Failure;
use crate::bank::{self, now};
use crate::orders;
use crate::web::Web;
use crate::yard::Yard;
use channel::{Chance, Channels, Outside, Places, Wire};
use config::{Env, School, Secret};
use domain::{ChannelKind, Clock, Order, PersonId, Role};
use http::Request;
use identity::{Caller, Keys, Scope, Tokens};
use local::System;
use sandbox::{Accounts, How, Running};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use store::Store;

/// A platform that runs, and its bank.
pub(crate) struct Ground {
    pub(crate) system: System,
    pub(crate) store: Store,
    pub(crate) keys: Arc<Keys>,
    pub(crate) school: School,
    pub(crate) web: Web,
    channels: Channels,
    bank: Arc<Running>,
    tokens: Tokens,
    _yard: Yard,
}

/// The provider's slug on the sandbox, and in the address of its notices.
const BANK: &str = "wechat";

impl Ground {
    /// One with the functions of `needed`, its tables and queues on disk in `storage`.
    pub(crate) async fn lay(
        binaries: &Path,
        storage: &Path,
        needed: &[&str],
    ) -> Result<Self, Failure> {
        if let Some(missing) = needed.iter().find(|it| !binaries.join(it).is_file()) {
            return Err(format!("{missing} is not built beside this program").into());
        }
        let accounts = Accounts::draw();
        let bank = Arc::new(bank::open(&accounts).await);
        let yard = Yard::at(binaries, &bank.base_url, &accounts.secret()).await;
        let mut options = yard.options.clone();
        options.storage = Some(storage.to_owned());
        let system = System::start(options).await?;
        let env = Env::of(&[
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_ENDPOINT_URL_DYNAMODB", &system.dynamodb_url()),
            ("SECRET_IDENTITY", &yard.secret("IdentitySecret")),
            ("FIELD_KEY", &yard.secret("FieldKey")),
            ("SCHOOL", "xust"),
        ]);
        let tables = ["CoreTable", "AuthTable", "InboxTable", "RefTable"].map(str::to_owned);
        let keys = env.identity_secret(|it: &Secret| Keys::read(it.expose()))?;
        Ok(Self {
            store: Store::new(env.dynamodb()?, tables),
            keys: keys.at(env.clock().now()).await?,
            school: School::named("xust")?,
            web: Web::new(),
            channels: channels(&accounts, &bank, system.url())?,
            tokens: Tokens::new(&yard.options.parameters["TokenKeys"], "xust")?,
            system,
            bank,
            _yard: yard,
        })
    }

    /// Orders of new `payers`, which the bank knows.
    pub(crate) async fn orders(&self, payers: Range<u32>) -> Result<Vec<Order>, Failure> {
        let merchant = self.channels.at(ChannelKind::Wechat)?.merchant();
        let orders = orders::opened(&self.store, merchant, payers).await?;
        for order in &orders {
            self.channels.place(order).await?;
        }
        Ok(orders)
    }

    /// The payer pays `order`: what the bank then says, signed and not yet sent.
    pub(crate) fn notice(&self, order: &Order) -> Result<Request<String>, Failure> {
        let number = order.number().to_string();
        let told = self.bank.with_bank(BANK, |bank| {
            let told = bank.pay(&number, How::Pay, now()).map(|mut it| it.remove(0));
            told.map(|it| bank.notice(&it, now()))
        });
        let (parts, body) = told.map_err(|error| format!("{number}: {error:?}"))?.into_parts();
        Ok(Request::from_parts(parts, String::from_utf8(body)?))
    }

    /// A request of somebody who is signed in.
    pub(crate) fn asks(&self, who: PersonId, method: &str, path: &str) -> http::request::Builder {
        let caller = Caller {
            person: who,
            role: Role::Payer,
            session: "0123456789abcdef".parse().expect("a session's name"),
            scope: Scope::Full,
            login: "0123456789abcdef012345".to_owned().try_into().expect("an index"),
        };
        let token = self.tokens.issue(&self.keys.signer, &caller, now());
        let ask = Request::builder().method(method).uri(format!("{}{path}", self.system.url()));
        let ask = ask.header("sec-fetch-site", "same-origin").header("x-pay-csrf", "1");
        ask.header("content-type", "application/json")
            .header("cookie", format!("__Host-at={token}"))
    }

    /// Sends `request`, which must be answered well.
    pub(crate) async fn good(&self, request: Request<String>) -> Result<(), Failure> {
        let path = request.uri().path().to_owned();
        let answer = self.web.ask(request).await.ok_or("nobody answers")?;
        let good = answer.status.is_success();
        if good { Ok(()) } else { Err(format!("{path}: {} {}", answer.status, answer.body).into()) }
    }
}

/// The platform's accounts, which ask the bank without any network: what is said before the clock
/// runs costs little.
fn channels(
    accounts: &Accounts,
    bank: &Arc<Running>,
    public_url: String,
) -> Result<Channels, Failure> {
    let theirs = Arc::clone(bank);
    let ask = move |mut request: Request<Vec<u8>>| {
        request.headers_mut().insert("user-agent", http::HeaderValue::from_static("bench"));
        let path = request.uri().path_and_query()?.as_str().to_owned();
        *request.uri_mut() = path.strip_prefix(&format!("/{BANK}"))?.parse().ok()?;
        theirs.with_bank(BANK, |bank| bank.answer(&request, now()).answer)
    };
    let outside =
        Outside { wire: Wire::direct(ask), clock: Clock::new(now), chance: Chance::system() };
    let places = Places { public_url, sandbox: Some(bank.base_url.clone()) };
    Ok(Channels::of_secret(accounts.secret().to_string().as_bytes(), &places, &outside)?)
}
