use super::decode::decode;
use super::{json, xml};
use crate::SsoError;
use domain::PersonNumber;
use std::fmt;

/// What the campus says of a ticket that it takes. It prints nothing of it.
#[derive(PartialEq, Eq)]
pub(super) struct Told {
    pub(super) user: String,
    /// Names and values, in their order; a name may come again.
    pub(super) attributes: Vec<(String, String)>,
}

impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Told(***)")
    }
}

/// Where CAS keeps its names.
const CAS: &str = "http://www.yale.edu/tp/cas";

/// Reads an answer in either form, by its first character.
pub(super) fn read(bytes: &[u8]) -> Result<Told, SsoError> {
    let text = decode(bytes)?;
    match text.trim_start().chars().next() {
        Some('{') => json::read(&text),
        Some('<') => read_xml(text.trim_start()),
        _ => Err(SsoError::Garbled("it is neither XML nor JSON")),
    }
}

fn read_xml(text: &str) -> Result<Told, SsoError> {
    let whole = xml::read(text)?;
    if !whole.is(CAS, "serviceResponse") {
        return Err(SsoError::Garbled("it is no CAS response"));
    }
    let mut parts = whole.children(CAS);
    let (Some(part), None) = (parts.next(), parts.next()) else {
        return Err(SsoError::Garbled("it says none or several things"));
    };
    match part.name() {
        "authenticationSuccess" => told(part),
        "authenticationFailure" => Err(refusal(part.code().unwrap_or_default())),
        _ => Err(SsoError::Garbled("it says something else")),
    }
}

fn told(success: &xml::Element) -> Result<Told, SsoError> {
    let user = success.only(CAS, "user").and_then(xml::Element::value);
    let user = user.ok_or(SsoError::Garbled("it names nobody, or two people"))?.to_owned();
    let listed = success.children(CAS).filter(|it| it.is(CAS, "attributes"));
    let listed = listed.flat_map(|it| it.children(CAS));
    let named = |it: &xml::Element| Some((it.name().to_owned(), it.value()?.to_owned()));
    Ok(Told { user, attributes: listed.filter_map(named).collect() })
}

/// Why the campus does not take a ticket, by the codes of the specification.
pub(super) fn refusal(code: &str) -> SsoError {
    match code {
        "INVALID_TICKET" => SsoError::Refused("INVALID_TICKET"),
        "INVALID_TICKET_SPEC" => SsoError::Refused("INVALID_TICKET_SPEC"),
        // The ticket of another sign-on, or of another site.
        "INVALID_SERVICE" => SsoError::Refused("INVALID_SERVICE"),
        "INVALID_REQUEST" => SsoError::Garbled("INVALID_REQUEST"),
        "INTERNAL_ERROR" => SsoError::Garbled("INTERNAL_ERROR"),
        "UNAUTHORIZED_SERVICE" => SsoError::NotRegistered("UNAUTHORIZED_SERVICE"),
        "UNAUTHORIZED_SERVICE_PROXY" => SsoError::NotRegistered("UNAUTHORIZED_SERVICE_PROXY"),
        "INVALID_PROXY_CALLBACK" => SsoError::NotRegistered("INVALID_PROXY_CALLBACK"),
        _ => SsoError::Refused("a code that the specification does not have"),
    }
}

impl Told {
    /// The number, which stands in `place`: the user, or an attribute that has one value.
    pub(super) fn number(self, place: &str) -> Result<PersonNumber, SsoError> {
        let number = if place == "user" {
            self.user
        } else {
            let mut values: Vec<_> =
                self.attributes.into_iter().filter(|it| it.0 == place).map(|it| it.1).collect();
            values.dedup();
            match <[String; 1]>::try_from(values) {
                Ok([value]) => value,
                Err(none) if none.is_empty() => {
                    return Err(SsoError::Garbled("it does not have the attribute of the number"));
                }
                Err(_) => return Err(SsoError::Garbled("it has several numbers")),
            }
        };
        PersonNumber::try_from(number).map_err(|_| SsoError::NotANumber)
    }
}
