//! Letters as a picture that people read more easily than machines.

#![expect(clippy::float_arithmetic, reason = "this is a picture; money is elsewhere")]

use crate::canvas::{Canvas, Pen};
use crate::glyphs::{Spot, strokes};
use identity::{Chance, Letters};
use std::f32::consts::TAU;

/// Pieces into which each stroke is cut, so that straight strokes bend too.
const PIECES: u8 = 6;

/// Lines across the letters: they join what a machine would like to cut apart.
const LINES: usize = 3;

/// Specks that are no letter.
const SPECKS: usize = 28;

/// A picture of `letters`, never twice the same: each is turned, leant, sized and moved, all of them
/// stand on waves, and lines in the same ink go through them.
///
/// It keeps off what does not look at pictures. Whoever pays for reading them is held up by what a
/// puzzle is for: one try each.
pub fn picture(letters: &Letters, chance: Chance) -> Canvas {
    let dice = Dice(chance);
    let mut canvas = Canvas::blank();
    let waves = Waves::throw(dice);

    for (place, letter) in (0_u8..).zip(letters.0.chars()) {
        let stand = Stand::throw(dice, f32::from(place));
        let pen = Pen { radius: dice.between(1.2, 1.7), ink: dice.ink() };
        for stroke in strokes(letter) {
            for ends in stroke.windows(2) {
                let spots = pieces(ends[0], ends[1]).map(|it| waves.move_by(stand.place(it)));
                draw(&mut canvas, spots, pen);
            }
        }
    }
    for _ in 0..LINES {
        let pen = Pen { radius: dice.between(0.5, 0.9), ink: dice.ink() };
        let ends = [0.0, f32::from(Canvas::WIDTH)].map(|x| (x, dice.between(8.0, 48.0)));
        let bow = Waves::throw(dice);
        draw(&mut canvas, pieces(ends[0], ends[1]).map(|it| bow.move_by(it)), pen);
    }
    for _ in 0..SPECKS {
        let spot = (dice.between(0.0, 160.0), dice.between(0.0, 56.0));
        canvas.line(spot, spot, Pen { radius: dice.between(0.3, 0.9), ink: dice.ink() });
    }
    canvas
}

/// The ends of the pieces of the way between two spots.
fn pieces(from: Spot, to: Spot) -> impl Iterator<Item = Spot> {
    (0..=PIECES).map(move |piece| {
        let share = f32::from(piece) / f32::from(PIECES);
        ((to.0 - from.0).mul_add(share, from.0), (to.1 - from.1).mul_add(share, from.1))
    })
}

fn draw(canvas: &mut Canvas, mut spots: impl Iterator<Item = Spot>, pen: Pen) {
    let mut from = spots.next().expect("a way begins somewhere");
    for to in spots {
        canvas.line(from, to, pen);
        from = to;
    }
}

/// How one letter stands.
struct Stand {
    middle: Spot,
    size: f32,
    turn: f32,
    lean: f32,
}

impl Stand {
    fn throw(dice: Dice, place: f32) -> Self {
        Self {
            middle: (
                30.0_f32.mul_add(place, 20.0) + dice.between(-3.0, 3.0),
                dice.between(25.0, 31.0),
            ),
            size: dice.between(4.6, 5.6),
            turn: dice.between(-0.32, 0.32),
            lean: dice.between(-0.22, 0.22),
        }
    }

    /// Where a spot of the letter's field is in the picture.
    fn place(&self, (x, y): Spot) -> Spot {
        let (x, y) = ((x - 2.0) * self.size, (y - 3.0) * self.size);
        let x = self.lean.mul_add(-y, x);
        let (sin, cos) = self.turn.sin_cos();
        (self.middle.0 + x * cos - y * sin, self.middle.1 + x * sin + y * cos)
    }
}

/// Two waves, one along each side of the picture.
struct Waves {
    across: Wave,
    down: Wave,
}

struct Wave {
    height: f32,
    length: f32,
    begins: f32,
}

impl Waves {
    fn throw(dice: Dice) -> Self {
        let wave = |low, high| Wave {
            height: dice.between(1.0, 2.6),
            length: dice.between(low, high),
            begins: dice.between(0.0, TAU),
        };
        Self { across: wave(40.0, 90.0), down: wave(24.0, 50.0) }
    }

    fn move_by(&self, (x, y): Spot) -> Spot {
        (x + self.down.at(y), y + self.across.at(x))
    }
}

impl Wave {
    fn at(&self, along: f32) -> f32 {
        self.height * (along / self.length * TAU + self.begins).sin()
    }
}

#[derive(Clone, Copy)]
struct Dice(Chance);

impl Dice {
    fn between(self, low: f32, high: f32) -> f32 {
        let thrown = f32::from(u16::from_be_bytes(self.0.bytes())) / f32::from(u16::MAX);
        (high - low).mul_add(thrown, low)
    }

    /// Dark enough for anybody's eyes: at least 7:1 on the paper.
    fn ink(self) -> u8 {
        20 + self.0.bytes::<1>()[0] % 50
    }
}

#[cfg(test)]
mod tests {
    use super::picture;
    use crate::canvas::Canvas;
    use identity::{Chance, Letters};
    use proptest::prelude::*;

    fn inked(canvas: &Canvas) -> usize {
        canvas.rows().flatten().filter(|it| **it < 128).count()
    }

    #[test]
    fn no_picture_comes_twice() {
        let drawn = || picture(&Letters("KX479".to_owned()), Chance::REAL);
        let dots = |it: &Canvas| it.rows().flatten().copied().collect::<Vec<_>>();
        assert_ne!(dots(&drawn()), dots(&drawn()));
    }

    proptest! {
        #[test]
        fn letters_fill_their_part_of_the_picture_and_no_more(letters in "[ACEFHKMPRTXY3479]{5}") {
            let without = inked(&picture(&Letters(String::new()), Chance::REAL));
            let with = inked(&picture(&Letters(letters), Chance::REAL));
            let whole = usize::from(Canvas::WIDTH) * usize::from(Canvas::HEIGHT);
            prop_assert!(without < whole / 8, "{without} dots of lines and specks");
            prop_assert!((whole / 14..whole / 3).contains(&with), "{with} dots with letters");
        }
    }
}
