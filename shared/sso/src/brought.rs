use crate::SsoError;

/// What a browser brings back from the campus: the query of the address that it was sent to.
///
/// Anybody can make any browser bring anything.
#[derive(Default)]
pub struct Brought {
    pub(crate) state: Option<String>,
    /// CAS.
    pub(crate) ticket: Option<String>,
    /// OIDC.
    pub(crate) code: Option<String>,
    pub(crate) error: Option<String>,
    pub(crate) issuer: Option<String>,
}

impl Brought {
    /// Longer than any ticket or code; the campus would be asked about it.
    const BYTES_MAX: usize = 2048;

    /// Reads `query`. What stands there twice means two things, so it means nothing.
    pub fn read(query: &str) -> Result<Self, SsoError> {
        let mut brought = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let place = match &*name {
                "state" => &mut brought.state,
                "ticket" => &mut brought.ticket,
                "code" => &mut brought.code,
                "error" => &mut brought.error,
                "iss" => &mut brought.issuer,
                // Providers add words of their own.
                _ => continue,
            };
            let plain = value.bytes().all(|it| it.is_ascii_graphic());
            if place.is_some() || value.len() > Self::BYTES_MAX || !plain {
                return Err(SsoError::Brought("something twice, too long or unprintable"));
            }
            *place = Some(value.into_owned());
        }
        Ok(brought)
    }
}
