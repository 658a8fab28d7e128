//! 公告: what the office says to everybody.

use campus::{Ask, Campus, news, window};
use domain::catalogue::News;
use serde_json::Value;
use std::time::Duration;

/// Titles, as whoever is not signed in sees them.
async fn seen(campus: &Campus) -> Vec<Value> {
    let ask = Ask { method: "GET", path: "/api/news".to_owned(), ..Ask::default() };
    let answer = campus.ask(ask).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let news = answer.body["news"].as_array().expect("a list").iter();
    news.map(|it| it["title"].clone()).collect()
}

#[tokio::test]
async fn what_is_shown_now_is_shown_pinned_first_and_then_the_newest() {
    let campus = Campus::open().await;
    let at = |hours| window(hours, hours + 1).opens;
    campus.says_to_all(News { from: at(-2), ..news("older", "旧闻") }).await;
    campus.says_to_all(News { from: at(-1), ..news("newer", "新闻") }).await;
    campus.says_to_all(News { from: at(-9), pinned: true, ..news("pinned", "须知") }).await;
    campus.says_to_all(News { from: at(3), ..news("scheduled", "预告") }).await;
    let until = Some(at(2));
    campus.says_to_all(News { from: at(-3), until, ..news("ending", "临时") }).await;

    assert_eq!(seen(&campus).await, ["须知", "新闻", "旧闻", "临时"]);
    campus.later(Duration::from_hours(2));
    assert_eq!(seen(&campus).await, ["须知", "新闻", "旧闻"], "an end is not shown any more");
    campus.later(Duration::from_hours(1));
    assert_eq!(seen(&campus).await, ["须知", "预告", "新闻", "旧闻"]);
}

#[tokio::test]
async fn a_school_that_asks_at_once_reads_the_table_once() {
    let campus = Campus::open().await;
    campus.says_to_all(news("first", "通知")).await;
    assert_eq!(seen(&campus).await, ["通知"]);
    let ask = Ask { method: "GET", path: "/api/news".to_owned(), ..Ask::default() };

    let again = campus.ask(ask.clone()).await;
    assert_eq!((again.cost.reads, again.cost.writes), (0, 0));

    campus.says_to_all(news("second", "又一则")).await;
    campus.later(Duration::from_secs(10));
    assert_eq!(campus.ask(ask).await.cost.reads, 1);
    assert_eq!(seen(&campus).await.len(), 2, "ten seconds later everybody knows");
}
