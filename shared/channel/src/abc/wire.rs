//! The bank's words, member for member and in its own order, and what we say in them.

use super::settings::{Ask, Reference, RefundTime, Settle};
use crate::{NoticeError, text};
use domain::{
    ChannelKind, Day, Merchant, Order, Receipt, Refund, Returned, Scene, Timestamp, Transaction,
};
use encoding_rs::GBK;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Pay<'a> {
    pub(super) trx_type: &'static str,
    pub(super) payment_type: &'a str,
    pub(super) payment_link_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) union_pay_link_type: Option<&'static str>,
    pub(super) receive_account: &'static str,
    pub(super) receive_acc_name: &'static str,
    pub(super) notify_type: &'static str,
    #[serde(rename = "ResultNotifyURL")]
    pub(super) result_notify_url: &'a str,
    pub(super) merchant_remarks: &'static str,
    pub(super) is_break_account: &'static str,
    pub(super) split_acc_template: &'static str,
    pub(super) order: PayOrder,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PayOrder {
    #[serde(rename = "PayTypeID")]
    pub(super) pay_type_id: &'static str,
    pub(super) order_date: String,
    pub(super) order_time: String,
    #[serde(rename = "orderTimeoutDate")]
    pub(super) order_timeout_date: String,
    pub(super) order_no: String,
    pub(super) currency_code: &'static str,
    pub(super) order_amount: String,
    pub(super) fee: &'static str,
    pub(super) account_no: &'static str,
    pub(super) order_desc: String,
    #[serde(rename = "OrderURL")]
    pub(super) order_url: &'static str,
    pub(super) receiver_address: &'static str,
    pub(super) installment_mark: &'static str,
    pub(super) commodity_type: &'static str,
    #[serde(rename = "BuyIP")]
    pub(super) buy_ip: String,
    pub(super) expired_date: &'static str,
    pub(super) order_items: [Item; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Item {
    pub(super) product_name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(clippy::struct_field_names, reason = "the bank's names")]
pub(super) struct Query<'a> {
    pub(super) trx_type: &'static str,
    #[serde(rename = "PayTypeID")]
    pub(super) pay_type_id: &'a str,
    pub(super) order_no: String,
    pub(super) query_detail: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GiveBack {
    pub(super) trx_type: &'static str,
    pub(super) order_date: String,
    pub(super) order_time: String,
    pub(super) mer_refund_account_no: &'static str,
    pub(super) mer_refund_account_name: &'static str,
    pub(super) order_no: String,
    pub(super) new_order_no: String,
    pub(super) currency_code: &'static str,
    pub(super) trx_amount: String,
    pub(super) refund_type: &'static str,
    pub(super) merchant_remarks: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct SettleDay {
    pub(super) trx_type: &'static str,
    pub(super) settle_date: String,
    #[serde(rename = "ZIP")]
    pub(super) zip: &'static str,
}

/// Bytes of a text that people read.
const WORDS_MAX: usize = 100;

const DATE: &str = "%Y/%m/%d";
const TIME: &str = "%H:%M:%S";

impl<'a> Pay<'a> {
    /// What asks the bank to await money for `order`.
    pub(super) fn new(order: &Order, payment_type: &'a str, notify_url: &'a str) -> Self {
        let link = match order.scene {
            Scene::Pc => "1",
            Scene::Mobile | Scene::Wechat | Scene::Alipay => "2",
        };
        // Cards of other banks on a telephone: their page rather than their program.
        let union = (payment_type == "6" && link == "2").then_some("0");
        let item = order.lines.first().map_or("", |line| line.item.as_str());
        Self {
            trx_type: "PayReq",
            payment_type,
            payment_link_type: link,
            union_pay_link_type: union,
            receive_account: "",
            receive_acc_name: "",
            notify_type: "1",
            result_notify_url: notify_url,
            merchant_remarks: "",
            is_break_account: "0",
            split_acc_template: "",
            order: PayOrder {
                pay_type_id: "ImmediatePay",
                order_date: text::beijing(order.opened, DATE),
                order_time: text::beijing(order.opened, TIME),
                order_timeout_date: text::beijing(order.until, "%Y%m%d%H%M%S"),
                order_no: order.number().to_string(),
                currency_code: "156",
                order_amount: order.total.to_string(),
                fee: "",
                account_no: "",
                order_desc: words(&text::description(order, WORDS_MAX)),
                order_url: "",
                receiver_address: "",
                installment_mark: "0",
                // Education, tuition.
                commodity_type: "0410",
                buy_ip: words(&order.client_ip),
                expired_date: "30",
                order_items: [Item { product_name: words(item) }],
            },
        }
    }
}

impl<'a> Query<'a> {
    /// What asks about the order or refund that we called `number`, with all that the bank knows:
    /// its short answer leaves its own reference out.
    pub(super) fn new(pay_type_id: &'a str, number: String) -> Self {
        Self { trx_type: "Query", pay_type_id, order_no: number, query_detail: "1" }
    }
}

impl GiveBack {
    pub(super) fn new(order: &Order, refund: &Refund, time: RefundTime) -> Self {
        let instant = match time {
            RefundTime::Refund => refund.opened,
            RefundTime::Payment => order.opened,
        };
        Self {
            trx_type: "Refund",
            order_date: text::beijing(instant, DATE),
            order_time: text::beijing(instant, TIME),
            mer_refund_account_no: "",
            mer_refund_account_name: "",
            order_no: order.number().to_string(),
            new_order_no: refund.number().to_string(),
            currency_code: "156",
            trx_amount: refund.amount.to_string(),
            refund_type: "0",
            merchant_remarks: "",
        }
    }
}

impl SettleDay {
    pub(super) fn new(file: Settle, day: Day) -> Self {
        let trx_type = match file {
            Settle::Settle => "Settle",
            Settle::SettleAliWx => "SettleAliWx",
        };
        Self { trx_type, settle_date: slashed(day), zip: "1" }
    }
}

/// A day as the bank writes it.
pub(super) fn slashed(day: Day) -> String {
    day.to_string().replace('-', "/")
}

/// A text that people read, as the bank takes it: what it would have to escape, what GBK cannot
/// say and what is too long falls away; never empty, because an item without a name is refused.
fn words(text: &str) -> String {
    let said = |it: &char| {
        let mut bytes = [0; 4];
        let (_, _, unsaid) = GBK.encode(it.encode_utf8(&mut bytes));
        !unsaid && !it.is_control() && !matches!(it, '"' | '\\')
    };
    let mut words: String = text.chars().filter(said).collect();
    words.truncate(words.floor_char_boundary(WORDS_MAX));
    if words.trim().is_empty() { "学费".to_owned() } else { words }
}

/// Facts that the bank told, by their names.
#[derive(Debug, Default)]
pub(super) struct Facts(pub(super) BTreeMap<String, String>);

impl Facts {
    /// A fact without the blanks around it; empty if it is not told.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |it| it.trim())
    }

    /// When it happened, and the bank's words for that: the bank's own time, or the order's where
    /// the bank tells only that.
    pub(super) fn moment(&self) -> Result<(Timestamp, String), NoticeError> {
        let (mut day, mut time) = (self.get("HostDate"), self.get("HostTime"));
        if day.is_empty() || time.is_empty() {
            (day, time) = (self.get("OrderDate"), self.get("OrderTime"));
        }
        let said = format!("{day} {time}");
        Ok((text::from_beijing(&said, "%Y/%m/%d %H:%M:%S")?, said))
    }

    /// What names the payment: see [`Reference`].
    fn transaction(&self, ask: &Ask) -> Result<Transaction, NoticeError> {
        let name = match ask.reference {
            Reference::Bank => self.get("iRspRef"),
            Reference::Order => self.get("OrderNo"),
        };
        if name.is_empty() { Err(NoticeError::Garbled) } else { Ok(Transaction(name.to_owned())) }
    }

    /// The receipt for a payment whose sum is told as `amount`.
    pub(super) fn receipt(
        &self,
        merchant: &Merchant,
        amount: &str,
        ask: &Ask,
    ) -> Result<Receipt, NoticeError> {
        let (paid_at, said_at) = self.moment()?;
        Ok(Receipt {
            channel: ChannelKind::Abc,
            merchant: merchant.clone(),
            transaction: self.transaction(ask)?,
            number: self.get("OrderNo").parse().map_err(|_| NoticeError::Foreign)?,
            amount: text::yuan(self.get(amount))?,
            paid_at,
            said_at,
            heard: None,
        })
    }

    /// What went back, told in answer to a query about a refund.
    pub(super) fn returned(&self) -> Result<Returned, NoticeError> {
        let amount = match self.get("RefundAmount") {
            "" => self.get("OrderAmount"),
            amount => amount,
        };
        // Here the order's time would be that of our asking: no time at all rather than that.
        let at = if self.get("HostDate").is_empty() { None } else { Some(self.moment()?.0) };
        Ok(Returned { refund: self.get("iRspRef").to_owned(), amount: text::yuan(amount)?, at })
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn what_the_bank_cannot_take_falls_away() {
        assert_eq!(words("2026秋季学费"), "2026秋季学费");
        assert_eq!(words("学\"费\\🎓\n(秋)"), "学费(秋)");
        assert_eq!(words("🎓"), "学费");
        assert_eq!(words(&"学".repeat(40)), "学".repeat(33));
    }
}
