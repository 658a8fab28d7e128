use config::School;
use serde_json::{Value, json};

/// Why there is no menu for that.
#[derive(Debug, thiserror::Error)]
pub enum MenuError {
    #[error("{0} lets nobody in by the official account: official_account is off in its file")]
    SwitchedOff(String),
    #[error("a menu leads to an address such as https://pay.example.edu.cn")]
    Address,
}

/// The official account's menu (S8), as `cgi-bin/menu/create` takes it: 学生缴费 opens the login page,
/// which knows by `from` that it was opened there, and goes on to WeChat's entrance by itself.
pub fn menu(school: &School, url: &str) -> Result<Value, MenuError> {
    if !school.entry.official_account {
        return Err(MenuError::SwitchedOff(school.id.clone()));
    }
    let host = url.strip_prefix("https://").map(|it| it.trim_end_matches('/'));
    let plain = |it: &&str| !it.is_empty() && !it.contains(['/', '?', '#', ' ']);
    let host = host.filter(plain).ok_or(MenuError::Address)?;
    let leads = |name: &str, page: &str| json!({ "type": "view", "name": name, "url": format!("https://{host}/#{page}") });
    Ok(json!({ "button": [leads("学生缴费", "/login?from=wechat")] }))
}

#[cfg(test)]
mod tests {
    use super::menu;
    use config::School;

    #[test]
    fn the_menu_leads_to_the_login_page_and_fits_what_wechat_takes() {
        let school = School::named("wwoc").expect("shipped");
        let menu = menu(&school, "https://pay.example.edu.cn/").expect("a menu");
        let buttons = menu["button"].as_array().expect("buttons");
        assert!((1..=3).contains(&buttons.len()));
        for button in buttons {
            let text = |name: &str| button[name].as_str().expect("a text");
            assert_eq!(text("type"), "view");
            assert!(text("name").len() <= 16, "a name has sixteen bytes at most");
            assert!(text("url").len() <= 1024);
        }
        assert_eq!(buttons[0]["name"], "学生缴费");
        assert_eq!(buttons[0]["url"], "https://pay.example.edu.cn/#/login?from=wechat");
    }

    #[test]
    fn a_menu_that_leads_nowhere_is_refused() {
        let mut school = School::named("wwoc").expect("shipped");
        for url in
            ["", "https://", "http://pay.example.edu.cn", "https://a/b", "pay.example.edu.cn"]
        {
            assert!(menu(&school, url).is_err(), "{url}");
        }
        school.entry.official_account = false;
        let error = menu(&school, "https://pay.example.edu.cn").expect_err("switched off");
        assert!(error.to_string().starts_with("wwoc"), "{error}");
    }
}
