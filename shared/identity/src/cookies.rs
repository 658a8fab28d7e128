//! The cookies, exactly as browsers are told of them. No script can read one.

use crate::{RefreshToken, Tokens};
use domain::{Role, Session};

/// The cookie of the refresh token.
pub const REFRESH_COOKIE: &str = "__Secure-rt";

/// The cookie that tells a browser in which somebody signed in before.
pub const BROWSER_COOKIE: &str = "__Host-dv";

/// The cookie of a browser that is away at the campus's sign-on.
pub const TRIP_COOKIE: &str = "__Host-sso";

/// Both cookies of a session that begins or goes on.
pub fn signed_in(access: &str, refresh: &RefreshToken, role: Role) -> [String; 2] {
    // The browser may forget the refresh token when idleness would have ended the session anyway.
    let refresh = refresh_cookie(&refresh.text(), Session::IDLE);
    [access_cookie(access, Tokens::life(role)), refresh]
}

/// The cookie that opens the choice of a first password; whatever session there was is forgotten.
pub fn first_password(access: &str, role: Role) -> [String; 2] {
    [access_cookie(access, Tokens::life(role)), refresh_cookie("", 0)]
}

/// Both cookies, gone.
pub fn forgotten() -> [String; 2] {
    [access_cookie("", 0), refresh_cookie("", 0)]
}

/// Lax, because a cashier's way back is a link from another site.
fn access_cookie(value: &str, seconds: i64) -> String {
    format!("__Host-at={value}; Path=/; Max-Age={seconds}; HttpOnly; Secure; SameSite=Lax")
}

pub(crate) fn known_browser(value: &str, seconds: i64) -> String {
    format!("{BROWSER_COOKIE}={value}; Path=/; Max-Age={seconds}; HttpOnly; Secure; SameSite=Lax")
}

/// Lax, because the campus's way back is a link from another site.
pub(crate) fn trip(value: &str, seconds: i64) -> String {
    format!("{TRIP_COOKIE}={value}; Path=/; Max-Age={seconds}; HttpOnly; Secure; SameSite=Lax")
}

fn refresh_cookie(value: &str, seconds: i64) -> String {
    format!(
        "{REFRESH_COOKIE}={value}; Path=/api/session; Max-Age={seconds}; HttpOnly; Secure; SameSite=Strict"
    )
}
