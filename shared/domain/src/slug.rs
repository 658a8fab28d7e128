//! Names that the office gives to batches, projects and news.

use crate::IdError;
use crate::ids::{debug_as_text, text_both_ways};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A name that the office gives to something: lower-case letters, digits and hyphens, a letter
/// first. It stands in addresses and keys, so it never changes.
macro_rules! slugs {
    ($($(#[$doc:meta])* $id:ident: $what:literal, $code:literal, $example:literal;)*) => {
        $(
            $(#[$doc])*
            #[derive(
                Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
            )]
            #[serde(try_from = "String", into = "String")]
            #[schema(value_type = String, pattern = "[a-z][a-z0-9-]{0,39}", example = $example)]
            pub struct $id(String);

            impl FromStr for $id {
                type Err = IdError;

                fn from_str(text: &str) -> Result<Self, IdError> {
                    let wrong = IdError { what: $what, code: $code };
                    if is_slug(text) { Ok(Self(text.to_owned())) } else { Err(wrong) }
                }
            }

            impl fmt::Display for $id {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(&self.0)
                }
            }
        )*
        text_both_ways!($($id),*);
        debug_as_text!($($id),*);
    };
}

slugs! {
    /// A batch (批次) of other fees.
    BatchId: "a batch's name", "not-a-batch-name", "books-2026-autumn";
    /// A living fee (生活缴费项目).
    LivingId: "a living fee's name", "not-a-living-name", "electricity";
    /// A project (报名项目) that people enrol for.
    ProjectId: "a project's name", "not-a-project-name", "cet-2026-12";
    /// One of a project's prices.
    TierId: "a tier's name", "not-a-tier-name", "cet-4";
    /// A field of a project's form.
    FormFieldId: "a form field's name", "not-a-field-name", "seat-preference";
    /// A piece of news (公告).
    NewsId: "a piece of news' name", "not-a-news-name", "autumn-fees";
}

/// Characters of the longest slug.
const LEN_MAX: usize = 40;

fn is_slug(text: &str) -> bool {
    let begins = text.starts_with(|it: char| it.is_ascii_lowercase());
    let within = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
    begins && text.len() <= LEN_MAX && text.bytes().all(within)
}

#[cfg(test)]
mod tests {
    use super::BatchId;

    #[test]
    fn a_slug_is_short_and_plain_and_begins_with_a_letter() {
        for good in ["a", "books-2026", &"a".repeat(40)] {
            assert!(good.parse::<BatchId>().is_ok(), "{good}");
        }
        for bad in ["", "2026", "-a", "Books", "书", "a b", "a/b", "a#b", "a:b", &"a".repeat(41)] {
            assert!(bad.parse::<BatchId>().is_err(), "{bad}");
        }
    }
}
