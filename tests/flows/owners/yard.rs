//! A school with somebody of every kind in it, each as the real ways in leave them.

use crate::office::{Import, Office, two_students};
use crate::owners::money::Money;
use crate::{ROOM, TUITION};
use campus::{ADA, Answer, Ask, BEN, CHEN, Campus};
use config::WaysIn;
use domain::{
    App, BillId, ChannelKind, Device, Entrance, OrderId, PasswordHash, Role, Session, SessionId,
    System, UserName,
};
use identity::{Caller, Chance, Facts, Scope, Tokens};
use serde_json::json;
use std::sync::OnceLock;
use store::Going;

/// What everybody here chose.
pub(crate) const PASSWORD: &str = "quiet-harbour-27";

const CLERK: &str = "DESK04";

const DEVICE: Device = Device { system: System::Android, app: App::Wechat };

pub(crate) struct Yard {
    pub(crate) campus: Campus,
    pub(crate) tokens: Tokens,
    /// Owes tuition, has an order for her room, paid another, and is signed in twice.
    pub(crate) ada: Signed,
    pub(crate) elsewhere: Signed,
    pub(crate) facts: Facts,
    pub(crate) tuition: BillId,
    pub(crate) room: BillId,
    pub(crate) order: OrderId,
    pub(crate) paid: OrderId,
    /// Money of hers that goes back, or was too little.
    pub(crate) money: Money,
    /// Another student, who owes and has nothing.
    pub(crate) ben: Signed,
    /// Still has the initial password, and has just proved it.
    pub(crate) chen: Caller,
    pub(crate) clerk: Signed,
    /// A file that the clerk uploaded.
    pub(crate) import: Import,
    pub(crate) file: Vec<u8>,
    /// Where the official account says who somebody is.
    pub(crate) entrance: String,
}

/// Somebody who is signed in, and their browser.
pub(crate) struct Signed {
    pub(crate) caller: Caller,
    pub(crate) access: String,
    pub(crate) refresh: String,
}

impl Yard {
    pub(crate) async fn open() -> Self {
        Box::pin(Self::laid()).await
    }

    async fn laid() -> Self {
        let every = |it: &mut WaysIn| {
            *it = WaysIn {
                registration: true,
                security_question: true,
                phone_codes: true,
                official_account: true,
                double_entry: true,
            };
        };
        let campus = Campus::with_ways_in("xust", every).await;
        let tokens = Tokens::new(campus.token_keys(), &campus.school.id).expect("drawn keys");
        let facts = campus.admits(ADA).await;
        let bens = campus.admits(BEN).await;
        let chens = campus.admits(CHEN).await;
        let clerks = campus.admits_as(CLERK, Role::Office, 7).await;
        let tuition = campus.owes(ADA, TUITION, "4800.00").await;
        let room = campus.owes_whole(ADA, ROOM, "1200.00").await;
        let books = campus.owes_whole(ADA, "2026-2027/教材费", "99.00").await;
        let order = campus.opens(ADA, &[(&room, "1200.00")]).await.order;
        let paid = campus.opens(ADA, &[(&books, "99.00")]).await;
        campus.is_paid(paid).await;
        campus.settles().await;
        let money = Money::of(&campus, paid, &books).await;
        campus.announces_project(campus::project("autumn", Some(20))).await;
        let enrols = json!({ "tier": "standard", "phone": "13700002468", "answers": {} });
        let enrolled = campus.says(ADA, "PUT", "/api/enrolments/autumn", Some(&enrols));
        assert_eq!(campus.ask(enrolled).await.status, 200);
        let file = two_students("4800.00", "0");
        let import = Office { campus: &campus }.sends(&file).await;

        campus.reconciles_day(ChannelKind::Wechat, campus.today().moved(-1)).await;

        let way = campus.ask(Ask {
            method: "GET",
            path: "/api/wechat/entrance".into(),
            ..Ask::default()
        });
        let entrance = way.await.body["entrance"]["url"].as_str().expect("a way in").to_owned();

        let ada = Signed::chooses(&campus, &tokens, &facts).await;
        let elsewhere = Signed::comes(&campus, &tokens, &facts, Entrance::Password).await;
        let ben = Signed::chooses(&campus, &tokens, &bens).await;
        let clerk = Signed::chooses(&campus, &tokens, &clerks).await;
        let chen = Caller {
            scope: Scope::FirstPassword,
            ..caller(&campus, &chens, Entrance::Password).await
        };
        Self {
            campus,
            tokens,
            ada,
            elsewhere,
            facts,
            tuition,
            room,
            order,
            paid: paid.order,
            money,
            ben,
            chen,
            clerk,
            import,
            file,
            entrance,
        }
    }

    /// Ada, or whoever only said that they are she.
    pub(crate) async fn comes(&self, entrance: Entrance) -> Signed {
        Signed::comes(&self.campus, &self.tokens, &self.facts, entrance).await
    }

    /// The clerk, in another browser.
    pub(crate) async fn clerk_elsewhere(&self) -> Signed {
        let caller = Caller { session: Chance::REAL.session(), ..self.clerk.caller.clone() };
        let (signed, session) = Signed::of(&self.campus, &self.tokens, caller, Entrance::Password);
        begins(&self.campus, &session).await;
        signed
    }

    /// Chen, who never chose a password, comes in by `entrance`.
    pub(crate) async fn newcomer_by(&self, entrance: Entrance) -> Signed {
        let caller = Caller { scope: Scope::of(entrance), ..self.chen.clone() };
        let (signed, session) = Signed::of(&self.campus, &self.tokens, caller, entrance);
        begins(&self.campus, &session).await;
        signed
    }

    /// An access token of `caller`'s, just issued.
    pub(crate) fn token(&self, caller: &Caller) -> String {
        self.tokens.issue(&self.campus.keys.signer, caller, self.campus.now())
    }

    /// `ask` of a browser that has `token`, or none.
    pub(crate) fn by(ask: &Ask, token: Option<&str>) -> Ask {
        let cookies = token.map(|it| format!("__Host-at={it}")).into_iter().collect();
        Ask { cookies, ..ask.clone() }
    }
}

async fn begins(campus: &Campus, session: &Session) {
    let credential = campus.store.credential(&session.login).await.expect("known");
    campus.store.begin_session(session, &credential).await.expect("begun");
}

impl Signed {
    /// `facts`'s owner chooses the password, which signs them in.
    async fn chooses(campus: &Campus, tokens: &Tokens, facts: &Facts) -> Self {
        static HASH: OnceLock<PasswordHash> = OnceLock::new();
        let hashed = || campus.keys.passwords.hash(PASSWORD, Chance::REAL).expect("hashed");
        let caller = caller(campus, facts, Entrance::Password).await;
        let (signed, session) = Self::of(campus, tokens, caller, Entrance::Password);
        let credential = campus.store.credential(&signed.caller.login).await.expect("known");
        let (hash, going) = (HASH.get_or_init(hashed).clone(), Going::Begins(&session));
        let chosen = campus.store.set_password(&credential, hash, going, campus.now());
        chosen.await.expect("nobody else writes");
        signed
    }

    /// `facts`'s owner comes in by `entrance`.
    async fn comes(campus: &Campus, tokens: &Tokens, facts: &Facts, entrance: Entrance) -> Self {
        let caller = caller(campus, facts, entrance).await;
        let (signed, session) = Self::of(campus, tokens, caller, entrance);
        begins(campus, &session).await;
        signed
    }

    fn of(campus: &Campus, tokens: &Tokens, caller: Caller, entrance: Entrance) -> (Self, Session) {
        let now = campus.now();
        let begun = tokens.begin(&campus.keys, &caller, (entrance, DEVICE), (Chance::REAL, now));
        let [access, refresh] = begun.cookies.map(|it| {
            let pair = it.split(';').next().expect("a pair");
            pair.split_once('=').expect("a value").1.to_owned()
        });
        (Self { caller, access, refresh }, begun.session)
    }

    /// The same session with the cookies of `answer`.
    pub(crate) fn refreshed(&self, answer: &Answer) -> Self {
        let cookie = |name| answer.cookie(name).expect("a new cookie").to_owned();
        let (access, refresh) = (cookie("__Host-at"), cookie("__Secure-rt"));
        Self { caller: self.caller.clone(), access, refresh }
    }

    pub(crate) fn session(&self) -> &SessionId {
        &self.caller.session
    }

    pub(crate) fn cookies(&self) -> Vec<String> {
        vec![format!("__Host-at={}", self.access), format!("__Secure-rt={}", self.refresh)]
    }
}

async fn caller(campus: &Campus, facts: &Facts, entrance: Entrance) -> Caller {
    let login = campus.keys.vault.login(&UserName::Number(facts.number.clone()));
    let credential = campus.store.credential(&login).await.expect("known");
    Caller::entering(&credential, entrance, Chance::REAL)
}
