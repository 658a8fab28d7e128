//! Who somebody who did not sign in says that they are: a name and a number (S17).

use crate::{Fault, FaultKind, FieldFault, UserName};
use std::fmt;

/// Who somebody says they are (S17): a name and a number, which everybody in their class knows.
pub struct Claim {
    /// As it was typed, without the blanks around it.
    pub name: String,
    pub user: String,
}

/// The two entries of a claim say different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("what was typed the second time is not what was typed the first time")]
pub enum EntriesDiffer {
    Name,
    User,
}

impl Claim {
    /// What was typed once. Telephones write digits in full width when Chinese is typed.
    pub fn new(name: &str, user: &str) -> Self {
        let narrow = |text: &str| text.trim().chars().map(narrow).collect();
        Self { name: narrow(name), user: narrow(user) }
    }

    /// This claim, if `again` says the same: a slip would show somebody else's bills.
    pub fn twice(self, again: &Self) -> Result<Self, EntriesDiffer> {
        if self.name != again.name {
            return Err(EntriesDiffer::Name);
        }
        // One person's ID number ends in x or X.
        let same = match (UserName::read(&self.user), UserName::read(&again.user)) {
            (Some(one), Some(other)) => one == other,
            (None, None) => self.user == again.user,
            (Some(_), None) | (None, Some(_)) => false,
        };
        if same { Ok(self) } else { Err(EntriesDiffer::User) }
    }
}

/// A full-width form of an ASCII character as that character.
fn narrow(it: char) -> char {
    let ascii = u32::from(it).wrapping_sub(0xFF01).wrapping_add(0x21);
    char::from_u32(ascii).filter(|_| ('\u{FF01}'..='\u{FF5E}').contains(&it)).unwrap_or(it)
}

impl fmt::Debug for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl Fault for EntriesDiffer {
    fn kind(&self) -> FaultKind {
        FaultKind::Invalid
    }

    fn code(&self) -> &'static str {
        "entries-differ"
    }

    fn fields(&self) -> Vec<FieldFault> {
        let field = match self {
            Self::Name => "second.name",
            Self::User => "second.user",
        };
        vec![FieldFault::new(field, "differs")]
    }
}

#[cfg(test)]
mod tests {
    use super::{Claim, EntriesDiffer};

    #[track_caller]
    fn check(one: (&str, &str), other: (&str, &str), expected: Result<(), EntriesDiffer>) {
        let claim = |it: (&str, &str)| Claim::new(it.0, it.1);
        assert_eq!(claim(one).twice(&claim(other)).map(|_| ()), expected);
    }

    #[test]
    fn a_claim_counts_when_it_is_made_twice() {
        check(("张三", "21030101"), ("张三", "21030101"), Ok(()));
        check((" 张三\u{3000}", "21030101 "), ("张三", "21030101"), Ok(()));
        check(("张三", "61011320060313900x"), ("张三", "61011320060313900X"), Ok(()));
        check(("张三", "ab12"), ("张三", "AB12"), Ok(()));
        check(("张三", "21030101"), ("张三", "２１０３０１０１"), Ok(()));
        check(("张三", "61011320060313900ｘ"), ("张三", "61011320060313900X"), Ok(()));
        check(("张三", "1"), ("张三", "1"), Ok(()));
    }

    #[test]
    fn a_slip_is_named() {
        check(("张三", "21030101"), ("张二", "21030101"), Err(EntriesDiffer::Name));
        check(("张三", "21030101"), ("张三", "21030102"), Err(EntriesDiffer::User));
        check(("张三", "21030101"), ("张三", "２１０３０１０２"), Err(EntriesDiffer::User));
        check(("张三", "1"), ("张三", "2"), Err(EntriesDiffer::User));
    }
}
