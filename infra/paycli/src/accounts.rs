use channel::{Channels, Outside, Places};
use config::School;
use domain::{ChannelKind, Clock, Scene};
use std::error::Error;

/// Reads a providers' secret as the functions will, and says of each channel what it offers; or
/// refuses with the sentence with which a function would refuse to start. It calls nobody.
///
/// With a `school`, a channel that the school offers must have its account in the secret.
pub fn check(
    secret: &[u8],
    school: Option<&School>,
    clock: Clock,
) -> Result<Vec<String>, Box<dyn Error>> {
    let places = Places { public_url: "https://pay.example.edu.cn".to_owned(), sandbox: None };
    let channels = Channels::of_secret(secret, &places, &Outside::real(clock))?;
    let offered = school.iter().flat_map(|it| &it.channels);
    for choice in offered {
        if channels.get(choice.kind).is_none() {
            return Err(format!("the school offers {} without an account", choice.kind).into());
        }
    }
    Ok(channels.iter().map(|(kind, channel)| told(kind, channel)).collect())
}

fn told(kind: ChannelKind, channel: &dyn channel::Channel) -> String {
    let ways = Scene::ALL.into_iter().map(|scene| format!("{scene:?} {:?}", channel.ways(scene)));
    let ways = ways.collect::<Vec<_>>().join(", ").to_lowercase();
    format!("{kind}: account {}; {ways}", channel.merchant().0)
}

#[cfg(test)]
mod tests {
    use super::check;
    use config::School;
    use domain::{Clock, Timestamp};
    use serde_json::json;

    fn clock() -> Clock {
        Clock::new(|| Timestamp::from_second(1_790_000_000).expect("in range"))
    }

    fn secret(key: &str) -> Vec<u8> {
        let bridge = json!({
            "base_url": "https://connector.example.edu.cn", "merchant_id": "school-1",
            "secrets": [key], "ways": { "pc": ["qr"] },
            "closes": true, "refunds": true, "statements": false,
        });
        json!({ "bridge": bridge }).to_string().into_bytes()
    }

    #[test]
    fn a_secret_that_works_says_what_it_offers() {
        let told = check(&secret(&"k".repeat(32)), None, clock()).expect("it works");
        assert_eq!(told.len(), 1);
        assert!(told[0].starts_with("bridge: account school-1; pc [qr]"), "{}", told[0]);
    }

    #[test]
    fn one_that_cannot_work_is_refused_and_its_key_is_not_said() {
        let refused = check(&secret("short"), None, clock()).expect_err("too short").to_string();
        assert!(!refused.contains("short\""), "{refused}");
        let typo = check(br#"{"bridge": {"secrets": "hush"}}"#, None, clock());
        assert!(!typo.expect_err("a text is no list").to_string().contains("hush"));
        assert!(check(b"{}", Some(&School::named("xust").expect("a school")), clock()).is_err());
    }
}
