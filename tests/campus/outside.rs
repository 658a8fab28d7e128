//! All that is outside of the functions: the tables, the queues and the bank, each reached through
//! the real clients, each of whose calls is counted and can go wrong.

use crate::banks::Banks;
use crate::clock;
use crate::errand::{Errand, Mishap};
use crate::line::Lines;
use crate::plant::Plant;
use crate::powers::Use;
use crate::road::{End, Way};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use domain::ChannelKind;
use dynoxide::Database;
use sandbox::Bank;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};
use trail::Measure;

/// The outside of one campus.
#[derive(Clone)]
pub(crate) struct Outside(Arc<Mutex<Things>>);

pub(crate) struct Things {
    /// `None`: the tables are elsewhere, or the campus has closed.
    pub(crate) tables: Option<Database>,
    pub(crate) lines: Lines,
    pub(crate) banks: Banks,
    /// The school's desk for text messages.
    pub(crate) sms: sandbox::Sms,
    pub(crate) plant: Plant,
    /// The tokens of transactions that were asked for, while a bug wants to know.
    pub(crate) tokens: BTreeSet<String>,
    /// Whether a table's answer is to say what it cost.
    pub(crate) metered: bool,
    /// Whether anything was written to a table since it was last asked.
    pub(crate) written: bool,
    /// What happens at the bank right before its so-manieth call from now.
    pub(crate) meanwhile: Option<(u32, Meanwhile)>,
    /// What each function was seen to do, as its grants would name it: function, thing, action.
    pub(crate) used: BTreeSet<Use>,
    /// What functions told to be counted.
    pub(crate) told: Vec<Measure>,
    /// How often each mishap struck, and where.
    pub(crate) struck: BTreeMap<String, u64>,
    /// The calls that were on their way when a function died.
    pub(crate) deaths: BTreeSet<(Mishap, Use)>,
}

/// Something that happens at the bank while a function talks to it.
pub(crate) type Meanwhile = Box<dyn FnOnce(&mut Bank) + Send>;

impl Outside {
    pub(crate) fn new(things: Things) -> Self {
        Self(Arc::new(Mutex::new(things)))
    }

    pub(crate) fn things(&self) -> MutexGuard<'_, Things> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// The way to the tables; `remote` if they are not here.
    pub(crate) fn to_tables(&self, remote: Option<SharedHttpClient>) -> SharedHttpClient {
        SharedHttpClient::new(Way { outside: self.clone(), end: End::Tables, remote })
    }

    /// The way to the queues.
    pub(crate) fn to_queues(&self) -> SharedHttpClient {
        SharedHttpClient::new(Way { outside: self.clone(), end: End::Queues, remote: None })
    }

    pub(crate) fn strikes(&self, at: &str, mishap: Option<Mishap>) {
        if let Some(mishap) = mishap {
            *self.things().struck.entry(format!("{at}: {mishap:?}")).or_default() += 1;
        }
    }

    /// What the bank says to `request`: nothing, if that is what befalls this call.
    pub(crate) fn ask_bank(
        &self,
        mut request: http::Request<Vec<u8>>,
    ) -> Option<http::Response<Vec<u8>>> {
        let errand = Errand::current();
        let mishap = errand.as_ref().and_then(|it| {
            it.costs(|cost| cost.provider += 1);
            it.next().0
        });
        self.strikes("a call to a provider", mishap);
        let lost = mishap.is_some_and(|it| it == Mishap::LostAsk || it == Mishap::CrashBefore);
        if let Some(errand) = &errand {
            if matches!(mishap, Some(Mishap::CrashBefore | Mishap::CrashAfter)) {
                // The handler goes on with silence for an answer, but nothing of that gets out.
                errand.die();
            }
            if lost || (errand.is_dead() && mishap != Some(Mishap::CrashAfter)) {
                errand.leave_alone();
                return None;
            }
        }
        if matches!(mishap, Some(Mishap::Throttle | Mishap::Conflict)) {
            let mut answer = http::Response::new(br#"{"code":"FREQUENCY_LIMITED"}"#.to_vec());
            *answer.status_mut() = http::StatusCode::TOO_MANY_REQUESTS;
            return Some(answer);
        }
        // The real client adds it.
        request.headers_mut().insert("user-agent", http::HeaderValue::from_static("campus-pay"));
        let mut things = self.things();
        if let Some((left, happens)) = things.meanwhile.take() {
            match left {
                0 | 1 => happens(things.banks.of(ChannelKind::Wechat)),
                _ => things.meanwhile = Some((left - 1, happens)),
            }
        }
        if request.uri().path().starts_with("/sms/") {
            return Some(things.sms.answer(&request, clock::now())).filter(|_| mishap.is_none());
        }
        let answer = things.banks.answer(request, clock::now()).answer;
        let answer = answer.filter(|_| mishap.is_none());
        if let (None, Some(errand)) = (&answer, &errand) {
            errand.leave_alone();
        }
        answer
    }
}
