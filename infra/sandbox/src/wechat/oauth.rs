use super::asks::queried;
use super::telephone::Telephone;
use super::{Product, Wechat};
use crate::bank::Desk;
use crate::server::note;
use http::{Request, Response, StatusCode, Uri};
use jiff::{SignedDuration, Timestamp};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Value, json};

/// A code that a browser carries from the wallet to the merchant.
pub(super) struct Code {
    drawn: Timestamp,
    used: bool,
    holder: Telephone,
}

impl Wechat {
    const CODE_LIFE: SignedDuration = SignedDuration::from_mins(5);

    /// Codes of the last five minutes are few; those that nobody brings are forgotten.
    const CODES_MAX: usize = 1000;

    /// `GET /connect/oauth2/authorize`: the wallet's own page, which knows who holds the telephone
    /// and, for `snsapi_base`, asks them nothing.
    pub(super) fn authorize(
        &mut self,
        desk: &mut Desk,
        request: &Request<Vec<u8>>,
        now: Timestamp,
    ) -> Response<Vec<u8>> {
        let query = request.uri().query().unwrap_or_default();
        let Some((back, state)) = self.asked(query) else {
            return note(StatusCode::BAD_REQUEST, "此授权链接参数错误，无法打开。");
        };
        self.codes.retain(|_, it| now.duration_since(it.drawn) <= Self::CODE_LIFE * 2);
        if self.codes.len() >= Self::CODES_MAX {
            self.codes.pop_first();
        }
        let code = desk.random.letters(32);
        self.codes
            .insert(code.clone(), Code { drawn: now, used: false, holder: Telephone::of(request) });
        let sign = if back.contains('?') { '&' } else { '?' };
        let state = utf8_percent_encode(&state, NON_ALPHANUMERIC);
        see(&format!("{back}{sign}code={code}&state={state}"))
    }

    /// The way back and the state of an address whose parameters stand in the provider's order.
    fn asked(&self, query: &str) -> Option<(String, String)> {
        let rest = query.strip_prefix(&format!("appid={}&redirect_uri=", self.account.app_id))?;
        let (back, rest) = rest.split_once('&')?;
        let rest = rest.strip_prefix("response_type=code&scope=snsapi_base&state=")?;
        let text = |part| percent_decode_str(part).decode_utf8().ok().map(String::from);
        let (back, state) = (text(back)?, text(rest)?);
        let local = ["http://127.0.0.1", "http://localhost"].iter().any(|it| back.starts_with(it));
        let plain = state.len() <= 128 && state.bytes().all(|it| it.is_ascii_alphanumeric());
        ((local || back.starts_with("https://")) && plain).then_some((back, state))
    }

    /// `GET /sns/oauth2/access_token`: errors, too, come with status 200, and all of it as text.
    pub(super) fn exchange(&mut self, uri: &Uri, now: Timestamp) -> Response<Vec<u8>> {
        let said = match self.exchanged(uri, now) {
            Ok(said) => said,
            Err((code, message)) => json!({ "errcode": code, "errmsg": message }),
        };
        Response::builder()
            .header("content-type", "text/plain")
            .body(said.to_string().into_bytes())
            .expect("a constant header")
    }

    fn exchanged(&mut self, uri: &Uri, now: Timestamp) -> Result<Value, (i32, &'static str)> {
        let said = |name| queried(uri, name).unwrap_or_default();
        if said("appid") != self.account.app_id {
            return Err((40013, "invalid appid"));
        }
        if said("secret") != self.account.app_secret {
            return Err((40125, "invalid appsecret"));
        }
        if said("grant_type") != "authorization_code" {
            return Err((40002, "invalid grant_type"));
        }
        let code = said("code");
        if code.is_empty() {
            return Err((41008, "missing code"));
        }
        let known = self.codes.get_mut(&code).ok_or((40029, "invalid code"))?;
        if known.used {
            return Err((40163, "code been used"));
        }
        if now.duration_since(known.drawn) > Self::CODE_LIFE {
            return Err((42003, "code expired"));
        }
        known.used = true;
        let holder = known.holder;
        Ok(json!({
            "access_token": "sandbox",
            "expires_in": 7200,
            "refresh_token": "sandbox",
            "openid": self.account.openid(holder),
            "scope": "snsapi_base",
        }))
    }

    /// `GET /wallet`: what `WeixinJSBridge` does with the parameters of `getBrandWCPayRequest`, as
    /// an address: the wallet looks at them and shows the cashier, from where it goes `back`.
    pub(super) fn wallet(
        &self,
        desk: &Desk,
        request: &Request<Vec<u8>>,
        now: Timestamp,
    ) -> Response<Vec<u8>> {
        let said = |name| queried(request.uri(), name).unwrap_or_default();
        let (app, second, nonce) = (said("appId"), said("timeStamp"), said("nonceStr"));
        let package = said("package");
        let signed = format!("{app}\n{second}\n{nonce}\n{package}\n");
        let fresh = second.parse().is_ok_and(|it| super::near(it, now));
        let ours = app == self.account.app_id && said("signType") == "RSA" && fresh;
        if !ours || !self.seal.is_merchants(signed.as_bytes(), &said("paySign")) {
            return note(StatusCode::FORBIDDEN, "支付验证签名失败。");
        }
        let code = package.strip_prefix("prepay_id=wx").unwrap_or_default();
        let inside = Product::Jsapi.word();
        let trade = desk.ledger.trades().find(|it| it.code == code && it.product == inside);
        match trade {
            Some(trade) if trade.open(now) => desk.cashier(code, &said("back")),
            Some(_) => note(StatusCode::GONE, "订单已支付或已关闭。"),
            None => note(StatusCode::NOT_FOUND, "没有这个订单。"),
        }
    }
}

fn see(url: &str) -> Response<Vec<u8>> {
    match Response::builder().status(StatusCode::SEE_OTHER).header("location", url).body(Vec::new())
    {
        Ok(answer) => answer,
        Err(_) => note(StatusCode::BAD_REQUEST, "此授权链接参数错误，无法打开。"),
    }
}
