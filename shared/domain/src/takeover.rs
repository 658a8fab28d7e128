//! Who a row of an import is about: somebody new, somebody whom the school told us of before, or
//! somebody who registered themselves and whom the school's word takes over.

use crate::arrears::Student;
use crate::{Fault, FaultKind, Gender, Origin, Person, PersonId, Role};

/// Whom the two names of a student lead to here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub by_number: Option<PersonId>,
    pub by_id_number: Option<PersonId>,
}

/// What a row of an import is about somebody who is here already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The school told us of them before, under this name.
    Known,
    /// They registered themselves, under this name: the school's word takes over, and they become
    /// this. Whoever registered proved nothing, so all that they could come in by is taken away;
    /// their bills and orders stay, for the money in them is a fact.
    TakenOver(Person),
}

/// Why a student of the file is not the person whom we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    #[error("the number and the ID number do not belong to one person here")]
    IdentityDiffers,
    #[error("this person has another name here; a name is corrected, not imported")]
    NameDiffers,
    #[error("this number is a member of the office")]
    NotAPayer,
    /// Either is a slip or a lie; people decide.
    #[error("somebody registered with this ID number under another name; look who it is")]
    RegisteredDifferently,
}

impl Found {
    /// The one person whom both names lead to, or the ID number alone; nobody if neither does.
    pub fn person(self) -> Result<Option<PersonId>, Mismatch> {
        match (self.by_number, self.by_id_number) {
            (None, None) => Ok(None),
            (by_number, Some(id)) if by_number.is_none_or(|it| it == id) => Ok(Some(id)),
            (Some(_), _) | (None, Some(_)) => Err(Mismatch::IdentityDiffers),
        }
    }
}

impl Standing {
    /// What `said` is about `was`, to whom `found` leads.
    pub fn of(was: &Person, said: &Student, found: Found) -> Result<Self, Mismatch> {
        match (was.role, was.origin, was.name == said.name) {
            (Role::Payer, Origin::Registered, true) => Ok(Self::TakenOver(taken_over(was, said))),
            (Role::Payer, Origin::Registered, false) => Err(Mismatch::RegisteredDifferently),
            // The ID number is somebody's whom the school told us of, under another number.
            _ if found.by_number.is_none() => Err(Mismatch::IdentityDiffers),
            (Role::Office, ..) => Err(Mismatch::NotAPayer),
            (Role::Payer, Origin::School, true) => Ok(Self::Known),
            (Role::Payer, Origin::School, false) => Err(Mismatch::NameDiffers),
        }
    }
}

impl Person {
    /// Somebody new, of whom the school says `said`.
    pub fn of_school(id: PersonId, said: &Student) -> Self {
        Self {
            id,
            name: said.name.clone(),
            gender: said.gender,
            number: said.number.clone(),
            id_masked: said.id_number.masked(),
            college: said.college.clone(),
            major: said.major.clone(),
            class: said.class.clone(),
            role: Role::Payer,
            origin: Origin::School,
            phone_masked: None,
            wechat: false,
        }
    }

    /// They, where `said` says that they are; a file without such a column says nothing.
    #[must_use]
    pub fn moved(&self, said: &Student) -> Self {
        let of = |new: &String, old: &String| if new.is_empty() { old } else { new }.clone();
        Self {
            gender: gender(self, said),
            college: of(&said.college, &self.college),
            major: of(&said.major, &self.major),
            class: of(&said.class, &self.class),
            ..self.clone()
        }
    }
}

/// `was` with the school's word for all that they said of themselves.
fn taken_over(was: &Person, said: &Student) -> Person {
    Person { gender: gender(was, said), ..Person::of_school(was.id, said) }
}

fn gender(was: &Person, said: &Student) -> Gender {
    if said.gender == Gender::Unknown { was.gender } else { said.gender }
}

impl Fault for Mismatch {
    fn kind(&self) -> FaultKind {
        FaultKind::Conflict
    }

    fn code(&self) -> &'static str {
        match self {
            Self::IdentityDiffers => "identity-differs",
            Self::NameDiffers => "name-differs-here",
            Self::NotAPayer => "not-a-payer",
            Self::RegisteredDifferently => "registered-differently",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Found, Mismatch, Standing};
    use crate::arrears::Student;
    use crate::{Gender, Origin, Person, PersonId, Role};

    fn student() -> Student {
        Student {
            number: "21030101".parse().expect("a number"),
            name: "林小满".parse().expect("a name"),
            gender: Gender::Unknown,
            id_number: "61011320060313900X".parse().expect("an ID number"),
            college: "计算机学院".to_owned(),
            major: String::new(),
            class: String::new(),
            arrears: Vec::new(),
        }
    }

    fn person(name: &str, origin: Origin, role: Role) -> Person {
        Person {
            id: PersonId::from_bits(7),
            name: name.parse().expect("a name"),
            gender: Gender::Female,
            number: "X000007".parse().expect("a number"),
            id_masked: "610***************".to_owned(),
            college: String::new(),
            major: String::new(),
            class: String::new(),
            role,
            origin,
            phone_masked: Some("138****1234".to_owned()),
            wechat: true,
        }
    }

    /// Both names lead to that person.
    fn both() -> Found {
        let id = Some(PersonId::from_bits(7));
        Found { by_number: id, by_id_number: id }
    }

    #[test]
    fn two_names_lead_to_one_person_or_to_nobody_whom_we_know() {
        let (one, two) = (Some(PersonId::from_bits(1)), Some(PersonId::from_bits(2)));
        let person = |by_number, by_id_number| Found { by_number, by_id_number }.person();
        assert_eq!(person(None, None), Ok(None), "somebody new");
        assert_eq!(person(one, one), Ok(one));
        assert_eq!(person(None, one), Ok(one), "whether they may be is for their standing");
        assert_eq!(person(one, None), Err(Mismatch::IdentityDiffers));
        assert_eq!(person(one, two), Err(Mismatch::IdentityDiffers));
    }

    #[test]
    fn a_file_without_a_column_moves_nobody() {
        let was = Person {
            class: "软件2101".to_owned(),
            ..person("林小满", Origin::School, Role::Payer)
        };
        let is = was.moved(&student());
        assert_eq!((is.college.as_str(), is.class.as_str()), ("计算机学院", "软件2101"));
        assert_eq!((is.gender, is.phone_masked), (Gender::Female, was.phone_masked));
    }

    #[test]
    fn the_schools_word_takes_over_under_the_same_name_alone() {
        let other = Found { by_number: None, ..both() };
        let standing =
            |name, origin, role| Standing::of(&person(name, origin, role), &student(), both());
        let (school, registered) = (Origin::School, Origin::Registered);
        assert_eq!(standing("林小满", school, Role::Payer), Ok(Standing::Known));
        assert_eq!(standing("林大满", school, Role::Payer), Err(Mismatch::NameDiffers));
        let differs = standing("林大满", registered, Role::Payer);
        assert_eq!(differs, Err(Mismatch::RegisteredDifferently));
        assert_eq!(standing("林小满", school, Role::Office), Err(Mismatch::NotAPayer));
        assert_eq!(standing("林小满", registered, Role::Office), Err(Mismatch::NotAPayer));
        let known = person("林小满", school, Role::Payer);
        let under_another_number = Standing::of(&known, &student(), other);
        assert_eq!(under_another_number, Err(Mismatch::IdentityDiffers));

        let Ok(Standing::TakenOver(now)) = standing("林小满", registered, Role::Payer) else {
            panic!("the school's word takes over");
        };
        assert_eq!((now.id, now.origin), (PersonId::from_bits(7), school));
        assert_eq!((now.number.expose(), now.college.as_str()), ("21030101", "计算机学院"));
        assert_eq!((now.phone_masked, now.wechat), (None, false), "what they added is gone");
        assert_eq!(now.gender, Gender::Female, "the file said nothing of it");
    }
}
