use super::{
    Bank, account, form, made_of, notice, now, order, outside, paid, parsed, receipt, secret, text,
    xml,
};
use crate::{Channel, Heard, Notice, NoticeError, Wire};
use domain::{FaultKind, Transaction, Way};
use serde_json::json;

fn read(notice: &Notice) -> Result<Heard, NoticeError> {
    account().read(notice, now())
}

/// The notice of a payment with one field changed, added, or left out.
fn with(name: &'static str, value: Option<&'static str>) -> Notice {
    let number = order(Way::Page).number().to_string();
    let mut fields = paid(&number);
    fields.retain(|it| it.0 != name);
    fields.extend(value.map(|value| (name, value)));
    form(&Bank::new().tells(&fields))
}

#[test]
fn a_payment_is_a_receipt() {
    let order = order(Way::Page);
    let number = order.number().to_string();
    let packed = Bank::new().tells(&paid(&number));
    let expected = Ok(Heard::Receipt(receipt(&order)));
    assert_eq!(read(&form(&packed)), expected);
    // Not written for a form: every `+` comes as a blank.
    assert!(packed.contains('+'));
    assert_eq!(read(&notice(format!("MSG={packed}"))), expected);
    assert_eq!(read(&notice(format!("other=1&MSG={packed}"))), expected);
}

#[test]
fn the_kinds_of_payment_are_many_and_a_refund_is_none() {
    for kind in ["PayResult", "RecvQRPayResult", "SomethingNew"] {
        assert!(matches!(read(&with("TrxType", Some(kind))), Ok(Heard::Receipt(_))), "{kind}");
    }
    let event = "RefundResult".to_owned();
    assert_eq!(read(&with("TrxType", Some("RefundResult"))), Ok(Heard::Other { event }));
}

#[test]
fn what_is_not_our_money_is_not_taken() {
    assert_eq!(read(&with("MerchantID", Some("103880000000002"))), Err(NoticeError::Foreign));
    assert_eq!(read(&with("MerchantID", None)), Err(NoticeError::Foreign));
    assert_eq!(read(&with("OrderNo", Some("SF20260901000123"))), Err(NoticeError::Foreign));
    assert_eq!(read(&with("ReturnCode", Some("EUNKWN"))), Err(NoticeError::Unpaid));
    assert_eq!(read(&with("ReturnCode", None)), Err(NoticeError::Unpaid));
}

#[test]
fn what_does_not_say_all_is_not_taken() {
    for name in ["Amount", "HostDate", "HostTime", "iRspRef"] {
        assert_eq!(read(&with(name, None)), Err(NoticeError::Garbled), "{name}");
    }
    for amount in ["-6000.00", "6e3", "6000.001", "6,000.00", "", "１"] {
        assert_eq!(read(&with("Amount", Some(amount))), Err(NoticeError::Garbled), "{amount}");
    }
    assert_eq!(read(&with("HostDate", Some("2026/02/30"))), Err(NoticeError::Garbled));
}

#[test]
fn the_order_names_the_payment_where_the_school_says_so() {
    let order = order(Way::Page);
    let mut secret = secret();
    secret["ask"] = json!({ "reference": "order" });
    let us = made_of(secret, outside(Wire::direct(|_| None)));
    let heard = us.read(&with("iRspRef", None), now());
    let Ok(Heard::Receipt(receipt)) = heard else { panic!("{heard:?}") };
    assert_eq!(receipt.transaction, Transaction(order.number().to_string()));
}

/// Signed by the bank, and still not read: nothing of XML but flat fields is wanted.
#[test]
fn only_flat_fields_are_read() {
    let number = order(Way::Page).number().to_string();
    let bank = Bank::new();
    let fields = xml(&paid(&number));
    let told = |message: &str| read(&form(&bank.tells_xml(message)));
    let fine = format!("<TrxResponse>\r\n {fields}<Remarks/>\n<A>&lt;&amp;</A></TrxResponse>\n");
    assert!(told(&fine).is_ok());
    let garbled = [
        format!("<!DOCTYPE a [<!ENTITY b \"c\">]><TrxResponse>{fields}</TrxResponse>"),
        format!("<TrxResponse>{fields}<!-- a --></TrxResponse>"),
        format!("<TrxResponse>{fields}<A><![CDATA[a]]></A></TrxResponse>"),
        format!("<TrxResponse>{fields}<A><B>1</B></A></TrxResponse>"),
        format!("<TrxResponse>{fields}<Amount>1.00</Amount></TrxResponse>"),
        format!("<TrxResponse>{fields}<A b=\"1\">1</A></TrxResponse>"),
        format!("<TrxResponse>{fields}<A>1</B></TrxResponse>"),
        format!("<TrxResponse>{fields}loose</TrxResponse>"),
        format!("<TrxResponse>{fields}"),
        fields.clone(),
        String::new(),
    ];
    for message in garbled {
        assert_eq!(told(&message), Err(NoticeError::Garbled), "{message}");
    }
}

#[test]
fn one_message_is_wanted() {
    let number = order(Way::Page).number().to_string();
    let packed = Bank::new().tells(&paid(&number));
    let encoded: String = form_urlencoded::byte_serialize(packed.as_bytes()).collect();
    for body in ["", "MSG", "msg=1", &format!("MSG={encoded}&MSG={encoded}")] {
        assert!(read(&notice(body.to_owned())).is_err(), "{body}");
    }
    assert_eq!(read(&notice(format!("MSG={}", "A".repeat(70_000)))), Err(NoticeError::Garbled));
}

#[test]
fn any_of_the_banks_keys_proves_and_none_other() {
    let number = order(Way::Page).number().to_string();
    let packed = Bank::new().tells(&paid(&number));
    let mut secret = secret();
    let (ours, theirs) =
        (secret["certificate_pem"].clone(), secret["bank_certificates"][0].clone());
    secret["bank_certificates"] = json!([ours, theirs]);
    let us = made_of(secret.clone(), outside(Wire::direct(|_| None)));
    assert!(us.read(&form(&packed), now()).is_ok());
    secret["bank_certificates"] = json!([ours]);
    let us = made_of(secret, outside(Wire::direct(|_| None)));
    assert_eq!(us.read(&form(&packed), now()), Err(NoticeError::Forged));
}

/// The bank's own certificate was of 1024 bits and had expired, and it went on signing.
#[test]
fn a_short_and_expired_certificate_of_the_banks_still_proves() {
    let vector = parsed(include_str!("../vectors/abc_short_key.json"));
    let mut secret = secret();
    let packed = text(&vector["msg_param"]);
    let us = made_of(secret.clone(), outside(Wire::direct(|_| None)));
    assert_eq!(us.read(&form(packed), now()), Err(NoticeError::Forged));
    secret["bank_certificates"] = json!([secret["bank_certificates"][0], vector["bank_cert_pem"]]);
    let us = made_of(secret, outside(Wire::direct(|_| None)));
    let expected = Heard::Receipt(receipt(&order(Way::Page)));
    assert_eq!(us.read(&form(packed), now()), Ok(expected));
}

#[test]
fn the_bank_is_thanked_with_the_page_to_which_it_sends_the_payer() {
    let order = order(Way::Page);
    let words = account().thanks(&Heard::Receipt(receipt(&order)));
    assert_eq!(words.status, 200);
    let url = format!("<URL>https://pay.example.edu.cn/#/pay/{}/result</URL>", order.id);
    assert!(words.body.contains(&url), "{}", words.body);
    let other = account().thanks(&Heard::Other { event: "RefundResult".to_owned() });
    assert!(other.body.contains("<URL>https://pay.example.edu.cn/</URL>"));
    assert_eq!(account().refusal(FaultKind::Stranger).status, 401);
    assert_eq!(account().refusal(FaultKind::Broken).status, 503);
}
