#![expect(clippy::float_arithmetic, reason = "this is drawing; money is elsewhere")]

//! The two tables: who paid whom and how, and for what.

use crate::Facts;
use crate::paper::{Ink, Paper, Side, Spot, Style};
use crate::sheet::{HAIR, LEFT, MUTED, RIGHT, TEXT};
use domain::{Line, beijing_time};
use krilla::geom::Rect;
use krilla::tagging::{Identifier, Node, TableHeaderScope, Tag, TagGroup, TagTree};
use std::num::NonZeroU16;

/// From one fact to the next, downwards, and from a fact's name to what it is.
const STEP: f32 = 27.0;
const NAMED: f32 = 62.0;

/// Where the second fact of a line begins.
const SECOND: f32 = LEFT + 252.0;

/// The tallest and the least tall row of an item: fifty are on one page too.
const ROW: (f32, f32) = (25.0, 5.2);

/// The row of headings, and that of the sum.
const HEADING: f32 = 24.0;
const SUM: f32 = 34.0;

/// Where the columns of the items begin, after the one of their numbers.
const ITEM: f32 = LEFT + 42.0;
const YEAR: f32 = LEFT + 250.0;
const AMOUNT: f32 = RIGHT - 12.0;

pub(crate) fn heading(level: u16, title: &str, text: Identifier) -> TagGroup {
    let level = NonZeroU16::new(level).expect("levels begin with one");
    TagGroup::with_children(Tag::Hn(level, Some(title.to_owned())), vec![text.into()])
}

pub(crate) fn paragraph(text: Identifier) -> TagGroup {
    TagGroup::with_children(Tag::P, vec![text.into()])
}

/// Draws who paid whom and how from `top` on; gives back where it ends.
pub(crate) fn facts(paper: &mut Paper<'_>, facts: &Facts<'_>, top: f32, tree: &mut TagTree) -> f32 {
    let (payer, payment) = (facts.payer, facts.payment);
    let channel = facts.school.channel_name(payment.receipt.channel);
    let paid_at = format!("{}（北京时间）", beijing_time(payment.receipt.paid_at));
    let rows: [&[(&str, &str)]; 5] = [
        &[("缴款人", payer.name.expose()), ("学号/工号", payer.number.expose())],
        &[("证件号码", &payer.id_masked), ("收款单位", &payment.order.payee)],
        &[("缴费渠道", channel), ("缴费时间", &paid_at)],
        &[("订单号", &payment.order.number().to_string())],
        &[("渠道交易号", &payment.receipt.transaction.0)],
    ];
    let mut table = TagGroup::new(Tag::Table);
    let mut y = top;
    for row in rows {
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

/// Draws what was paid for, from `top` to `bottom` at most.
pub(crate) fn items(
    paper: &mut Paper<'_>,
    facts: &Facts<'_>,
    (top, bottom): (f32, f32),
    tree: &mut TagTree,
) {
    let order = facts.payment.order;
    let ink = Ink::of(&facts.school.brand.light.ink);
    let mut table = TagGroup::new(Tag::Table);
    table.push(headings(paper, facts, top));

    let first = top + HEADING;
    let row = row_height(order.lines.len(), bottom - first - SUM - 12.0);
    let mut y = first;
    for (line, nth) in order.lines.iter().zip(1_usize..) {
        table.push(item(paper, line, nth, (y, row)));
        y += row;
        paper.rule((LEFT, RIGHT), y - 0.25, 0.5, HAIR);
    }

    let soft = Ink::of(&facts.school.brand.light.soft);
    let band = Rect::from_ltrb(LEFT, y, RIGHT, y + SUM).expect("a band");
    paper.fill(band, 0.0, soft);
    paper.rule((LEFT, RIGHT), y + SUM, 1.0, ink);
    let base = y + SUM / 2.0 + 4.4;
    let label = Spot::left(LEFT + 12.0, base, 60.0);
    let label = paper.write("合计（大写）", label, Style::plain(9.2, MUTED));
    let capitals = order.total.in_capitals();
    let spot = Spot::left(LEFT + 76.0, base, 244.0);
    let capitals = paper.write(&capitals, spot, Style::bold(12.0, TEXT));
    let spot = Spot { x: AMOUNT, y: base + 0.6, room: 136.0, side: Side::Right };
    let figures = format!("¥{}", grouped(&order.total.to_string()));
    let figures = paper.write(&figures, spot, Style::bold(15.0, ink));
    let cells = [head_cell(TableHeaderScope::Row, label), cell(capitals), cell(figures)];
    table.push(TagGroup::with_children(Tag::TR, cells.map(Node::from).into()));
    tree.push(table);
}

fn headings(paper: &mut Paper<'_>, facts: &Facts<'_>, top: f32) -> TagGroup {
    let (soft, ink) = (&facts.school.brand.light.soft, &facts.school.brand.light.ink);
    let band = Rect::from_ltrb(LEFT, top, RIGHT, top + HEADING).expect("a band");
    paper.fill(band, 0.0, Ink::of(soft));
    let style = Style::plain(9.2, Ink::of(ink));
    let base = top + HEADING / 2.0 + 3.3;
    let mut row = TagGroup::new(Tag::TR);
    for (text, x, side) in [
        ("序号", LEFT + 12.0, Side::Left),
        ("收费项目", ITEM, Side::Left),
        ("学年 / 缴费对象", YEAR, Side::Left),
        ("金额（元）", AMOUNT, Side::Right),
    ] {
        let text = paper.write(text, Spot { x, y: base, room: 120.0, side }, style);
        row.push(head_cell(TableHeaderScope::Column, text));
    }
    row
}

fn item(paper: &mut Paper<'_>, line: &Line, nth: usize, (top, height): (f32, f32)) -> TagGroup {
    let size = (height * 0.78).min(10.6);
    let base = top + height / 2.0 + size * 0.36;
    let (style, quiet) = (Style::plain(size, TEXT), Style::plain(size, MUTED));
    let amount = grouped(&line.amount.to_string());
    let right = Spot { x: AMOUNT, y: base, room: 96.0, side: Side::Right };
    let cells = [
        paper.write(&nth.to_string(), Spot::left(LEFT + 12.0, base, 26.0), quiet),
        paper.write(&line.item, Spot::left(ITEM, base, YEAR - ITEM - 14.0), style),
        paper.write(&what_for(line), Spot::left(YEAR, base, AMOUNT - YEAR - 104.0), style),
        paper.write(&amount, right, style),
    ];
    TagGroup::with_children(Tag::TR, cells.map(|it| Node::from(cell(it))).into())
}

/// The academic year, or the room, card or account; a dash where there is neither.
fn what_for(line: &Line) -> String {
    let parts = [Some(&line.year), line.target.as_ref()];
    let told: Vec<_> = parts.into_iter().flatten().filter(|it| !it.is_empty()).cloned().collect();
    if told.is_empty() { "—".to_owned() } else { told.join(" · ") }
}

/// How tall each of `count` rows is in `room`.
fn row_height(count: usize, room: f32) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "fifty at most")]
    let even = room / count.max(1) as f32;
    even.clamp(ROW.1, ROW.0)
}

/// `4800.00` as `4,800.00`.
fn grouped(amount: &str) -> String {
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

fn head_cell(scope: TableHeaderScope, text: Identifier) -> TagGroup {
    TagGroup::with_children(Tag::TH(scope), vec![text.into()])
}

fn cell(text: Identifier) -> TagGroup {
    TagGroup::with_children(Tag::TD, vec![text.into()])
}
