use super::bocom::{keys, pair, pair_of};
use super::{Pair, now, refund, status};
use channel::ChannelError;
use domain::{ChannelKind, Fault, Outcome, Refunded, Way};
use http::Request;
use sandbox::bocom::Bocom;
use sandbox::{How, Misdeed, On};

const DOUBTFUL: [Misdeed; 9] = [
    Misdeed::LostAsk,
    Misdeed::LostAnswer,
    Misdeed::ErrorBefore,
    Misdeed::ErrorAfter,
    Misdeed::Accepted,
    Misdeed::TooMany,
    Misdeed::Unsigned,
    Misdeed::Probe,
    Misdeed::Tampered,
];

#[tokio::test]
async fn whatever_goes_wrong_is_unknown_and_asking_again_helps() {
    for misdeed in DOUBTFUL {
        let pair = pair();
        let order = pair.order(Way::Qr);
        pair.misbehaves(On::Place, misdeed.clone());
        let error = pair.channels.place(&order).await.expect_err("unknown");
        assert_eq!(error.code(), "provider-unsure", "{misdeed:?}");
        pair.channels.place(&order).await.expect("placed");

        pair.pays(&order, How::Silent);
        pair.misbehaves(On::Query, misdeed.clone());
        let error = pair.channels.query(&order).await.expect_err("unknown");
        assert_eq!(error.code(), "provider-unsure", "{misdeed:?}");
        assert!(matches!(pair.channels.query(&order).await, Ok(Outcome::Paid(_))));
    }
}

#[tokio::test]
async fn a_refund_whose_answer_was_lost_is_given_once() {
    for misdeed in DOUBTFUL {
        let pair = pair();
        let order = pair.placed(Way::Qr).await;
        pair.pays(&order, How::Silent);
        let part = refund(&pair.receipt(&order).await, 1, 100);
        pair.misbehaves(On::Refund, misdeed.clone());
        match pair.channels.refund(&order, &part).await {
            Err(error) => assert_eq!(error.code(), "provider-unsure", "{misdeed:?}"),
            Ok(refunded) => assert_eq!(
                (refunded, &misdeed),
                (Refunded::Pending, &Misdeed::Accepted),
                "a refund that has begun is pending"
            ),
        }
        let again = pair.channels.refund(&order, &part).await.expect("an outcome");
        assert!(matches!(again, Refunded::Done(_)), "{misdeed:?}: {again:?}");
        let number = order.number().to_string();
        let given = pair.bank(|bank| bank.trade(&number).expect("it is there").refunded());
        assert_eq!(given, 100, "{misdeed:?}");
    }
}

#[tokio::test]
async fn a_refusal_that_nobody_knows_decides_nothing() {
    let pair = pair();
    let order = pair.placed(Way::Qr).await;
    pair.misbehaves(On::Query, Misdeed::Reject { status: 200, code: "MPNG7777".to_owned() });
    let error = pair.channels.query(&order).await.expect_err("somebody has to look");
    assert!(matches!(error, ChannelError::Refused { code, .. } if code == "MPNG7777"));
    // Without the codes of the contract, "no such order" is such a refusal too.
    let mut keys = keys();
    keys.merchant.absent_codes.clear();
    let pair = pair_of(&keys);
    let error = pair.channels.query(&pair.order(Way::Qr)).await.expect_err("not guessed");
    assert!(matches!(error, ChannelError::Refused { code, .. } if code == "MPNG0404"));
}

/// What the bank makes of a call that was changed on its way: nothing.
async fn changed(change: fn(&mut Vec<(String, String)>)) {
    let keys = keys();
    let tamper = move |request: &mut Request<Vec<u8>>| {
        let mut fields: Vec<(String, String)> =
            form_urlencoded::parse(request.body()).into_owned().collect();
        change(&mut fields);
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        *request.body_mut() = body.into_bytes();
    };
    let pair = Pair::tampered(
        ChannelKind::Bocom,
        Box::new(Bocom::new(&keys)),
        &keys.account(),
        Box::new(tamper),
    );
    let order = pair.order(Way::Qr);
    let error = pair.channels.place(&order).await.expect_err("refused at the gate");
    assert_eq!(error.code(), "provider-unsure");
    assert!(pair.bank(|bank| bank.trade(&order.number().to_string()).is_none()));
}

fn set(fields: &mut [(String, String)], name: &str, change: impl Fn(&str) -> String) {
    let field = fields.iter_mut().find(|it| it.0 == name).expect("it is said");
    field.1 = change(&field.1);
}

#[tokio::test]
async fn the_bank_believes_nobody() {
    changed(|it| set(it, "biz_content", |text| text.replace("4800.00", "0.01"))).await;
    changed(|it| set(it, "sign", |text| text.replacen('A', "B", 1))).await;
    changed(|it| set(it, "app_id", |_| "app1".to_owned())).await;
    changed(|it| set(it, "msg_id", |_| "00".to_owned())).await;
    changed(|it| set(it, "timestamp", |_| "2026-01-01 09:00:00".to_owned())).await;
    changed(|it| it.retain(|field| field.0 != "charset")).await;
    changed(|it| it.push(("spare".to_owned(), "1".to_owned()))).await;
    changed(|it| it.push(it[0].clone())).await;
    let request = Request::get("/api/pmssMpng/MPNG020702/v1").body(Vec::new()).expect("one");
    assert_eq!(status(pair().bank(|bank| bank.answer(&request, now())).answer), 200);
    let request = Request::get("/api/other").body(Vec::new()).expect("one");
    assert_eq!(status(pair().bank(|bank| bank.answer(&request, now())).answer), 404);
}

#[test]
fn a_drawn_account_works_on_both_sides() {
    let keys = sandbox::bocom::Keys::draw();
    let pair = pair_of(&keys);
    assert!(pair.channels.get(ChannelKind::Bocom).is_some());
    assert_ne!(keys.bank.app_id, self::keys().bank.app_id);
}
