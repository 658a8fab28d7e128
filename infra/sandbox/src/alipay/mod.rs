//! Alipay's open platform: `gateway.do`, its pages, its bills.

mod acts;
mod asks;
mod bill;
mod keys;
mod notices;
mod placing;
mod seal;
mod words;

use crate::bank::{Announcement, Desk, Misdeed, On, Provider, SignedBy, WayBack};
use crate::server::note;
use asks::{Ask, Call, Refusal, merged};
use bill::Links;
use http::{Method, Request, Response, StatusCode};
use jiff::Timestamp;
use seal::{Seal, Signer};
use serde_json::{Value, json};

pub use keys::{Keys, Signing};

/// Alipay, with one account.
pub struct Alipay {
    keys: Keys,
    seal: Seal,
    /// Who signs now: the other one after each change.
    signer: Signer,
    signed_by: SignedBy,
    links: Links,
    tells_refunds: bool,
}

impl Alipay {
    /// # Panics
    /// If the keys are not keys.
    pub fn new(keys: &Keys) -> Self {
        Self {
            seal: Seal::new(keys),
            keys: keys.clone(),
            signer: Signer::First,
            signed_by: SignedBy::PublicKey,
            links: Links::default(),
            tells_refunds: true,
        }
    }

    /// The same without notices of refunds, as it is for newer accounts.
    #[must_use]
    pub fn silent_about_refunds(self) -> Self {
        Self { tells_refunds: false, ..self }
    }

    fn gateway(
        &mut self,
        desk: &mut Desk,
        request: &Request<Vec<u8>>,
        now: Timestamp,
    ) -> Response<Vec<u8>> {
        let (params, _) = merged(request);
        let call = Call::of(&params);
        let name = call.map_or_else(|| "error_response".to_owned(), Call::response);
        let said = Ask::read(request, &self.keys, &self.seal);
        let said = said.and_then(|ask| self.act(desk, &ask, now));
        match (said, call.is_some_and(Call::is_page)) {
            (Ok(said), false) => self.signed(&name, &said),
            (Ok(said), true) => desk.cashier(said["code"].as_str().unwrap_or_default(), ""),
            (Err(refusal), true) => {
                let Refusal { sub_code, words, .. } = refusal;
                words::page(&format!("抱歉，您访问的页面出错了。错误代码 {sub_code}，{words}"))
            }
            // The business is refused with a signature, the way of asking without.
            (Err(refusal), false) if refusal.code == "40004" => {
                self.signed(&name, &refusal.shown())
            }
            (Err(refusal), false) => {
                plain(&format!(r#"{{"{name}":{}}}"#, escaped(&refusal.shown())))
            }
        }
    }

    /// The signed answer that says `said` under `name`.
    fn signed(&self, name: &str, said: &Value) -> Response<Vec<u8>> {
        let said = escaped(said);
        let sign = self.seal.signs(said.as_bytes(), self.signer);
        let certificate = if self.keys.certified {
            format!(r#""alipay_cert_sn":"{}","#, self.signing(self.signer).sn)
        } else {
            String::new()
        };
        plain(&format!(r#"{{"{name}":{said},{certificate}"sign":"{sign}"}}"#))
    }

    fn signing(&self, signer: Signer) -> &Signing {
        match signer {
            Signer::First => &self.keys.first,
            Signer::Second => &self.keys.second,
        }
    }

    /// Somebody scanned a code: the trade begins.
    fn scanned(desk: &mut Desk, code: &str) -> Response<Vec<u8>> {
        let number = desk.ledger.trades().find(|it| it.code == code).map(|it| it.number.clone());
        let trade = number.and_then(|it| desk.ledger.trade_mut(&it));
        let Some(trade) = trade else {
            return note(StatusCode::NOT_FOUND, "没有这个二维码。");
        };
        trade.more["begun"] = json!(true);
        desk.cashier(code, "")
    }
}

impl Provider for Alipay {
    fn slug(&self) -> &'static str {
        "alipay"
    }

    fn name(&self) -> &'static str {
        "支付宝"
    }

    fn on(&self, request: &Request<Vec<u8>>) -> Option<On> {
        if request.uri().path() != "/gateway.do" {
            return None;
        }
        Call::of(&merged(request).0).map(Call::on)
    }

    fn answer(
        &mut self,
        desk: &mut Desk,
        request: &Request<Vec<u8>>,
        now: Timestamp,
    ) -> Response<Vec<u8>> {
        let path = request.uri().path();
        if !matches!(*request.method(), Method::GET | Method::POST) {
            return note(StatusCode::METHOD_NOT_ALLOWED, "没有这样的请求。");
        }
        if path == "/gateway.do" {
            return self.gateway(desk, request, now);
        }
        if let Some(code) = path.strip_prefix("/qr/") {
            return Self::scanned(desk, code);
        }
        let file = path.strip_prefix("/bill/").and_then(|it| self.links.file(it, now));
        match file {
            Some(file) => Response::new(file),
            None => note(StatusCode::FORBIDDEN, "下载链接已失效。"),
        }
    }

    fn notice(
        &mut self,
        desk: &mut Desk,
        announcement: &Announcement,
        now: Timestamp,
    ) -> Request<Vec<u8>> {
        let signer = match self.signed_by {
            SignedBy::PublicKey => self.signer,
            SignedBy::Either if desk.random.coin() => self.signer,
            SignedBy::Certificate | SignedBy::Either => self.signer.other(),
        };
        self.told(desk, announcement, signer, now)
    }

    fn taken(&self, status: u16, body: &[u8]) -> bool {
        status == 200 && body == b"success"
    }

    fn resends(&self) -> &'static [u64] {
        &[240, 600, 600, 3600, 7200, 21_600, 54_000]
    }

    fn way_back(&mut self, desk: &mut Desk, number: &str, now: Timestamp) -> WayBack {
        let trade = desk.ledger.trade(number);
        let back = trade.and_then(|it| Some((it, it.payments.last()?, it.return_url.as_ref()?)));
        let Some((trade, payment, url)) = back else { return WayBack::None };
        let query = self.back(trade, payment, now);
        let sign = if url.contains('?') { '&' } else { '?' };
        WayBack::Get(format!("{url}{sign}{query}"))
    }

    fn spoil(&mut self, misdeed: &Misdeed, answer: Response<Vec<u8>>) -> Response<Vec<u8>> {
        let Ok(body) = String::from_utf8(answer.body().clone()) else { return answer };
        let Some((head, sign)) = body.split_once(r#","sign":""#) else { return answer };
        let name = head[2..].split('"').next().unwrap_or_default();
        match misdeed {
            Misdeed::ErrorAfter => plain(&format!(r#"{{"{name}":{UNKNOWN}}}"#)),
            Misdeed::Accepted => {
                self.signed(name, &Refusal::acq("SYSTEM_ERROR", "系统错误").shown())
            }
            Misdeed::Unsigned => plain(&format!("{head}}}")),
            // Rightly made, over other bytes.
            Misdeed::Probe => {
                let wrong = self.seal.signs(b"{}", self.signer);
                plain(&format!(r#"{head},"sign":"{wrong}"}}"#))
            }
            Misdeed::Tampered => {
                let head = head.replacen(r#""code":""#, r#""code": ""#, 1);
                plain(&format!(r#"{head},"sign":"{sign}"#))
            }
            Misdeed::None
            | Misdeed::LostAsk
            | Misdeed::LostAnswer
            | Misdeed::ErrorBefore
            | Misdeed::TooMany
            | Misdeed::Reject { .. }
            | Misdeed::Pending
            | Misdeed::Fail
            | Misdeed::MissingLine
            | Misdeed::Cut
            | Misdeed::WrongTotal
            | Misdeed::WrongHash
            | Misdeed::NotYet => answer,
        }
    }

    fn instead(&self, misdeed: &Misdeed) -> Response<Vec<u8>> {
        match misdeed {
            Misdeed::TooMany => {
                let refusal = Refusal::new("40005", "isv.app-call-limited");
                plain(&format!(r#"{{"error_response":{}}}"#, refusal.shown()))
            }
            Misdeed::Reject { code, .. } => {
                let refusal =
                    Refusal { sub_code: code.clone(), ..Refusal::acq("", "沙箱按要求出错") };
                self.signed("error_response", &refusal.shown())
            }
            Misdeed::None
            | Misdeed::LostAsk
            | Misdeed::LostAnswer
            | Misdeed::ErrorBefore
            | Misdeed::ErrorAfter
            | Misdeed::Accepted
            | Misdeed::Unsigned
            | Misdeed::Probe
            | Misdeed::Tampered
            | Misdeed::Pending
            | Misdeed::Fail
            | Misdeed::MissingLine
            | Misdeed::Cut
            | Misdeed::WrongTotal
            | Misdeed::WrongHash
            | Misdeed::NotYet => plain(&format!(r#"{{"error_response":{UNKNOWN}}}"#)),
        }
    }

    /// From now on the other key signs. By certificates, its name comes with each answer, and a
    /// merchant can fetch it; by public keys, the merchant has to be told by hand.
    fn rotate(&mut self, _: &mut Desk, _: Timestamp) {
        self.signer = self.signer.other();
    }

    fn sign_notices_by(&mut self, signed_by: SignedBy) {
        self.signed_by = signed_by;
    }
}

impl Refusal {
    fn shown(&self) -> Value {
        let msg = match self.code {
            "40001" => "Missing Required Arguments",
            "40002" => "Invalid Arguments",
            "40005" => "Call Limited",
            _ => "Business Failed",
        };
        json!({
            "code": self.code, "msg": msg, "sub_code": self.sub_code, "sub_msg": self.words,
        })
    }
}

/// What it says when it does not know itself whether it acted.
const UNKNOWN: &str = concat!(
    r#"{"code":"20000","msg":"Service Currently Unavailable","#,
    r#""sub_code":"isp.unknow-error","sub_msg":"系统繁忙"}"#
);

/// JSON as the provider writes it: slashes have a backslash.
fn escaped(said: &Value) -> String {
    said.to_string().replace('/', "\\/")
}

/// Whatever it says, the status is 200, and the type is not JSON.
fn plain(body: &str) -> Response<Vec<u8>> {
    Response::builder()
        .header("content-type", "text/html;charset=utf-8")
        .body(body.as_bytes().to_vec())
        .expect("a constant header")
}
