use crate::log;
use crate::problem::story;
use domain::Fault;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::Value;

/// Serves a schedule for as long as this Lambda lives. What the clock says in its event is ignored:
/// a handler that runs late, twice or by hand does the same.
pub async fn tick<D, H, F, E>(deps: D, handle: H) -> Result<(), Error>
where
    D: Send + Sync + 'static,
    H: Fn(&'static D) -> F,
    F: Future<Output = Result<(), E>>,
    E: Fault,
{
    log::start();
    let deps: &'static D = Box::leak(Box::new(deps));
    let handle = &handle;
    lambda_runtime::run(service_fn(move |_: LambdaEvent<Value>| async move {
        handle(deps).await.map_err(|error| {
            tracing::error!(code = error.code(), "scheduled work failed: {}", story(&error));
            Error::from(error.code())
        })
    }))
    .await
}
