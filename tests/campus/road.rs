//! The ways from the SDKs to tables and queues: each call is counted, and can go wrong.

use crate::engine::{self, Said};
use crate::errand::{Errand, Mishap};
use crate::line::Line;
use crate::outside::Outside;
use crate::plant::Plant;
use crate::powers;
use crate::{clock, meter};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use serde_json::{Value, json};
use std::fmt;
use std::time::Duration;
use trail::Trace;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Tables,
    Queues,
}

impl End {
    fn words(self) -> &'static str {
        match self {
            Self::Tables => "a call to a table",
            Self::Queues => "a call to a queue",
        }
    }
}

/// The way from an SDK to the outside.
#[derive(Clone)]
pub(crate) struct Way {
    pub(crate) outside: Outside,
    pub(crate) end: End,
    pub(crate) remote: Option<SharedHttpClient>,
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

/// Whether an operation changes a table or a queue.
fn changes(operation: &str) -> bool {
    !matches!(operation, "GetItem" | "Query" | "Scan" | "BatchGetItem")
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
        let (mut mishap, wait) = errand.next();
        if changes(&operation) {
            mishap = mishap.or_else(|| errand.next_write(&operation));
        }
        self.outside.strikes(self.end.words(), mishap);
        if let Some(death @ (Mishap::CrashBefore | Mishap::CrashAfter)) = mishap {
            let uses = powers::uses(errand.who, &operation, &ask);
            self.outside.things().deaths.extend(uses.into_iter().map(|it| (death, it)));
        }
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
        let writes = changes(operation);
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
        if plant != Plant::None && errand.is_some() {
            let token = ask["ClientRequestToken"].as_str().map(str::to_owned);
            let again = token.is_some_and(|it| !self.outside.things().tokens.insert(it));
            plant.twist(operation, &mut ask, again);
        }
        let said = engine::answer(&database, operation, ask);
        if metered && let Some(errand) = errand {
            errand.costs(|cost| meter::add(cost, writes, &said.body));
        }
        Ok(said.response())
    }

    fn send(&self, ask: &Value) -> HttpResponse {
        let text = |name: &str| ask[name].as_str().unwrap_or_default().to_owned();
        let (url, body) = (text("QueueUrl"), text("MessageBody"));
        let queue = url.rsplit('/').next().unwrap_or_default();
        let line = match queue {
            "receipts" => Line::Receipts,
            "chase" => Line::Chase,
            "refunds" => Line::Refunds,
            other => panic!("there is no queue {other}"),
        };
        let trace = ask["MessageAttributes"][Trace::ATTRIBUTE]["StringValue"].as_str();
        let trace = trace.map(str::to_owned);
        let delay = Duration::from_secs(ask["DelaySeconds"].as_u64().unwrap_or(0));
        let mut things = self.outside.things();
        let asked = |number: &str| things.banks.asked(number);
        let bodies = things.plant.swaps(queue, body, asked);
        let mut id = 0;
        for body in bodies {
            id = things.lines.send(line, (body, trace.clone()), clock::now() + delay);
        }
        let said = json!({ "MessageId": id.to_string() }).to_string();
        Said { status: 200, body: said }.response()
    }
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
