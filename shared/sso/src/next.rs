use serde::{Deserialize, Serialize};
use std::fmt;

/// A page of ours to go to after signing in: what follows `#` in its address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Next(String);

impl Next {
    /// Longer than any route of the site; it rides in a cookie.
    const BYTES_MAX: usize = 512;

    /// The router leads whoever works in the office on from there.
    const HOME: &str = "/home";

    /// The page that a link asks for; home, if it is no page of ours. A link that somebody made up
    /// leads nowhere else, whatever a browser reads into slashes, and adds no line to a header.
    pub fn of(asked: Option<&str>) -> Self {
        let ours = asked.filter(|it| Self::is_ours(it));
        Self(ours.unwrap_or(Self::HOME).to_owned())
    }

    fn is_ours(route: &str) -> bool {
        let plain = |it: u8| it.is_ascii_alphanumeric() || b"/-_.~?=&%".contains(&it);
        route.len() <= Self::BYTES_MAX
            && route.starts_with('/')
            && !route.contains("//")
            && route.bytes().all(plain)
    }
}

impl fmt::Display for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<String> for Next {
    fn from(route: String) -> Self {
        Self::of(Some(&route))
    }
}

impl From<Next> for String {
    fn from(next: Next) -> Self {
        next.0
    }
}

#[cfg(test)]
mod tests {
    use super::Next;

    #[track_caller]
    fn check(asked: &str, expected: &str) {
        assert_eq!(Next::of(Some(asked)).to_string(), expected);
    }

    #[test]
    fn routes_of_ours_are_kept_and_all_else_is_home() {
        check("/tuition", "/tuition");
        check("/pay/01KAJ8Z5T4Q9V7N2M6X3C1B0RD/result", "/pay/01KAJ8Z5T4Q9V7N2M6X3C1B0RD/result");
        check("/orders?period=month", "/orders?period=month");
        check("//evil.example", "/home");
        check("/a//evil.example", "/home");
        check("/\\evil.example", "/home");
        check("https://evil.example", "/home");
        check("javascript:alert(1)", "/home");
        check("/x\r\nset-cookie: a=b", "/home");
        check("/<script>", "/home");
        check("/#/x", "/home");
        check("/缴费", "/home");
        check("tuition", "/home");
        check("", "/home");
        check(&format!("/{}", "a".repeat(600)), "/home");
        assert_eq!(Next::of(None).to_string(), "/home");
    }
}
