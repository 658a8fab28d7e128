use super::wire::instant;
use crate::{Torn, text};
use domain::{ChannelKind, Day, LineKind, Merchant, Money, Statement, StatementLine, Transaction};
use encoding_rs::GB18030;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Why a file is not the bill of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum BillError {
    #[error("the file cannot be unpacked")]
    Packed,
    #[error("the archive holds no detail file")]
    NoDetail,
    #[error("the file is not GBK")]
    Encoding,
    #[error("the file is of another account or day")]
    Foreign,
    #[error("line {0} of the file is not as it should be")]
    Line(usize),
    #[error("the file ends before its sums")]
    Short,
    #[error("the lines do not add up to the sums of the file")]
    Sum,
}

impl BillError {
    pub(super) fn torn(self) -> Torn {
        match self {
            Self::Packed | Self::Line(_) | Self::Short => Torn::Cut,
            Self::NoDetail => Torn::Unreadable,
            Self::Encoding => Torn::Encoding,
            Self::Foreign => Torn::Foreign,
            Self::Sum => Torn::Total,
        }
    }
}

/// Unpacked bytes of the longest file we take: some hundred thousand payments.
const LONGEST: u64 = 256 << 20;

/// An archive has two files, or four where the account has shops.
const ENTRIES_MAX: usize = 16;

/// The bill of `day` for `us`, out of the archive that the provider hands out.
pub(super) fn read(file: &[u8], us: &Merchant, day: Day) -> Result<Statement, BillError> {
    let text = detail(file)?;
    let lines = Table::read(&text, us, day)?;
    Ok(Statement { channel: ChannelKind::Alipay, merchant: us.clone(), day, lines })
}

/// The detail file. Names are in GBK without saying so, and the order of the files is not fixed.
fn detail(file: &[u8]) -> Result<String, BillError> {
    let mut archive = ZipArchive::new(Cursor::new(file)).map_err(|_| BillError::Packed)?;
    for place in 0..archive.len().min(ENTRIES_MAX) {
        let entry = archive.by_index(place).map_err(|_| BillError::Packed)?;
        let (name, _) = GB18030.decode_without_bom_handling(entry.name_raw());
        if !name.ends_with(".csv") || name.contains("汇总") {
            continue;
        }
        let mut bytes = Vec::new();
        entry.take(LONGEST + 1).read_to_end(&mut bytes).map_err(|_| BillError::Packed)?;
        if u64::try_from(bytes.len()).is_ok_and(|it| it > LONGEST) {
            return Err(BillError::Packed);
        }
        let text = GB18030.decode_without_bom_handling_and_without_replacement(&bytes);
        let text = text.ok_or(BillError::Encoding)?.into_owned();
        if text.starts_with("#支付宝业务明细查询") {
            return Ok(text);
        }
    }
    Err(BillError::NoDetail)
}

/// Which cell of a row says what. Newer files have more columns, so the names decide.
struct Table {
    transaction: usize,
    number: usize,
    kind: usize,
    at: usize,
    goods: usize,
    amount: usize,
    received: usize,
    refund: usize,
    fee: usize,
    width: usize,
}

/// What the lines of a file add up to, and what the file says that they should.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sums {
    payments: (u64, i64),
    refunds: (u64, i64),
}

impl Table {
    fn read(text: &str, us: &Merchant, day: Day) -> Result<Vec<StatementLine>, BillError> {
        let (mut table, mut lines) = (None, Vec::new());
        let (mut found, mut said) = (Sums::default(), (None, None));
        let (mut account, mut begins, mut ended) = (false, false, false);
        for (place, line) in text.lines().enumerate() {
            let wrong = BillError::Line(place + 1);
            if let Some(comment) = line.strip_prefix('#') {
                account |= comment.strip_prefix("账号：[").is_some_and(|it| it.starts_with(&us.0));
                begins |= comment
                    .strip_prefix("起始日期：[")
                    .is_some_and(|it| it.starts_with(&chinese(day)));
                ended |= comment.contains("列表结束");
                if let Some(sum) = comment.strip_prefix("交易合计：") {
                    said.0 = Some(sums(sum).ok_or(wrong)?);
                } else if let Some(sum) = comment.strip_prefix("退款合计：") {
                    said.1 = Some(sums(sum).ok_or(wrong)?);
                }
                continue;
            }
            // Whose it is stands above the first row; below the last there are only sums.
            if !(account && begins) {
                return Err(BillError::Foreign);
            }
            if ended {
                return Err(wrong);
            }
            match &table {
                None => table = Some(Self::of(line).ok_or(wrong)?),
                Some(table) => lines.push(table.line(line, &mut found).ok_or(wrong)?),
            }
        }
        let (Some(payments), Some(refunds)) = said else { return Err(BillError::Short) };
        if !ended || table.is_none() {
            return Err(BillError::Short);
        }
        if found != (Sums { payments, refunds }) {
            return Err(BillError::Sum);
        }
        Ok(lines)
    }

    fn of(header: &str) -> Option<Self> {
        let names: Vec<_> = header.split(',').map(plain).collect();
        let place = |name: &str| names.iter().position(|it| it == name);
        Some(Self {
            transaction: place("支付宝交易号")?,
            number: place("商户订单号")?,
            kind: place("业务类型")?,
            at: place("完成时间")?,
            goods: place("商品名称")?,
            amount: place("订单金额(元)")?,
            received: place("商家实收(元)")?,
            refund: place("退款批次号/请求号")?,
            fee: place("服务费(元)")?,
            width: names.len(),
        })
    }

    fn line(&self, row: &str, found: &mut Sums) -> Option<StatementLine> {
        let mut cells: Vec<_> = row.split(',').map(str::trim).collect();
        // A comma in the name of the goods is written like any other.
        let more = cells.len().checked_sub(self.width)?;
        cells.drain(self.goods..self.goods + more);
        let amount = text::signed_yuan(cells[self.amount])?;
        let received = text::signed_yuan(cells[self.received])?;
        let fee = text::signed_yuan(cells[self.fee])?.checked_abs()?;
        let refund = Some(cells[self.refund]).filter(|it| !it.is_empty()).map(str::to_owned);
        // Whether fees and refunds stand there as negative numbers differs between files.
        let (kind, sum, fee_fen, refund) = match cells[self.kind] {
            "交易" if amount >= 0 => (LineKind::Payment, &mut found.payments, fee, None),
            "退款" => (LineKind::Refund, &mut found.refunds, -fee, refund),
            _ => return None,
        };
        sum.0 += 1;
        sum.1 = sum.1.checked_add(received)?;
        let said_at = cells[self.at].to_owned();
        Some(StatementLine {
            kind,
            number: cells[self.number].to_owned(),
            refund,
            transaction: Transaction(
                Some(cells[self.transaction]).filter(|it| !it.is_empty())?.to_owned(),
            ),
            amount: Money::from_fen(amount.unsigned_abs()).ok()?,
            fee_fen,
            at: instant(&said_at).ok(),
            said_at,
        })
    }
}

/// A column's name; brackets come in both widths.
fn plain(name: &str) -> String {
    name.trim().replace('（', "(").replace('）', ")")
}

/// `1笔，商家实收共1.00元，…`: how many, and how much the school received.
fn sums(text: &str) -> Option<(u64, i64)> {
    let (many, rest) = text.split_once('笔')?;
    let (_, rest) = rest.split_once('共')?;
    let (much, _) = rest.split_once('元')?;
    Some((many.trim().parse().ok()?, text::signed_yuan(much.trim())?))
}

/// The first instant of a day, as a file's head says it.
fn chinese(day: Day) -> String {
    text::beijing(day.start(), "%Y年%m月%d日 00:00:00")
}
