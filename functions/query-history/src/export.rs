use config::School;
use domain::{Fault, FaultKind, FieldFault, Order, OrderState, beijing_time};

/// Rows of the longest file: a row is some 300 bytes, a third more as the gateway takes it, and a
/// function's answer holds six million.
const ROWS_MAX: usize = 10_000;

const HEADINGS: [&str; 8] =
    ["缴费时间(北京)", "订单号", "项目", "学年", "金额", "渠道", "渠道流水号", "收款方"];

/// Why there is no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ExportError {
    #[error("the period holds more than a file does")]
    TooLong,
}

/// A heading, and a row for each item that `paid` orders paid.
pub(crate) fn rows(school: &School, paid: &[Order]) -> Result<Vec<[String; 8]>, ExportError> {
    let mut rows = vec![HEADINGS.map(str::to_owned)];
    rows.extend(paid.iter().flat_map(|order| of_order(school, order)));
    if rows.len() <= ROWS_MAX { Ok(rows) } else { Err(ExportError::TooLong) }
}

fn of_order(school: &School, order: &Order) -> Vec<[String; 8]> {
    let OrderState::Paid { receipt, .. } = &order.state else { return Vec::new() };
    let rows = order.lines.iter().map(|line| {
        // A living fee has no year; the room or the card says which of them it was.
        let item = match &line.target {
            Some(target) => format!("{} {target}", line.item),
            None => line.item.clone(),
        };
        [
            beijing_time(receipt.paid_at),
            order.number().to_string(),
            item,
            line.year.clone(),
            line.amount.to_string(),
            school.channel_name(order.channel).to_owned(),
            receipt.transaction.0.clone(),
            order.payee.clone(),
        ]
    });
    rows.collect()
}

impl Fault for ExportError {
    fn kind(&self) -> FaultKind {
        FaultKind::Invalid
    }

    fn code(&self) -> &'static str {
        "export-too-long"
    }

    fn fields(&self) -> Vec<FieldFault> {
        vec![FieldFault::new("period", self.code())]
    }
}

#[cfg(test)]
mod tests {
    use super::{ExportError, ROWS_MAX, rows};
    use config::School;
    use domain::Order;
    use serde_json::json;

    /// An order that paid so many items.
    fn paid(items: usize) -> Order {
        let at = "2026-09-05T01:00:00Z";
        let line = json!({ "bill": "2026-2027/学费", "item": "学费", "year": "2026-2027", "amount": "1.00" });
        let receipt = json!({
            "channel": "wechat", "merchant": "1900000001", "transaction": "42000001",
            "number": "01KAJ8Z5T4Q9V7N2M6X3C1B0RDADA001", "amount": "1.00", "paid_at": at,
            "said_at": at,
        });
        let order = json!({
            "id": "01KAJ8Z5T4Q9V7N2M6X3C1B0RD", "payer": "ADA001", "channel": "wechat", "scene": "pc",
            "way": "qr", "merchant": "1900000001", "client_ip": "", "payee": "西安科技大学",
            "lines": vec![line; items], "total": "1.00", "opened": at, "until": at,
            "state": { "is": "paid", "receipt": receipt, "booked": at },
        });
        serde_json::from_value(order).expect("an order")
    }

    #[test]
    fn a_file_holds_what_an_answer_can() {
        let school = School::named("xust").expect("a school of the folder");
        let fits = rows(&school, &[paid(1), paid(ROWS_MAX - 2)]).expect("they fit");
        assert_eq!(fits.len(), ROWS_MAX, "with the heading");
        assert_eq!(fits[1][5], "微信支付");
        let too_many = rows(&school, &[paid(1), paid(ROWS_MAX - 1)]);
        assert_eq!(too_many, Err(ExportError::TooLong));
    }
}
