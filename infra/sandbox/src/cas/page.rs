//! The sign-on's pages: plain forms, like those of the cashiers.

use super::{Cas, Wrong};
use crate::server::{escaped, framed};
use http::{HeaderValue, Response, StatusCode};

/// The buttons of the desk: what goes wrong, its slug, its name, and what to expect.
pub(super) const WRONGS: [(Wrong, &str, &str, &str); 5] = [
    (Wrong::Late, "late", "不回答", "验票的请求一直没有回音"),
    (Wrong::Garbage, "garbage", "答非所问", "验票时回一页网关错误"),
    (Wrong::Endless, "endless", "回答十兆", "验票的回答大得离谱"),
    (Wrong::Replays, "replays", "票可重用", "用过的票再来也认"),
    (Wrong::XmlAlways, "xml", "只会 XML", "要 JSON 也回 XML"),
];

/// Who are you? `trouble` says what was wrong with the last try.
pub(super) fn login(url: &str, service: &str, trouble: &str) -> Response<Vec<u8>> {
    let trouble = match trouble {
        "" => String::new(),
        words => format!("<p class=\"state bad\" role=\"alert\">{}</p>", escaped(words)),
    };
    let body = format!(
        "<h1>统一身份认证</h1><p class=\"lead\">沙箱不问密码：写演示学生的学号即可。</p>{trouble}\
         <form method=\"post\" action=\"{url}/login\">\
         <input type=\"hidden\" name=\"service\" value=\"{service}\">\
         <label>学号或工号<input name=\"username\" autocomplete=\"username\" autofocus required></label>\
         <div class=\"buttons\"><button class=\"main\"><b>登录</b></button></div></form>",
        url = escaped(url),
        service = escaped(service),
    );
    shown(StatusCode::OK, &framed("统一身份认证", "登录", &body))
}

/// What it does wrong, who is signed on, and the buttons.
pub(super) fn desk(cas: &Cas) -> Response<Vec<u8>> {
    let button = |(wrong, slug, name, hint): &(Wrong, &str, &str, &str)| {
        let name =
            if cas.does(*wrong) { format!("{name}（现在如此）") } else { (*name).to_owned() };
        format!("<button name=\"act\" value=\"{slug}\"><b>{name}</b><small>{hint}</small></button>")
    };
    let buttons: String = WRONGS.iter().map(button).collect();
    let people = cas.browsers.values().map(|it| {
        format!("<li><b>{}</b> <span>{} 张票</span></li>", escaped(&it.user), it.tickets.len())
    });
    let people: String = people.collect();
    let people = if people.is_empty() { "<li>没有人登录。</li>".to_owned() } else { people };
    let platform = cas.platform.as_deref().unwrap_or("还没有");
    let body = format!(
        "<p class=\"ways\"><a class=\"back\" href=\"/\">‹ 全部渠道</a>\
         <a class=\"back\" href=\"{url}/logout\">退出登录</a></p><h1>统一身份认证</h1>\
         <p class=\"lead\">注册的服务：{platform}</p>\
         <form method=\"post\" action=\"{url}/desk\"><div class=\"buttons\">{buttons}\
         <button name=\"act\" value=\"behave\"><b>恢复正常</b><small>都撤掉</small></button>\
         </div></form><h2>已登录</h2><ul class=\"log\">{people}</ul>",
        url = escaped(&cas.url),
        platform = escaped(platform),
    );
    shown(StatusCode::OK, &framed("统一身份认证", "后台", &body))
}

/// One sentence.
pub(super) fn said(status: StatusCode, words: &str) -> Response<Vec<u8>> {
    let body = format!("<p class=\"none\">{}</p>", escaped(words));
    shown(status, &framed("统一身份认证", "统一身份认证", &body))
}

/// On to `url`.
pub(super) fn see(url: &str) -> Response<Vec<u8>> {
    match HeaderValue::try_from(url) {
        Ok(place) => {
            let answer = Response::builder().status(StatusCode::SEE_OTHER);
            answer.header("location", place).body(Vec::new()).expect("a status and a header")
        }
        Err(_) => said(StatusCode::BAD_REQUEST, "返回的地址不对。"),
    }
}

/// `answer`, with which the browser gets `cookie`.
pub(super) fn keeping(mut answer: Response<Vec<u8>>, cookie: &str) -> Response<Vec<u8>> {
    let cookie = HeaderValue::try_from(cookie).expect("letters and digits");
    answer.headers_mut().insert("set-cookie", cookie);
    answer
}

fn shown(status: StatusCode, page: &str) -> Response<Vec<u8>> {
    Response::builder()
        .status(status)
        .header("content-type", "text/html; charset=utf-8")
        .header("cache-control", "no-store")
        .body(page.as_bytes().to_vec())
        .expect("a status and constant headers")
}
