//! What the bank does when it is asked, and what it says of it.

use super::asks::{Ask, Refusal, beijing, yuan};
use super::keys::Keys;
use super::seal::gbk;
use crate::bank::{Desk, Refund, RefundState, Trade};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

/// Facts in the bank's order, and whether they stand in `Message` itself.
pub(super) struct Said {
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) flat: bool,
}

pub(super) type Act = Result<Said, Refusal>;

const PAY: [&str; 12] = [
    "TrxType",
    "PaymentType",
    "PaymentLinkType",
    "UnionPayLinkType",
    "ReceiveAccount",
    "ReceiveAccName",
    "NotifyType",
    "ResultNotifyURL",
    "MerchantRemarks",
    "IsBreakAccount",
    "SplitAccTemplate",
    "Order",
];

const ORDER: [&str; 17] = [
    "PayTypeID",
    "OrderDate",
    "OrderTime",
    "orderTimeoutDate",
    "OrderNo",
    "CurrencyCode",
    "OrderAmount",
    "Fee",
    "AccountNo",
    "OrderDesc",
    "OrderURL",
    "ReceiverAddress",
    "InstallmentMark",
    "CommodityType",
    "BuyIP",
    "ExpiredDate",
    "OrderItems",
];

/// What an order says that is to be opened.
struct Opening {
    number: String,
    kind: String,
    notify_url: String,
    description: String,
    total: u64,
    asked: Timestamp,
    until: Timestamp,
}

impl Opening {
    fn read(ask: &Ask, now: Timestamp) -> Result<Self, Refusal> {
        ask.only(&PAY)?;
        ask.says(&[("NotifyType", "1"), ("IsBreakAccount", "0"), ("SplitAccTemplate", "")])?;
        let (kind, link) = (ask.short("PaymentType", 1)?, ask.short("PaymentLinkType", 1)?);
        let union = kind == "6" && link == "2";
        if !matches!(&*link, "1" | "2") || union != ask.text("UnionPayLinkType").is_ok() {
            return Err(Refusal::new("AP5324", "支付接入方式不正确"));
        }
        let order = ask.within("Order")?;
        order.only(&ORDER)?;
        for name in ORDER.iter().filter(|it| **it != "OrderItems") {
            order.text(name)?;
        }
        order.items()?;
        order.says(&[
            ("PayTypeID", "ImmediatePay"),
            ("CurrencyCode", "156"),
            ("InstallmentMark", "0"),
        ])?;
        let commodity = order.short("CommodityType", 4)?;
        if commodity.len() != 4 || !commodity.bytes().all(|it| it.is_ascii_digit()) {
            return Err(Refusal::new("AP5324", "商品种类不正确"));
        }
        let (asked, until) = (order.moment("OrderDate", "OrderTime")?, order.until()?);
        if asked > now + 10.minutes() || until <= asked {
            return Err(Refusal::new("APE001", "订单时间不正确"));
        }
        Ok(Self {
            number: order.number("OrderNo")?,
            kind,
            notify_url: ask.short("ResultNotifyURL", 200)?,
            description: order.short("OrderDesc", 100)?,
            total: order.amount("OrderAmount")?,
            asked,
            until,
        })
    }
}

/// `PayReq`: an order opens, and its page and its one code are told; of an open order that is asked
/// for again in the same words, the same.
pub(super) fn pay(desk: &mut Desk, ask: &Ask, now: Timestamp) -> Act {
    let opening = Opening::read(ask, now)?;
    let (number, total) = (opening.number.clone(), opening.total);
    let said = ask.fingerprint();
    let code = match desk.ledger.trade(&number) {
        Some(trade) if trade.said != said => return Err(Refusal::new("APE002", "订单号重复")),
        Some(trade) if !trade.payments.is_empty() => {
            return Err(Refusal::new("APE003", "订单已支付"));
        }
        Some(trade) if !trade.open(now) => return Err(Refusal::new("APE004", "订单已过期")),
        Some(trade) => trade.code.clone(),
        None if opening.until <= now => return Err(Refusal::new("APE004", "订单已过期")),
        None => open(desk, opening, said, now),
    };
    let base = &desk.base_url;
    let facts = vec![
        ("TrxType", "PayReq".to_owned()),
        ("OrderNo", number),
        ("OrderAmount", yuan(total)),
        ("PaymentURL", format!("{base}/EbusPerbankFront/PaymentModeNewAct?TOKEN={code}")),
        ("OneQRForAll", format!("{base}/mpay/BarcodeH5Act.aspx?token={code}")),
    ];
    Ok(Said { facts, flat: true })
}

/// Writes an order down: its token.
fn open(desk: &mut Desk, opening: Opening, said: String, now: Timestamp) -> String {
    let code = desk.random.digits(20);
    let trade = desk.ledger.open(Trade {
        number: opening.number,
        product: opening.kind,
        said,
        code,
        description: opening.description,
        total: opening.total,
        notify_url: opening.notify_url,
        return_url: None,
        opened: now,
        placed: now,
        until: opening.until,
        closed: None,
        more: json!({ "asked": opening.asked, "wallet": false }),
        payments: Vec::new(),
        refunds: Vec::new(),
    });
    trade.code.clone()
}

/// `Query`: of a payment or of a refund, shortly or with all that is known.
pub(super) fn query(desk: &mut Desk, ask: &Ask, now: Timestamp) -> Act {
    ask.only(&["TrxType", "PayTypeID", "OrderNo", "QueryDetail"])?;
    let number = ask.number("OrderNo")?;
    let detailed = match ask.text("QueryDetail")? {
        "0" => false,
        "1" => true,
        _ => return Err(Refusal::new("AP5324", "查询方式不正确")),
    };
    let absent = || Refusal::new(Keys::ABSENT, "订单不存在");
    let mut order = match ask.text("PayTypeID")? {
        "ImmediatePay" => {
            let trade = desk.ledger.trade(&number).ok_or_else(absent)?;
            paid(trade, detailed)
        }
        "Refund" => {
            let refund = desk.refund_now(&number, now).ok_or_else(absent)?;
            given_back(&refund, detailed)
        }
        _ => return Err(Refusal::new("AP5324", "支付类型不正确")),
    };
    order["PayTypeID"] = ask.text("PayTypeID")?.into();
    order["OrderNo"] = number.into();
    let packed = STANDARD.encode(gbk(&order.to_string()));
    let facts = vec![("TrxType", "Query".to_owned()), ("Order", packed)];
    Ok(Said { facts, flat: false })
}

/// An order as a query shows it: some of its names begin with a blank.
fn paid(trade: &Trade, detailed: bool) -> Value {
    let asked: Timestamp = trade.more["asked"]
        .as_str()
        .and_then(|it| it.parse().ok())
        .expect("written down when it was opened");
    let first = trade.payments.first();
    let status = match first {
        None => "01",
        Some(_) if trade.refunded() > 0 => "05",
        Some(_) => "04",
    };
    let mut order = json!({
        " OrderDate": beijing(asked, "%Y/%m/%d"),
        " OrderTime": beijing(asked, "%H:%M:%S"),
        " OrderAmount": yuan(first.map_or(trade.total, |it| it.amount)),
        "Status": status,
    });
    if detailed {
        order["OrderDesc"] = trade.description.as_str().into();
        order["iRspRef"] = first.map_or("", |it| &it.id).into();
    }
    order
}

fn given_back(refund: &Refund, detailed: bool) -> Value {
    let status = match refund.state {
        RefundState::Pending => "01",
        RefundState::Done => "04",
        RefundState::Failed => "99",
    };
    let mut order = json!({
        "OrderDate": beijing(refund.asked, "%Y/%m/%d"),
        "OrderTime": beijing(refund.asked, "%H:%M:%S"),
        "RefundAmount": yuan(refund.amount),
        "Status": status,
    });
    if detailed {
        order["iRspRef"] = refund.id.as_str().into();
    }
    order
}

/// `Refund`: taken, or done; the bank says the same of both.
pub(super) fn refund(desk: &mut Desk, ask: &Ask, now: Timestamp) -> Act {
    let names = [
        "TrxType",
        "OrderDate",
        "OrderTime",
        "MerRefundAccountNo",
        "MerRefundAccountName",
        "OrderNo",
        "NewOrderNo",
        "CurrencyCode",
        "TrxAmount",
        "RefundType",
        "MerchantRemarks",
    ];
    ask.only(&names)?;
    for name in names {
        ask.text(name)?;
    }
    ask.says(&[("CurrencyCode", "156"), ("RefundType", "0")])?;
    ask.moment("OrderDate", "OrderTime")?;
    let (order, number) = (ask.number("OrderNo")?, ask.number("NewOrderNo")?);
    let amount = ask.amount("TrxAmount")?;
    let trade = desk.ledger.trade(&order);
    let trade = trade.ok_or_else(|| Refusal::new(Keys::ABSENT, "原订单不存在"))?;
    let payment = trade.payments.first();
    let payment = payment.ok_or_else(|| Refusal::new("APE001", "原订单未支付"))?.clone();
    // Money goes back by the order, whichever of its payments brought it.
    let left = trade.paid().saturating_sub(trade.refunded());
    if desk.ledger.trade(&number).is_some() || desk.refund_now(&number, now).is_some() {
        return Err(Refusal::new("APE002", "订单号重复"));
    }
    if amount > left {
        return Err(Refusal::new("APE001", "退款金额超过可退金额"));
    }
    let id = format!("R{}", desk.random.digits(19));
    let refund = Refund {
        number: number.clone(),
        id,
        payment: payment.id,
        amount,
        asked: now,
        state: RefundState::Pending,
        settled: None,
        said: ask.fingerprint(),
        notify_url: None,
    };
    desk.refund(&order, refund, now);
    let mut facts = vec![
        ("TrxType", "Refund".to_owned()),
        ("OrderNo", order),
        ("NewOrderNo", number),
        ("TrxAmount", yuan(amount)),
    ];
    facts.extend(
        ["BatchNo", "VoucherNo", "HostDate", "HostTime", "iRspRef"].map(|it| (it, String::new())),
    );
    Ok(Said { facts, flat: false })
}
