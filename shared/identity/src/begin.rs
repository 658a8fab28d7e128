use crate::{Caller, Chance, Keys, RefreshToken, Scope, Tokens, cookies};
use domain::{Credential, Device, Entrance, Session, Timestamp};

/// A session that begins: what is stored of it, and what its browser is told.
pub struct Begun {
    pub session: Session,
    pub cookies: [String; 2],
}

impl Caller {
    /// Whoever `credential` belongs to, as they come in by `entrance`.
    pub fn entering(credential: &Credential, entrance: Entrance, chance: Chance) -> Self {
        Self {
            person: credential.person,
            role: credential.role,
            session: chance.session(),
            scope: Scope::of(entrance),
            login: credential.login.clone(),
        }
    }
}

impl Tokens {
    /// Begins `caller`'s session in `device`, after the way in `entrance`.
    pub fn begin(
        &self,
        keys: &Keys,
        caller: &Caller,
        (entrance, device): (Entrance, Device),
        (chance, now): (Chance, Timestamp),
    ) -> Begun {
        let access = self.issue(&keys.signer, caller, now);
        let refresh = RefreshToken::first(caller, chance);
        let session = refresh.begin(caller, (entrance, device), now);
        Begun { session, cookies: cookies::signed_in(&access, &refresh, caller.role) }
    }
}
