use crate::arrears::Student;
use crate::{Gender, Origin, Person, Role};

/// What a row of an import is about somebody who is here already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The school told us of them before, under this name.
    Known,
    /// They registered themselves, under this name: the school's word takes over, and they become
    /// this. Whoever registered proved nothing, so all that they could come in by is taken away;
    /// their bills and orders stay, for the money in them is a fact.
    TakenOver(Person),
    /// They registered themselves under another name. Either is a slip or a lie; people decide.
    RegisteredDifferently,
    /// The school told us of them under another name.
    NameDiffers,
    /// They work in the office.
    NotAPayer,
}

impl Standing {
    /// What `said` is about `was`, whose ID number it names.
    pub fn of(was: &Person, said: &Student) -> Self {
        match (was.role, was.origin, was.name == said.name) {
            (Role::Office, ..) => Self::NotAPayer,
            (Role::Payer, Origin::School, true) => Self::Known,
            (Role::Payer, Origin::School, false) => Self::NameDiffers,
            (Role::Payer, Origin::Registered, true) => Self::TakenOver(taken_over(was, said)),
            (Role::Payer, Origin::Registered, false) => Self::RegisteredDifferently,
        }
    }
}

/// `was` with the school's word for all that they said of themselves.
fn taken_over(was: &Person, said: &Student) -> Person {
    let gender = if said.gender == Gender::Unknown { was.gender } else { said.gender };
    Person {
        id: was.id,
        name: said.name.clone(),
        gender,
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

#[cfg(test)]
mod tests {
    use super::Standing;
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

    #[test]
    fn the_schools_word_takes_over_under_the_same_name_alone() {
        let standing = |name, origin, role| Standing::of(&person(name, origin, role), &student());
        let (school, registered) = (Origin::School, Origin::Registered);
        assert_eq!(standing("林小满", school, Role::Payer), Standing::Known);
        assert_eq!(standing("林大满", school, Role::Payer), Standing::NameDiffers);
        let differs = standing("林大满", registered, Role::Payer);
        assert_eq!(differs, Standing::RegisteredDifferently);
        assert_eq!(standing("林小满", school, Role::Office), Standing::NotAPayer);
        assert_eq!(standing("林小满", registered, Role::Office), Standing::NotAPayer);

        let Standing::TakenOver(now) = standing("林小满", registered, Role::Payer) else {
            panic!("the school's word takes over");
        };
        assert_eq!((now.id, now.origin), (PersonId::from_bits(7), school));
        assert_eq!((now.number.expose(), now.college.as_str()), ("21030101", "计算机学院"));
        assert_eq!((now.phone_masked, now.wechat), (None, false), "what they added is gone");
        assert_eq!(now.gender, Gender::Female, "the file said nothing of it");
    }
}
