//! What registration and resets are given, as their `main` would give it.

use crate::clock::CLOCK;
use crate::given::{CHANCE, Given};
use config::Kept;
use identity::{Hidden, Keys, SmsDesk};

/// What the desk for text messages and we sign with.
pub(crate) const SMS_SECRET: &str = "the campus and its desk for text messages";

impl Given {
    pub(crate) fn register(&self) -> register::Deps {
        register::Deps {
            chance: CHANCE,
            clock: CLOCK,
            keys: Kept::fixed(self.keys()),
            school: self.school.clone(),
            store: self.store(),
        }
    }

    pub(crate) fn reset_password(&self) -> reset_password::Deps {
        let secret = Hidden::new(SMS_SECRET.to_owned());
        let desk = SmsDesk { url: "https://sms.example.edu.cn".to_owned(), secret };
        reset_password::Deps {
            chance: CHANCE,
            clock: CLOCK,
            keys: Kept::fixed(Keys { sms: Some(desk), ..self.keys() }),
            sandbox: self.places.sandbox.clone(),
            school: self.school.clone(),
            store: self.store(),
            wire: self.outside.wire.clone(),
        }
    }

    pub(crate) fn reset_person(&self) -> reset_person::Deps {
        reset_person::Deps {
            clock: CLOCK,
            keys: Kept::fixed(self.keys()),
            school: self.school.clone(),
            store: self.store(),
            tokens: self.tokens(),
        }
    }
}
