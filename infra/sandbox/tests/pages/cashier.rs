use super::World;
use domain::ChannelKind;

#[tokio::test]
async fn what_an_order_says_of_itself_is_text_and_nothing_else() {
    let world = World::of_bridge().await;
    let hostile = "<script>alert(1)</script>\"><b x='";
    let order = world.order(ChannelKind::Bridge, hostile);
    world.us(ChannelKind::Bridge).place(&order).await.expect("placed");
    let cashier = world.cashier(&order);
    world.browser.presses(&cashier, "伪造通知", &[]).await;
    for path in ["/", "/bridge/desk", &cashier] {
        let page = world.browser.page(path).await;
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&gt;&lt;b x="), "{path}");
        assert!(!page.contains("<script") && !page.contains("\"><b x"), "{path}");
    }
    let back = "?back=http%3A%2F%2Fa%2F%22%3E%3Cscript%3E";
    let page = world.browser.page(&format!("{cashier}{back}")).await;
    assert!(page.contains("href=\"http://a/&quot;&gt;&lt;script&gt;\""));
    let page = world.browser.page(&format!("{cashier}?back=javascript%3Aalert(1)")).await;
    assert!(!page.contains("javascript:"));
}

#[tokio::test]
async fn pages_lead_to_each_other() {
    let world = World::of_bridge().await;
    let front = world.browser.page("/").await;
    assert!(front.contains("学校自接银行") && front.contains("还没有订单"));
    let order = world.placed(ChannelKind::Bridge).await;
    let cashier = world.cashier(&order);
    let front = world.browser.page("/").await;
    assert!(front.contains("1 笔订单 · 0 已支付 · 1 待付款 · 0 笔退款"));
    for (page, link) in [
        ("/", "/bridge/desk"),
        ("/", &cashier),
        ("/bridge/desk", "/"),
        ("/bridge/desk", &cashier),
        (&cashier, "/bridge/desk"),
        (&cashier, "/"),
    ] {
        let words = world.browser.page(page).await;
        assert!(words.contains(&format!("href=\"{link}\"")), "{page} leads to {link}");
        assert!(words.contains("data-bank=\"bridge\""), "{page} has the bank's colour");
    }
}
