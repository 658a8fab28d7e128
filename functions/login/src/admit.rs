//! Proves who knocks, and counts whoever does not.

use crate::Deps;
use domain::{Credential, Device, Door, Entrance, Timestamp};
use edge::Problem;
use identity::{Attempt, Caller, IdentityError, Keys, Scope};

/// Somebody who proved who they are.
pub(crate) struct Entered<'a> {
    pub(crate) caller: Caller,
    credential: &'a Credential,
}

/// Whoever `attempt` proves to be at the door. A failure is counted; one at what is easily guessed
/// is counted before anybody looks, and of guesses made at once only one is looked at.
pub(crate) async fn admit<'a>(
    deps: &Deps,
    keys: &Keys,
    door: &'a Door,
    attempt: &Attempt<'_>,
    now: Timestamp,
) -> Result<Entered<'a>, Problem> {
    let pays = door.pays_first();
    let paid = pays && deps.store.count_beforehand(door, now).await?;
    let looked_at = door.credential.as_ref().filter(|_| paid || !pays);

    match (keys.admit(looked_at, attempt, deps.school.login, now), looked_at) {
        (Ok(scope), Some(credential)) => {
            if paid || door.has_failures() {
                deps.store.forgive(door, now).await?;
            }
            let caller = Caller::entering(credential, Entrance::Password, deps.chance);
            Ok(Entered { caller: Caller { scope, ..caller }, credential })
        }
        (Err(IdentityError::WrongCredentials), _) if paid => {
            deps.store.count_for_address(door, now).await?;
            Err(IdentityError::WrongCredentials.into())
        }
        (Err(IdentityError::WrongCredentials) | Ok(_), _) => {
            deps.store.count_failure(door, now).await?;
            Err(IdentityError::WrongCredentials.into())
        }
        (Err(error), _) => Err(error.into()),
    }
}

impl Entered<'_> {
    /// The cookies of what begins. An initial password begins no session: its token opens the
    /// change for ten minutes.
    pub(crate) async fn begin(
        &self,
        deps: &Deps,
        keys: &Keys,
        (door, device): (&Door, Device),
        now: Timestamp,
    ) -> Result<Vec<String>, Problem> {
        let Self { caller, credential } = self;
        if caller.scope == Scope::FirstPassword {
            let access = deps.tokens.issue(&keys.signer, caller, now);
            return Ok(identity::first_password(&access, caller.role).into());
        }
        let way = (Entrance::Password, device);
        let begun = deps.tokens.begin(keys, caller, way, (deps.chance, now));
        deps.store.begin_session(&begun.session, credential).await?;
        let browser = keys.browsers.remember(credential, door.browser(), (deps.chance, now));
        Ok(begun.cookies.into_iter().chain(browser).collect())
    }
}
