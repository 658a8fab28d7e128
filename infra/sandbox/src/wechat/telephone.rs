use super::asks::queried;
use crate::server::note;
use http::{Request, Response, StatusCode, Uri, header};

/// Which telephone a browser plays: a wallet knows who holds it, and on this machine each browser
/// may hold another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Telephone(pub(super) u8);

/// A browser without it holds the first telephone.
const COOKIE: &str = "sandbox-telephone";

impl Telephone {
    const MOST: u8 = 99;

    /// Every telephone that there can be.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        (1..=Self::MOST).map(Self)
    }

    /// The one that the browser which asks says it is.
    pub(super) fn of(request: &Request<Vec<u8>>) -> Self {
        let cookies = request.headers().get_all(header::COOKIE).into_iter();
        let pairs = cookies.filter_map(|it| it.to_str().ok()).flat_map(|it| it.split(';'));
        let mut named = pairs.filter_map(|it| it.trim().split_once('='));
        named.find(|it| it.0 == COOKIE).and_then(|it| Self::read(it.1)).unwrap_or_default()
    }

    fn read(number: &str) -> Option<Self> {
        number.parse().ok().filter(|it| (1..=Self::MOST).contains(it)).map(Self)
    }
}

impl Default for Telephone {
    fn default() -> Self {
        Self(1)
    }
}

/// `GET /telephone?number=2`: the browser that opens it plays that telephone from then on.
pub(super) fn choose(uri: &Uri) -> Response<Vec<u8>> {
    let number = queried(uri, "number").unwrap_or_default();
    let Some(Telephone(number)) = Telephone::read(&number) else {
        let most = Telephone::MOST;
        return note(
            StatusCode::BAD_REQUEST,
            &format!("用 ?number=1 到 ?number={most} 选一部手机。"),
        );
    };
    let mut answer = note(StatusCode::OK, &format!("这个浏览器现在是第 {number} 部手机。"));
    let cookie = format!("{COOKIE}={number}; Path=/; HttpOnly; SameSite=Lax");
    let cookie = cookie.parse().expect("a number and constants make a header");
    answer.headers_mut().insert(header::SET_COOKIE, cookie);
    answer
}
