use super::super::bills::{flows, trades};
use super::super::sheet::{self, SheetError};
use super::{Asked, parsed, provider, reached_by, refused, signed, text, unsigned};
use crate::{Channel, ChannelError, Stated};
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{Day, Fault, LineKind};
use http::Response;
use proptest::prelude::*;
use serde_json::{Value, json};

const MERCHANT: &str = "1900007291";

fn cases() -> Vec<Value> {
    let file = parsed(include_str!("../vectors/wechat_bill.json"));
    file["cases"].as_array().expect("cases").clone()
}

fn trade_bill() -> String {
    text(&cases()[0]["file_utf8"]).to_owned()
}

fn fund_flow() -> String {
    text(&cases()[1]["file_utf8"]).to_owned()
}

fn day() -> Day {
    "2025-12-31".parse().expect("a day")
}

fn file(bytes: &[u8]) -> Response<Vec<u8>> {
    Response::new(bytes.to_vec())
}

fn promise(bytes: &[u8]) -> Response<Vec<u8>> {
    let hash = hex::encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes));
    let url = "https://api.mch.weixin.qq.com/v3/billdownload/file?token=T0k%3D";
    let body = json!({ "hash_type": "SHA1", "hash_value": hash, "download_url": url });
    signed(200, &body.to_string())
}

async fn stated(answers: Vec<Response<Vec<u8>>>) -> (Result<Stated, ChannelError>, Asked) {
    let (wire, asked) = provider(answers);
    (reached_by(wire).statement(day()).await, asked)
}

#[tokio::test]
async fn a_day_comes_in_two_steps_and_its_lines_have_fees() {
    let packed = STANDARD.decode(text(&cases()[0]["gzip_base64"])).expect("base64");
    let (said, asked) = stated(vec![promise(trade_bill().as_bytes()), file(&packed)]).await;

    let Stated::Day(statement) = said.expect("a day") else { panic!("no lines") };
    let [paid, back] = &statement.lines[..] else { panic!("{} lines", statement.lines.len()) };
    assert_eq!((statement.merchant.0.as_str(), statement.day), (MERCHANT, day()));
    assert_eq!((paid.kind, paid.amount.fen(), paid.fee_fen), (LineKind::Payment, 100, 1));
    assert_eq!((paid.number.as_str(), &paid.refund), ("T20251231000001", &None));
    assert_eq!(paid.transaction.0, "4200000000202512310000000001");
    assert_eq!(paid.said_at, "2025-12-31 12:00:01");
    assert_eq!(paid.at, Some("2025-12-31T12:00:01+08:00".parse().expect("an instant")));
    assert_eq!((back.kind, back.amount.fen(), back.fee_fen), (LineKind::Refund, 40, 0));
    assert_eq!(back.refund.as_deref(), Some("R20251231000001"));

    let asked = asked.lock().expect("one thread");
    assert_eq!(
        asked[0].uri().path_and_query().expect("a path"),
        "/v3/bill/tradebill?bill_date=2025-12-31&bill_type=ALL&tar_type=GZIP"
    );
    // Word for word, and signed like any other request.
    let url = "https://api.mch.weixin.qq.com/v3/billdownload/file?token=T0k%3D";
    assert_eq!(asked[1].uri(), url);
    let authorization = asked[1].headers()["authorization"].to_str().expect("text");
    assert!(authorization.starts_with("WECHATPAY2-SHA256-RSA2048 mchid=\"1900007291\""));
}

#[tokio::test]
async fn a_day_may_be_empty_or_not_ready() {
    let (said, _) = stated(vec![refused(400, "NO_STATEMENT_EXIST")]).await;
    assert_eq!(said.expect("said"), Stated::Empty);
    let (said, _) = stated(vec![refused(400, "STATEMENT_CREATING")]).await;
    assert_eq!(said.expect("said"), Stated::NotYet);
    let (said, _) = stated(vec![refused(403, "NO_AUTH")]).await;
    assert_eq!(said.expect_err("not allowed").code(), "provider-refused");
}

#[tokio::test]
async fn a_file_that_is_not_what_was_promised_is_no_statement() {
    let bill = trade_bill();
    let promised = || promise(bill.as_bytes());
    let mut changed = bill.clone().into_bytes();
    changed[200] ^= 1;
    let cut = bill.lines().take(3).collect::<Vec<_>>().join("\r\n");
    let elsewhere =
        json!({ "hash_type": "SHA1", "hash_value": "", "download_url": "http://x.cn/" });
    let md5 = json!({ "hash_type": "MD5", "hash_value": "", "download_url": "https://x.cn/" });
    for answers in [
        vec![promised(), file(&changed)],
        vec![promise(cut.as_bytes()), file(cut.as_bytes())],
        vec![promised(), file(b"")],
        vec![promised(), unsigned(400, "")],
        vec![promised(), unsigned(500, "")],
        vec![promised()],
        vec![unsigned(200, "{}")],
        vec![signed(200, &elsewhere.to_string()), file(bill.as_bytes())],
        vec![signed(200, &md5.to_string()), file(bill.as_bytes())],
    ] {
        let error = stated(answers).await.0.expect_err("no statement");
        assert_eq!(error.code(), "provider-unsure");
    }
    let (said, _) = stated(vec![promised(), refused(403, "NO_AUTH")]).await;
    assert_eq!(said.expect_err("another's token").code(), "provider-refused");
}

#[track_caller]
fn check(from: &str, to: &str, expected: SheetError) {
    let bill = trade_bill();
    assert!(bill.contains(from), "{from}");
    assert_eq!(trades(&bill.replacen(from, to, 1), MERCHANT), Err(expected), "{from} → {to}");
}

#[test]
fn a_bill_that_does_not_add_up_is_refused_whole() {
    let sum = SheetError::Sum;
    check("\r\n`2,`1.00", "\r\n`3,`1.00", sum("总交易单数"));
    check("`0.01000,`1.00,`0.40\r\n", "`0.01000,`1.01,`0.40\r\n", sum("订单总金额"));
}

#[test]
fn amounts_in_the_summary_are_compared_as_amounts() {
    let sum = SheetError::Sum;
    check("`0.01000,`1.00,`0.40\r\n", "`0.01001,`1.00,`0.40\r\n", sum("手续费总金额"));
    check("`0.01000,`1.00,`0.40\r\n", "`0.01000,`1.00,`0.41\r\n", sum("申请退款总金额"));
    check("`1.00,`0.00,`\r\n", "`1.0O,`0.00,`\r\n", SheetError::Line(2));
    let column = SheetError::Column;
    check("总交易单数,", "单数,", column("总交易单数"));
    check("微信订单号", "订单号", column("微信订单号"));
}

#[test]
fn a_line_that_is_not_understood_is_refused() {
    check("`1900007291,", "`1900000001,", SheetError::Line(2));
    check("`NATIVE,`SUCCESS", "`NATIVE,`SHIPPED", SheetError::Line(2));
    check("`CNY", "`USD", SheetError::Line(2));
    check("`2025-12-31 12:00:01", "`31.12.2025", SheetError::Line(2));
    check("`PROCESSING", "`LATER", SheetError::Line(3));
    check("`4200000000202512310000000001", "`", SheetError::Line(2));
}

#[test]
fn no_single_bit_of_a_bill_can_be_changed() {
    let bill = trade_bill().into_bytes();
    let hash = hex::encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, &bill));
    assert!(sheet::text(bill.clone(), &hash).is_ok());
    for bit in 0..bill.len() * 8 {
        let mut changed = bill.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(sheet::text(changed, &hash), Err(SheetError::Hash), "bit {bit}");
    }
}

proptest! {
    /// Whoever made the file: reading it brings lines or a refusal, and the lines add up.
    #[test]
    fn no_bill_makes_reading_panic(place in 0_usize..900, with in ".{0,3}") {
        let bill = trade_bill();
        let place = bill.floor_char_boundary(place.min(bill.len()));
        let changed = format!("{}{with}{}", &bill[..place], &bill[bill.ceil_char_boundary(place + 1)..]);
        if let Ok(lines) = trades(&changed, MERCHANT) {
            let paid = lines.iter().filter(|it| it.kind == LineKind::Payment);
            prop_assert_eq!(paid.map(|it| it.amount.fen()).sum::<u64>(), 100);
        }
        let _ = flows(&changed);
    }
}

#[test]
fn a_refund_that_failed_moved_no_money() {
    let bill = trade_bill().replacen("`PROCESSING", "`FAIL", 1);
    let lines = trades(&bill, MERCHANT).expect("a bill");
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].kind, LineKind::Payment);
}

#[test]
fn columns_are_found_by_name_in_any_layout() {
    let bill = "交易时间,公众账号ID,商户号,子商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,\
        交易状态,付款银行,货币种类,总金额,企业红包金额,微信退款单号,商户退款单号,退款金额,\
        企业红包退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率\r\n\
        `2025-12-31 12:00:01,`wx1,`1900007291,`0,`,`42001,`A1,`o,`JSAPI,`SUCCESS,`CFT,`CNY,`0.30,\
        `0.00,`0,`0,`0.00,`0.00,`,`,`学费,`,`-0.00600,`0.60%\r\n\
        总交易单数,总交易额,总退款金额,总企业红包退款金额,手续费总金额\r\n\
        `1,`0.30,`0.00,`0.00,`-0.00600\r\n";
    let lines = trades(bill, MERCHANT).expect("the older layout");
    assert_eq!((lines[0].amount.fen(), lines[0].fee_fen), (30, -1));
}

#[tokio::test]
async fn every_movement_of_the_accounts_money_can_be_asked_for() {
    let bill = fund_flow();
    let (wire, asked) = provider(vec![promise(bill.as_bytes()), file(bill.as_bytes())]);

    let flows = reached_by(wire).flows(day()).await.expect("a bill").expect("made");

    let told: Vec<_> = flows.iter().map(|it| (it.kind.as_str(), it.fen, it.balance_fen)).collect();
    assert_eq!(told, [("交易", 100, 10_100), ("退款", -40, 10_060)]);
    assert_eq!(flows[1].voucher, "R20251231000001");
    let path = "/v3/bill/fundflowbill?bill_date=2025-12-31&account_type=BASIC&tar_type=GZIP";
    assert_eq!(asked.lock().expect("one thread")[0].uri().path_and_query().expect("path"), path);

    for (code, expected) in [("NO_STATEMENT_EXIST", Some(0)), ("STATEMENT_CREATING", None)] {
        let (wire, _) = provider(vec![refused(400, code)]);
        let flows = reached_by(wire).flows(day()).await.expect("said");
        assert_eq!(flows.map(|it| it.len()), expected);
    }
}

#[test]
fn movements_that_do_not_add_up_are_refused_whole() {
    let check = |from: &str, to: &str, expected| {
        assert_eq!(flows(&fund_flow().replacen(from, to, 1)), Err(expected), "{from} → {to}");
    };
    check("\r\n`2,`1,", "\r\n`3,`1,", SheetError::Sum("资金流水总笔数"));
    check("`1,`1.00,`1,`0.40", "`1,`1.01,`1,`0.40", SheetError::Sum("收入金额"));
    check("`1,`1.00,`1,`0.40", "`1,`1.00,`1,`0.41", SheetError::Sum("支出金额"));
    check("`支出,", "`收入,", SheetError::Sum("收入笔数"));
    check("`支出,", "`转移,", SheetError::Line(3));
}
