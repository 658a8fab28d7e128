//! What the sign-on says to services, by the CAS protocol 3.0.3 and SAML 2.0.

use http::{Request, Response};
use jiff::Timestamp;
use serde_json::json;

/// Somebody whose ticket is good.
pub(super) struct Vouched {
    pub(super) user: String,
    pub(super) fresh: bool,
    pub(super) at: Timestamp,
}

/// A code and a sentence.
pub(super) type Refusal = (&'static str, String);

/// Nothing is said of people that the sandbox does not know, but a name that shows which encoding
/// a reader takes it for.
const NAME: &str = "沙箱用户";

pub(super) fn xml(verdict: &Result<Vouched, Refusal>, third: bool) -> Response<Vec<u8>> {
    let inner = match verdict {
        Ok(vouched) => {
            let attributes = if third { attributes(vouched) } else { String::new() };
            let user = escaped(&vouched.user);
            format!(
                "  <cas:authenticationSuccess>\n    <cas:user>{user}</cas:user>\n{attributes}  \
                 </cas:authenticationSuccess>\n"
            )
        }
        Err((code, words)) => format!(
            "  <cas:authenticationFailure code=\"{code}\">{}</cas:authenticationFailure>\n",
            escaped(words)
        ),
    };
    let whole = format!(
        "<cas:serviceResponse xmlns:cas=\"http://www.yale.edu/tp/cas\">\n{inner}</cas:serviceResponse>\n"
    );
    // No charset, as many servers leave it out.
    said("text/xml", whole.into_bytes())
}

fn attributes(vouched: &Vouched) -> String {
    let user = escaped(&vouched.user);
    format!(
        "    <cas:attributes>\n      <cas:authenticationDate>{}</cas:authenticationDate>\n      \
         <cas:isFromNewLogin>{}</cas:isFromNewLogin>\n      <cas:XGH>{user}</cas:XGH>\n      \
         <cas:cn>{NAME}</cas:cn>\n      <cas:memberOf>campus</cas:memberOf>\n      \
         <cas:memberOf>student</cas:memberOf>\n    </cas:attributes>\n",
        vouched.at, vouched.fresh
    )
}

pub(super) fn json(verdict: &Result<Vouched, Refusal>, _third: bool) -> Response<Vec<u8>> {
    let response = match verdict {
        Ok(vouched) => json!({ "authenticationSuccess": {
            "user": vouched.user,
            "attributes": {
                "authenticationDate": [vouched.at.to_string()],
                "isFromNewLogin": [vouched.fresh],
                "XGH": [vouched.user],
                "cn": NAME,
                "memberOf": ["campus", "student"],
            },
        } }),
        Err((code, words)) => {
            json!({ "authenticationFailure": { "code": code, "description": words } })
        }
    };
    said("application/json", json!({ "serviceResponse": response }).to_string().into_bytes())
}

/// The request that tells `service` that the sign-on which began with `ticket` is over.
pub(super) fn log_out(service: &str, ticket: &str, id: &str, now: Timestamp) -> Request<Vec<u8>> {
    let request = format!(
        "<samlp:LogoutRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"{id}\" \
         Version=\"2.0\" IssueInstant=\"{now}\"><saml:NameID \
         xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">@NOT_USED@</saml:NameID>\
         <samlp:SessionIndex>{}</samlp:SessionIndex></samlp:LogoutRequest>",
        escaped(ticket)
    );
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("logoutRequest", &request)
        .finish();
    Request::post(service)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form.into_bytes())
        .expect("a service that was allowed is an address")
}

fn said(kind: &'static str, body: Vec<u8>) -> Response<Vec<u8>> {
    Response::builder().header("content-type", kind).body(body).expect("a constant header")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
