use crate::site::Site;
use crate::when::When;
use domain::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::error::Error;
use std::io::Write;
use std::path::PathBuf;

/// A file of announcements, and where they go.
pub struct Announcements {
    pub file: PathBuf,
    pub url: String,
    pub user: String,
    pub password: String,
}

/// What the file holds: tables as the platform takes them, each with its `id`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    #[serde(default)]
    batches: Vec<Map<String, Value>>,
    #[serde(default)]
    living: Vec<Map<String, Value>>,
    #[serde(default)]
    projects: Vec<Map<String, Value>>,
    #[serde(default)]
    news: Vec<Map<String, Value>>,
}

/// One thing to announce.
#[derive(Debug)]
struct Announcement {
    path: String,
    body: Value,
}

/// Where a time stands in a table.
const TIMES: [&str; 4] = ["/window/opens", "/window/closes", "/from", "/until"];

/// Announces all that the file holds, each in the place of what had its name. It may be repeated.
pub async fn announce(
    wanted: Announcements,
    now: Timestamp,
    out: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    let all = announcements(&std::fs::read_to_string(&wanted.file)?, now)?;
    let mut site = Site::new(&wanted.url)?;
    site.sign_in(&wanted.user, &wanted.password).await?;
    for it in all {
        let put = site.put(&it.path, &it.body).await;
        put.map_err(|error| format!("{}: {error}", it.path))?;
        writeln!(out, "{}", it.path)?;
    }
    Ok(())
}

/// What a file says, with its times as they are at `now`: all of it can be read, or none is sent.
fn announcements(file: &str, now: Timestamp) -> Result<Vec<Announcement>, Box<dyn Error>> {
    let Catalogue { batches, living, projects, news } = toml::from_str(file)?;
    let kinds = [("batches", batches), ("living", living), ("projects", projects), ("news", news)];
    let mut all = Vec::new();
    for (kind, tables) in kinds {
        for mut table in tables {
            let id = table.remove("id");
            let id = id.as_ref().and_then(Value::as_str).ok_or("a table has no id")?.to_owned();
            let mut body = Value::Object(table);
            for place in TIMES {
                if let Some(time) = body.pointer_mut(place) {
                    let when: When =
                        time.as_str().unwrap_or_default().parse().map_err(|error| {
                            format!("{kind} {id}, {}: {error}", place.trim_start_matches('/'))
                        })?;
                    *time = Value::from(when.at(now).to_string());
                }
            }
            all.push(Announcement { path: format!("/api/office/{kind}/{id}"), body });
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::announcements;
    use serde_json::json;

    const FILE: &str = r#"
        [[batches]]
        id = "books"
        title = "教材费"
        window = { opens = "-3d", closes = "+20d 17:30" }

        [[news]]
        id = "autumn"
        body = "正文"
        from = "-2h"
    "#;

    #[test]
    fn times_are_told_as_they_are_now() {
        let now = "2026-11-21T17:30:00Z".parse().expect("an instant");
        let all = announcements(FILE, now).expect("a file");
        assert_eq!(all[0].path, "/api/office/batches/books");
        let window = json!({ "opens": "2026-11-18T16:00:00Z", "closes": "2026-12-12T09:30:00Z" });
        assert_eq!(all[0].body, json!({ "title": "教材费", "window": window }));
        assert_eq!(all[1].body["from"], "2026-11-21T15:30:00Z");
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let now = "2026-11-21T17:30:00Z".parse().expect("an instant");
        let said = |file: &str| announcements(file, now).expect_err("wrong").to_string();
        let soon = said(&FILE.replace("-2h", "soon"));
        assert!(soon.starts_with("news autumn, from: a time is written like"), "{soon}");
        assert_eq!(said(&FILE.replace("id = \"books\"", "")), "a table has no id");
        assert!(said("[[fees]]\nid = \"a\"").contains("unknown field `fees`"));
    }
}
