//! 统一身份认证: the campus's sign-on, CAS 3.0, for one machine. It knows everybody by the number
//! that they type and asks for no password, as the cashiers ask for no money.
//!
//! It believes nobody: a service is the platform's own address for coming back or none, a ticket is
//! taken once, within seconds, by whom it was given for. What it does wrong, it does on request.

mod page;
mod words;

use crate::bank::Random;
use http::{Method, Request, Response, StatusCode, Uri};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// What the sign-on does wrong, until it is told to behave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    /// Whoever asks about a ticket hears nothing for longer than anybody waits.
    Late,
    /// It answers a question about a ticket with something that is no answer.
    Garbage,
    /// The same, in ten megabytes.
    Endless,
    /// It takes a ticket as often as it is brought.
    Replays,
    /// It answers in XML whatever form is wished for, as many do.
    XmlAlways,
}

/// The campus's sign-on.
pub struct Cas {
    /// Where it is, without a slash at the end.
    url: String,
    /// The platform, which alone may ask here.
    platform: Option<String>,
    tickets: BTreeMap<String, Ticket>,
    /// Browsers in which somebody is signed on, by the cookie that they keep.
    browsers: BTreeMap<String, Signed>,
    wrongs: BTreeSet<Wrong>,
    random: Random,
}

/// What a question or a page brings.
pub struct CasReply {
    /// Nothing: it never answers.
    pub answer: Option<Response<Vec<u8>>>,
    /// What it posts to the services by itself.
    pub told: Vec<Request<Vec<u8>>>,
}

struct Ticket {
    user: String,
    service: String,
    /// Whether a password was just typed for it.
    fresh: bool,
    drawn: Timestamp,
    taken: bool,
}

struct Signed {
    user: String,
    /// The tickets that were drawn for this browser, and for which service.
    tickets: Vec<(String, String)>,
}

/// The cookie of a browser in which somebody is signed on.
const COOKIE: &str = "TGC";

impl Cas {
    const TICKET_LIFE: SignedDuration = SignedDuration::from_secs(10);

    /// Tickets and browsers that are remembered: more than a person at one machine makes.
    const KEPT: usize = 1000;

    /// A sign-on that is at `url`, all of whose tickets follow from `seed`.
    pub fn at(url: &str, seed: u64) -> Self {
        Self {
            url: url.trim_end_matches('/').to_owned(),
            platform: None,
            tickets: BTreeMap::new(),
            browsers: BTreeMap::new(),
            wrongs: BTreeSet::new(),
            random: Random::new(seed),
        }
    }

    /// From now on the platform at `url` is known here.
    pub fn register(&mut self, url: &str) {
        self.platform = Some(url.trim_end_matches('/').to_owned());
    }

    /// From now on it does `wrong`.
    pub fn misbehave(&mut self, wrong: Wrong) {
        self.wrongs.insert(wrong);
    }

    /// It does nothing wrong any more.
    pub fn behave(&mut self) {
        self.wrongs.clear();
    }

    fn does(&self, wrong: Wrong) -> bool {
        self.wrongs.contains(&wrong)
    }

    /// What `request`, below its address, brings at `now`.
    pub fn answer(&mut self, request: &Request<Vec<u8>>, now: Timestamp) -> CasReply {
        let (method, uri) = (request.method(), request.uri());
        let answer = match (method, uri.path()) {
            (&Method::GET, "/login") => self.login(request, now),
            (&Method::POST, "/login") => self.signed(request, now),
            (&Method::GET, "/serviceValidate") => return self.validate(uri, false, now),
            (&Method::GET, "/p3/serviceValidate") => return self.validate(uri, true, now),
            (&Method::GET, "/logout") => return self.logout(request, now),
            (&Method::GET, "/" | "/desk") => page::desk(self),
            (&Method::POST, "/desk") => self.act(request),
            _ => page::said(StatusCode::NOT_FOUND, "没有这个页面。"),
        };
        CasReply { answer: Some(answer), told: Vec::new() }
    }

    /// A browser comes from a service: it goes back at once if somebody is signed on in it.
    fn login(&mut self, request: &Request<Vec<u8>>, now: Timestamp) -> Response<Vec<u8>> {
        let service = queried(request.uri(), "service").unwrap_or_default();
        if !service.is_empty() && !self.is_ours(&service) {
            return page::said(StatusCode::FORBIDDEN, "未注册的服务，不允许使用统一身份认证。");
        }
        let again = queried(request.uri(), "renew").is_some_and(|it| it == "true");
        match browser(request).filter(|it| self.browsers.contains_key(it)) {
            Some(browser) if !again && !service.is_empty() => {
                page::see(&self.back(&browser, service, false, now))
            }
            Some(_) if !again => page::said(StatusCode::OK, "您已登录。"),
            _ => page::login(&self.url, &service, ""),
        }
    }

    /// Somebody typed their number.
    fn signed(&mut self, request: &Request<Vec<u8>>, now: Timestamp) -> Response<Vec<u8>> {
        let said = |name| formed(request.body(), name).unwrap_or_default();
        let (service, user) = (said("service"), said("username"));
        if !service.is_empty() && !self.is_ours(&service) {
            return page::said(StatusCode::FORBIDDEN, "未注册的服务，不允许使用统一身份认证。");
        }
        let user = user.trim().to_owned();
        if user.is_empty() || user.len() > 64 || user.chars().any(char::is_control) {
            return page::login(&self.url, &service, "请写学号或工号。");
        }
        let browser = format!("TGT-{}", self.random.letters(32));
        if self.browsers.len() >= Self::KEPT {
            self.browsers.pop_first();
        }
        self.browsers.insert(browser.clone(), Signed { user, tickets: Vec::new() });
        let answer = if service.is_empty() {
            page::said(StatusCode::OK, "您已登录。")
        } else {
            page::see(&self.back(&browser, service, true, now))
        };
        page::keeping(answer, &format!("{COOKIE}={browser}; Path=/; HttpOnly; SameSite=Lax"))
    }

    /// Where `browser`, in which somebody is signed on, goes with a new ticket for `service`.
    fn back(&mut self, browser: &str, service: String, fresh: bool, now: Timestamp) -> String {
        self.tickets.retain(|_, it| now.duration_since(it.drawn) <= Self::TICKET_LIFE * 6);
        if self.tickets.len() >= Self::KEPT {
            self.tickets.pop_first();
        }
        let ticket = format!("ST-{}-{}", self.random.digits(4), self.random.letters(32));
        let mut user = String::new();
        if let Some(signed) = self.browsers.get_mut(browser) {
            user.clone_from(&signed.user);
            signed.tickets.push((ticket.clone(), service.clone()));
        }
        let sign = if service.contains('?') { '&' } else { '?' };
        let url = format!("{service}{sign}ticket={ticket}");
        self.tickets.insert(ticket, Ticket { user, service, fresh, drawn: now, taken: false });
        url
    }

    /// A service asks about a ticket that some browser brought.
    fn validate(&mut self, uri: &Uri, third: bool, now: Timestamp) -> CasReply {
        if self.does(Wrong::Late) {
            return CasReply { answer: None, told: Vec::new() };
        }
        let answer = if self.does(Wrong::Endless) {
            Response::new(vec![b'<'; 10 << 20])
        } else if self.does(Wrong::Garbage) {
            Response::new(b"<html><body>502 Bad Gateway</body>".to_vec())
        } else {
            let json = third && queried(uri, "format").is_some_and(|it| it == "JSON");
            let verdict = self.verdict(uri, now);
            let form = if json && !self.does(Wrong::XmlAlways) { words::json } else { words::xml };
            form(&verdict, third)
        };
        CasReply { answer: Some(answer), told: Vec::new() }
    }

    /// Whom the ticket in `uri` stands for, or why it stands for nobody.
    fn verdict(&mut self, uri: &Uri, now: Timestamp) -> Result<words::Vouched, words::Refusal> {
        let (Some(service), Some(name)) = (queried(uri, "service"), queried(uri, "ticket")) else {
            return Err(("INVALID_REQUEST", "service and ticket are both required".to_owned()));
        };
        let replays = self.does(Wrong::Replays);
        if !name.starts_with("ST-") {
            return Err(("INVALID_TICKET_SPEC", "that is no service ticket".to_owned()));
        }
        let unknown = ("INVALID_TICKET", format!("ticket {name} not recognized"));
        let ticket = self.tickets.get_mut(&name).ok_or(unknown)?;
        let taken = std::mem::replace(&mut ticket.taken, true);
        if taken && !replays {
            return Err(("INVALID_TICKET", format!("ticket {name} has already been used")));
        }
        if now.duration_since(ticket.drawn) > Self::TICKET_LIFE {
            return Err(("INVALID_TICKET", format!("ticket {name} has expired")));
        }
        // Right or wrong, the ticket is spent by now, as the specification wants it.
        if ticket.service != service {
            return Err(("INVALID_SERVICE", format!("ticket {name} is not for that service")));
        }
        Ok(words::Vouched { user: ticket.user.clone(), fresh: ticket.fresh, at: ticket.drawn })
    }

    /// Somebody signs off: every service that was told of them is told of that.
    fn logout(&mut self, request: &Request<Vec<u8>>, now: Timestamp) -> CasReply {
        let signed = browser(request).and_then(|it| self.browsers.remove(&it));
        let tickets = signed.map(|it| it.tickets).unwrap_or_default();
        let mut told = Vec::with_capacity(tickets.len());
        for (ticket, service) in tickets {
            let id = format!("LR-{}", self.random.letters(24));
            told.push(words::log_out(&service, &ticket, &id, now));
        }
        let answer = page::said(StatusCode::OK, "您已退出统一身份认证。");
        let gone = format!("{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
        CasReply { answer: Some(page::keeping(answer, &gone)), told }
    }

    /// A button of its desk was pressed.
    fn act(&mut self, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        let asked = formed(request.body(), "act").unwrap_or_default();
        match page::WRONGS.iter().find(|it| it.1 == asked) {
            Some((wrong, ..)) => self.misbehave(*wrong),
            None if asked == "behave" => self.behave(),
            None => return page::said(StatusCode::UNPROCESSABLE_ENTITY, "没有这样的按钮。"),
        }
        page::see(&format!("{}/desk", self.url))
    }

    /// The platform registered one address, which may carry a query.
    fn is_ours(&self, service: &str) -> bool {
        let back = self.platform.as_ref().map(|it| format!("{it}/api/sso/return"));
        let rest = back.and_then(|it| service.strip_prefix(&it));
        rest.is_some_and(|it| it.is_empty() || it.starts_with('?'))
    }
}

impl CasReply {
    /// How long somebody who hears nothing waits for it.
    pub const SILENCE: Duration = Duration::from_secs(30);
}

fn browser(request: &Request<Vec<u8>>) -> Option<String> {
    let cookies = request.headers().get_all("cookie").iter().filter_map(|it| it.to_str().ok());
    let mut pairs = cookies.flat_map(|it| it.split(';')).filter_map(|it| it.trim().split_once('='));
    pairs.find(|it| it.0 == COOKIE).map(|it| it.1.to_owned())
}

fn queried(uri: &Uri, name: &str) -> Option<String> {
    formed(uri.query().unwrap_or_default().as_bytes(), name)
}

fn formed(form: &[u8], name: &str) -> Option<String> {
    form_urlencoded::parse(form).find(|it| it.0 == name).map(|it| it.1.into_owned())
}
