use super::asks::{Refusal, queried};
use super::{Said, Wechat, beijing, refunds};
use crate::bank::{Desk, Misdeed, Payment, Refund, RefundState, Trade};
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{Response, Uri};
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::json;
use std::io::Write;

/// A bill that can be fetched for five minutes.
pub(super) struct File {
    bytes: Vec<u8>,
    made: Timestamp,
}

/// A bill's text with its sums apart, so that either can be wrong.
struct Sheet {
    header: &'static str,
    rows: Vec<String>,
    names: &'static str,
    summary: String,
}

const TRADES: &str = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,\
    交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,\
    充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注";
const TRADE_SUMS: &str = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,\
    订单总金额,申请退款总金额";
const FLOWS: &str = "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),\
    账户结余(元),资金变更提交申请人,备注,业务凭证号";
const FLOW_SUMS: &str = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额";

impl Wechat {
    const FILE_LIFE: SignedDuration = SignedDuration::from_mins(5);

    /// Files that wait to be fetched.
    const FILES_MAX: usize = 100;

    /// `GET /v3/bill/…`: where the file is, and its hash. The flaws of statements are made here.
    pub(super) fn bill(&mut self, desk: &mut Desk, uri: &Uri, flows: bool, now: Timestamp) -> Said {
        let day = queried(uri, "bill_date").unwrap_or_default();
        let kind = queried(uri, if flows { "account_type" } else { "bill_type" });
        let all = if flows { "BASIC" } else { "ALL" };
        if kind.is_some_and(|it| it != all) {
            return Err(Refusal::field(if flows { "/account_type" } else { "/bill_type" }));
        }
        let packed = match queried(uri, "tar_type").as_deref() {
            None => false,
            Some("GZIP") => true,
            Some(_) => return Err(Refusal::field("/tar_type")),
        };
        made(&day, now)?;
        let sheet = if flows { movements(desk, &day) } else { self.trades(desk, &day) };
        if sheet.rows.is_empty() {
            return Err(Refusal::new(400, "NO_STATEMENT_EXIST", "账单文件不存在"));
        }
        if desk.misdeed == Misdeed::NotYet {
            return Err(creating());
        }
        let whole = sheet.text();
        let text = if desk.misdeed == Misdeed::Cut { cut(&whole) } else { whole };
        let hashed = if desk.misdeed == Misdeed::WrongHash { "another file" } else { &text };
        let hash = hex::encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, hashed.as_bytes()));
        let bytes = if packed { gzip(text.as_bytes()) } else { text.into_bytes() };
        self.files.retain(|_, it| now.duration_since(it.made) <= Self::FILE_LIFE);
        if self.files.len() >= Self::FILES_MAX {
            self.files.pop_first();
        }
        let token = desk.random.letters(32);
        let url = format!("{}/v3/billdownload/file?token={token}", desk.base_url);
        self.files.insert(token, File { bytes, made: now });
        Ok(Some(json!({ "hash_type": "SHA1", "hash_value": hash, "download_url": url })))
    }

    /// `GET /v3/billdownload/file`: the bytes alone, without any signature.
    pub(super) fn file(&self, uri: &Uri, now: Timestamp) -> Result<Response<Vec<u8>>, Refusal> {
        let token = queried(uri, "token").unwrap_or_default();
        let file = self.files.get(&token);
        let file = file.ok_or_else(|| Refusal::new(403, "NO_AUTH", "无权下载该账单"))?;
        if now.duration_since(file.made) > Self::FILE_LIFE {
            return Err(Refusal::invalid("下载链接已过期"));
        }
        let answer = Response::builder().header("content-type", "application/octet-stream");
        Ok(answer.body(file.bytes.clone()).expect("a constant header"))
    }

    fn trades(&self, desk: &Desk, day: &str) -> Sheet {
        let mut rows = Vec::new();
        for trade in desk.ledger.trades() {
            let paid = trade.payments.iter().filter(|it| beijing(it.at).starts_with(day));
            rows.extend(paid.map(|it| (it.at, it.amount, 0, self.payment_row(trade, it))));
            for refund in trade.refunds.iter().filter(|it| beijing(it.asked).starts_with(day)) {
                let payment = trade.payments.iter().find(|it| it.id == refund.payment);
                let payment = payment.expect("a refund is of a payment");
                let row = self.refund_row(trade, payment, refund);
                rows.push((refund.asked, 0, refund.amount, row));
            }
        }
        rows.sort_by_key(|it| it.0);
        if desk.misdeed == Misdeed::MissingLine {
            rows.pop();
        }
        let paid: u64 = rows.iter().map(|it| it.1).sum();
        let back: u64 = rows.iter().map(|it| it.2).sum();
        let fees: u64 = rows.iter().map(|it| fee(it.1)).sum();
        let said = if desk.misdeed == Misdeed::WrongTotal { paid + 1 } else { paid };
        let (paid, back, said) = (yuan(paid), yuan(back), yuan(said));
        let summary =
            format!("`{},`{paid},`{back},`0.00,`{}000,`{said},`{back}", rows.len(), yuan(fees));
        let rows = rows.into_iter().map(|it| it.3).collect();
        Sheet { header: TRADES, rows, names: TRADE_SUMS, summary }
    }

    fn payment_row(&self, trade: &Trade, payment: &Payment) -> String {
        let (sum, fee) = (yuan(payment.amount), yuan(fee(payment.amount)));
        let head = self.row_head(trade, payment, payment.at, "SUCCESS");
        let goods = goods(trade);
        format!("{head},`{sum},`0.00,`0,`0,`0.00,`0.00,`,`,{goods},`{fee}000,`0.60%,`{sum},`0.00,`")
    }

    fn refund_row(&self, trade: &Trade, payment: &Payment, refund: &Refund) -> String {
        let (sum, id, number) = (yuan(refund.amount), &refund.id, &refund.number);
        let state = match refund.state {
            RefundState::Failed => "FAIL",
            RefundState::Pending | RefundState::Done => refunds::status(refund.state),
        };
        let head = self.row_head(trade, payment, refund.asked, "REFUND");
        let goods = goods(trade);
        format!(
            "{head},`0.00,`0.00,`{id},`{number},`{sum},`0.00,`ORIGINAL,`{state},{goods},\
             `0.00000,`0.60%,`0.00,`{sum},`"
        )
    }

    fn row_head(&self, trade: &Trade, payment: &Payment, at: Timestamp, state: &str) -> String {
        let (app, merchant) = (&self.account.app_id, &self.account.merchant_id);
        let openid = super::shown::payer(trade, &self.account);
        let kind = super::shown::trade_type(trade);
        format!(
            "`{},`{app},`{merchant},`0,`,`{},`{},`{openid},`{kind},`{state},`OTHERS,`CNY",
            clock(at),
            payment.id,
            trade.number
        )
    }
}

impl Sheet {
    fn text(&self) -> String {
        let mut lines = vec![self.header];
        lines.extend(self.rows.iter().map(String::as_str));
        lines.extend([self.names, &self.summary]);
        format!("\u{feff}{}\r\n", lines.join("\r\n"))
    }
}

/// The fund-flow bill of `day`: every movement, and what the account held after it.
fn movements(desk: &Desk, day: &str) -> Sheet {
    let mut moves = Vec::new();
    for trade in desk.ledger.trades() {
        for paid in trade.payments.iter().filter(|it| beijing(it.at).starts_with(day)) {
            moves.push((paid.at, paid.id.clone(), "交易", true, paid.amount, &trade.number));
            let kind = "扣除交易手续费";
            moves.push((paid.at, paid.id.clone(), kind, false, fee(paid.amount), &trade.number));
        }
        for refund in &trade.refunds {
            let at = refund.settled.filter(|_| refund.state == RefundState::Done);
            if let Some(at) = at.filter(|it| beijing(*it).starts_with(day)) {
                moves.push((at, refund.id.clone(), "退款", false, refund.amount, &refund.number));
            }
        }
    }
    moves.sort_by_key(|it| it.0);
    if desk.misdeed == Misdeed::MissingLine {
        moves.pop();
    }
    let mut balance: u64 = 100_000_000;
    let (mut came, mut went) = ((0, 0), (0, 0));
    let rows = moves.iter().map(|(at, id, kind, comes, fen, voucher)| {
        let way = if *comes { &mut came } else { &mut went };
        *way = (way.0 + 1, way.1 + fen);
        balance = if *comes { balance + fen } else { balance.saturating_sub(*fen) };
        let word = if *comes { "收入" } else { "支出" };
        format!(
            "`{},`{id},`{id},`{kind},`{kind},`{word},`{},`{},`system,`,`{voucher}",
            clock(*at),
            yuan(*fen),
            yuan(balance)
        )
    });
    let rows: Vec<_> = rows.collect();
    let said = if desk.misdeed == Misdeed::WrongTotal { came.1 + 1 } else { came.1 };
    let summary =
        format!("`{},`{},`{},`{},`{}", rows.len(), came.0, yuan(said), went.0, yuan(went.1));
    Sheet { header: FLOWS, rows, names: FLOW_SUMS, summary }
}

/// Whether the bill of `day` is made at `now`: on the next morning at nine, for three months.
fn made(day: &str, now: Timestamp) -> Result<(), Refusal> {
    let wrong = || Refusal::field("/bill_date");
    let date: jiff::civil::Date = day.parse().map_err(|_| wrong())?;
    if date.to_string() != day {
        return Err(wrong());
    }
    let clock = now.to_zoned(jiff::tz::offset(8).to_time_zone()).datetime();
    let next = date.tomorrow().map_err(|_| wrong())?;
    if next > clock.date() || date < clock.date().saturating_sub(92.days()) {
        return Err(wrong());
    }
    if next == clock.date() && clock.hour() < 9 { Err(creating()) } else { Ok(()) }
}

fn creating() -> Refusal {
    Refusal::new(400, "STATEMENT_CREATING", "账单生成中")
}

/// The first half of a file.
fn cut(text: &str) -> String {
    text[..text.floor_char_boundary(text.len() / 2)].to_owned()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).expect("memory takes all");
    packed.finish().expect("memory takes all")
}

/// Free text: commas and line breaks would look like the file's own.
fn goods(trade: &Trade) -> String {
    let plain = |text: &str| text.replace(',', "\\ ").replace('\n', "\\n").replace('\r', "\\r");
    let attach = trade.more["attach"].as_str().unwrap_or_default();
    format!("`{},`{}", plain(&trade.description), plain(attach))
}

/// Six in a thousand, in whole fen.
fn fee(fen: u64) -> u64 {
    (fen * 6 + 500) / 1000
}

fn yuan(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

fn clock(at: Timestamp) -> String {
    at.to_zoned(jiff::tz::offset(8).to_time_zone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}
