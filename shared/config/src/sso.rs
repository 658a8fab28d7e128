use crate::School;
use serde::Deserialize;

/// `[sso]`: the campus's single sign-on (S1). With a sandbox, that one stands in for it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sso {
    pub kind: SsoKind,
    /// What the school calls it, for the button.
    pub label: String,
    /// CAS: what stands before `/login`. OIDC: the issuer.
    pub url: String,
    /// Where the student or staff number is: `user` (the subject), or an attribute or a claim.
    pub number: String,
    /// OIDC: what we are called there. Its secret, if it has one, is in the sign-in secret.
    #[serde(default)]
    pub client_id: Option<String>,
}

/// What a single sign-on speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SsoKind {
    /// CAS 2.0: a user and nothing else.
    Cas2,
    /// CAS 3.0: a user and attributes.
    Cas3,
    Oidc,
}

impl School {
    /// The campus's single sign-on, if there is one: the school's own, or the one in the sandbox at
    /// `sandbox`, which speaks CAS 3.0 and calls people by their numbers whatever the school's does.
    pub fn sso_at(&self, sandbox: Option<&str>) -> Option<Sso> {
        let own = self.sso.clone()?;
        Some(match sandbox {
            None => own,
            Some(sandbox) => Sso {
                kind: SsoKind::Cas3,
                label: own.label,
                url: format!("{}/cas", sandbox.trim_end_matches('/')),
                number: "user".to_owned(),
                client_id: None,
            },
        })
    }
}

impl Sso {
    pub(crate) fn makes_sense(&self) -> bool {
        let named = self.client_id.as_ref().is_some_and(|it| !it.is_empty());
        let plain = self.url.starts_with("https://") && !self.url.ends_with('/');
        plain && !self.number.is_empty() && named == (self.kind == SsoKind::Oidc)
    }
}

#[cfg(test)]
mod tests {
    use crate::{School, SsoKind};

    #[test]
    fn the_sandbox_stands_in_for_the_campus_where_there_is_one() {
        let xust = School::named("xust").expect("shipped");
        let own = xust.sso_at(None).expect("its own");
        assert_eq!(own.url, "https://cas.xust.example/cas");
        let stand_in = xust.sso_at(Some("http://127.0.0.1:8081/")).expect("a stand-in");
        assert_eq!((stand_in.kind, stand_in.number.as_str()), (SsoKind::Cas3, "user"));
        assert_eq!(stand_in.url, "http://127.0.0.1:8081/cas");
        let wwoc = School::named("wwoc").expect("shipped");
        assert!(wwoc.sso_at(Some("http://127.0.0.1:8081")).is_none(), "nothing to stand in for");
    }
}
