use super::Abc;
use super::asks::{beijing, yuan};
use super::seal::gbk;
use crate::bank::{Announcement, Desk, Flaw, SignedBy};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Request;

/// The notice of a payment: base64 of XML in GBK in a form, written for a form as often as not.
pub(super) fn of(bank: &Abc, desk: &mut Desk, announcement: &Announcement) -> Request<Vec<u8>> {
    let Announcement { number, payment, flaw, .. } = announcement;
    let trade = desk.ledger.trade(number).expect("an announcement is of an order");
    let merchant = match flaw {
        Flaw::Foreign => "103880000000002",
        // No time is signed, so that an old notice is as good as a new one.
        Flaw::None | Flaw::Forged | Flaw::Probe | Flaw::Stale => &bank.account.merchant_id,
    };
    let (day, time) = (beijing(payment.at, "%Y/%m/%d"), beijing(payment.at, "%H:%M:%S"));
    let (amount, account_day) = (yuan(payment.amount), beijing(payment.at, "%Y%m%d"));
    let kind = if trade.more["wallet"] == true { "RecvQRPayResult" } else { "ABCSoftTokenPay" };
    let fields = [
        ("ReturnCode", "0000"),
        ("ErrorMessage", "交易成功"),
        ("ECMerchantType", "EBUS"),
        ("MerchantID", merchant),
        ("TrxType", kind),
        ("OrderNo", number),
        ("Amount", &amount),
        ("BatchNo", "000430"),
        ("VoucherNo", "000952"),
        ("HostDate", &day),
        ("HostTime", &time),
        ("MerchantRemarks", ""),
        ("PayType", "EP072"),
        ("NotifyType", "1"),
        ("iRspRef", &payment.id),
        ("AccDate", &account_day),
        ("AcqFee", "0.00"),
        ("IssFee", "0.00"),
        ("JrnNo", " 463640663"),
    ];
    let fields: Vec<_> =
        fields.iter().map(|(name, value)| format!("<{name}>{value}</{name}>")).collect();
    let message = gbk(&format!("<TrxResponse>{}</TrxResponse>", fields.concat()));
    let notify_url = trade.notify_url.clone();
    let place = match bank.signed_by {
        SignedBy::Either if desk.random.coin() => 1 - bank.seal.current,
        SignedBy::Either | SignedBy::PublicKey | SignedBy::Certificate => bank.seal.current,
    };
    let signature = match flaw {
        // Properly made, but over other bytes: what a thief of an old notice could do.
        Flaw::Forged => bank.seal.signs(b"<TrxResponse></TrxResponse>", place),
        // The bank sends no such thing; somebody else might.
        Flaw::Probe => STANDARD.encode([7; 256]),
        Flaw::None | Flaw::Stale | Flaw::Foreign => bank.seal.signs(&message, place),
    };
    let tail = format!(
        "</Message><Signature-Algorithm>SHA1withRSA</Signature-Algorithm>\
         <Signature>{signature}</Signature></MSG>"
    );
    let xml = [b"<MSG><Message>", &*message, tail.as_bytes()].concat();
    let packed = STANDARD.encode(xml);
    let body = if desk.random.coin() {
        form_urlencoded::Serializer::new(String::new()).append_pair("MSG", &packed).finish()
    } else {
        format!("MSG={packed}")
    };
    Request::post(notify_url)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body.into_bytes())
        .expect("a checked address")
}
