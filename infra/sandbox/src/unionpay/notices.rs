use super::Unionpay;
use super::seal::{Fields, Signer};
use super::wire::{beijing, clearing_day, fields};
use crate::bank::{Announcement, Flaw, Payment, Refund, RefundState, Trade};
use http::Request;
use jiff::Timestamp;

/// What is said of a payment, to the merchant and to the payer's browser.
pub(super) fn of_payment(trade: &Trade, payment: &Payment, merchant: &str) -> Fields {
    let mut said = told(trade, merchant, payment.amount, (&payment.id, payment.at));
    said.extend(fields([
        ("txnType", "01"),
        ("txnSubType", trade.more["txnSubType"].as_str().unwrap_or_default()),
        ("orderId", &trade.number),
        ("txnTime", trade.more["txnTime"].as_str().unwrap_or_default()),
        ("accNo", "6216***********0018"),
        ("payCardType", "01"),
        ("respCode", "00"),
        ("respMsg", "成功[0000000]"),
    ]));
    said
}

/// What is said of a refund that was settled, or of one that was not.
pub(super) fn of_refund(trade: &Trade, refund: &Refund, merchant: &str) -> Fields {
    let at = refund.settled.unwrap_or(refund.asked);
    let mut said = told(trade, merchant, refund.amount, (&refund.id, at));
    let (code, message) = match refund.state {
        RefundState::Done => ("00", "成功[0000000]"),
        RefundState::Pending => ("05", "交易已受理，请稍后查询交易结果"),
        RefundState::Failed => ("60", "交易失败，详情请咨询您的发卡行"),
    };
    let mut ask = refund.said.split(' ');
    let (time, kind) = (ask.next().unwrap_or_default(), ask.next().unwrap_or_default());
    said.extend(fields([
        ("txnType", kind),
        ("txnSubType", "00"),
        ("orderId", &refund.number),
        ("txnTime", time),
        ("origQryId", &refund.payment),
        ("respCode", code),
        ("respMsg", message),
    ]));
    said
}

fn told(trade: &Trade, merchant: &str, amount: u64, (id, at): (&str, Timestamp)) -> Fields {
    fields([
        ("version", "5.1.0"),
        // As their real notices have it.
        ("encoding", "utf-8"),
        ("signMethod", "01"),
        ("accessType", "0"),
        ("merId", merchant),
        ("bizType", trade.more["bizType"].as_str().unwrap_or_default()),
        ("txnAmt", &amount.to_string()),
        ("currencyCode", "156"),
        ("settleAmt", &amount.to_string()),
        ("settleCurrencyCode", "156"),
        ("settleDate", &clearing_day(at, "%m%d")),
        ("traceNo", &id[id.len() - 6..]),
        ("traceTime", &beijing(at, "%m%d%H%M%S")),
        ("exchangeRate", "0"),
        ("queryId", id),
        ("cardTransData", "{ICCardData=abc&ICCardSeqNumber=001&track2Data=x=y}"),
    ])
}

impl Unionpay {
    /// The request that tells `announcement`, with its flaw.
    pub(super) fn told(
        &self,
        trade: &Trade,
        announcement: &Announcement,
        signer: Signer,
    ) -> Request<Vec<u8>> {
        let foreign = announcement.flaw == Flaw::Foreign;
        let merchant = if foreign { "777290058110000" } else { &self.keys.merchant_id };
        let (said, url) = match &announcement.refund {
            Some(refund) => {
                let url = refund.notify_url.as_ref().unwrap_or(&trade.notify_url);
                (of_refund(trade, refund, merchant), url)
            }
            None => (of_payment(trade, &announcement.payment, merchant), &trade.notify_url),
        };
        let mut said = self.seal.signed(
            said,
            match announcement.flaw {
                Flaw::None | Flaw::Foreign | Flaw::Forged => signer,
                Flaw::Stale => Signer::Expired,
                Flaw::Probe => Signer::Other,
            },
        );
        if announcement.flaw == Flaw::Forged {
            // Somebody who has a notice of theirs makes another of it.
            said.insert("traceNo".to_owned(), "000000".to_owned());
        }
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(said).finish();
        Request::post(url)
            .header("content-type", "application/x-www-form-urlencoded;charset=UTF-8")
            .body(body.into_bytes())
            .expect("an address that was checked when it was said")
    }
}
