//! The page of a proof while it is drawn.

#![expect(clippy::float_arithmetic, reason = "this is drawing; money is elsewhere")]

use crate::face::{Face, Run};
use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, FillRule, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag};

/// The page while it is drawn, in points from its upper left corner.
pub(crate) struct Paper<'a> {
    pub(crate) surface: Surface<'a>,
    pub(crate) face: &'a Face,
}

/// A colour: red, green and blue.
#[derive(Clone, Copy)]
pub(crate) struct Ink(pub(crate) u8, pub(crate) u8, pub(crate) u8);

/// How text looks.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    pub(crate) size: f32,
    pub(crate) ink: Ink,
    pub(crate) bold: bool,
    /// Ems between characters.
    pub(crate) tracking: f32,
}

/// Where a line of text stands: at `x` on the line `y`, and in at most `room`.
#[derive(Clone, Copy)]
pub(crate) struct Spot {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) room: f32,
    pub(crate) side: Side,
}

/// Which part of the text stands at its spot.
#[derive(Clone, Copy)]
pub(crate) enum Side {
    Left,
    Middle,
    Right,
}

/// How much thicker a bold stroke is, in ems: the face comes in one weight.
const BOLD: f32 = 0.025;

impl Ink {
    pub(crate) const WHITE: Self = Self(0xff, 0xff, 0xff);

    /// The colour that a school's file writes as `#rrggbb`.
    pub(crate) fn of(text: &str) -> Self {
        let part = |at| text.get(at).and_then(|it| u8::from_str_radix(it, 16).ok());
        let parts = part(1..3).zip(part(3..5)).zip(part(5..7));
        let ((red, green), blue) = parts.expect("a school's file is checked when it is read");
        Self(red, green, blue)
    }

    fn color(self) -> rgb::Color {
        rgb::Color::new(self.0, self.1, self.2)
    }
}

impl Style {
    pub(crate) const fn plain(size: f32, ink: Ink) -> Self {
        Self { size, ink, bold: false, tracking: 0.0 }
    }

    pub(crate) const fn bold(size: f32, ink: Ink) -> Self {
        Self { bold: true, ..Self::plain(size, ink) }
    }
}

impl Spot {
    pub(crate) const fn left(x: f32, y: f32, room: f32) -> Self {
        Self { x, y, room, side: Side::Left }
    }
}

impl Paper<'_> {
    /// Writes a line, smaller if it does not fit: nothing of it is ever left out.
    pub(crate) fn write(&mut self, text: &str, spot: Spot, style: Style) -> Identifier {
        let run = self.face.set(text, style.tracking);
        let id = self.surface.start_tagged(ContentTag::Span(SpanTag::empty()));
        self.draw(&run, spot, style);
        self.surface.end_tagged();
        id
    }

    /// The same, for what is not read out.
    pub(crate) fn adorn(&mut self, text: &str, spot: Spot, style: Style) {
        let run = self.face.set(text, style.tracking);
        self.as_artifact(|paper| paper.draw(&run, spot, style));
    }

    /// Fills a rectangle whose corners are rounded by `radius`.
    pub(crate) fn fill(&mut self, rect: Rect, radius: f32, ink: Ink) {
        let path = rounded(rect, radius);
        self.as_artifact(|paper| paper.shape(&path, ink));
    }

    /// A line across, as thick as it says.
    pub(crate) fn rule(&mut self, (left, right): (f32, f32), y: f32, thick: f32, ink: Ink) {
        let rect = Rect::from_ltrb(left, y, right, y + thick).expect("left of right");
        self.fill(rect, 0.0, ink);
    }

    /// Fills `path` in `ink`, as part of what is tagged at the moment.
    pub(crate) fn shape(&mut self, path: &Path, ink: Ink) {
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(filled(ink)));
        self.surface.draw_path(path);
    }

    fn draw(&mut self, run: &Run, spot: Spot, style: Style) {
        if run.glyphs.is_empty() {
            return;
        }
        let size = style.size.min(spot.room / run.width.max(f32::EPSILON));
        let width = run.width * size;
        let x = match spot.side {
            Side::Left => spot.x,
            Side::Middle => spot.x - width / 2.0,
            Side::Right => spot.x - width,
        };
        self.surface.set_fill(Some(filled(style.ink)));
        self.surface.set_stroke(style.bold.then(|| Stroke {
            paint: style.ink.color().into(),
            width: size * BOLD,
            ..Stroke::default()
        }));
        let (at, font) = (Point::from_xy(x, spot.y), self.face.font.clone());
        self.surface.draw_glyphs(at, &run.glyphs, font, &run.text, size, false);
    }

    fn as_artifact(&mut self, draw: impl FnOnce(&mut Self)) {
        let adornment = Artifact { kind: ArtifactType::Layout, bbox: None };
        self.surface.start_tagged(ContentTag::Artifact(adornment));
        draw(self);
        self.surface.end_tagged();
    }
}

fn filled(ink: Ink) -> Fill {
    Fill { paint: ink.color().into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

fn rounded(rect: Rect, radius: f32) -> Path {
    // How far the handles of a quarter circle stand from its ends, of the radius.
    const HANDLE: f32 = 0.552_284_8;
    let (left, top, right, bottom) = (rect.left(), rect.top(), rect.right(), rect.bottom());
    let (far, near) = (radius, radius * (1.0 - HANDLE));
    let mut path = PathBuilder::new();
    if radius <= 0.0 {
        path.push_rect(rect);
    } else {
        path.move_to(left + far, top);
        path.line_to(right - far, top);
        path.cubic_to(right - near, top, right, top + near, right, top + far);
        path.line_to(right, bottom - far);
        path.cubic_to(right, bottom - near, right - near, bottom, right - far, bottom);
        path.line_to(left + far, bottom);
        path.cubic_to(left + near, bottom, left, bottom - near, left, bottom - far);
        path.line_to(left, top + far);
        path.cubic_to(left, top + near, left + near, top, left + far, top);
        path.close();
    }
    path.finish().expect("a rectangle is a path")
}
