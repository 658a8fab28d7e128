//! Bills: their rows, the holds of orders on them, and the writes that move them.

use crate::commit::{built, put, update};
use crate::row::{self, BILLS_END, Item, Key, number, text};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::{
    AttributeValue, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
};
use domain::{
    Bill, BillId, Guest, Hold, Line, Money, Order, OrderId, PersonId, SeatPlace, Timestamp,
};
use serde::{Deserialize, Serialize};

/// Seconds after its order's time for which a bill that an order brought along stays, unpaid: money
/// that comes late still finds it.
const UNPAID_LIVES: i64 = 30 * 24 * 60 * 60;

/// A bill as its row says it. Amounts are whole fen, so that conditions can count.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct BillRow {
    item: String,
    year: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    /// Epoch seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    payable_until: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seat: Option<SeatPlace>,
    due: u64,
    exempt: u64,
    loan: u64,
    paid_elsewhere: u64,
    paid_here: u64,
    #[serde(default)]
    returned: u64,
    #[serde(default)]
    undue: u64,
    /// Due less all that settles it: what the conditions compare.
    owed: u64,
    splittable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    hold_by: Option<OrderId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hold_amount: Option<u64>,
    /// Epoch seconds: compared with the clock by whoever wants the bill next.
    #[serde(skip_serializing_if = "Option::is_none")]
    hold_until: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hold_guest: Option<Guest>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    paid_by: Option<OrderId>,
}

impl Store {
    /// All bills of `person`, settled ones too (strong read).
    pub async fn bills(&self, person: PersonId) -> Result<Vec<Bill>, StoreError> {
        let rows = self.rows_between(person, "BILL#", BILLS_END).await?;
        rows.into_iter().map(bill).collect()
    }

    pub(crate) async fn rows_between(
        &self,
        person: PersonId,
        from: &str,
        to: &str,
    ) -> Result<Vec<Item>, StoreError> {
        let mut rows = Vec::new();
        let mut next = None;
        // A page is 1 MB, several thousand bills; nobody has that many, but nothing here says so.
        loop {
            let page = self
                .client
                .query()
                .table_name(&self.tables.core)
                .consistent_read(true)
                .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
                .expression_attribute_values(":pk", text(row::partition(person)))
                .expression_attribute_values(":from", text(from))
                .expression_attribute_values(":to", text(to))
                .set_exclusive_start_key(next)
                .send()
                .await?;
            rows.extend(page.items.unwrap_or_default());
            next = page.last_evaluated_key;
            if next.is_none() {
                return Ok(rows);
            }
        }
    }

    /// The write that holds the bill of `line` for the open `order`, or makes the bill that the
    /// order brings along.
    pub(crate) fn claim_bill(
        &self,
        order: &Order,
        line: &Line,
        now: Timestamp,
    ) -> Result<TransactWriteItem, StoreError> {
        let Some(bill) = order.brings(line) else {
            return self.hold_bill(order, line, now).map(update);
        };
        let mut row = Key::bill(order.payer, &bill.id).row(&bill_row(&bill))?;
        let expires = order.until.as_second() + UNPAID_LIVES;
        row.insert("expires".to_owned(), number(expires));
        let new = Put::builder()
            .table_name(&self.tables.core)
            .set_item(Some(row))
            .condition_expression("attribute_not_exists(pk)");
        built(new.build(), put)
    }

    /// A write that holds the bill of `line` for the open `order`, if it still owes the amount (as
    /// the whole, where it is paid whole) and no other live order holds it at `now`.
    fn hold_bill(&self, order: &Order, line: &Line, now: Timestamp) -> Result<Update, StoreError> {
        let hold = order.hold(line);
        let update = self
            .bill_update(order.payer, &line.bill)
            .condition_expression(
                "(owed = :amount OR (splittable = :yes AND owed >= :amount)) \
                 AND (attribute_not_exists(hold_by) OR hold_until <= :now OR hold_by = :me)",
            )
            .expression_attribute_values(":yes", AttributeValue::Bool(true))
            .expression_attribute_values(":me", text(hold.by))
            .expression_attribute_values(":amount", number(hold.amount.fen()))
            .expression_attribute_values(":until", number(hold.until.as_second()))
            .expression_attribute_values(":now", number(now.as_second()));
        let held = "SET hold_by = :me, hold_amount = :amount, hold_until = :until";
        let update = match &hold.guest {
            None => update.update_expression(format!("{held} REMOVE hold_guest")),
            Some(guest) => update
                .update_expression(format!("{held}, hold_guest = :guest"))
                .expression_attribute_values(":guest", serde_dynamo::to_attribute_value(guest)?),
        };
        build(update)
    }

    /// A write that ends `order`'s hold on `bill`, or fails if it has none.
    pub(crate) fn release_bill(&self, order: &Order, bill: &BillId) -> Result<Update, StoreError> {
        let update = self
            .bill_update(order.payer, bill)
            .update_expression("REMOVE hold_by, hold_amount, hold_until, hold_guest")
            .condition_expression("hold_by = :me")
            .expression_attribute_values(":me", text(order.id));
        build(update)
    }

    /// A write that pays `line` of a bill which `order` itself holds, and ends the hold.
    pub(crate) fn pay_held_bill(&self, order: &Order, line: &Line) -> Result<Update, StoreError> {
        let update = self
            .bill_update(order.payer, &line.bill)
            .update_expression(
                "SET owed = owed - :amount, paid_here = paid_here + :amount, paid_by = :me \
                 REMOVE hold_by, hold_amount, hold_until, hold_guest, expires",
            )
            .condition_expression("owed >= :amount AND hold_by = :me");
        build(amounts(update, order, line))
    }

    /// A write that pays `line` of a bill which another order holds, or none: what is there stays.
    pub(crate) fn pay_other_bill(&self, order: &Order, line: &Line) -> Result<Update, StoreError> {
        let update = self
            .bill_update(order.payer, &line.bill)
            .update_expression(
                "SET owed = owed - :amount, paid_here = paid_here + :amount, paid_by = :me \
                 REMOVE expires",
            )
            .condition_expression(
                "owed >= :amount AND (attribute_not_exists(hold_by) OR hold_by <> :me)",
            );
        build(amounts(update, order, line))
    }

    fn bill_update(&self, person: PersonId, bill: &BillId) -> UpdateBuilder {
        Update::builder()
            .table_name(&self.tables.core)
            .set_key(Some(Key::bill(person, bill).item()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::None)
    }
}

type UpdateBuilder = aws_sdk_dynamodb::types::builders::UpdateBuilder;

fn amounts(update: UpdateBuilder, order: &Order, line: &Line) -> UpdateBuilder {
    update
        .expression_attribute_values(":amount", number(line.amount.fen()))
        .expression_attribute_values(":me", text(order.id))
}

fn build(update: UpdateBuilder) -> Result<Update, StoreError> {
    update.build().map_err(StoreError::from)
}

fn instant(seconds: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_second(seconds).map_err(|_| StoreError::Nonsense("an instant"))
}

/// The bill that a row says.
pub(crate) fn bill(item: Item) -> Result<Bill, StoreError> {
    let id = item.get("sk").and_then(|it| it.as_s().ok()).and_then(|it| it.strip_prefix("BILL#"));
    let id = id.and_then(|it| it.parse().ok()).ok_or(StoreError::Nonsense("a bill's key"))?;
    let row: BillRow = row::read(item)?;
    let money = |fen| Money::from_fen(fen).map_err(|_| StoreError::Nonsense("an amount"));
    let hold = match (row.hold_by, row.hold_amount, row.hold_until) {
        (Some(by), Some(amount), Some(until)) => {
            let (amount, until) = (money(amount)?, instant(until)?);
            Some(Hold { by, amount, until, guest: row.hold_guest })
        }
        (None, None, None) => None,
        _ => return Err(StoreError::Nonsense("half a hold")),
    };
    let bill = Bill {
        id,
        item: row.item,
        year: row.year,
        target: row.target,
        until: row.payable_until.map(instant).transpose()?,
        seat: row.seat,
        due: money(row.due)?,
        exempt: money(row.exempt)?,
        loan: money(row.loan)?,
        paid_elsewhere: money(row.paid_elsewhere)?,
        paid_here: money(row.paid_here)?,
        returned: money(row.returned)?,
        undue: money(row.undue)?,
        splittable: row.splittable,
        hold,
        paid_by: row.paid_by,
    };
    // Two ways to know what is owed must agree, or something wrote past the domain.
    if bill.owed().fen() == row.owed {
        Ok(bill)
    } else {
        Err(StoreError::Nonsense("what a bill owes"))
    }
}

/// The row that says `bill`.
pub(crate) fn bill_row(bill: &Bill) -> BillRow {
    let hold = bill.hold.as_ref();
    BillRow {
        item: bill.item.clone(),
        year: bill.year.clone(),
        target: bill.target.clone(),
        payable_until: bill.until.map(Timestamp::as_second),
        seat: bill.seat.clone(),
        due: bill.due.fen(),
        exempt: bill.exempt.fen(),
        loan: bill.loan.fen(),
        paid_elsewhere: bill.paid_elsewhere.fen(),
        paid_here: bill.paid_here.fen(),
        returned: bill.returned.fen(),
        undue: bill.undue.fen(),
        owed: bill.owed().fen(),
        splittable: bill.splittable,
        hold_by: hold.map(|it| it.by),
        hold_amount: hold.map(|it| it.amount.fen()),
        hold_until: hold.map(|it| it.until.as_second()),
        hold_guest: hold.and_then(|it| it.guest.clone()),
        paid_by: bill.paid_by,
    }
}
