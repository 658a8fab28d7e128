use std::fmt;
use std::str::FromStr;

/// The number by which all that one request caused is found in every log.
///
/// The gateway's own number of the request, so that its access log says the same; what no request
/// caused bears the number of the message or of the invocation. Numbers of AWS's: nobody's words.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Trace(Box<str>);

/// It cannot be a trace: empty, too long, or nothing that a header and a line of a log can bear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is no trace")]
pub struct TraceError;

impl Trace {
    /// Longer than any number of AWS's, and shorter than what would fill a log.
    const CHARS_MAX: usize = 64;

    /// The attribute of a message in which its trace goes along. An attribute of our own and not
    /// `AWSTraceHeader`: that one wants X-Ray's form, and in the China regions nobody fills it.
    pub const ATTRIBUTE: &str = "trace";

    /// The first of `numbers` that can be a trace.
    pub fn first<'a>(numbers: impl IntoIterator<Item = Option<&'a str>>) -> Self {
        let mut traces = numbers.into_iter().flatten().filter_map(|it| it.parse().ok());
        // Whoever runs us without any number (a test's bare event) still gets lines that join.
        traces.next().unwrap_or_else(|| Self("none".into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Trace {
    type Err = TraceError;

    fn from_str(text: &str) -> Result<Self, TraceError> {
        let plain = |it: u8| it.is_ascii_alphanumeric() || b"-_=+/.:".contains(&it);
        let fits = (1..=Self::CHARS_MAX).contains(&text.len()) && text.bytes().all(plain);
        if fits { Ok(Self(text.into())) } else { Err(TraceError) }
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Trace, TraceError};

    #[test]
    fn numbers_of_aws_are_traces_and_words_are_not() {
        for number in ["JKJaXmPLvHcESHA=", "6f1f5c9e-8a3c-4a55-9c33-2f6c5b1f1e7a", "1"] {
            assert_eq!(number.parse::<Trace>().map(|it| it.to_string()), Ok(number.to_owned()));
        }
        let long = "a".repeat(65);
        for word in ["", "two words", "张三", "a\nline", "\"quoted\"", long.as_str()] {
            assert_eq!(word.parse::<Trace>(), Err(TraceError), "{word:?}");
        }
    }

    #[test]
    fn what_cannot_be_a_trace_is_passed_over() {
        let first = |numbers: &[Option<&str>]| Trace::first(numbers.iter().copied()).to_string();
        assert_eq!(first(&[Some("one"), Some("two")]), "one");
        assert_eq!(first(&[None, Some("two words"), Some("three")]), "three");
        assert_eq!(first(&[]), "none");
    }
}
