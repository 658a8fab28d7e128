use crate::bank::now;
use channel::Channel;
use domain::{
    ChannelKind, Line, Money, Order, OrderId, OrderState, PersonId, Receipt, Refund, RefundId,
    Scene, WalletUser, Way,
};
use identity::Chance;
use jiff::{Timestamp, ToSpan};

/// What every order here is over: ¥4,800.00.
pub(crate) const TOTAL: u64 = 480_000;

/// A new order of tuition through `channel`, of somebody at `scene`, opened a moment ago.
pub(crate) fn order(channel: &dyn Channel, kind: ChannelKind, scene: Scene, way: Way) -> Order {
    let opened = Timestamp::from_second(now().as_second()).expect("a present second");
    let total = money(TOTAL);
    Order {
        id: OrderId::from_bits(drawn()),
        payer: PersonId::from_bits(u32::from_le_bytes(Chance::REAL.bytes::<4>()) & 0x3FFF_FFFF),
        guest: None,
        channel: kind,
        scene,
        way,
        wallet_user: (way == Way::Wallet).then(|| WalletUser::new("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o")),
        merchant: channel.merchant().clone(),
        client_ip: "203.0.113.9".to_owned(),
        payee: "西安科技大学".to_owned(),
        lines: vec![Line {
            bill: "2026/学费".parse().expect("a bill's name"),
            item: "学费 100% + 住宿费 & \"书\"".to_owned(),
            year: "2026".to_owned(),
            target: None,
            amount: total,
        }],
        seat: None,
        total,
        opened,
        until: opened + 30.minutes(),
        state: OrderState::Open,
        placed: None,
        shown: None,
    }
}

/// A wish to give back `fen` of what `receipt` says was paid.
pub(crate) fn refund(order: &Order, receipt: &Receipt, fen: u64) -> Refund {
    Refund {
        id: RefundId::from_bits(drawn()),
        payer: order.payer,
        receipt: receipt.clone(),
        amount: money(fen),
        reason: "多缴退回".to_owned(),
        opened: order.opened,
    }
}

pub(crate) fn money(fen: u64) -> Money {
    Money::from_fen(fen).expect("an amount")
}

/// As a ULID is drawn: the time, then chance.
fn drawn() -> u128 {
    let ms = u128::try_from(now().as_millisecond()).expect("after 1970");
    ms << 80 | u128::from_le_bytes(Chance::REAL.bytes::<16>()) >> 48
}
