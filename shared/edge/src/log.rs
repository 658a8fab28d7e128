use tracing_subscriber::EnvFilter;

/// Starts structured logs: one JSON line an event on standard output, where Lambda collects them.
///
/// Only our own crates speak below `warn`: the clients' wire logs would hold personal data.
pub(crate) fn start() {
    let ours = ["edge", "store", "channel", "queue", "identity", "config", "enter_sso"];
    let ours = ours.map(|name| format!("{name}=info")).join(",");
    let function = std::env::var("AWS_LAMBDA_FUNCTION_NAME").unwrap_or_default();
    let filter = EnvFilter::new(format!("warn,{ours}"));
    let format = tracing_subscriber::fmt().json().flatten_event(true).with_current_span(true);
    let format = format.with_span_list(false).with_target(false).without_time();
    // A second start, as in a test that serves twice, keeps the first.
    let _ = format.with_env_filter(filter).try_init();
    tracing::debug!(function, "started");
}
