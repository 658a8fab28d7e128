use super::forms::{Canary, Kind, flat};
use aws_sdk_dynamodb::types::AttributeValue;
use campus::{Answer, Campus, Row};
use std::collections::BTreeSet;
use std::io::Write;
use std::sync::{Arc, Mutex};
use tracing_subscriber::fmt::MakeWriter;

/// All that was logged, as a function would write it.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

/// Values that may not get out, and where they were seen all the same.
pub(crate) struct Watch {
    pub(crate) log: Log,
    canaries: Vec<Canary>,
    found: BTreeSet<String>,
    /// Where values were that may be there: else nobody would know that this looks at all.
    allowed: BTreeSet<String>,
    lines: usize,
}

/// Attributes that may hold what is nobody else's business, and why.
const ALLOWED: [(&str, &str); 1] = [
    // A file on its way in lies in the inbox for a day, whole; only import-bills can read there.
    ("PIECE", "bytes"),
];

/// Other people's crates say no more than they do in production: see `edge::log`.
const SPEAKS: &str =
    "trace,aws=warn,h2=warn,hyper=warn,lambda=warn,reqwest=warn,rustls=warn,tokio=warn,tower=warn";

impl Watch {
    /// Everything of ours that speaks is heard from now on, on this thread.
    pub(crate) fn begin() -> (Self, tracing::subscriber::DefaultGuard) {
        let log = Log::default();
        let speaks = tracing_subscriber::fmt().with_env_filter(SPEAKS).without_time().json();
        let speaks = speaks.with_span_list(true).with_writer(log.clone()).finish();
        let guard = tracing::subscriber::set_default(speaks);
        (
            Self {
                log,
                canaries: Vec::new(),
                found: BTreeSet::new(),
                allowed: BTreeSet::new(),
                lines: 0,
            },
            guard,
        )
    }

    pub(crate) fn never(&mut self, what: &'static str, value: &str) {
        self.canaries.push(Canary::new(what, Kind::Never, value));
    }

    pub(crate) fn shown(&mut self, what: &'static str, value: &str) {
        self.canaries.push(Canary::new(what, Kind::Shown(what), value));
    }

    pub(crate) fn carried(&mut self, what: &'static str, value: &str) {
        self.canaries.push(Canary::new(what, Kind::Carried, value));
    }

    /// Looks at all that came out of `campus` on a journey, at what it keeps, and at the log. The
    /// next journey has values of its own.
    pub(crate) async fn looks(&mut self, journey: &str, campus: &Campus) {
        let heard = campus.tells();
        assert!(!heard.answers.is_empty(), "nobody asked anything on {journey}");
        self.look("an address", heard.paths.join("\n").as_bytes(), |kind| kind == Kind::Carried);
        self.look("a queue", heard.messages.join("\n").as_bytes(), |_| false);
        for answer in &heard.answers {
            self.look_at_answer(journey, answer);
        }
        for row in campus.rows().await {
            self.look_at_row(&row);
        }
        self.look_at_log(journey);
        self.canaries.clear();
    }

    /// Looks at what was logged since it last did.
    pub(crate) fn look_at_log(&mut self, journey: &str) {
        let log = self.log.take();
        self.lines += String::from_utf8_lossy(&log).lines().count();
        self.look(&format!("the log of {journey}"), &log, |_| false);
    }

    /// What was found, and where.
    pub(crate) fn found(&self) -> Vec<&str> {
        self.found.iter().map(String::as_str).collect()
    }

    /// What is looked at holds what it should: rows are read, answers are heard, logs are written.
    pub(crate) fn saw_much(&self) {
        let saw = |what: &str| self.allowed.iter().any(|it| it.starts_with(what));
        assert!(saw("name in name of ABOUT"), "{:#?}", self.allowed);
        assert!(saw("name in an answer 200"), "{:#?}", self.allowed);
        assert!(self.lines > 50, "{} lines were logged", self.lines);
    }

    fn look_at_row(&mut self, row: &Row) {
        let key = |name: &str| row[name].as_s().cloned().expect("a text");
        let (pk, sk) = (key("pk"), key("sk"));
        self.look("a key", format!("{pk} {sk}").as_bytes(), |_| false);
        for (name, value) in row {
            if ["pk", "sk"].contains(&name.as_str()) {
                continue;
            }
            let place = format!("{name} of {sk}");
            let kept = ALLOWED.iter().any(|it| sk.starts_with(it.0) && name == it.1);
            let may = |kind| kept || matches!(kind, Kind::Shown(own) if own == name);
            texts(value, &mut |it| self.look(&place, it, may));
        }
    }

    fn look_at_answer(&mut self, journey: &str, answer: &Answer) {
        let fault = answer.status >= 400;
        let place = format!("an answer {} {} to {journey}", answer.status, answer.code());
        self.look(&place, answer.text.as_bytes(), |kind| !fault && matches!(kind, Kind::Shown(_)));
        for (name, value) in answer.headers.iter().filter(|it| it.0 != "set-cookie") {
            self.look(&format!("the header {name}"), value.as_bytes(), |_| false);
        }
    }

    fn look(&mut self, place: &str, text: &[u8], may: impl Fn(Kind) -> bool) {
        let text = flat(text);
        for canary in &self.canaries {
            if canary.is_in(&text) {
                let seen = if may(canary.kind) { &mut self.allowed } else { &mut self.found };
                seen.insert(format!("{} in {place}", canary.what));
            }
        }
    }
}

/// Every text and every byte string in `value`.
#[expect(clippy::wildcard_enum_match_arm, reason = "the SDK may know more kinds one day")]
fn texts(value: &AttributeValue, look: &mut impl FnMut(&[u8])) {
    match value {
        AttributeValue::S(text) | AttributeValue::N(text) => look(text.as_bytes()),
        AttributeValue::B(bytes) => look(bytes.as_ref()),
        AttributeValue::M(map) => map.values().for_each(|it| texts(it, look)),
        AttributeValue::L(all) => all.iter().for_each(|it| texts(it, look)),
        AttributeValue::Ss(all) => all.iter().for_each(|it| look(it.as_bytes())),
        _ => assert!(value.is_bool() || value.is_null(), "no row of ours has {value:?}"),
    }
}

impl Log {
    /// What was logged since this was last asked.
    pub(crate) fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().expect("nobody panics while logging"))
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("nobody panics while logging").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
