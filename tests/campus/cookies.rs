//! Every cookie that there is. Whatever a test asks, what is told of cookies must stand here.

/// A cookie's name, and what browsers are told of it beside its value and its age. None has a
/// `Domain`; `__Host-` and `__Secure-` make browsers insist on that and on https.
pub const COOKIES: [(&str, &str); 4] = [
    ("__Host-at", "Path=/; HttpOnly; Secure; SameSite=Lax"),
    // Which browser somebody signed in with their password in lately.
    ("__Host-dv", "Path=/; HttpOnly; Secure; SameSite=Lax"),
    // Who set out for the campus's sign-on, and comes back from there.
    ("__Host-sso", "Path=/; HttpOnly; Secure; SameSite=Lax"),
    ("__Secure-rt", "Path=/api/session; HttpOnly; Secure; SameSite=Strict"),
];

/// The name of a cookie, if the `Set-Cookie` tells of it what stands above.
#[track_caller]
pub fn told(cookie: &str) -> &str {
    let (pair, attributes) = cookie.split_once("; ").expect("attributes");
    let (name, value) = pair.split_once('=').expect("a pair");
    let (age, others): (Vec<_>, Vec<_>) =
        attributes.split("; ").partition(|it| it.starts_with("Max-Age="));
    let expected = COOKIES.iter().find(|it| it.0 == name).map(|it| it.1);
    assert_eq!(Some(others.join("; ").as_str()), expected, "{cookie}");
    let [age] = age[..] else { panic!("one age: {cookie}") };
    assert_eq!(age == "Max-Age=0", value.is_empty(), "{cookie}");
    name
}
