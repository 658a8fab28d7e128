#![expect(clippy::float_arithmetic, reason = "this is drawing; money is elsewhere")]

//! What the items come to: what was paid, what of that went back, and what still stands.

use crate::Facts;
use crate::paper::{Ink, Paper, Side, Spot, Style};
use crate::sheet::{ALARM, HAIR, LEFT, MUTED, RIGHT, TEXT};
use crate::table::{AMOUNT, cell, grouped, head_cell};
use domain::{Day, Money, Proof, ProofStanding, Return, beijing_time};
use krilla::geom::Rect;
use krilla::tagging::{Node, TableHeaderScope, Tag, TagGroup};

/// How tall a sum is, and what is told between two of them.
const SUM: f32 = 34.0;
const BETWEEN: f32 = 24.0;

/// Times of giving back that are told one by one; the page that checks the proof tells of all.
const RETURNS_MAX: usize = 3;

/// How a sum looks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    /// It is what the paper proves.
    Counts,
    /// It is only what once was.
    Past,
}

/// How tall all of it is.
pub(crate) fn height(proof: &Proof<'_>) -> f32 {
    let going = if proof.going().is_zero() { 0.0 } else { BETWEEN };
    let returned = if proof.returned().is_zero() { 0.0 } else { BETWEEN + SUM };
    SUM + returned + going
}

/// Draws it from `top` on, as the last rows of `table`.
pub(crate) fn draw(paper: &mut Paper<'_>, facts: &Facts<'_>, top: f32, table: &mut TagGroup) {
    let proof = &facts.proof;
    let (label, weight) = match proof.standing() {
        ProofStanding::Whole => ("合计（大写）", Weight::Counts),
        ProofStanding::Part => ("已缴（大写）", Weight::Past),
        ProofStanding::Nothing => ("曾缴（大写）", Weight::Past),
    };
    let mut y = top;
    table.push(sum(paper, facts, (label, proof.paid(), weight), y));
    y += SUM;
    if weight == Weight::Past {
        let figures = format!("−{}", yuan(proof.returned()));
        table.push(between(paper, ("已退回", &when(&proof.returns()), &figures), y));
        y += BETWEEN;
    }
    if !proof.going().is_zero() {
        // It is with the school until it is back, and counts so long.
        let told = "已在办理；退到付款账户之前，仍计入金额";
        table.push(between(paper, ("正在退回", told, &yuan(proof.going())), y));
        y += BETWEEN;
    }
    if weight == Weight::Past {
        table.push(sum(paper, facts, ("现有效（大写）", proof.stands(), Weight::Counts), y));
    }
}

fn sum(
    paper: &mut Paper<'_>,
    facts: &Facts<'_>,
    (label, money, weight): (&str, Money, Weight),
    y: f32,
) -> TagGroup {
    let brand = &facts.school.brand.light;
    let ink = Ink::of(&brand.ink);
    let (style, figures_style, line) = match weight {
        Weight::Counts => (Style::bold(12.0, TEXT), Style::bold(15.0, ink), ink),
        Weight::Past => (Style::plain(10.6, MUTED), Style::plain(12.0, MUTED), HAIR),
    };
    if weight == Weight::Counts {
        let band = Rect::from_ltrb(LEFT, y, RIGHT, y + SUM).expect("a band");
        paper.fill(band, 0.0, Ink::of(&brand.soft));
    }
    paper.rule((LEFT, RIGHT), y + SUM, 1.0, line);
    let base = y + SUM / 2.0 + 4.4;
    let label = paper.write(label, Spot::left(LEFT + 12.0, base, 60.0), Style::plain(9.2, MUTED));
    let spot = Spot::left(LEFT + 76.0, base, 244.0);
    let capitals = paper.write(&money.in_capitals(), spot, style);
    let spot = Spot { x: AMOUNT, y: base + 0.6, room: 136.0, side: Side::Right };
    let figures = paper.write(&yuan(money), spot, figures_style);
    row([head_cell(TableHeaderScope::Row, label), cell(capitals), cell(figures)])
}

fn between(paper: &mut Paper<'_>, (label, told, figures): (&str, &str, &str), y: f32) -> TagGroup {
    let base = y + BETWEEN / 2.0 + 3.6;
    let style = Style::plain(9.2, ALARM);
    let label = paper.write(label, Spot::left(LEFT + 12.0, base, 60.0), style);
    let told = paper.write(told, Spot::left(LEFT + 76.0, base, 290.0), style);
    let spot = Spot { x: AMOUNT, y: base, room: 96.0, side: Side::Right };
    let figures = paper.write(figures, spot, Style::plain(12.0, ALARM));
    paper.rule((LEFT, RIGHT), y + BETWEEN, 0.5, HAIR);
    row([head_cell(TableHeaderScope::Row, label), cell(told), cell(figures)])
}

fn row(cells: [TagGroup; 3]) -> TagGroup {
    TagGroup::with_children(Tag::TR, cells.map(Node::from).into())
}

fn yuan(money: Money) -> String {
    format!("¥{}", grouped(&money.to_string()))
}

/// When it went back: to the second if it was once.
fn when(returns: &[Return]) -> String {
    if let [only] = returns {
        return format!("{}（北京时间）", beijing_time(only.at));
    }
    let told = |it: &Return| format!("{} {} 元", Day::of(it.at), grouped(&it.amount.to_string()));
    let first: Vec<_> = returns.iter().take(RETURNS_MAX).map(told).collect();
    let more = returns.len().saturating_sub(RETURNS_MAX);
    let more = if more > 0 { format!("，等 {} 次", returns.len()) } else { String::new() };
    format!("{}{more}", first.join("，"))
}
