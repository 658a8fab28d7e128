use super::Alipay;
use super::acts::{refunded, status};
use super::seal::{Signer, notice_text};
use super::words::{beijing, in_yuan};
use crate::bank::{Announcement, Desk, Flaw, Payment, Refund, Trade};
use http::Request;
use http::header::CONTENT_TYPE;
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeMap;

type Fields = BTreeMap<String, String>;

impl Alipay {
    /// The request that tells `announcement`, signed by `signer`.
    pub(super) fn told(
        &self,
        desk: &Desk,
        announcement: &Announcement,
        signer: Signer,
        now: Timestamp,
    ) -> Request<Vec<u8>> {
        let trade = desk.ledger.trade(&announcement.number).expect("told of an order that is here");
        let mut fields = self.fields(trade, announcement, now);
        match announcement.flaw {
            Flaw::Foreign => {
                fields.insert("seller_id".to_owned(), "2088000000000000".to_owned());
                fields.insert("app_id".to_owned(), "2021000000000000".to_owned());
            }
            // It has no notion of a notice that is too old: a late one is as true as any.
            Flaw::Stale => {
                fields.insert("notify_time".to_owned(), beijing(now - 301.seconds()));
            }
            Flaw::None | Flaw::Forged | Flaw::Probe => {}
        }
        let text = match announcement.flaw {
            // Properly made, but over other words: what a thief of an old notice could do.
            Flaw::Forged | Flaw::Probe => notice_text(&Fields::new()),
            Flaw::None | Flaw::Stale | Flaw::Foreign => notice_text(&fields),
        };
        fields.insert("sign".to_owned(), self.seal.signs(text.as_bytes(), signer));
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
        Request::post(&trade.notify_url)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded; charset=utf-8")
            .body(body.into_bytes())
            .expect("a checked address")
    }

    fn fields(&self, trade: &Trade, announcement: &Announcement, now: Timestamp) -> Fields {
        let Announcement { payment, refund, .. } = announcement;
        let total = in_yuan(payment.amount);
        let told = refund.as_ref().map_or(payment.id.as_str(), |it| it.number.as_str());
        let funds = format!(r#"[{{"amount":"{total}","fundChannel":"ALIPAYACCOUNT"}}]"#);
        let plain = [
            ("notify_time", beijing(now)),
            ("notify_type", "trade_status_sync".to_owned()),
            // The same however often it is told.
            ("notify_id", format!("{}22{told:0<24.24}", &payment.id[3..11])),
            ("app_id", self.keys.app_id.clone()),
            ("auth_app_id", self.keys.app_id.clone()),
            ("charset", "utf-8".to_owned()),
            ("version", "1.0".to_owned()),
            ("sign_type", "RSA2".to_owned()),
            ("trade_no", payment.id.clone()),
            ("out_trade_no", trade.number.clone()),
            ("buyer_id", "2088101117955611".to_owned()),
            ("buyer_logon_id", "159****5620".to_owned()),
            ("seller_id", self.keys.seller_id.clone()),
            ("seller_email", "finance+fees@example.edu.cn".to_owned()),
            ("subject", trade.description.clone()),
            ("gmt_create", beijing(trade.opened)),
            ("gmt_payment", beijing(payment.at)),
            ("total_amount", total.clone()),
            ("receipt_amount", total.clone()),
            ("invoice_amount", total.clone()),
            ("buyer_pay_amount", total),
            ("point_amount", "0.00".to_owned()),
            ("fund_bill_list", funds),
        ];
        let mut fields: Fields =
            plain.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        for name in ["body", "passback_params"] {
            if let Some(text) = trade.more[name].as_str() {
                fields.insert(name.to_owned(), text.to_owned());
            }
        }
        let mut state = "TRADE_SUCCESS";
        if let Some(refund) = refund {
            state = status(trade, Some(payment), now);
            given_back(&mut fields, trade, payment, refund);
        }
        fields.insert("trade_status".to_owned(), state.to_owned());
        fields
    }

    /// What the payer's browser brings back. It proves nothing, and says no state.
    pub(super) fn back(&self, trade: &Trade, payment: &Payment, now: Timestamp) -> String {
        let plain = [
            ("app_id", self.keys.app_id.clone()),
            ("auth_app_id", self.keys.app_id.clone()),
            ("charset", "utf-8".to_owned()),
            ("method", format!("{}.return", trade.product)),
            ("out_trade_no", trade.number.clone()),
            ("seller_id", self.keys.seller_id.clone()),
            ("sign_type", "RSA2".to_owned()),
            ("timestamp", beijing(now)),
            ("total_amount", in_yuan(payment.amount)),
            ("trade_no", payment.id.clone()),
            ("version", "1.0".to_owned()),
        ];
        let mut fields: Fields =
            plain.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let sign = self.seal.signs(notice_text(&fields).as_bytes(), self.signer);
        fields.insert("sign".to_owned(), sign);
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish()
    }
}

/// A refund is told under the name of the payment, with these fields more.
fn given_back(fields: &mut Fields, trade: &Trade, payment: &Payment, refund: &Refund) {
    let at = refund.settled.unwrap_or(refund.asked);
    let more = [
        ("out_biz_no", refund.number.clone()),
        ("refund_fee", in_yuan(refunded(trade, payment))),
        ("gmt_refund", format!("{}.123", beijing(at))),
    ];
    fields.extend(more.map(|(name, value)| (name.to_owned(), value)));
}
