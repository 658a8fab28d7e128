use super::asks::{self, Refusal, callable, length};
use super::{BankSide, Product, Said, Wechat};
use crate::bank::{Desk, Trade};
use jiff::{Timestamp, ToSpan};
use serde::Deserialize;
use serde_json::json;
use std::net::IpAddr;

/// The body of placing an order. A field that is not here is refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaceAsk {
    appid: String,
    mchid: String,
    description: String,
    out_trade_no: String,
    time_expire: Option<String>,
    attach: Option<String>,
    notify_url: String,
    #[serde(rename = "goods_tag")]
    _goods_tag: Option<String>,
    #[serde(rename = "support_fapiao")]
    _support_fapiao: Option<bool>,
    amount: AmountAsk,
    payer: Option<PayerAsk>,
    scene_info: Option<SceneAsk>,
    #[serde(skip)]
    whole: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AmountAsk {
    total: u64,
    currency: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PayerAsk {
    openid: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SceneAsk {
    payer_client_ip: String,
    #[serde(rename = "device_id")]
    _device_id: Option<String>,
    h5_info: Option<H5Ask>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct H5Ask {
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename = "app_name")]
    _app_name: Option<String>,
    #[serde(rename = "app_url")]
    _app_url: Option<String>,
}

impl Wechat {
    pub(super) fn place(
        &self,
        desk: &mut Desk,
        product: Product,
        body: &[u8],
        now: Timestamp,
    ) -> Said {
        let ask = PlaceAsk::read(body, product, &self.account)?;
        let until = ask.until(now)?;
        let said = ask.fingerprint(product);
        let base = desk.base_url.clone();
        let trade = if let Some(trade) = desk.ledger.trade_mut(&ask.out_trade_no) {
            if trade.said != said {
                return Err(Refusal::new(403, "OUT_TRADE_NO_USED", "商户订单号重复"));
            }
            if !trade.payments.is_empty() {
                return Err(Refusal::new(400, "ORDER_PAID", "该订单已支付"));
            }
            if !trade.open(now) {
                return Err(Refusal::new(400, "ORDER_CLOSED", "该订单已关闭"));
            }
            trade
        } else {
            let code = desk.random.letters(9);
            let openid = ask.payer.map(|it| it.openid);
            desk.ledger.open(Trade {
                number: ask.out_trade_no,
                product: product.word().to_owned(),
                said,
                code,
                description: ask.description,
                total: ask.amount.total,
                notify_url: ask.notify_url,
                return_url: None,
                opened: now,
                placed: now,
                until,
                closed: None,
                more: json!({ "attach": ask.attach, "openid": openid }),
                payments: Vec::new(),
                refunds: Vec::new(),
            })
        };
        trade.placed = now;
        let code = &trade.code;
        Ok(Some(match product {
            Product::Native => json!({ "code_url": format!("weixin://wxpay/bizpayurl?pr={code}") }),
            Product::H5 => json!({ "h5_url": format!("{base}/h5?prepay_id=wx{code}&package=1") }),
            Product::Jsapi => json!({ "prepay_id": format!("wx{code}") }),
        }))
    }

    pub(super) fn close(&self, desk: &mut Desk, number: &str, body: &[u8], now: Timestamp) -> Said {
        asks::merchant_in_body(body, &self.account)?;
        let trade = desk.ledger.trade_mut(number).ok_or_else(Refusal::absent)?;
        if !trade.payments.is_empty() {
            return Err(Refusal::new(400, "ORDER_PAID", "该订单已支付"));
        }
        trade.closed.get_or_insert(now);
        Ok(None)
    }
}

impl PlaceAsk {
    /// The ask, if every field is as the provider wants it.
    fn read(body: &[u8], product: Product, us: &BankSide) -> Result<Self, Refusal> {
        let whole = asks::json(body)?;
        let text = whole.to_string();
        let ask: Self = asks::typed(whole)?;
        let ask = Self { whole: text, ..ask };
        let number = &ask.out_trade_no;
        let number_byte = |it: u8| it.is_ascii_alphanumeric() || b"_-|*".contains(&it);
        let checks = [
            ("/mchid", ask.mchid == us.merchant_id),
            ("/description", length(&ask.description, 127)),
            ("/out_trade_no", (6..=32).contains(&number.len()) && number.bytes().all(number_byte)),
            ("/attach", ask.attach.as_ref().is_none_or(|it| length(it, 128))),
            ("/notify_url", callable(&ask.notify_url)),
            ("/amount/total", ask.amount.total >= 1),
            ("/amount/currency", ask.amount.currency.as_deref().is_none_or(|it| it == "CNY")),
            ("/scene_info", product != Product::H5 || ask.on_telephone()),
            ("/payer/openid", ask.payer_fits(product, us)),
        ];
        if let Some((field, _)) = checks.iter().find(|(_, fine)| !fine) {
            return Err(Refusal::field(field));
        }
        if ask.appid != us.app_id {
            return Err(Refusal::new(400, "APPID_MCHID_NOT_MATCH", "商户号和appid没有绑定关系"));
        }
        Ok(ask)
    }

    /// Inside WeChat, and only there, the payer is named, as the official account knows them.
    fn payer_fits(&self, product: Product, us: &BankSide) -> bool {
        match (product, &self.payer) {
            (Product::Jsapi, Some(payer)) => us.knows(&payer.openid),
            (Product::Native | Product::H5, None) => true,
            (Product::Jsapi, None) | (Product::Native | Product::H5, Some(_)) => false,
        }
    }

    fn on_telephone(&self) -> bool {
        self.scene_info.as_ref().is_some_and(|scene| {
            let kind = scene.h5_info.as_ref().map(|it| it.kind.as_str());
            scene.payer_client_ip.parse::<IpAddr>().is_ok()
                && matches!(kind, Some("Wap" | "iOS" | "Android"))
        })
    }

    /// Until when it can be paid: never less than a minute, never more than a week.
    fn until(&self, now: Timestamp) -> Result<Timestamp, Refusal> {
        let week = now + 168.hours();
        let Some(text) = &self.time_expire else { return Ok(week) };
        // Seconds and an offset, nothing finer: 2026-01-01T08:30:00+08:00.
        let shape = text.len() == 25 && matches!(text.as_bytes()[19], b'+' | b'-');
        let until: Option<Timestamp> = shape.then(|| text.parse().ok()).flatten();
        let until = until.ok_or_else(|| Refusal::field("/time_expire"))?;
        Ok(until.clamp(now + 1.minute(), week))
    }

    /// What must be the same when the order is asked for again.
    fn fingerprint(&self, product: Product) -> String {
        format!("{product:?} {}", self.whole)
    }
}
