use super::message::gbk;
use super::settings::{Reference, Settle};
use super::wire::{Facts, slashed};
use crate::text;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{Day, LineKind, Merchant, Money, StatementLine, Transaction};
use flate2::read::GzDecoder;
use std::collections::{BTreeMap, HashMap};
use std::io::Read;

/// Unpacked bytes of the longest file that is taken: a million payments.
const LONGEST: u64 = 256 << 20;

/// The columns as the bank describes them, for a file without a header.
const COLUMNS: [&str; 15] = [
    "商户号",
    "交易类型",
    "订单编号",
    "交易时间",
    "交易金额",
    "商户账号",
    "商户动账金额",
    "客户账号",
    "账户类型",
    "商户回佣手续费",
    "商户分期手续费",
    "会计日期",
    "主机流水号",
    "9014流水号",
    "原订单号",
];

/// Which file of which day, whose it must be, and what names its payments.
pub(super) struct Wanted<'a> {
    pub(super) file: Settle,
    pub(super) day: Day,
    pub(super) merchant: &'a Merchant,
    pub(super) reference: Reference,
}

impl Wanted<'_> {
    /// The lines of the file that an answer holds, or nothing: a line that cannot be read, or a
    /// sum that is not the told one, and nothing of the file is believed.
    pub(super) fn read(&self, facts: &Facts) -> Option<Vec<StatementLine>> {
        let said_day = facts.get("SettleDate");
        (said_day.is_empty() || said_day == slashed(self.day)).then_some(())?;
        let mut lines = self.lines(&records(facts)?)?;
        self.adds_up(&lines, facts).then_some(())?;
        if self.reference == Reference::Bank {
            name_what_is_given_back(&mut lines);
        }
        Some(lines)
    }

    fn lines(&self, text: &str) -> Option<Vec<StatementLine>> {
        let mut rows = text.split("^^").map(str::trim).filter(|it| !it.is_empty()).peekable();
        let header = rows.next_if(|it| it.contains("订单编号"));
        let names: Vec<_> = match header {
            Some(header) => header.split('|').map(str::trim).collect(),
            None => COLUMNS.to_vec(),
        };
        rows.map(|row| self.line(&names, row)).collect()
    }

    /// One row. Empty cells at its end may be missing.
    fn line(&self, names: &[&str], row: &str) -> Option<StatementLine> {
        let cells: BTreeMap<_, _> =
            names.iter().copied().zip(row.split('|').map(str::trim)).collect();
        let cell = |name: &str| cells.get(name).copied().unwrap_or_default();
        (cell("商户号") == self.merchant.0).then_some(())?;
        let kind = kind(cell("交易类型"))?;
        let amount = text::signed_yuan(cell("交易金额"))?.unsigned_abs();
        let fee = |name| match cell(name) {
            "" => Some(0),
            fee => text::signed_yuan(fee),
        };
        let said_at = cell("交易时间");
        let at = text::from_beijing(said_at, "%Y%m%d%H%M%S").ok()?;
        let (own, original) = (cell("订单编号"), cell("原订单号"));
        // Whether a refund without its payment says its own number or the payment's is not known.
        let number = if original.is_empty() { own } else { original };
        let (number, refund) = match kind {
            LineKind::Payment => (own, None),
            LineKind::Refund => (number, Some(own.to_owned())),
        };
        let transaction = match self.reference {
            Reference::Bank => cell("9014流水号"),
            Reference::Order => number,
        };
        (!own.is_empty() && !transaction.is_empty()).then_some(())?;
        Some(StatementLine {
            kind,
            number: number.to_owned(),
            refund,
            transaction: Transaction(transaction.to_owned()),
            amount: Money::from_fen(amount).ok()?,
            fee_fen: fee("商户回佣手续费")?.checked_add(fee("商户分期手续费")?)?,
            at: Some(at),
            said_at: said_at.to_owned(),
        })
    }

    /// Whether there are as many lines, of as much money, as the bank says. Of cards it always
    /// says; a file that holds less than it should is what a statement is for.
    fn adds_up(&self, lines: &[StatementLine], facts: &Facts) -> bool {
        let told = |kind, count: &str, sum: &str| {
            let of_kind: Vec<_> = lines.iter().filter(|it| it.kind == kind).collect();
            let (count, sum) = (facts.get(count), facts.get(sum));
            let counted = count.parse() == Ok(of_kind.len());
            let amount: Money = of_kind.iter().map(|it| it.amount).sum();
            (
                count.is_empty() && sum.is_empty(),
                counted && text::signed_yuan(sum).map(i64::unsigned_abs) == Some(amount.fen()),
            )
        };
        let (silent, right) = told(LineKind::Payment, "NumOfPayments", "SumOfPayAmount");
        let payments = right || silent && self.file == Settle::SettleAliWx;
        let (silent, right) = told(LineKind::Refund, "NumOfRefunds", "SumOfRefundAmount");
        payments && (right || silent)
    }
}

/// The records as text: packed or as they are.
fn records(facts: &Facts) -> Option<String> {
    let packed: String = facts.get("ZIPDetailRecords").split_whitespace().collect();
    if packed.is_empty() {
        return Some(facts.get("DetailRecords").to_owned());
    }
    let packed = STANDARD.decode(packed).ok()?;
    let mut bytes = Vec::new();
    let mut file = GzDecoder::new(&*packed).take(LONGEST + 1);
    file.read_to_end(&mut bytes).ok()?;
    let whole = u64::try_from(bytes.len()).is_ok_and(|it| it <= LONGEST);
    whole.then(|| gbk(&bytes).map(std::borrow::Cow::into_owned))?
}

/// What moved the money. The bank describes `Sale` and `Refund`, and the wallets' files say
/// `weixinpay` and the like; what it takes back in other ways is for people to look at.
fn kind(said: &str) -> Option<LineKind> {
    let said = said.to_ascii_lowercase();
    let has = |word: &str| said.contains(word);
    match &*said {
        _ if has("void") || has("cancel") => None,
        _ if has("refund") => Some(LineKind::Refund),
        "sale" => Some(LineKind::Payment),
        _ if has("weixin") || has("ali") || has("pay") => Some(LineKind::Payment),
        _ => None,
    }
}

/// The reference of a refund's line is the refund's own: it gets the payment's, where the payment
/// stands in the same file, and else none.
fn name_what_is_given_back(lines: &mut [StatementLine]) {
    let payments = lines.iter().filter(|it| it.kind == LineKind::Payment);
    let names: HashMap<_, _> =
        payments.map(|it| (it.number.clone(), it.transaction.clone())).collect();
    for line in lines.iter_mut().filter(|it| it.kind == LineKind::Refund) {
        let name = names.get(&line.number).cloned();
        line.transaction = name.unwrap_or_else(|| Transaction(String::new()));
    }
}
