//! The office announces projects and news; batches and living fees are in `offered.rs`.

use crate::{Answer, Ask, Campus, clock};
use domain::catalogue::{Audience, Checked, News, Project, Tier, Window};
use domain::{Money, PersonId, Role, Timestamp};
use serde_json::Value;

impl Campus {
    /// The office announces `project`, with its seats.
    pub async fn announces_project(&self, project: Project) {
        let project = Checked::of(project).expect("a sound project");
        let was = self.store.kept_project(&project.id).await.expect("read");
        self.store.put_project(&project, &was, self.now()).await.expect("written");
    }

    /// The office says `news`.
    pub async fn says_to_all(&self, news: News) {
        let news = Checked::of(news).expect("sound news");
        self.store.put_news(&news).await.expect("written");
    }

    /// What a member of the office would send to `path`.
    pub fn office_says(&self, method: &'static str, path: &str, body: Option<&Value>) -> Ask {
        self.officer_says(1, method, path, body)
    }

    /// What the `nth` member of the office would send to `path`.
    pub fn officer_says(
        &self,
        nth: u32,
        method: &'static str,
        path: &str,
        body: Option<&Value>,
    ) -> Ask {
        let token = self.token(PersonId::from_bits(nth), Role::Office);
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        Ask {
            method,
            path: path.to_owned(),
            headers: vec![
                header("x-pay-csrf", "1"),
                header("sec-fetch-site", "same-origin"),
                header("content-type", "application/json"),
            ],
            cookies: vec![format!("__Host-at={token}")],
            body: body.map(Value::to_string),
            binary: false,
        }
    }

    /// What comes of it.
    pub async fn officer(
        &self,
        nth: u32,
        method: &'static str,
        path: &str,
        body: Option<&Value>,
    ) -> Answer {
        self.ask(self.officer_says(nth, method, path, body)).await
    }

    /// What comes of what a member of the office sends.
    pub async fn office(&self, method: &'static str, path: &str, body: Option<&Value>) -> Answer {
        self.ask(self.office_says(method, path, body)).await
    }
}

/// The instant so many hours from now.
fn hours(hours: i64) -> Timestamp {
    let seconds = clock::now().as_second() + hours * 3600;
    Timestamp::from_second(seconds).expect("in range")
}

/// From so many hours from now until so many.
pub fn window(opens: i64, closes: i64) -> Window {
    Window { opens: hours(opens), closes: hours(closes) }
}

/// A project that is open for a day more, for thirty yuan, with so many seats if any number is said.
pub fn project(id: &str, quota: Option<u32>) -> Project {
    let tier = Tier {
        id: "standard".parse().expect("a slug"),
        label: "报名费".to_owned(),
        price: Money::from_fen(3000).expect("in range"),
    };
    Project {
        id: id.parse().expect("a slug"),
        title: "大学英语四级".to_owned(),
        department: "教务处".to_owned(),
        content: "**请核对信息**".to_owned(),
        window: window(-1, 24),
        audience: Audience::Everybody,
        quota,
        minutes_to_pay: 30,
        tiers: vec![tier],
        form: Vec::new(),
    }
}

/// A piece of news from now on.
pub fn news(id: &str, title: &str) -> News {
    News {
        id: id.parse().expect("a slug"),
        title: title.to_owned(),
        body: "请各位同学按时缴费。".to_owned(),
        pinned: false,
        from: hours(0),
        until: None,
    }
}
