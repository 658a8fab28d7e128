use crate::metric;
use tracing::{Instrument, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use trail::{Listener, Run, Trace};

/// The crates of ours whose own lines are worth reading, beside the function itself.
const OURS: [&str; 6] = ["channel", "config", "edge", "identity", "queue", "store"];

/// Starts structured logs and measures of `school`'s function whose dependencies are `D`.
pub(crate) fn start<D>(school: &str) {
    metric::start(school.to_owned());
    let lines = lines(&[function_of::<D>()], std::io::stdout);
    // A second start, as in a test that serves twice, keeps the first.
    let _ = tracing::subscriber::set_global_default(lines);
}

/// One JSON line an event on `out`, each with the spans that it is in: the run with its trace, and
/// the function's own with the order that it is about.
///
/// Only our own crates and `functions` speak below `warn`: the clients' wire logs would hold
/// personal data.
pub fn lines<W>(functions: &[&str], out: W) -> impl Subscriber + Send + Sync + use<W>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let ours = OURS.iter().chain(functions).map(|it| format!("{it}=info"));
    let filter = EnvFilter::new(ours.fold("warn".to_owned(), |all, one| all + "," + &one));
    let format = tracing_subscriber::fmt().json().flatten_event(true).with_current_span(false);
    let format = format.with_span_list(true).with_target(false).without_time();
    format.with_env_filter(filter).with_writer(out).finish()
}

/// The crate of the function whose dependencies are `D`: on Lambda its binary is called
/// `bootstrap`, like all of them. Should a compiler ever name types otherwise, only lines are lost.
fn function_of<D>() -> &'static str {
    let whole = std::any::type_name::<D>();
    whole.split_once("::").map_or(whole, |it| it.0)
}

/// What `work` comes to as a run of its own: its lines and its messages bear `trace`, and
/// `listener` hears what it tells.
///
/// Also called by those who run handlers without Lambda, such as the tests.
pub fn run<F: Future>(
    trace: Trace,
    listener: Listener,
    work: F,
) -> impl Future<Output = F::Output> + use<F> {
    let span = tracing::info_span!("run", %trace);
    // On the heap: a handler's whole way is too deep a state to wrap twice more.
    trail::run(Run { trace, listener }, Box::pin(work)).instrument(span)
}

#[cfg(test)]
mod tests {
    use super::{function_of, lines, run};
    use std::io::Write;
    use std::sync::{Arc, Mutex};
    use tracing_subscriber::fmt::MakeWriter;

    struct Deps;

    #[derive(Clone, Default)]
    struct Out(Arc<Mutex<Vec<u8>>>);

    impl Write for Out {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("nobody panics while writing").extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    impl<'a> MakeWriter<'a> for Out {
        type Writer = Self;

        fn make_writer(&'a self) -> Self {
            self.clone()
        }
    }

    #[tokio::test]
    async fn a_line_of_the_function_bears_its_run_and_its_order() {
        let out = Out::default();
        let guard = tracing::subscriber::set_default(lines(&[function_of::<Deps>()], out.clone()));
        let work = async {
            let span = tracing::info_span!("handle", order.number = "N1");
            let _entered = span.enter();
            tracing::info!(code = "it", "said");
            tracing::info!(target: "aws_smithy_runtime", "a wire");
        };
        run("t1".parse().expect("a trace"), |_| {}, work).await;
        drop(guard);

        let text = String::from_utf8(out.0.lock().expect("nobody panics").clone()).expect("UTF-8");
        let told: Vec<serde_json::Value> =
            text.lines().map(|it| serde_json::from_str(it).expect("one JSON a line")).collect();
        let wanted = serde_json::json!([{
            "level": "INFO", "message": "said", "code": "it",
            "spans": [
                { "name": "run", "trace": "t1" },
                { "name": "handle", "order.number": "N1" },
            ],
        }]);
        assert_eq!(serde_json::Value::from(told), wanted);
    }
}
