//! A grey picture, and a pen that writes on it.

#![expect(clippy::float_arithmetic, reason = "this is a picture; money is elsewhere")]

use crate::glyphs::Spot;

/// A grey picture, a byte for each dot, rows from the top.
pub struct Canvas {
    dots: Vec<u8>,
}

/// A straight piece of a pen's way.
#[derive(Clone, Copy)]
pub(crate) struct Pen {
    /// Half of the width.
    pub(crate) radius: f32,
    /// How dark it writes: 0 is black.
    pub(crate) ink: u8,
}

impl Canvas {
    pub const WIDTH: u16 = 160;
    pub const HEIGHT: u16 = 56;

    /// Light grey, so that the letters stand out in a light page and in a dark one.
    const PAPER: u8 = 232;

    pub(crate) fn blank() -> Self {
        let dots = usize::from(Self::WIDTH) * usize::from(Self::HEIGHT);
        Self { dots: vec![Self::PAPER; dots] }
    }

    /// The rows from the top.
    pub fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.dots.chunks(usize::from(Self::WIDTH))
    }

    /// Draws a line with round ends and soft edges.
    pub(crate) fn line(&mut self, from: Spot, to: Spot, pen: Pen) {
        let reach = pen.radius + 1.0;
        let rows = span(from.1.min(to.1) - reach, from.1.max(to.1) + reach, Self::HEIGHT);
        for y in rows {
            let columns = span(from.0.min(to.0) - reach, from.0.max(to.0) + reach, Self::WIDTH);
            for x in columns {
                let far = distance((f32::from(x) + 0.5, f32::from(y) + 0.5), from, to);
                let cover = (pen.radius + 0.5 - far).clamp(0.0, 1.0);
                let dot =
                    &mut self.dots[usize::from(y) * usize::from(Self::WIDTH) + usize::from(x)];
                *dot = (*dot).min(mixed(pen.ink, cover));
            }
        }
    }
}

/// The whole numbers of `low..high` that are on a canvas of that `size`.
fn span(low: f32, high: f32, size: u16) -> std::ops::Range<u16> {
    let inside = |it: f32| it.clamp(0.0, f32::from(size));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to size")]
    let whole = |it: f32| inside(it) as u16;
    whole(low.floor())..whole(high.ceil())
}

/// How far `spot` is from the line between `from` and `to`.
fn distance(spot: Spot, from: Spot, to: Spot) -> f32 {
    let (along, beside) = ((to.0 - from.0, to.1 - from.1), (spot.0 - from.0, spot.1 - from.1));
    let length = along.0.mul_add(along.0, along.1 * along.1).max(f32::EPSILON);
    let share = (beside.0.mul_add(along.0, beside.1 * along.1) / length).clamp(0.0, 1.0);
    (beside.0 - share * along.0).hypot(beside.1 - share * along.1)
}

/// The grey of a dot that ink covers so far.
fn mixed(ink: u8, cover: f32) -> u8 {
    let paper = f32::from(Canvas::PAPER);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255")]
    let grey = (paper - cover * (paper - f32::from(ink))) as u8;
    grey
}
