use super::{CALLS, FORM, MERCHANT, NOTICES, account, form, notice, now, parsed, text};
use crate::abc::call::order_of;
use crate::abc::message::{Envelope, fields};
use crate::abc::settings::{Reference, Settle};
use crate::abc::statement::Wanted;
use crate::abc::wire::{GiveBack, Item, Pay, PayOrder, Query, SettleDay};
use crate::{Channel, NoticeError};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{LineKind, Merchant};
use serde::Serialize;
use serde_json::Value;

fn call(kind: &str) -> Value {
    let calls = parsed(CALLS);
    let calls = calls["vectors"].as_array().expect("vectors");
    assert_eq!(calls.len(), 4);
    calls.iter().find(|it| it["trx_type"] == kind).expect(kind).clone()
}

/// Byte for byte what the bank's own client sends.
#[track_caller]
fn is_said(ask: &impl Serialize, kind: &str) {
    assert_eq!(account().request(ask), call(kind)["request_body_utf8"], "{kind}");
}

fn pay() -> Pay<'static> {
    Pay {
        trx_type: "PayReq",
        payment_type: "A",
        payment_link_type: "2",
        union_pay_link_type: None,
        receive_account: "",
        receive_acc_name: "",
        notify_type: "1",
        result_notify_url: "https://school.example/pay/notify/abc",
        merchant_remarks: "",
        is_break_account: "0",
        split_acc_template: "",
        order: PayOrder {
            pay_type_id: "ImmediatePay",
            order_date: "2026/09/01".to_owned(),
            order_time: "08:30:15".to_owned(),
            order_timeout_date: "20260901090015".to_owned(),
            order_no: "SF20260901000123".to_owned(),
            currency_code: "156",
            order_amount: "1234.50".to_owned(),
            fee: "",
            account_no: "",
            order_desc: "2026秋季学费".to_owned(),
            order_url: "",
            receiver_address: "",
            installment_mark: "0",
            commodity_type: "0410",
            buy_ip: "203.0.113.7".to_owned(),
            expired_date: "30",
            order_items: [Item { product_name: "学费".to_owned() }],
        },
    }
}

#[test]
fn a_payment_is_asked_for_in_the_banks_own_bytes() {
    is_said(&pay(), "PayReq");
}

#[test]
fn the_form_for_browsers_holds_the_same() {
    let html = parsed(FORM);
    assert_eq!(account().request(&pay()), text(&html["html_value"]).replace("&quot;", "\""));
}

#[test]
fn a_query_is_said_in_the_banks_own_bytes() {
    let query = Query::new("ImmediatePay", "SF20260901000123".to_owned());
    // The vector asks for the short answer.
    is_said(&Query { query_detail: "0", ..query }, "Query");
}

#[test]
fn a_settle_file_is_asked_for_in_the_banks_own_bytes() {
    is_said(&SettleDay::new(Settle::Settle, "2026-09-01".parse().expect("a day")), "Settle");
}

/// The bank's client has a stray comma and a brace too many in this one: what we say is what it
/// says without them.
#[test]
fn a_refund_is_said_like_the_banks_client_says_it_but_as_json() {
    let refund = GiveBack {
        trx_type: "Refund",
        order_date: "2026/09/02".to_owned(),
        order_time: "10:00:00".to_owned(),
        mer_refund_account_no: "",
        mer_refund_account_name: "",
        order_no: "SF20260901000123".to_owned(),
        new_order_no: "RF20260902000001".to_owned(),
        currency_code: "156",
        trx_amount: "100.00".to_owned(),
        refund_type: "0",
        merchant_remarks: "",
    };
    let said = account().request(&refund);
    let (message, _) = said.split_once(r#","Signature-Algorithm""#).expect("an envelope");
    let call = call("Refund");
    let theirs = text(&call["signed_text"]).replace(r#"",}}}"#, r#""}}"#);
    assert_eq!(message, format!(r#"{{"Message":{theirs}"#));
    assert!(serde_json::from_str::<Value>(&said).is_ok());
}

fn answer(kind: &str) -> Vec<u8> {
    STANDARD.decode(text(&call(kind)["response_body_gbk_b64"])).expect("base64")
}

#[test]
fn what_the_bank_signs_is_cut_out_as_it_came() {
    for kind in ["PayReq", "Query", "Refund", "Settle"] {
        let body = answer(kind);
        let envelope = Envelope::of_answer(&body).expect(kind);
        assert_eq!(envelope.message, super::gbk(text(&call(kind)["response_signed_text"])));
        assert!(account().answer(&body).expect(kind).proved, "{kind}");
    }
}

#[test]
fn every_answer_is_read() {
    let us = account();
    let facts = |kind| us.answer(&answer(kind)).expect(kind).yes().expect("it worked");
    let placed = facts("PayReq");
    assert_eq!(placed.get("OrderNo"), "SF20260901000123");
    assert_eq!(placed.get("PaymentURL"), "http://127.0.0.1:19051/pay?TOKEN=16124277721648016933");
    let order = order_of(&facts("Query")).expect("an order");
    assert_eq!((order.get("Status"), order.get("OrderAmount")), ("04", "1234.50"));
    let refund = facts("Refund");
    assert_eq!((refund.get("NewOrderNo"), refund.get("TrxAmount")), ("RF20260902000001", "100.00"));
}

#[test]
fn the_settle_file_is_read() {
    let us = account();
    let facts = us.answer(&answer("Settle")).expect("an answer").yes().expect("it worked");
    let merchant = Merchant(MERCHANT.to_owned());
    let day = "2026-09-01".parse().expect("a day");
    let wanted =
        Wanted { file: Settle::Settle, day, merchant: &merchant, reference: Reference::Bank };
    let lines = wanted.read(&facts).expect("a file");
    assert_eq!(lines.len(), 1);
    let line = &lines[0];
    assert_eq!(
        (line.kind, &*line.number, line.amount.fen()),
        (LineKind::Payment, "SF20260901000123", 123_450)
    );
    assert_eq!(line.transaction.0, "9015032316241996582");
    assert_eq!((line.fee_fen, &line.refund), (0, &None));
    assert_eq!(line.at, Some("2026-09-01T08:31:20+08:00".parse().expect("an instant")));

    let other = "2026-09-02".parse().expect("a day");
    assert_eq!(Wanted { day: other, ..wanted }.read(&facts), None);
}

#[test]
fn notices_are_proved_or_not_as_the_banks_client_says() {
    let vectors = parsed(NOTICES);
    let vectors = vectors["vectors"].as_array().expect("vectors");
    assert_eq!(vectors.len(), 2);
    for vector in vectors {
        let xml = STANDARD.decode(text(&vector["msg_param"])).expect("base64");
        let envelope = Envelope::of_notice(&xml).expect("an envelope");
        let signed = STANDARD.decode(text(&vector["signed_bytes_gbk_b64"])).expect("base64");
        assert_eq!(envelope.message, signed);
        let held = account().proved(&envelope);
        let expected = if vector["expect"] == "ok" { Ok(()) } else { Err(NoticeError::Forged) };
        assert_eq!(held, expected, "{}", vector["note"]);
        let told: Vec<_> = fields(envelope.message).expect("fields").into_iter().collect();
        let wanted = vector["fields"].as_object().expect("fields");
        assert_eq!(told.len(), wanted.len());
        for (name, value) in told {
            assert_eq!(value, wanted[&name], "{name}");
        }
    }
}

/// Their orders have numbers that are none of ours, so the furthest a true one comes is `Foreign`.
#[test]
fn every_way_to_send_a_notice_is_read() {
    let vectors = parsed(NOTICES);
    let vectors = vectors["vectors"].as_array().expect("vectors");
    for (vector, expected) in vectors.iter().zip([NoticeError::Foreign, NoticeError::Forged]) {
        let packed = text(&vector["msg_param"]);
        let raw = notice(format!("MSG={packed}"));
        let encoded = notice(text(&vector["form_body"]).to_owned());
        let mut page = form(packed);
        page.query = String::from_utf8(std::mem::take(&mut page.body)).expect("ASCII");
        page.method = http::Method::GET;
        for notice in [raw, encoded, page, form(&packed.replace('+', " "))] {
            assert_eq!(account().read(&notice, now()), Err(expected), "{}", vector["note"]);
        }
    }
}
