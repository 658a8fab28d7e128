//! Who may call what. A route that is not here, or a line that is no route, fails the tests.

use Others::{Nothing, Refused};
use Who::{Anyone, Chooser, Office, Payer, Paying, Public};

/// Whose access token opens a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// No access token is looked at.
    Public(Open),
    /// Payers, also those who only said who they are.
    Paying,
    /// Payers who proved who they are.
    Payer,
    /// The finance office.
    Office,
    /// Whoever proved who they are.
    Anyone,
    /// The same, and whoever has to choose a first password.
    Chooser,
}

/// A route that is open to whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Open {
    /// Why no access token is looked at.
    pub(crate) why: &'static str,
    pub(crate) by: By,
    /// What the ask of `asks` comes to: a status, and the code of a refusal for what it brings.
    pub(crate) comes_to: (u16, &'static str),
}

/// Who makes a browser ask, if it is one that asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    OurPages,
    /// A provider's program, or a page of another site's that sends the browser to us.
    Others,
}

/// What somebody else hears who may call a route too, and names things of Ada's in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Others {
    /// They are let in, and get or change what is their own, nothing of hers.
    Nothing,
    Refused(u16, &'static str),
}

const fn page(why: &'static str, comes_to: (u16, &'static str)) -> Who {
    Public(Open { why, by: By::OurPages, comes_to })
}

const fn abroad(why: &'static str, comes_to: (u16, &'static str)) -> Who {
    Public(Open { why, by: By::Others, comes_to })
}

const ENTERING: &str = "it is how one comes in";
const CAMPUS: &str = "the campus's ticket proves it, in the browser that set out for one";
const FORGOTTEN: &str = "a code, or what only they know, proves it";
const LEAVING: &str = "whoever is not in is out already";
const EVERYBODY: &str = "the office says it to everybody";
const PAPER: &str = "whoever holds the paper may check it, and its code proves it is ours";
const REFRESH: &str = "the refresh token alone proves it";
const SIGNED: &str = "the provider's signature proves it";
const RETURN: &str = "it sends a browser to a page and looks at nothing";

/// Every route, who may call it, and what another person of the same role gets by it.
pub(crate) const TABLE: &[(&str, Who, Others)] = &[
    // Coming in, going on, leaving.
    ("POST /api/captcha", page(ENTERING, (200, "")), Nothing),
    ("POST /api/login", page(ENTERING, (200, "")), Nothing),
    ("POST /api/register", page(ENTERING, (202, "")), Nothing),
    ("POST /api/identify", page(ENTERING, (200, "")), Nothing),
    ("GET /api/wechat/entrance", page(ENTERING, (200, "")), Nothing),
    ("POST /api/wechat/enter", page(ENTERING, (401, "not-bound")), Nothing),
    ("GET /api/sso/begin", abroad(CAMPUS, (303, "")), Nothing),
    ("GET /api/sso/return", abroad(CAMPUS, (303, "")), Nothing),
    ("POST /api/sso/return", abroad(CAMPUS, (204, "")), Nothing),
    ("POST /api/password/code", page(FORGOTTEN, (202, "")), Nothing),
    ("POST /api/password/reset", page(FORGOTTEN, (422, "reset-refused")), Nothing),
    ("POST /api/session/refresh", page(REFRESH, (401, "signed-out")), Nothing),
    ("POST /api/session/logout", page(LEAVING, (204, "")), Nothing),
    ("POST /api/password", Chooser, Nothing),
    ("GET /api/news", page(EVERYBODY, (200, "")), Nothing),
    ("GET /api/projects", page(EVERYBODY, (200, "")), Nothing),
    ("GET /api/projects/{id}", page(EVERYBODY, (200, "")), Nothing),
    // What is somebody's own.
    ("GET /api/me", Anyone, Nothing),
    ("PUT /api/me/phone", Anyone, Nothing),
    ("GET /api/sessions", Anyone, Nothing),
    ("DELETE /api/sessions", Anyone, Nothing),
    ("DELETE /api/sessions/{id}", Anyone, Nothing),
    ("POST /api/wechat", Payer, Nothing),
    ("DELETE /api/wechat", Payer, Nothing),
    // Paying.
    ("GET /api/arrears", Paying, Nothing),
    ("GET /api/channels", Paying, Nothing),
    ("GET /api/fees", Paying, Nothing),
    ("PUT /api/orders/{id}", Paying, Refused(422, "no-such-bill")),
    ("GET /api/orders/{id}", Paying, Refused(404, "no-such-order")),
    ("POST /api/orders/{id}/check", Paying, Refused(404, "no-such-order")),
    ("POST /api/orders/{id}/close", Paying, Refused(404, "no-such-order")),
    ("GET /api/orders/{id}/proof", Payer, Refused(404, "no-such-order")),
    ("GET /api/proofs/{token}", page(PAPER, (404, "proof-unknown")), Nothing),
    ("GET /api/orders", Payer, Nothing),
    ("GET /api/payments", Payer, Nothing),
    ("GET /api/payments/export", Payer, Nothing),
    // Enrolling.
    ("GET /api/enrolments", Payer, Nothing),
    ("GET /api/enrolments/{project}", Payer, Nothing),
    ("PUT /api/enrolments/{project}", Payer, Nothing),
    ("POST /api/enrolments/{project}/pay", Payer, Refused(404, "not-enrolled")),
    ("DELETE /api/enrolments/{project}", Payer, Nothing),
    // The finance office.
    ("PUT /api/imports/{id}/pieces/{n}", Office, Nothing),
    ("POST /api/imports/{id}/preview", Office, Nothing),
    ("POST /api/imports/{id}/apply", Office, Nothing),
    ("POST /api/office/reset", Office, Nothing),
    ("GET /api/office/money", Office, Nothing),
    ("PUT /api/office/refunds/{id}", Office, Nothing),
    ("POST /api/office/refunds/{number}/approve", Office, Nothing),
    ("POST /api/office/refunds/{number}/withdraw", Office, Nothing),
    ("POST /api/office/refunds/{number}/by-hand", Office, Nothing),
    ("POST /api/office/disputes/apply", Office, Nothing),
    ("GET /api/office/catalogue", Office, Nothing),
    ("PUT /api/office/batches/{id}", Office, Nothing),
    ("PUT /api/office/living/{id}", Office, Nothing),
    ("PUT /api/office/projects/{id}", Office, Nothing),
    ("GET /api/office/projects/{id}/roster", Office, Nothing),
    ("PUT /api/office/statements/{channel}/{day}", Office, Nothing),
    ("GET /api/office/reports", Office, Nothing),
    ("GET /api/office/reports/{channel}/{day}", Office, Nothing),
    ("PUT /api/office/news/{id}", Office, Nothing),
    ("DELETE /api/office/news/{id}", Office, Nothing),
    // Not for our pages.
    ("POST /api/notify/{channel}", abroad(SIGNED, (401, "FAIL")), Nothing),
    ("GET /api/notify/{channel}", abroad(SIGNED, (401, "FAIL")), Nothing),
    ("GET /api/return/{channel}/{id}", abroad(RETURN, (303, "")), Nothing),
    ("POST /api/return/{channel}/{id}", abroad(RETURN, (303, "")), Nothing),
];
