use super::Wechat;
use super::call::Answer;
use super::sheet::{self, Sheet, SheetError, amount};
use super::wire::Promise;
use crate::text::from_beijing;
use crate::{ChannelError, Doubt, Stated};
use domain::{ChannelKind, Day, LineKind, Money, Statement, StatementLine, Timestamp, Transaction};
use http::{Method, StatusCode};
use rust_decimal::{Decimal, RoundingStrategy};

/// One movement of the account's own money: payments in, refunds out, and what the office did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    pub at: Timestamp,
    /// The provider's number of the business: of a payment, its `transaction_id`.
    pub transaction: Transaction,
    /// In the provider's words: 交易, 退款, 提现, 扣除交易手续费…
    pub kind: String,
    /// Fen that came (positive) or went (negative).
    pub fen: i64,
    /// Fen in the account afterwards.
    pub balance_fen: i64,
    /// Our number of the order or refund.
    pub voucher: String,
}

/// What a bill's day has: lines, or a reason why not.
enum Told {
    Text(String),
    NotYet,
    Empty,
}

impl Wechat {
    /// The clock of a bill's lines.
    const CLOCK: &str = "%Y-%m-%d %H:%M:%S";

    /// What was paid and given back on `day`, with the provider's fees, from its trade bill.
    pub(super) async fn trade_bill(&self, day: Day) -> Result<Stated, ChannelError> {
        let ask = format!("/v3/bill/tradebill?bill_date={day}&bill_type=ALL&tar_type=GZIP");
        match self.told(day, &ask).await? {
            Told::NotYet => Ok(Stated::NotYet),
            Told::Empty => Ok(Stated::Empty),
            Told::Text(text) => {
                let lines = trades(&text, &self.merchant.0).map_err(torn)?;
                let merchant = self.merchant.clone();
                Ok(Stated::Day(Statement { channel: ChannelKind::Wechat, merchant, day, lines }))
            }
        }
    }

    /// Every movement of the basic account's money on `day`, from the fund-flow bill. `None` while
    /// there is no such bill; a day without movements has no lines.
    pub async fn flows(&self, day: Day) -> Result<Option<Vec<Flow>>, ChannelError> {
        let ask = format!("/v3/bill/fundflowbill?bill_date={day}&account_type=BASIC&tar_type=GZIP");
        match self.told(day, &ask).await? {
            Told::NotYet => Ok(None),
            Told::Empty => Ok(Some(Vec::new())),
            Told::Text(text) => Ok(Some(flows(&text).map_err(torn)?)),
        }
    }

    /// Asks for a bill, then for its file. The file is not signed; its hash is, in the answer
    /// that promises it.
    async fn told(&self, day: Day, ask: &str) -> Result<Told, ChannelError> {
        // They refuse a day that is not over, in the words of any wrong ask.
        if day >= Day::of(self.outside.clock.now()) {
            return Ok(Told::NotYet);
        }
        let promise: Promise = match self.say(&Method::GET, ask, "").await? {
            Answer::Yes(body) => super::read(&body)?,
            Answer::No(StatusCode::BAD_REQUEST, refusal) if refusal.says_creating() => {
                return Ok(Told::NotYet);
            }
            Answer::No(StatusCode::BAD_REQUEST, refusal) if refusal.says_no_statement() => {
                return Ok(Told::Empty);
            }
            Answer::No(status, refusal) => return Err(refusal.final_at(status)),
        };
        if !promise.hash_type.eq_ignore_ascii_case("SHA1") {
            return Err(Doubt::Garbled(None).into());
        }
        let file = self.download(&promise.download_url).await?;
        Ok(Told::Text(sheet::text(file, &promise.hash_value).map_err(torn)?))
    }
}

/// A file that is not what was promised says nothing: it is asked for again.
fn torn(error: SheetError) -> Doubt {
    tracing::warn!(channel = "wechat", "a bill is refused: {error}");
    Doubt::Torn(error.torn())
}

/// Where the columns of a trade bill stand.
struct Columns {
    at: usize,
    merchant: usize,
    transaction: usize,
    number: usize,
    state: usize,
    currency: usize,
    total: usize,
    refund: usize,
    refunded: usize,
    refund_state: usize,
    fee: usize,
}

impl Columns {
    /// Accounts without coupons may still get an older layout, with other names.
    fn of(sheet: &Sheet) -> Result<Self, SheetError> {
        Ok(Self {
            at: sheet.column(&["交易时间"])?,
            merchant: sheet.column(&["商户号"])?,
            transaction: sheet.column(&["微信订单号"])?,
            number: sheet.column(&["商户订单号"])?,
            state: sheet.column(&["交易状态"])?,
            currency: sheet.column(&["货币种类"])?,
            total: sheet.column(&["订单金额", "总金额"])?,
            refund: sheet.column(&["商户退款单号"])?,
            refunded: sheet.column(&["申请退款金额", "退款金额"])?,
            refund_state: sheet.column(&["退款状态"])?,
            fee: sheet.column(&["手续费"])?,
        })
    }
}

/// The lines of a trade bill, if they are all there and add up.
pub(super) fn trades(text: &str, merchant: &str) -> Result<Vec<StatementLine>, SheetError> {
    let sheet = Sheet::parse(text)?;
    let columns = Columns::of(&sheet)?;
    sheet.counts("总交易单数", sheet.rows.len())?;
    sheet.totals(&["订单总金额", "总交易额"], sheet.sum(columns.total)?)?;
    sheet.totals(&["申请退款总金额", "总退款金额"], sheet.sum(columns.refunded)?)?;
    sheet.totals(&["手续费总金额"], sheet.sum(columns.fee)?)?;
    let lines =
        sheet.rows.iter().zip(2..).filter_map(|(row, place)| match columns.line(row, merchant) {
            Some(Line::Moved(line)) => Some(Ok(line)),
            Some(Line::Stayed) => None,
            None => Some(Err(SheetError::Line(place))),
        });
    lines.collect()
}

/// What a row of a trade bill is.
enum Line {
    Moved(StatementLine),
    /// A refund that failed: no money moved.
    Stayed,
}

impl Columns {
    /// The line that `row` is, or nothing if it is not one of this merchant's.
    fn line(&self, row: &[&str], merchant: &str) -> Option<Line> {
        if row[self.merchant] != merchant || row[self.currency] != "CNY" {
            return None;
        }
        let (kind, said) = match row[self.state] {
            "SUCCESS" => (LineKind::Payment, row[self.total]),
            // What was undone at a till went back too.
            "REFUND" | "REVOKED" => (LineKind::Refund, row[self.refunded]),
            _ => return None,
        };
        if kind == LineKind::Refund {
            match row[self.refund_state] {
                "SUCCESS" | "PROCESSING" | "CHANGE" | "" => {}
                "FAIL" => return Some(Line::Stayed),
                _ => return None,
            }
        }
        let refund = (kind == LineKind::Refund).then(|| row[self.refund].to_owned());
        let transaction = row[self.transaction];
        if transaction.is_empty() || row[self.number].is_empty() {
            return None;
        }
        Some(Line::Moved(StatementLine {
            kind,
            number: row[self.number].to_owned(),
            refund,
            transaction: Transaction(transaction.to_owned()),
            amount: Money::try_from(amount(said)?).ok()?,
            fee_fen: whole_fen(amount(row[self.fee])?)?,
            at: Some(from_beijing(row[self.at], Wechat::CLOCK).ok()?),
            said_at: row[self.at].to_owned(),
        }))
    }
}

/// The lines of a fund-flow bill, if they are all there and add up.
pub(super) fn flows(text: &str) -> Result<Vec<Flow>, SheetError> {
    let sheet = Sheet::parse(text)?;
    let at = sheet.column(&["记账时间"])?;
    let transaction = sheet.column(&["微信支付业务单号"])?;
    let kind = sheet.column(&["业务类型"])?;
    let way = sheet.column(&["收支类型"])?;
    let sum = sheet.column(&["收支金额(元)", "收支金额（元）"])?;
    let balance = sheet.column(&["账户结余(元)", "账户结余（元）"])?;
    let voucher = sheet.column(&["业务凭证号"])?;
    let flow = |row: &[&str]| {
        let fen = exact_fen(amount(row[sum])?)?;
        Some(Flow {
            at: from_beijing(row[at], Wechat::CLOCK).ok()?,
            transaction: Transaction(row[transaction].to_owned()),
            kind: row[kind].to_owned(),
            fen: match row[way] {
                "收入" => fen,
                "支出" => -fen,
                _ => return None,
            },
            balance_fen: exact_fen(amount(row[balance])?)?,
            voucher: row[voucher].to_owned(),
        })
    };
    let lines: Vec<_> = sheet
        .rows
        .iter()
        .zip(2..)
        .map(|(row, place)| flow(row).ok_or(SheetError::Line(place)))
        .collect::<Result<_, _>>()?;
    let total = |of: fn(&&Flow) -> bool| -> (usize, Decimal) {
        let some: Vec<_> = lines.iter().filter(of).collect();
        (some.len(), some.iter().map(|it| Decimal::new(it.fen, 2)).sum())
    };
    let ((came, income), (went, spent)) = (total(|it| it.fen >= 0), total(|it| it.fen < 0));
    sheet.counts("资金流水总笔数", lines.len())?;
    sheet.counts("收入笔数", came)?;
    sheet.counts("支出笔数", went)?;
    sheet.totals(&["收入金额"], income)?;
    sheet.totals(&["支出金额"], -spent)?;
    Ok(lines)
}

fn exact_fen(yuan: Decimal) -> Option<i64> {
    let fen = yuan.checked_mul(Decimal::ONE_HUNDRED)?;
    if fen.is_integer() { i64::try_from(fen).ok() } else { None }
}

/// Fees are written to a thousandth of a fen; the provider takes whole ones, rounded as in trade.
fn whole_fen(yuan: Decimal) -> Option<i64> {
    let fen = yuan.checked_mul(Decimal::ONE_HUNDRED)?;
    i64::try_from(fen.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)).ok()
}
