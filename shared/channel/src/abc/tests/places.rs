use super::{
    Bank, hearing, hearing_as, is_unproved, is_unsure, known, order, parsed, secret, text, unsigned,
};
use crate::{Channel, ChannelError, Checkout, NoticeError};
use domain::{Scene, Way};
use serde_json::{Value, json};

fn placed(number: &str) -> Value {
    json!({
        "ReturnCode": "0000",
        "ErrorMessage": "交易成功",
        "TrxType": "PayReq",
        "OrderNo": number,
        "OrderAmount": "6000.00",
        "PaymentURL": "https://pay.abchina.com/EbusPerbankFront/PaymentModeNewAct?TOKEN=1",
        "OneQRForAll": "http://mpay.abchina.com/mpay/BarcodeH5Act.aspx?token=1",
    })
}

/// What was asked for, beneath its envelope.
fn asked(said: &str) -> Value {
    parsed(said)["Message"]["TrxRequest"].clone()
}

#[tokio::test]
async fn a_page_and_a_code_come_from_the_same_call() {
    let order = order(Way::Page);
    let number = order.number().to_string();
    for answer in [Bank::new().says_flat(&placed(&number)), Bank::new().says(&placed(&number))] {
        let (us, _) = hearing(vec![answer.clone(), answer]);
        let page = us.place(&order).await.expect("placed");
        let Checkout::Jump { url } = page else { panic!("{page:?}") };
        assert_eq!(url, placed(&number)["PaymentURL"]);
        let code = us.place(&super::order(Way::Qr)).await.expect("placed");
        let content = text(&placed(&number)["OneQRForAll"]).to_owned();
        assert_eq!(code, Checkout::Qr { content, until: order.until });
    }
}

#[tokio::test]
async fn all_that_is_said_comes_from_the_order() {
    let mut order = order(Way::Page);
    order.payee = "西安\"科技\\大学🎓".to_owned();
    let (us, heard) = hearing(vec![]);
    for scene in [Scene::Pc, Scene::Mobile, Scene::Wechat, Scene::Alipay, Scene::Pc] {
        order.scene = scene;
        is_unsure(us.place(&order).await);
    }
    let heard = heard.lock().expect("no panic");
    assert_eq!(heard[0], heard[4]);
    let ask = asked(&heard[0]);
    assert_eq!(ask["Order"]["OrderDate"], "2026/12/31");
    assert_eq!(ask["Order"]["OrderTime"], "23:59:00");
    assert_eq!(ask["Order"]["orderTimeoutDate"], "20270101001400");
    assert_eq!(ask["Order"]["OrderNo"], order.number().to_string());
    assert_eq!(ask["Order"]["OrderAmount"], "6000.00");
    assert_eq!(ask["Order"]["OrderDesc"], "西安科技大学 学费等2项");
    assert_eq!(ask["Order"]["OrderItems"][0]["ProductName"], "学费");
    assert_eq!(ask["Order"]["CommodityType"], "0410");
    assert_eq!(ask["Order"]["BuyIP"], "203.0.113.9");
    assert_eq!(ask["ResultNotifyURL"], "https://pay.example.edu.cn/api/notify/abc");
    let links: Vec<_> = heard.iter().map(|it| asked(it)["PaymentLinkType"].clone()).collect();
    assert_eq!(links, ["1", "2", "2", "2", "1"]);
}

#[tokio::test]
async fn cards_of_other_banks_say_which_page_on_a_telephone() {
    let mut secret = secret();
    secret["payment_type"] = json!("6");
    let (us, heard) = hearing_as(secret, vec![]);
    let mut order = order(Way::Page);
    is_unsure(us.place(&order).await);
    order.scene = Scene::Mobile;
    is_unsure(us.place(&order).await);
    let heard = heard.lock().expect("no panic");
    assert_eq!(asked(&heard[0]).get("UnionPayLinkType"), None);
    assert_eq!(asked(&heard[1])["UnionPayLinkType"], "0");
}

#[tokio::test]
async fn a_request_never_exceeds_what_the_bank_takes() {
    let (us, heard) = hearing(vec![]);
    let mut order = order(Way::Page);
    order.payee = "学".repeat(3000);
    order.client_ip = "x".repeat(9000);
    order.lines[0].item = "费".repeat(3000);
    is_unsure(us.place(&order).await);
    assert!(heard.lock().expect("no panic")[0].len() < 8000);
}

#[tokio::test]
async fn a_refusal_without_a_signature_created_nothing() {
    let absent = Bank::new().says(&json!({ "ReturnCode": "APE009" }));
    for then in [vec![], vec![absent]] {
        let answers = [vec![unsigned("2308")], then].concat();
        let (us, _) = hearing(answers);
        let refused = us.place(&order(Way::Page)).await;
        let Err(ChannelError::Refused { code, message, .. }) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!((&*code, &*message), ("2308", "交易失败"));
    }
}

#[tokio::test]
async fn a_number_that_the_bank_knows_already_is_asked_about() {
    let order = order(Way::Page);
    let number = order.number().to_string();
    let twice =
        || Bank::new().says(&json!({ "ReturnCode": "APE002", "ErrorMessage": "订单号重复" }));
    let (us, _) = hearing(vec![twice(), Bank::new().knows(&known(&number, "04"))]);
    assert!(matches!(us.place(&order).await, Err(ChannelError::AlreadyPaid)));
    let (us, _) = hearing(vec![twice(), Bank::new().knows(&known(&number, "01"))]);
    is_unsure(us.place(&order).await);
}

#[tokio::test]
async fn unknown_stays_unknown() {
    let order = order(Way::Page);
    for answer in [unsigned("EUNKWN"), Bank::new().says(&json!({ "ReturnCode": "EUNKWN" }))] {
        let (us, heard) = hearing(vec![answer]);
        is_unsure(us.place(&order).await);
        assert_eq!(heard.lock().expect("no panic").len(), 1);
    }
    let (us, _) = hearing(vec![]);
    is_unsure(us.place(&order).await);
}

#[tokio::test]
async fn an_answer_about_something_else_is_not_taken() {
    let order = order(Way::Page);
    let number = order.number().to_string();
    let with = |name: &str, value: &str| {
        let mut said = placed(&number);
        said[name] = json!(value);
        Bank::new().says_flat(&said)
    };
    let wrong = [
        with("OrderNo", "SF20260901000123"),
        with("OrderAmount", "5999.99"),
        with("PaymentURL", "javascript:alert(1)"),
        with("PaymentURL", ""),
    ];
    for answer in wrong {
        let (us, _) = hearing(vec![answer]);
        is_unsure(us.place(&order).await);
    }
    let (us, _) = hearing(vec![with("OneQRForAll", "")]);
    let code = us.place(&super::order(Way::Qr)).await;
    assert!(matches!(code, Err(ChannelError::NotOffered)), "{code:?}");
}

#[tokio::test]
async fn an_answer_that_is_not_signed_by_the_bank_for_us_is_not_taken() {
    let order = order(Way::Page);
    let said = placed(&order.number().to_string());
    let mut message = said.clone();
    message["Merchant"] = json!({ "MerchantID": "103880000000002" });
    let (us, _) = hearing(vec![Bank::new().signs(&message)]);
    is_unproved(us.place(&order).await, NoticeError::Foreign);

    message["Merchant"] = json!({ "MerchantID": super::MERCHANT });
    let bare = super::gbk(&json!({ "MSG": { "Message": message } }).to_string());
    let (us, _) = hearing(vec![bare]);
    is_unproved(us.place(&order).await, NoticeError::Unsigned);

    let stranger = Bank(super::key(text(&parsed(super::CALLS)["merchant_key_pem"])));
    let (us, _) = hearing(vec![stranger.says_flat(&said)]);
    is_unproved(us.place(&order).await, NoticeError::Forged);
}
