#![expect(clippy::float_arithmetic, reason = "this is drawing; money is elsewhere")]

//! The two tables: who paid whom and how, and for what.

use crate::paper::{Ink, Paper, Side, Spot, Style};
use crate::sheet::{HAIR, LEFT, MUTED, RIGHT, TEXT};
use crate::{Facts, sums};
use config::School;
use domain::{PaidLine, Payment, Proof, beijing_time};
use krilla::geom::Rect;
use krilla::tagging::{Identifier, Node, TableHeaderScope, Tag, TagGroup, TagTree};
use std::num::NonZeroU16;

/// From one fact to the next, downwards, and from a fact's name to what it is.
const STEP: f32 = 27.0;
const NAMED: f32 = 62.0;

/// Where the second fact of a line begins.
const SECOND: f32 = LEFT + 252.0;

/// Payments that are told one by one; the page that checks the proof tells of all.
const PAYMENTS_MAX: usize = 3;

/// The tallest row of an item: fifty are on one page too.
const ROW_MAX: f32 = 25.0;

/// The row of headings.
const HEADING: f32 = 24.0;

/// Where the column of items begins, after the one of their numbers, and where the last one ends.
const ITEM: f32 = LEFT + 42.0;
pub(crate) const AMOUNT: f32 = RIGHT - 12.0;

/// Where the other columns are: the first begins there, and the others end.
struct Columns {
    year: f32,
    amount: f32,
    /// Only where something went back.
    returned: Option<f32>,
}

impl Columns {
    fn of(proof: &Proof<'_>) -> Self {
        if proof.returned().is_zero() {
            Self { year: LEFT + 250.0, amount: AMOUNT, returned: None }
        } else {
            Self { year: LEFT + 196.0, amount: AMOUNT - 88.0, returned: Some(AMOUNT) }
        }
    }
}

pub(crate) fn heading(level: u16, title: &str, text: Identifier) -> TagGroup {
    let level = NonZeroU16::new(level).expect("levels begin with one");
    TagGroup::with_children(Tag::Hn(level, Some(title.to_owned())), vec![text.into()])
}

pub(crate) fn paragraph(text: Identifier) -> TagGroup {
    TagGroup::with_children(Tag::P, vec![text.into()])
}

/// Draws who paid whom and how from `top` on; gives back where it ends.
pub(crate) fn facts(paper: &mut Paper<'_>, facts: &Facts<'_>, top: f32, tree: &mut TagTree) -> f32 {
    let mut table = TagGroup::new(Tag::Table);
    let mut y = top;
    for row in told(facts) {
        let mut cells = TagGroup::new(Tag::TR);
        let columns: &[f32] = if row.len() == 1 { &[LEFT] } else { &[LEFT, SECOND] };
        for (nth, ((name, value), x)) in row.iter().zip(columns).enumerate() {
            let end = columns.get(nth + 1).map_or(RIGHT, |next| next - 14.0);
            let named = Spot::left(*x, y, NAMED - 8.0);
            let name = paper.write(name, named, Style::plain(9.2, MUTED));
            let spot = Spot::left(x + NAMED, y, end - x - NAMED);
            let value = paper.write(value, spot, Style::plain(11.0, TEXT));
            cells.push(head_cell(TableHeaderScope::Row, name));
            cells.push(cell(value));
        }
        table.push(cells);
        paper.rule((LEFT, RIGHT), y + 9.4, 0.5, HAIR);
        y += STEP;
    }
    tree.push(table);
    y
}

/// A name and what it is.
type Fact = (&'static str, String);

/// The facts, row by row.
fn told(facts: &Facts<'_>) -> Vec<Vec<Fact>> {
    let (payer, order) = (facts.payer, facts.proof.order);
    let (name, number) = (payer.name.expose().to_owned(), payer.number.expose().to_owned());
    let mut rows = vec![
        vec![("缴款人", name), ("学号/工号", number)],
        vec![("证件号码", payer.id_masked.clone()), ("收款单位", order.payee.clone())],
        vec![("订单号", order.number().to_string())],
    ];
    let payments = facts.proof.payments();
    for payment in payments.iter().take(PAYMENTS_MAX) {
        rows.extend(how(facts.school, *payment, payments.len() > 1));
    }
    if payments.len() > PAYMENTS_MAX {
        let more = payments.len() - PAYMENTS_MAX;
        rows.push(vec![("其余付款", format!("另有 {more} 笔，扫码查验可见"))]);
    }
    rows
}

/// How `payment` came; in one row, and how much it was, if there are `several`.
fn how(school: &School, payment: Payment<'_>, several: bool) -> Vec<Vec<Fact>> {
    let receipt = payment.receipt();
    let channel = school.channel_name(receipt.channel).to_owned();
    let (at, transaction) = (beijing_time(receipt.paid_at), &receipt.transaction.0);
    if several {
        let amount = grouped(&payment.paid().to_string());
        return vec![vec![("付款", format!("{channel}　{at}　{transaction}　{amount} 元"))]];
    }
    vec![
        vec![("缴费渠道", channel), ("缴费时间", format!("{at}（北京时间）"))],
        vec![("渠道交易号", transaction.clone())],
    ]
}

/// Draws what was paid for, from `top` to `bottom` at most.
pub(crate) fn items(
    paper: &mut Paper<'_>,
    facts: &Facts<'_>,
    (top, bottom): (f32, f32),
    tree: &mut TagTree,
) {
    let (columns, lines) = (Columns::of(&facts.proof), facts.proof.lines());
    let mut table = TagGroup::new(Tag::Table);
    table.push(headings(paper, facts, &columns, top));

    let first = top + HEADING;
    let room = bottom - first - sums::height(&facts.proof) - 12.0;
    let row = row_height(lines.len(), room);
    let mut y = first;
    for (line, nth) in lines.iter().zip(1_usize..) {
        table.push(item(paper, (line, nth), &columns, (y, row)));
        y += row;
        paper.rule((LEFT, RIGHT), y - 0.25, 0.5, HAIR);
    }
    sums::draw(paper, facts, y, &mut table);
    tree.push(table);
}

fn headings(paper: &mut Paper<'_>, facts: &Facts<'_>, columns: &Columns, top: f32) -> TagGroup {
    let (soft, ink) = (&facts.school.brand.light.soft, &facts.school.brand.light.ink);
    let band = Rect::from_ltrb(LEFT, top, RIGHT, top + HEADING).expect("a band");
    paper.fill(band, 0.0, Ink::of(soft));
    let style = Style::plain(9.2, Ink::of(ink));
    let base = top + HEADING / 2.0 + 3.3;
    let mut row = TagGroup::new(Tag::TR);
    let returned = columns.returned.map(|x| ("已退回（元）", x, Side::Right));
    let always = [
        ("序号", LEFT + 12.0, Side::Left),
        ("收费项目", ITEM, Side::Left),
        ("学年 / 缴费对象", columns.year, Side::Left),
        ("金额（元）", columns.amount, Side::Right),
    ];
    for (text, x, side) in always.into_iter().chain(returned) {
        let text = paper.write(text, Spot { x, y: base, room: 120.0, side }, style);
        row.push(head_cell(TableHeaderScope::Column, text));
    }
    row
}

fn item(
    paper: &mut Paper<'_>,
    (paid, nth): (&PaidLine, usize),
    columns: &Columns,
    (top, height): (f32, f32),
) -> TagGroup {
    let line = &paid.line;
    let size = (height * 0.78).min(10.6);
    let base = top + height / 2.0 + size * 0.36;
    let (style, quiet) = (Style::plain(size, TEXT), Style::plain(size, MUTED));
    let right = |x| Spot { x, y: base, room: 80.0, side: Side::Right };
    let mut cells = vec![
        paper.write(&nth.to_string(), Spot::left(LEFT + 12.0, base, 26.0), quiet),
        paper.write(&line.item, Spot::left(ITEM, base, columns.year - ITEM - 14.0), style),
        paper.write(
            &what_for(paid),
            Spot::left(columns.year, base, columns.amount - columns.year - 86.0),
            style,
        ),
        paper.write(&grouped(&line.amount.to_string()), right(columns.amount), style),
    ];
    if let Some(x) = columns.returned {
        cells.push(paper.write(&grouped(&paid.returned.to_string()), right(x), style));
    }
    TagGroup::with_children(Tag::TR, cells.into_iter().map(|it| Node::from(cell(it))).collect())
}

/// The academic year, or the room, card or account; a dash where there is neither.
fn what_for(PaidLine { line, .. }: &PaidLine) -> String {
    let parts = [Some(&line.year), line.target.as_ref()];
    let told: Vec<_> = parts.into_iter().flatten().filter(|it| !it.is_empty()).cloned().collect();
    if told.is_empty() { "—".to_owned() } else { told.join(" · ") }
}

/// How tall each of `count` rows is in `room`.
fn row_height(count: usize, room: f32) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "fifty at most")]
    let even = room / count.max(1) as f32;
    even.min(ROW_MAX)
}

/// `4800.00` as `4,800.00`.
pub(crate) fn grouped(amount: &str) -> String {
    let (yuan, fen) = amount.split_once('.').unwrap_or((amount, "00"));
    let mut text = String::new();
    for (place, digit) in yuan.char_indices() {
        if place > 0 && (yuan.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text}.{fen}")
}

pub(crate) fn head_cell(scope: TableHeaderScope, text: Identifier) -> TagGroup {
    TagGroup::with_children(Tag::TH(scope), vec![text.into()])
}

pub(crate) fn cell(text: Identifier) -> TagGroup {
    TagGroup::with_children(Tag::TD, vec![text.into()])
}
