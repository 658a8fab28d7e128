//! Text of a proof, measured and set.

#![expect(clippy::float_arithmetic, reason = "this is drawing; money is elsewhere")]

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};
use unicode_normalization::UnicodeNormalization;

/// The one face in which proofs are set; `font/README.md` says where it is from and what it has.
const FILE: &[u8] = include_bytes!("../font/NotoSansSC-Regular.otf");

/// The face, ready for setting text.
pub(crate) struct Face {
    pub(crate) font: Font,
    read: FontRef<'static>,
    widths: GlyphMetrics<'static>,
    /// Font units to the em.
    em: f32,
}

/// Text as it is drawn.
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) glyphs: Vec<KrillaGlyph>,
    /// In ems.
    pub(crate) width: f32,
}

impl Face {
    pub(crate) fn open() -> Self {
        let read = FontRef::new(FILE).expect("the font is part of the program");
        let font = Font::new(FILE.into(), 0).expect("the font is part of the program");
        let widths = read.glyph_metrics(Size::unscaled(), LocationRef::default());
        Self { em: font.units_per_em(), font, read, widths }
    }

    /// `text`, with `tracking` ems between its characters. What the face has no picture of stands
    /// there by its number, so that nobody reads a name that is not the payer's.
    pub(crate) fn set(&self, text: &str, tracking: f32) -> Run {
        let text = text.nfc().map(|it| self.shown(it)).collect::<String>();
        let charmap = self.read.charmap();
        let mut width = -tracking;
        let mut glyphs = Vec::new();
        for (start, letter) in text.char_indices() {
            let glyph = charmap.map(letter).unwrap_or_default();
            let advance = self.widths.advance_width(glyph).unwrap_or(self.em) / self.em + tracking;
            width += advance;
            glyphs.push(KrillaGlyph {
                glyph_id: GlyphId::new(glyph.to_u32()),
                text_range: start..start + letter.len_utf8(),
                x_advance: advance,
                x_offset: 0.0,
                y_offset: 0.0,
                y_advance: 0.0,
                location: None,
            });
        }
        Run { text, glyphs, width: width.max(0.0) }
    }

    /// How many characters of `text` the face has no picture of.
    pub(crate) fn lacks(&self, text: &str) -> usize {
        text.nfc().filter(|it| !self.has(*it)).count()
    }

    /// `text` in lines of at most `width` ems.
    pub(crate) fn wrap(&self, text: &str, width: f32) -> Vec<String> {
        let mut lines = vec![String::new()];
        for word in words(text) {
            let line = lines.last_mut().expect("there is always a line");
            let longer = format!("{line}{word}");
            if line.is_empty() || self.set(&longer, 0.0).width <= width {
                *line = longer;
            } else {
                lines.push(word.trim_start().to_owned());
            }
        }
        lines
    }

    fn has(&self, letter: char) -> bool {
        self.read.charmap().map(letter).is_some_and(|it| it.to_u32() != 0)
    }

    fn shown(&self, letter: char) -> String {
        if self.has(letter) { letter.to_string() } else { format!("[U+{:04X}]", u32::from(letter)) }
    }
}

/// What no line may cut: a number or a word, and a character with the marks that close it.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for letter in text.chars() {
        let last = words.last().and_then(|it| it.chars().last());
        let together = last.is_some_and(|last| {
            let plain = |it: char| it.is_ascii_graphic();
            "，。；：、）》".contains(letter)
                || "（《".contains(last)
                || plain(letter) && plain(last)
        });
        match words.last_mut() {
            Some(word) if together => word.push(letter),
            _ => words.push(letter.to_string()),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::Face;
    use proptest::prelude::*;

    #[test]
    fn names_with_rare_characters_are_shown_as_they_are() {
        let face = Face::open();
        // From beyond the basic plane, from extension A, and rare ones of the basic block.
        for letter in "𬭚𬘭𬣞𫖯𬱟䶮㛃㑇龘喆堃赟昇翀·".chars() {
            assert!(face.has(letter), "{letter} {:X}", u32::from(letter));
        }
        let basic = (0x3400..=0x4DB5).chain(0x4E00..=0x9FEF).filter_map(char::from_u32);
        assert_eq!(basic.filter(|it| !face.has(*it)).collect::<String>(), "");
    }

    #[test]
    fn what_has_no_picture_is_told_by_its_number() {
        let face = Face::open();
        let run = face.set("张\u{2F9F4}\u{E000}三", 0.0);
        assert_eq!(run.text, "张嶲[U+E000]三", "the first is another way to write 嶲");
        assert_eq!(face.lacks("张\u{2F9F4}\u{E000}三"), 1);
        assert!(run.glyphs.iter().all(|it| it.glyph_id.to_u32() != 0));
    }

    proptest! {
        #[test]
        fn no_text_makes_setting_panic(text in ".{0,60}", width in 0.0_f32..30.0) {
            let face = Face::open();
            let run = face.set(&text, 0.1);
            prop_assert!(run.glyphs.iter().all(|it| it.glyph_id.to_u32() != 0));
            let lines = face.wrap(&text, width).concat();
            let letters = |it: &str| it.chars().filter(|it| !it.is_whitespace()).count();
            prop_assert_eq!(letters(&lines), letters(&text));
        }
    }
}
