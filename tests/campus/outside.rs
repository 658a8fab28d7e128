//! All that is outside of the functions: the tables, the queues and the bank, each reached through
//! the real clients, each of whose calls is counted and can go wrong.

use crate::banks::Banks;
use crate::engine::{self, Said};
use crate::errand::{Errand, Mishap};
use crate::line::{Line, Lines};
use crate::plant::Plant;
use crate::powers::{self, Use};
use crate::{clock, meter};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use domain::ChannelKind;
use dynoxide::Database;
use sandbox::Bank;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

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
    /// Whether a table's answer is to say what it cost.
    pub(crate) metered: bool,
    /// Whether anything was written to a table since it was last asked.
    pub(crate) written: bool,
    /// What happens at the bank right before its so-manieth call from now.
    pub(crate) meanwhile: Option<(u32, Meanwhile)>,
    /// What each function was seen to do, as its grants would name it: function, thing, action.
    pub(crate) used: BTreeSet<Use>,
    /// How often each mishap struck.
    pub(crate) struck: BTreeMap<Mishap, u64>,
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

    fn strikes(&self, mishap: Option<Mishap>) {
        if let Some(mishap) = mishap {
            *self.things().struck.entry(mishap).or_default() += 1;
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
        self.strikes(mishap);
        let lost = mishap.is_some_and(|it| it == Mishap::LostAsk || it == Mishap::CrashBefore);
        if let Some(errand) = &errand {
            if matches!(mishap, Some(Mishap::CrashBefore | Mishap::CrashAfter)) {
                // The handler goes on with silence for an answer, but nothing of that gets out.
                errand.die();
            }
            if lost || (errand.is_dead() && mishap != Some(Mishap::CrashAfter)) {
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
        answer.filter(|_| mishap.is_none())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Tables,
    Queues,
}

/// The way from an SDK to the outside.
#[derive(Clone)]
struct Way {
    outside: Outside,
    end: End,
    remote: Option<SharedHttpClient>,
}

#[derive(Clone)]
struct Road {
    outside: Outside,
    end: End,
    remote: Option<SharedHttpConnector>,
}

impl HttpClient for Way {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let remote = self.remote.as_ref().map(|it| it.http_connector(settings, components));
        SharedHttpConnector::new(Road { outside: self.outside.clone(), end: self.end, remote })
    }
}

impl HttpConnector for Road {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let road = self.clone();
        HttpConnectorFuture::new(async move { road.exchange(request).await })
    }
}

impl Road {
    async fn exchange(self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.split('.').next_back().unwrap_or_default().to_owned();
        let ask: Value =
            serde_json::from_slice(request.body().bytes().unwrap_or_default()).unwrap_or_default();

        let Some(errand) = Errand::current() else {
            return self.effect(&operation, ask, request, None).await;
        };
        let (mishap, wait) = errand.next();
        self.outside.strikes(mishap);
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        match mishap {
            _ if errand.is_dead() => std::future::pending().await,
            None => self.effect(&operation, ask, request, Some(&errand)).await,
            Some(Mishap::Conflict) if operation == "TransactWriteItems" => {
                Ok(Said::conflict(&ask).response())
            }
            Some(Mishap::Throttle | Mishap::Conflict) => Ok(Said::throttled().response()),
            Some(Mishap::LostAsk) => std::future::pending().await,
            Some(Mishap::LostAnswer) => {
                let _ = self.effect(&operation, ask, request, Some(&errand)).await;
                std::future::pending().await
            }
            Some(Mishap::CrashBefore) => {
                errand.die();
                std::future::pending().await
            }
            Some(Mishap::CrashAfter) => {
                let _ = self.effect(&operation, ask, request, Some(&errand)).await;
                errand.die();
                std::future::pending().await
            }
        }
    }

    /// Does what is asked, and counts it.
    async fn effect(
        &self,
        operation: &str,
        mut ask: Value,
        request: HttpRequest,
        errand: Option<&Errand>,
    ) -> Result<HttpResponse, ConnectorError> {
        if let Some(errand) = errand {
            self.outside.things().used.extend(powers::uses(errand.who, operation, &ask));
        }
        if self.end == End::Queues {
            if let Some(errand) = errand {
                errand.costs(|cost| cost.messages += 1);
            }
            return Ok(self.send(&ask));
        }
        let writes = !matches!(operation, "GetItem" | "Query" | "Scan" | "BatchGetItem");
        if let Some(errand) = errand {
            errand.costs(|it| if writes { it.writes += 1 } else { it.reads += 1 });
        }
        if let Some(remote) = &self.remote {
            self.outside.things().written |= writes;
            return remote.call(request).await;
        }
        let (database, plant, metered) = {
            let mut things = self.outside.things();
            things.written |= writes;
            (things.tables.clone(), things.plant, things.metered)
        };
        let Some(database) = database else { return Ok(Said::throttled().response()) };
        if metered {
            ask["ReturnConsumedCapacity"] = json!("INDEXES");
        }
        let said = engine::answer(&database, operation, ask, plant);
        if metered && let Some(errand) = errand {
            errand.costs(|cost| meter::add(cost, writes, &said.body));
        }
        Ok(said.response())
    }

    fn send(&self, ask: &Value) -> HttpResponse {
        let text = |name: &str| ask[name].as_str().unwrap_or_default().to_owned();
        let (url, body) = (text("QueueUrl"), text("MessageBody"));
        let queue = url.rsplit('/').next().unwrap_or_default();
        let line = if queue == "chase" { Line::Chase } else { Line::Receipts };
        let delay = Duration::from_secs(ask["DelaySeconds"].as_u64().unwrap_or(0));
        let mut things = self.outside.things();
        let asked = |number: &str| things.banks.asked(number).map(yuan);
        let id = match things.plant.swaps(queue, &body, asked) {
            Some(body) => things.lines.send(line, body, clock::now() + delay),
            None => 0,
        };
        let said = json!({ "MessageId": id.to_string() }).to_string();
        Said { status: 200, body: said }.response()
    }
}

fn yuan(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

impl fmt::Debug for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Way({:?})", self.end)
    }
}

impl fmt::Debug for Road {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Road({:?})", self.end)
    }
}
