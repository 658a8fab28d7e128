use config::School;
use domain::{Fault, FaultKind, FieldFault, Order, Payment, beijing_time};

/// Rows of the longest file: a row is some 300 bytes, a third more as the gateway takes it, and a
/// function's answer holds six million.
const ROWS_MAX: usize = 10_000;

const HEADINGS: [&str; 10] = [
    "缴费时间(北京)",
    "订单号",
    "项目",
    "学年",
    "金额",
    "已退金额",
    "退回时间(北京)",
    "渠道",
    "渠道流水号",
    "收款方",
];

/// Why there is no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ExportError {
    #[error("the period holds more than a file does")]
    TooLong,
}

/// Whether a file holds `payments`, and the heading.
pub(crate) fn fits(payments: &[Payment<'_>]) -> Result<(), ExportError> {
    let rows = 1 + payments.iter().map(Payment::width).sum::<usize>();
    if rows <= ROWS_MAX { Ok(()) } else { Err(ExportError::TooLong) }
}

/// A heading, and a row for each item that the payments of `paid` paid.
pub(crate) fn rows<'a>(
    school: &School,
    paid: impl Iterator<Item = (&'a Payment<'a>, &'a Order)>,
) -> Vec<[String; 10]> {
    let mut rows = vec![HEADINGS.map(str::to_owned)];
    rows.extend(paid.flat_map(|(payment, order)| of_payment(school, *payment, order)));
    rows
}

fn of_payment(school: &School, payment: Payment<'_>, order: &Order) -> Vec<[String; 10]> {
    let receipt = payment.receipt();
    let rows = payment.lines(order).into_iter().map(|paid| {
        let (line, returned_at) = (&paid.line, payment.returned_at(&paid));
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
            paid.returned.to_string(),
            returned_at.map(beijing_time).unwrap_or_default(),
            school.channel_name(receipt.channel).to_owned(),
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
    use super::{ExportError, ROWS_MAX, fits};
    use domain::ledger::{Event, Head, Ledger, Part};
    use domain::{BillId, Money, PaymentKind, PersonId, Span, Timestamp};

    /// What a file says of a payment that paid so many items.
    #[track_caller]
    fn check(items: usize, expected: Result<(), ExportError>) {
        let fen = Money::from_fen(1).expect("an amount");
        let part = |nth: usize| {
            let bill = BillId::new("2026-2027", &format!("费{nth}")).expect("a name");
            Part { bill, amount: fen }
        };
        let parts: Vec<_> = (0..items).map(part).collect();
        let receipt = serde_json::json!({
            "channel": "wechat", "merchant": "1900000001", "transaction": "42000001",
            "number": "01KAJ8Z5T4Q9V7N2M6X3C1B0RDADA001",
            "amount": parts.iter().map(|it| it.amount).sum::<Money>(),
            "paid_at": "2026-09-05T01:00:00Z", "said_at": "2026-09-05T09:00:00+08:00",
        });
        let receipt: domain::Receipt = serde_json::from_value(receipt).expect("a receipt");
        let person: PersonId = "ADA001".parse().expect("a person");
        let booked = Event::Booked { order: receipt.number.order, receipt, parts };
        let entry = Head::start(person).append(booked, Timestamp::UNIX_EPOCH);
        let ledger = Ledger::of(person, &[entry]).expect("a chain");
        let span = Span { from: Timestamp::UNIX_EPOCH, to: Timestamp::MAX };
        assert_eq!(fits(&ledger.payments_of((span, PaymentKind::All))), expected, "{items}");
    }

    #[test]
    fn a_file_holds_what_an_answer_can() {
        check(1, Ok(()));
        check(ROWS_MAX - 1, Ok(()));
        check(ROWS_MAX, Err(ExportError::TooLong));
    }
}
