use super::{NOW, Pair, at, now, ours};
use channel::{Heard, Notice, NoticeError};
use domain::{ChannelKind, Order, Scene, Timestamp};
use sandbox::{Announcement, Flaw, How, PayError, SignedBy};

impl Pair {
    async fn placed(&self) -> Order {
        let order = ours(Scene::Pc);
        self.channels.place(&order).await.expect("placed");
        order
    }

    fn pays(&self, order: &Order, how: How) -> Vec<Announcement> {
        self.bank(|bank| bank.pay(&order.number().to_string(), how, at(NOW + 1))).expect("open")
    }

    fn tells(&self, announcement: &Announcement, now: Timestamp) -> Notice {
        let (parts, body) = self.bank(|bank| bank.notice(announcement, now)).into_parts();
        assert_eq!(parts.uri, "https://pay.example.edu.cn/api/notify/wechat");
        Notice { method: parts.method, query: String::new(), headers: parts.headers, body }
    }

    fn hears(&self, announcement: &Announcement) -> Result<Heard, NoticeError> {
        self.channels.read(ChannelKind::Wechat, &self.tells(announcement, now()), now())
    }
}

/// What the platform hears of each announcement: fen, or why it believes nothing.
async fn heard(how: How) -> Vec<Result<u64, NoticeError>> {
    let pair = Pair::new();
    let order = pair.placed().await;
    let fen = |heard| match heard {
        Heard::Receipt(receipt) => {
            assert_eq!(receipt.number, order.number());
            receipt.amount.fen()
        }
        other @ (Heard::Refund { .. } | Heard::Other { .. }) => panic!("{other:?}"),
    };
    pair.pays(&order, how).iter().map(|it| pair.hears(it).map(fen)).collect()
}

#[tokio::test]
async fn every_button_does_what_it_says() {
    let all = Ok(480_000);
    assert_eq!(heard(How::Pay).await, [all]);
    assert_eq!(heard(How::PayLess).await, [Ok(479_999)]);
    assert_eq!(heard(How::PayTwice).await, [all, all]);
    assert_eq!(heard(How::Silent).await, []);
    assert_eq!(heard(How::NotifyTwice).await, [all, all]);
    assert_eq!(heard(How::NotifyLate).await, [all]);
    assert_eq!(heard(How::ProbeFirst).await, [Err(NoticeError::Forged), all]);
    assert_eq!(heard(How::Stale).await, [Err(NoticeError::Stale)]);
    assert_eq!(heard(How::Forge).await, [Err(NoticeError::Forged)]);
    assert_eq!(heard(How::Foreign).await, [Err(NoticeError::Foreign)]);
}

#[tokio::test]
async fn paying_twice_is_two_transactions_and_hearing_twice_is_one() {
    let pair = Pair::new();
    let order = pair.placed().await;
    let told = pair.pays(&order, How::PayTwice);
    assert_ne!(told[0].payment.id, told[1].payment.id);
    let number = order.number().to_string();
    let again = pair.bank(|bank| bank.pay(&number, How::Pay, now()));
    assert_eq!(again, Err(PayError::NotOpen));

    let pair = Pair::new();
    let order = pair.placed().await;
    let told = pair.pays(&order, How::NotifyTwice);
    assert_eq!(told[0], told[1]);
}

#[tokio::test]
async fn forgers_leave_no_money() {
    let pair = Pair::new();
    let order = pair.placed().await;
    let number = order.number().to_string();
    for how in [How::Forge, How::Foreign] {
        pair.pays(&order, how);
    }
    let payments = pair.bank(|bank| bank.trade(&number).map(|it| it.payments.len()));
    assert_eq!(payments, Some(0));
    let missing = pair.bank(|bank| bank.pay("nothing", How::Pay, now()));
    assert_eq!(missing, Err(PayError::NoSuchOrder));
}

#[tokio::test]
async fn both_kinds_of_key_may_sign_on_the_same_day() {
    let pair = Pair::new();
    pair.bank(|bank| bank.sign_notices_by(SignedBy::Either));
    let order = pair.placed().await;
    let told = pair.pays(&order, How::Pay);
    let mut serials: Vec<_> = (0..32)
        .map(|_| {
            let notice = pair.tells(&told[0], now());
            assert!(pair.channels.read(ChannelKind::Wechat, &notice, now()).is_ok());
            notice.headers["wechatpay-serial"].to_str().expect("text").to_owned()
        })
        .collect();
    serials.sort();
    serials.dedup();
    assert_eq!(serials.len(), 2, "{serials:?}");
}

#[tokio::test]
async fn the_same_seed_says_the_same_bytes() {
    let told = async || {
        let pair = Pair::new();
        let order = pair.placed().await;
        let told = pair.pays(&order, How::Pay);
        assert_eq!(told[0].flaw, Flaw::None);
        pair.tells(&told[0], now())
    };
    assert!(told().await == told().await);
}
