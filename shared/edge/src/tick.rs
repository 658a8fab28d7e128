use crate::{Problem, log, metric};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use trail::Trace;

/// The clock's event, of which nothing is wanted.
#[derive(Deserialize)]
struct Tick {}

/// Serves a schedule of `school`'s for as long as this Lambda lives. What the clock says in its event is ignored:
/// a handler that runs late, twice or by hand does the same.
pub async fn tick<D, H, F>(school: &str, deps: D, handle: H) -> Result<(), Error>
where
    D: Send + Sync + 'static,
    H: Fn(&'static D) -> F,
    F: Future<Output = Result<(), Problem>>,
{
    tick_for(school, deps, |deps, Tick {}| handle(deps)).await
}

/// Serves a schedule that somebody may also start by hand, and then say for what: the event is read
/// as a `T`, of which the clock's own event has nothing.
pub async fn tick_for<D, T, H, F>(school: &str, deps: D, handle: H) -> Result<(), Error>
where
    D: Send + Sync + 'static,
    T: DeserializeOwned,
    H: Fn(&'static D, T) -> F,
    F: Future<Output = Result<(), Problem>>,
{
    log::start::<D>(school);
    let deps: &'static D = Box::leak(Box::new(deps));
    let handle = &handle;
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Value>| {
        let trace = Trace::first([Some(event.context.request_id.as_str())]);
        log::run(trace, metric::write, async move {
            let said = serde_json::from_value(event.payload)?;
            handle(deps, said).await.map_err(|problem| {
                let (code, story) = (problem.code(), problem.story());
                tracing::error!(code, "scheduled work failed: {story}");
                Error::from(code)
            })
        })
    }))
    .await
}
