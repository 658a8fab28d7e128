use super::{Provider, Said, field, form, gateway, now, order, paid, reached_by, refund, with};
use crate::{Channel, ChannelError};
use domain::{Merchant, Order, Refund, Refunded, Scene, Way};
use http::Response;

const REFUND_ID: &str = "202612312355005811019";

/// What they say of a refund that they took.
fn taken(order: &Order, refund: &Refund) -> Said {
    let number = refund.number().to_string();
    let changes = [
        ("txnType", "04"),
        ("txnSubType", "00"),
        ("orderId", number.as_str()),
        ("txnTime", "20261231235500"),
        ("txnAmt", "100000"),
        ("queryId", REFUND_ID),
        ("origQryId", "202612312350005811018"),
        ("traceTime", ""),
    ];
    with(paid(order), &changes)
}

fn says(changes: &[(&'static str, &str)]) -> Response<Vec<u8>> {
    let order = order(Scene::Pc, Way::Page);
    Provider::by("cert_prod_cn").answers(with(taken(&order, &refund(&order)), changes))
}

async fn refunded(answers: Vec<Response<Vec<u8>>>) -> Result<Refunded, ChannelError> {
    let order = order(Scene::Pc, Way::Page);
    reached_by(gateway(answers).0, now).refund(&order, &refund(&order)).await
}

async fn queried(changes: &[(&'static str, &str)]) -> Result<Refunded, ChannelError> {
    let order = order(Scene::Pc, Way::Page);
    let answer = says(changes);
    reached_by(gateway(vec![answer]).0, now).query_refund(&order, &refund(&order)).await
}

#[tokio::test]
async fn a_refund_that_they_took_is_on_its_way() {
    let order = order(Scene::Pc, Way::Page);
    let (wire, heard) = gateway(vec![says(&[])]);

    let refunded = reached_by(wire, now).refund(&order, &refund(&order)).await;

    assert!(matches!(refunded, Ok(Refunded::Pending)), "{refunded:?}");
    let form = form(&heard, 0);
    for (name, value) in [
        ("txnType", "04"),
        ("txnSubType", "00"),
        ("bizType", "000201"),
        ("channelType", "07"),
        ("orderId", &refund(&order).number().to_string()),
        ("txnTime", "20261231235500"),
        ("txnAmt", "100000"),
        ("origQryId", "202612312350005811018"),
        ("backUrl", "https://pay.example.edu.cn/api/notify/unionpay"),
    ] {
        assert_eq!(field(&form, name), value, "{name}");
    }
    let path = heard.lock().expect("one thread")[0].uri().path().to_owned();
    assert_eq!(path, "/gateway/api/backTransReq.do");
}

#[tokio::test]
async fn of_a_scanned_payment_it_names_the_same_business() {
    let order = order(Scene::Pc, Way::Qr);
    let (wire, heard) = gateway(vec![says(&[])]);
    reached_by(wire, now).refund(&order, &refund(&order)).await.expect("taken");
    assert_eq!(field(&form(&heard, 0), "bizType"), "000000");
}

#[tokio::test]
async fn an_undone_payment_is_told_by_another_kind() {
    let order = order(Scene::Pc, Way::Page);
    let mut whole = refund(&order);
    whole.amount = order.total;
    let (wire, heard) = gateway(vec![says(&[("txnType", "31"), ("txnAmt", "600000")])]);
    let undone = reached_by(wire, now).undo(&order, &whole).await;
    assert!(matches!(undone, Ok(Refunded::Pending)), "{undone:?}");
    assert_eq!(field(&form(&heard, 0), "txnType"), "31");
    assert_eq!(field(&form(&heard, 0), "txnAmt"), "600000");
}

#[tokio::test]
async fn what_they_say_of_an_ask_is_kept_apart_from_doubt() {
    for code in ["03", "04", "05"] {
        let refunded = refunded(vec![says(&[("respCode", code)])]).await;
        assert!(matches!(refunded, Ok(Refunded::Pending)), "{code} {refunded:?}");
    }
    for code in ["33", "36", "38", "45"] {
        let answers = vec![says(&[("respCode", code)]), says(&[("respCode", "34")])];
        let refunded = refunded(answers).await;
        let Ok(Refunded::Failed { code: said }) = refunded else { panic!("{code} {refunded:?}") };
        assert_eq!(said, code);
    }
    for code in ["01", "02", "34", "37", "39", "99", "XX"] {
        let refunded = refunded(vec![says(&[("respCode", code)])]).await;
        assert!(matches!(refunded, Err(ChannelError::Unsure(_))), "{code} {refunded:?}");
    }
    for code in ["10", "11", "32"] {
        let refunded = refunded(vec![says(&[("respCode", code)])]).await;
        assert!(matches!(refunded, Err(ChannelError::Refused { .. })), "{code} {refunded:?}");
    }
    assert!(matches!(refunded(vec![]).await, Err(ChannelError::Unsure(_))));
}

#[tokio::test]
async fn an_ask_that_they_heard_before_is_followed_by_a_query() {
    let done = [("origRespCode", "00"), ("traceTime", "1231235501")];
    let refunded = refunded(vec![says(&[("respCode", "12")]), says(&done)]).await;
    assert!(matches!(refunded, Ok(Refunded::Done(_))), "{refunded:?}");
}

#[tokio::test]
async fn money_that_went_back_already_is_not_called_refused() {
    let done = [("origRespCode", "00"), ("traceTime", "1231235501")];
    let known = refunded(vec![says(&[("respCode", "45")]), says(&done)]).await;
    assert!(matches!(known, Ok(Refunded::Done(_))), "{known:?}");
    let unknown = refunded(vec![says(&[("respCode", "45")])]).await;
    assert!(matches!(unknown, Err(ChannelError::Unsure(_))), "{unknown:?}");
}

#[tokio::test]
async fn a_query_says_what_became_of_a_refund() {
    let time = ("traceTime", "1231235501");
    let done = queried(&[("origRespCode", "00"), time]).await;
    let Ok(Refunded::Done(returned)) = done else { panic!("{done:?}") };
    assert_eq!(returned.refund, REFUND_ID);
    assert_eq!(returned.amount.fen(), 100_000);
    assert_eq!(returned.at, Some(super::at(super::NOW + 301)));

    let pending = queried(&[("origRespCode", "05"), time]).await;
    assert!(matches!(pending, Ok(Refunded::Pending)), "{pending:?}");
    let failed = queried(&[("origRespCode", "60"), time]).await;
    assert!(matches!(failed, Ok(Refunded::Failed { .. })), "{failed:?}");
    let absent = queried(&[("respCode", "34")]).await;
    assert!(matches!(absent, Ok(Refunded::Absent)), "{absent:?}");
    let unsure = queried(&[("respCode", "02")]).await;
    assert!(matches!(unsure, Err(ChannelError::Unsure(_))), "{unsure:?}");
}

#[tokio::test]
async fn an_answer_about_another_refund_is_no_answer() {
    for change in [
        ("orderId", "01KAJ8Z5T4Q9V7N2M6X3C1B0RD000007"),
        ("txnTime", "20261231235501"),
        ("merId", "777290058110098"),
        ("txnAmt", "100001"),
        ("origQryId", "202612312350005811017"),
        ("origRespCode", ""),
    ] {
        let said = [("origRespCode", "00"), ("traceTime", "1231235501"), change];
        let refunded = queried(&said).await;
        assert!(matches!(refunded, Err(ChannelError::Unsure(_))), "{change:?} {refunded:?}");
    }
}

#[tokio::test]
async fn money_of_another_account_is_not_given_back() {
    let order = order(Scene::Pc, Way::Page);
    let mut refund = refund(&order);
    refund.receipt.merchant = Merchant("777290058110098".to_owned());
    let refunded = reached_by(gateway(vec![says(&[])]).0, now).refund(&order, &refund).await;
    assert!(matches!(refunded, Err(ChannelError::OtherMerchant)), "{refunded:?}");
}
