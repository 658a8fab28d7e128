#![expect(clippy::float_arithmetic, reason = "this is drawing; money is elsewhere")]

//! What stands where on the page.

use crate::code::code;
use crate::face::Face;
use crate::paper::{Ink, Paper, Side, Spot, Style};
use crate::table::{self, heading, paragraph};
use crate::{Facts, PrintError};
use domain::{Money, Proof, ProofStanding};
use krilla::action::LinkAction;
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{Point, Rect};
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::{Page, PageSettings};
use krilla::tagging::{ContentTag, Identifier, Tag, TagGroup, TagTree};
use krilla::{Document, SerializeSettings};

/// A4, in points, and what is printed on of it.
const PAGE: (f32, f32) = (595.28, 841.89);
pub(crate) const LEFT: f32 = 56.0;
pub(crate) const RIGHT: f32 = PAGE.0 - LEFT;

pub(crate) const TEXT: Ink = Ink(0x1c, 0x1c, 0x1e);
pub(crate) const MUTED: Ink = Ink(0x6a, 0x6a, 0x70);
pub(crate) const HAIR: Ink = Ink(0xdd, 0xdd, 0xe0);

/// What went back is told in it, whatever the school's colours are.
pub(crate) const ALARM: Ink = Ink(0xb3, 0x26, 0x1e);

/// Where the parts begin, from the top.
const FACTS: f32 = 206.0;
const FOOT: f32 = 668.0;

/// The side of the QR code, and the paper that it wants around it.
const CODE: f32 = 92.0;
const QUIET: f32 = 9.0;

/// The proof of what `facts` tell, as a PDF. The same facts are the same bytes.
pub(crate) fn print(face: &Face, facts: &Facts<'_>) -> Result<Vec<u8>, PrintError> {
    let reads = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1);
    let mut document = Document::new_with(SerializeSettings {
        configuration: reads.finish().map_err(|_| PrintError::Refused)?,
        ..SerializeSettings::default()
    });
    let name = title(&facts.proof);
    let title = format!("{name} {}", facts.proof.order.number());
    document.set_metadata(
        Metadata::new()
            .title(title)
            .authors(vec![facts.school.name.clone()])
            .creator(facts.school.platform.clone())
            .language("zh-CN".to_owned()),
    );
    let mut outline = Outline::new();
    let top = XyzDestination::new(0, Point::from_xy(0.0, 0.0));
    outline.push_child(OutlineNode::new(name.to_owned(), top));
    document.set_outline(outline);

    let mut page = document.start_page_with(PageSettings::from_wh(PAGE.0, PAGE.1).expect("A4"));
    let mut tree = TagTree::new();
    {
        let mut paper = Paper { surface: page.surface(), face };
        head(&mut paper, facts, &mut tree);
        let below = table::facts(&mut paper, facts, FACTS, &mut tree);
        table::items(&mut paper, facts, (below, FOOT), &mut tree);
        foot(&mut paper, facts, &mut tree)?;
        paper.surface.finish();
    }
    let link = link(&mut page, facts);
    tree.push(link);
    page.finish();
    document.set_tag_tree(tree);
    document.finish().map_err(|_| PrintError::Refused)
}

/// Whose paper it is, and what.
fn head(paper: &mut Paper<'_>, facts: &Facts<'_>, tree: &mut TagTree) {
    let (school, ink) = (facts.school, Ink::of(&facts.school.brand.light.ink));
    let crest = Rect::from_xywh(LEFT, 54.0, 42.0, 42.0).expect("a square");
    paper.fill(crest, 9.0, Ink::of(&school.brand.light.field));
    let middle = Spot { x: LEFT + 21.0, y: 83.0, room: 42.0, side: Side::Middle };
    paper.adorn(&school.crest, middle, Style::bold(22.5, Ink::WHITE));

    let beside = RIGHT - LEFT - 56.0;
    let name = Style { tracking: 0.04, ..Style::bold(18.0, TEXT) };
    let name = paper.write(&school.name, Spot::left(LEFT + 55.0, 74.0, beside), name);
    tree.push(paragraph(name));
    let platform = Spot::left(LEFT + 55.0, 91.0, beside);
    let platform = paper.write(&school.platform, platform, Style::plain(9.5, MUTED));
    tree.push(paragraph(platform));

    let spot = Spot { x: PAGE.0 / 2.0, y: 153.0, room: RIGHT - LEFT, side: Side::Middle };
    let name = title(&facts.proof);
    let title = paper.write(name, spot, Style { tracking: 0.32, ..Style::bold(27.0, ink) });
    tree.push(heading(1, name, title));
    if let Some(sign) = sign(&facts.proof) {
        tree.push(stamp(paper, sign));
    }
    paper.rule((LEFT, RIGHT), 174.0, 1.5, ink);
    paper.rule((LEFT, RIGHT), 177.6, 0.5, ink);
}

/// What the page is called: of money that all went back none is proved to be paid.
fn title(proof: &Proof<'_>) -> &'static str {
    match proof.standing() {
        ProofStanding::Whole | ProofStanding::Part => "缴费凭证",
        ProofStanding::Nothing => "退款凭证",
    }
}

/// What whoever only glances at the page has to see of money that went back or will.
fn sign(proof: &Proof<'_>) -> Option<&'static str> {
    match proof.standing() {
        ProofStanding::Nothing => Some("已全部退回"),
        ProofStanding::Part => Some("已部分退回"),
        ProofStanding::Whole => (!proof.going().is_zero()).then_some("退回办理中"),
    }
}

/// Stamps `sign` beside the title.
fn stamp(paper: &mut Paper<'_>, sign: &str) -> TagGroup {
    const EDGE: f32 = 1.4;
    let outer = Rect::from_ltrb(RIGHT - 88.0, 130.0, RIGHT, 160.0).expect("a box");
    paper.fill(outer, 5.0, ALARM);
    let (left, right) = (outer.left() + EDGE, outer.right() - EDGE);
    let inner = Rect::from_ltrb(left, outer.top() + EDGE, right, outer.bottom() - EDGE);
    paper.fill(inner.expect("a box"), 4.0, Ink::WHITE);
    let spot = Spot { x: RIGHT - 44.0, y: 150.0, room: 76.0, side: Side::Middle };
    paragraph(paper.write(sign, spot, Style::bold(13.5, ALARM)))
}

/// How to check it, and what it is not.
fn foot(paper: &mut Paper<'_>, facts: &Facts<'_>, tree: &mut TagTree) -> Result<(), PrintError> {
    let ink = Ink::of(&facts.school.brand.light.ink);
    paper.rule((LEFT, RIGHT), FOOT, 0.5, HAIR);

    let top = FOOT + 20.0;
    let frame = Rect::from_xywh(LEFT, top, CODE + 2.0 * QUIET, CODE + 2.0 * QUIET);
    let frame = frame.expect("a square");
    paper.fill(frame, 8.0, HAIR);
    let inner = Rect::from_ltrb(LEFT + 0.6, top + 0.6, frame.right() - 0.6, frame.bottom() - 0.6);
    paper.fill(inner.expect("a square"), 7.5, Ink::WHITE);
    let squares = code(facts.check, (LEFT + QUIET, top + QUIET), CODE)?;
    let id = paper.surface.start_tagged(ContentTag::Other);
    paper.shape(&squares, TEXT);
    paper.surface.end_tagged();
    let alt = format!("查验本凭证的二维码，地址是 {}", facts.check);
    tree.push(TagGroup::with_children(Tag::Figure(Some(alt)), vec![id.into()]));

    let x = frame.right() + 20.0;
    let style = Style { tracking: 0.06, ..Style::bold(11.5, ink) };
    let check = paper.write("扫码查验", Spot::left(x, top + 11.0, RIGHT - x), style);
    tree.push(heading(2, "扫码查验", check));
    let mut y = top + 28.0;
    for note in notes(facts) {
        let style = Style::plain(8.6, MUTED);
        let mut lines = Vec::new();
        for line in paper.face.wrap(&note, (RIGHT - x) / style.size) {
            lines.push(paper.write(&line, Spot::left(x, y, RIGHT - x), style));
            y += 13.2;
        }
        y += 3.4;
        let lines = lines.into_iter().map(Identifier::into).collect();
        tree.push(TagGroup::with_children(Tag::P, lines));
    }
    Ok(())
}

fn notes(facts: &Facts<'_>) -> [String; 3] {
    let (contact, host) = (&facts.school.contact, host(facts.check));
    [
        format!(
            "用手机扫描左侧二维码，由本校缴费平台（{host}）当场核对。请先确认打开的是这个网址，\
             再看收款单位、项目和金额是否与本凭证一致。打印以后又有退款或更正的，查验时会说明，以查验结果为准。"
        ),
        proved(&facts.proof),
        format!(
            "本凭证不是发票，也不是非税收入票据。需要票据的，请到{}（{}）办理，电话 {}，{}。",
            contact.office, contact.place, contact.phone, contact.hours
        ),
    ]
}

/// What the page proves.
fn proved(proof: &Proof<'_>) -> String {
    let payee = &proof.order.payee;
    let yuan = |it: Money| format!("{} 元", table::grouped(&it.to_string()));
    match proof.standing() {
        ProofStanding::Whole => {
            format!("本凭证证明上列款项已由{payee}收讫，依据支付渠道的到账通知生成。")
        }
        ProofStanding::Part => format!(
            "上列款项曾由{payee}收讫，其中 {}已经退回。本凭证只证明其余 {}已经缴纳。",
            yuan(proof.returned()),
            yuan(proof.stands())
        ),
        ProofStanding::Nothing => {
            format!("上列款项曾由{payee}收讫，现已全部退回。本凭证证明退款，不证明已经缴费。")
        }
    }
}

/// The host that the address of a page names.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |it| it.1);
    rest.split('/').next().unwrap_or(rest)
}

/// Lets a reader on a screen follow the QR code by a tap.
fn link(page: &mut Page<'_>, facts: &Facts<'_>) -> TagGroup {
    let side = CODE + 2.0 * QUIET;
    let place = Rect::from_xywh(LEFT, FOOT + 20.0, side, side).expect("a square");
    let target = Target::Action(LinkAction::new(facts.check.to_owned()).into());
    let link = LinkAnnotation::new(place, target);
    let id = page.add_tagged_annotation(Annotation::new_link(link, Some("查验本凭证".to_owned())));
    TagGroup::with_children(Tag::Link, vec![id.into()])
}
