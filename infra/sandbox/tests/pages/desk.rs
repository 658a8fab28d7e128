use super::{Seen, World, now, refund_of};
use channel::Stated;
use domain::{ChannelKind, Day, Fault as _, Outcome, Refunded};
use std::time::Duration;

const BRIDGE: ChannelKind = ChannelKind::Bridge;

const DESK: &str = "/bridge/desk";

/// What the bank answers to a first ask for an order after the button `name` was pressed, and
/// whether it has the order then.
async fn pressed(name: &str) -> (Seen, bool) {
    let world = World::of_bridge().await;
    let location = world.browser.presses(DESK, name, &[("on", "place")]).await;
    assert_eq!(location, "/bridge/desk?on=place&times=1");
    let page = world.browser.page(&location).await;
    assert!(page.contains("下单：") && page.contains("还有 1 次"), "{name} is shown");
    let order = world.order(BRIDGE, "学费");
    let _ = world.us(BRIDGE).place(&order).await;
    let seen = world.seen().swap_remove(0);
    let page = world.browser.page(&location).await;
    assert!(page.contains("没有。每次调用都照常回答。"), "{name} is over");
    let outcome = world.us(BRIDGE).query(&order).await.expect("queries work");
    (seen, outcome == Outcome::Pending)
}

#[tokio::test]
async fn every_button_does_what_it_says() {
    let (slow, acted) = pressed("慢").await;
    assert_eq!((slow.status, slow.after, acted), (Some(200), Duration::from_secs(10), true));
    for (name, status, acts) in [
        ("收不到", None, false),
        ("办了不回", None, true),
        ("没办就出错", Some(500), false),
        ("办了却出错", Some(500), true),
        ("太频繁", Some(429), false),
        ("不签名", Some(200), true),
        ("签名不对", Some(200), true),
        ("被改过", Some(200), true),
        ("只说受理", Some(202), true),
    ] {
        let (seen, acted) = pressed(name).await;
        assert_eq!((seen.status, seen.after, acted), (status, Duration::ZERO, acts), "{name}");
    }
}

#[tokio::test]
async fn a_wrong_signature_is_wrong() {
    let world = World::of_bridge().await;
    for (name, code) in
        [("不签名", "notice-unsigned"), ("签名不对", "notice-forged"), ("被改过", "notice-forged")]
    {
        let order = world.order(BRIDGE, "学费");
        world.browser.presses(DESK, name, &[]).await;
        let error = world.us(BRIDGE).place(&order).await.expect_err("not believed");
        let channel::ChannelError::Unsure(channel::Doubt::Unproved(why)) = error else {
            panic!("{name}: {error:?}")
        };
        assert_eq!(why.code(), code, "{name}");
        assert!(world.us(BRIDGE).place(&order).await.is_ok(), "once");
    }
}

#[tokio::test]
async fn a_wrong_is_for_the_chosen_calls_and_as_often_as_chosen() {
    let world = World::of_bridge().await;
    let (us, order) = (world.us(BRIDGE), world.placed(BRIDGE).await);
    let chosen = [("on", "query"), ("times", "5")];
    let kept = world.browser.presses(DESK, "收不到", &chosen).await;
    assert_eq!(kept, "/bridge/desk?on=query&times=5");
    assert!(us.place(&order).await.is_ok(), "not for this call");
    for left in (0..5).rev() {
        assert!(us.query(&order).await.is_err());
        let page = world.browser.page(&kept).await;
        assert_eq!(page.contains(&format!("还有 {left} 次")), left > 0, "{left}");
    }
    assert!(us.query(&order).await.is_ok());

    // The choice stands on the page that it led to.
    world.browser.presses(&kept, "收不到", &[("times", "always")]).await;
    for _ in 0..20 {
        assert!(us.query(&order).await.is_err());
    }
    let page = world.browser.page(DESK).await;
    assert!(
        page.contains("查询：收不到") && page.contains("直到另说") && page.contains("1 个故障")
    );
    assert_eq!(world.browser.presses(DESK, "恢复正常", &[]).await, DESK);
    assert!(us.query(&order).await.is_ok());
    assert!(!world.browser.page(DESK).await.contains("个故障"));

    world.browser.presses(DESK, "没办就出错", &[("on", "any"), ("times", "5")]).await;
    assert!(us.query(&order).await.is_err() && us.place(&order).await.is_err());
    assert!(us.close(&order).await.is_err() && us.statement(Day::of(now())).await.is_err());
}

#[tokio::test]
async fn a_bank_that_is_down_answers_nothing_until_it_is_told_to_behave() {
    let world = World::of_bridge().await;
    let (us, order) = (world.us(BRIDGE), world.placed(BRIDGE).await);
    world.browser.presses(DESK, "慢", &[("times", "5")]).await;
    world.browser.presses(DESK, "停机", &[]).await;
    world.browser.presses(DESK, "不签名", &[]).await;
    world.seen();
    assert!(us.query(&order).await.is_err() && us.place(&order).await.is_err());
    assert!(us.close(&order).await.is_err() && us.statement(Day::of(now())).await.is_err());
    assert!(world.seen().iter().all(|it| it.status.is_none() && it.after.is_zero()));
    for path in ["/", DESK, &world.cashier(&order)] {
        assert!(world.browser.page(path).await.contains("停机</span>"), "{path}");
    }
    world.browser.presses(DESK, "恢复正常", &[]).await;
    assert!(us.query(&order).await.is_ok());
}

#[tokio::test]
async fn keys_change_at_once() {
    let world = World::of_bridge().await;
    let order = world.order(BRIDGE, "学费");
    world.us(BRIDGE).place(&order).await.expect("placed");
    world.us(BRIDGE).place(&order).await.expect("the same");
    assert!(!world.browser.page(DESK).await.contains("换过了"));
    world.browser.presses(DESK, "现在换密钥", &[]).await;
    assert!(world.browser.page(DESK).await.contains("换过了，01-01 08:00:00"));
    let outcome = world.us(BRIDGE).query(&order).await;
    assert_eq!(outcome.expect("both secrets are known"), Outcome::Pending);
}

#[tokio::test]
async fn refunds_wait_or_fail_when_they_are_asked_to() {
    let world = World::of_bridge().await;
    let (us, order) = (world.us(BRIDGE), world.placed(BRIDGE).await);
    let cashier = world.cashier(&order);
    world.browser.presses(&cashier, "付款", &[]).await;
    assert!(!world.browser.page(&cashier).await.contains("<h2>退款</h2>"));
    let Ok(Outcome::Paid(receipt)) = us.query(&order).await else { panic!("paid") };

    for (name, fen, expected, shown) in [
        ("退款处理中", 100, "pending", "处理中"),
        ("退款失败", 20, "failed", "失败"),
        ("慢", 3, "done", "已退"),
    ] {
        world.browser.presses(DESK, name, &[]).await;
        let refunded = us.refund(&order, &refund_of(&order, receipt.clone(), fen)).await;
        let became = match refunded.expect("taken") {
            Refunded::Done(_) => "done",
            Refunded::Pending => "pending",
            Refunded::Failed { .. } => "failed",
            Refunded::Absent => "absent",
        };
        assert_eq!(became, expected, "{name}");
        let page = world.browser.page(&cashier).await;
        let sum = format!("¥0.{fen:02}");
        let sum = if fen == 100 { "¥1.00" } else { &sum };
        let line = page.split("<ul class=\"refunds\">").nth(1).expect("a list");
        let line = line.split("<li>").find(|it| it.contains(sum)).expect(sum);
        assert!(line.contains(shown), "{line}");
    }
    let page = world.browser.page(&cashier).await;
    assert!(page.contains("实付 ¥4800.00，退款 ¥1.03"), "a failed refund does not count");
    assert!(world.browser.page("/").await.contains("3 笔退款"));
}

#[tokio::test]
async fn a_statement_has_the_flaw_that_was_pressed() {
    let world = World::of_bridge().await;
    let (us, order) = (world.us(BRIDGE), world.placed(BRIDGE).await);
    world.browser.presses(&world.cashier(&order), "付两次", &[]).await;
    let day = Day::of(now());
    let Ok(Stated::Day(whole)) = us.statement(day).await else { panic!("a day") };
    assert_eq!(whole.lines.len(), 2);

    world.browser.presses(DESK, "少一行", &[]).await;
    assert!(us.query(&order).await.is_ok(), "it is for statements");
    let Ok(Stated::Day(short)) = us.statement(day).await else { panic!("a day") };
    assert_eq!(short.lines, whole.lines[..1]);
    world.browser.presses(DESK, "合计不对", &[]).await;
    assert!(us.statement(day).await.is_err());
    world.browser.presses(DESK, "还没出", &[]).await;
    assert!(matches!(us.statement(day).await, Ok(Stated::NotYet)));
    assert!(matches!(us.statement(day).await, Ok(Stated::Day(_))));
}

#[tokio::test]
async fn what_was_told_is_shown_with_how_it_was_taken() {
    let world = World::of_bridge().await;
    assert!(world.browser.page(DESK).await.contains("还没有。"));
    let order = world.placed(BRIDGE).await;
    let cashier = world.cashier(&order);
    world.browser.presses(&cashier, "伪造通知", &[]).await;
    for _ in 0..250 {
        if !world.sandbox.deliveries().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let page = world.browser.page(DESK).await;
    assert!(page.contains("伪造通知：没有回答") && page.contains(&format!("href=\"{cashier}\"")));
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let world = World::of_bridge().await;
    for path in ["/none/desk", "/none/cashier/x"] {
        assert_eq!(world.browser.looks(path).await.0, 404, "{path}");
    }
    let fine = "on=place&times=1&wrong=slow";
    for (path, form, status) in [
        ("/none/desk/faults", fine, 404),
        ("/none/desk/act", "act=down", 404),
        ("/bridge/desk/faults", "", 422),
        ("/bridge/desk/faults", "on=place&times=1", 422),
        ("/bridge/desk/faults", "on=place&times=2&wrong=slow", 422),
        ("/bridge/desk/faults", "on=nothing&times=1&wrong=slow", 422),
        ("/bridge/desk/faults", "on=place&times=1&wrong=nothing", 422),
        // Of another bank, or of another kind of call.
        ("/bridge/desk/faults", "on=keys&times=1&wrong=slow", 422),
        ("/bridge/desk/faults", "on=place&times=1&wrong=reject", 422),
        ("/bridge/desk/faults", "on=place&times=1&wrong=missing-line", 422),
        ("/bridge/desk/faults", "on=any&times=1&wrong=pending", 422),
        ("/bridge/desk/act", "act=nothing", 422),
        ("/bridge/desk/act", "", 422),
        ("/bridge/desk", "", 405),
    ] {
        assert_eq!(world.browser.posts(path, form).await.status, status, "{path} {form}");
    }
    assert_eq!(world.browser.looks("/bridge/desk?on=nothing").await.0, 400);
    assert_eq!(world.sandbox.with_bank("bridge", |bank| bank.faults().count()), 0);
    assert_eq!(world.browser.posts("/bridge/desk/faults", fine).await.status, 303);
}
