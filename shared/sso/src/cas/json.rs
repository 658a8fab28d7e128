use super::answer::{Told, refusal};
use crate::SsoError;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use std::fmt;

#[derive(Deserialize)]
struct Whole {
    #[serde(rename = "serviceResponse")]
    response: Response,
}

/// What a field does not say is not there; what stands twice is refused.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    authentication_success: Option<Success>,
    authentication_failure: Option<Failure>,
}

#[derive(Deserialize)]
struct Success {
    user: String,
    attributes: Option<Attributes>,
}

#[derive(Deserialize)]
struct Failure {
    #[serde(default)]
    code: String,
}

/// Names and values, a name that comes again included: a map would keep the last alone.
#[derive(Default)]
struct Attributes(Vec<(String, String)>);

pub(super) fn read(text: &str) -> Result<Told, SsoError> {
    let whole: Whole =
        serde_json::from_str(text).map_err(|_| SsoError::Garbled("it is no CAS response"))?;
    let Response { authentication_success, authentication_failure } = whole.response;
    match (authentication_success, authentication_failure) {
        (Some(told), None) if !told.user.trim().is_empty() => {
            let attributes = told.attributes.unwrap_or_default().0;
            Ok(Told { user: told.user.trim().to_owned(), attributes })
        }
        (None, Some(failure)) => Err(refusal(&failure.code)),
        (Some(_), None) => Err(SsoError::Garbled("it names nobody, or two people")),
        (Some(_), Some(_)) | (None, None) => {
            Err(SsoError::Garbled("it says none or several things"))
        }
    }
}

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Listing;

        impl<'de> Visitor<'de> for Listing {
            type Value = Attributes;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("attributes, each with a value or with several")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Attributes, A::Error> {
                let mut listed = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    let several =
                        if let Value::Array(several) = value { several } else { vec![value] };
                    let texts = several.iter().filter_map(text);
                    listed.extend(texts.map(|it| (name.clone(), it)));
                }
                Ok(Attributes(listed))
            }
        }

        deserializer.deserialize_map(Listing)
    }
}

/// A value that can be a number of ours. Some servers write 20210001 without quotes.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|it| !it.is_empty()),
        Value::Number(number) => number.as_u64().map(|it| it.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}
