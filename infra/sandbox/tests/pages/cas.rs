use super::World;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A platform that listens, and what it hears first.
async fn platform() -> (String, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("bound"));
    let heard = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.expect("a caller");
        let mut heard = vec![0; 8192];
        let mut length = 0;
        while !String::from_utf8_lossy(&heard[..length]).contains("SessionIndex%3E%3C%2Fsamlp") {
            length += socket.read(&mut heard[length..]).await.expect("a request");
        }
        let _ = socket.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await;
        String::from_utf8_lossy(&heard[..length]).into_owned()
    });
    (url, heard)
}

#[tokio::test]
async fn the_front_page_leads_to_the_sign_on_and_its_buttons_work() {
    let world = World::of_bridge().await;
    world.sandbox.register("http://127.0.0.1:9");
    assert!(world.browser.page("/").await.contains("href=\"/cas/desk\""));
    let desk = world.browser.page("/cas/desk").await;
    assert!(desk.contains("http://127.0.0.1:9") && desk.contains("没有人登录"), "{desk}");

    assert_eq!(world.browser.posts("/cas/desk", "act=garbage").await.status, 303);
    assert!(world.browser.page("/cas/desk").await.contains("答非所问（现在如此）"));
    let (status, page) = world.browser.looks("/cas/serviceValidate?service=a&ticket=ST-1").await;
    assert_eq!((status, page.contains("502 Bad Gateway")), (200, true));
    assert_eq!(world.browser.posts("/cas/desk", "act=behave").await.status, 303);
    let (_, page) = world.browser.looks("/cas/serviceValidate?service=a&ticket=ST-1").await;
    assert!(page.contains("code=\"INVALID_TICKET\""), "{page}");
    assert_eq!(world.browser.posts("/cas/desk", "act=fly").await.status, 422);
    assert_eq!(world.browser.looks("/cas/nowhere").await.0, 404);
}

#[tokio::test]
async fn it_signs_on_for_the_platform_alone_and_tells_it_of_the_end() {
    let world = World::of_bridge().await;
    let foreign = "/cas/login?service=http%3A%2F%2Fevil.example%2Fapi%2Fsso%2Freturn";
    assert_eq!(world.browser.looks(foreign).await.0, 403, "nobody is registered yet");
    let (url, heard) = platform().await;
    world.sandbox.register(&url);
    for service in [
        "http://evil.example/api/sso/return".to_owned(),
        format!("{url}/api/sso/return/../elsewhere"),
        format!("{url}.evil.example/api/sso/return"),
    ] {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("service", &service)
            .append_pair("username", "21030101")
            .finish();
        assert_eq!(world.browser.posts("/cas/login", &form).await.status, 403, "{service}");
    }

    let service = format!("{url}/api/sso/return?state=of-a-trip");
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("service", &service)
        .append_pair("username", "21030101")
        .finish();
    let (location, cookie) = world.browser.enters("/cas/login", &form).await;
    assert!(location.starts_with(&format!("{service}&ticket=ST-")), "{location}");
    assert!(world.browser.page("/cas/desk").await.contains("<b>21030101</b>"));
    world.browser.leaves("/cas/logout", &cookie).await;
    let heard = heard.await.expect("it was told");
    assert!(heard.starts_with("POST /api/sso/return?state=of-a-trip HTTP/1.1"), "{heard}");
    assert!(heard.contains(location.split_once("ticket=").expect("a ticket").1), "{heard}");
    assert!(!world.browser.page("/cas/desk").await.contains("<b>21030101</b>"));
}

#[tokio::test]
async fn somebody_without_a_number_is_asked_again() {
    let world = World::of_bridge().await;
    let page = world.browser.page("/cas/login").await;
    assert!(page.contains("<label>学号或工号") && page.contains("不问密码"), "{page}");
    let answer = world.browser.posts("/cas/login", "username=+").await;
    assert_eq!((answer.status, answer.location.as_str()), (200, ""));
}
