use super::{hash, xml};
use crate::SsoError;
use domain::TicketHash;

/// Where SAML keeps the names of its protocol.
const SAML: &str = "urn:oasis:names:tc:SAML:2.0:protocol";

/// Which sign-on the campus ends by `form`, what it posts for a single log-out.
///
/// Nothing in it is signed. Who knows the ticket is the campus or the browser that brought it: what
/// it names is proved by being remembered. The name of the person is not looked at; it comes empty.
pub fn logout(form: &[u8]) -> Result<TicketHash, SsoError> {
    let mut requests = form_urlencoded::parse(form).filter(|it| it.0 == "logoutRequest");
    let (Some((_, request)), None) = (requests.next(), requests.next()) else {
        return Err(SsoError::Garbled("it is no log-out request, or several"));
    };
    let whole = xml::read(request.trim())?;
    if !whole.is(SAML, "LogoutRequest") {
        return Err(SsoError::Garbled("it is no log-out request"));
    }
    let ticket = whole.only(SAML, "SessionIndex").and_then(xml::Element::value);
    ticket.map(hash).ok_or(SsoError::Garbled("it names no sign-on, or two"))
}
