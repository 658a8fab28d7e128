use super::{World, now, wait};
use channel::{ChannelError, Stated};
use domain::{ChannelKind, Day, Fault as _, Outcome};
use sandbox::Accounts;
use std::time::Duration;

/// The names on the buttons of the form called `title`, in their order.
fn buttons(page: &str, title: &str) -> Vec<String> {
    let form = page.split("<form ").find(|it| it.contains(&format!("<h2>{title}</h2>")));
    let names = form.map(|it| it.split("</form>").next().expect("a part").split("<b>").skip(1));
    let names = names.into_iter().flatten();
    names.map(|it| it.split("</b>").next().expect("a part").to_owned()).collect()
}

async fn everybody() -> World {
    let keys = Accounts::draw();
    World::new(keys.providers(), &keys.secret()).await
}

#[tokio::test]
async fn no_bank_is_sure_after_any_button_but_refuse() {
    let world = everybody().await;
    for kind in ChannelKind::ALL {
        let (us, desk) = (world.us(kind), format!("/{kind}/desk"));
        let order = world.placed(kind).await;
        world.browser.presses(&world.cashier(&order), "付款", &[]).await;
        let names = buttons(&world.browser.page(&desk).await, "调用出错");
        assert!(names.len() >= 10, "{kind} {names:?}");
        for name in names {
            // Five times: some ask again.
            let chosen = [("on", "query"), ("times", "5")];
            world.browser.presses(&desk, &name, &chosen).await;
            world.seen();
            let outcome = us.query(&order).await;
            let seen = world.seen();
            match outcome {
                Ok(Outcome::Paid(_)) => {
                    assert_eq!(name, "慢", "{kind}");
                    assert_eq!(seen[0].after, Duration::from_secs(10), "{kind}");
                }
                Err(ChannelError::Unsure(_)) => assert_ne!(name, "慢", "{kind} {seen:?}"),
                Err(ChannelError::Refused { .. }) => assert_eq!(name, "拒绝", "{kind}"),
                Err(error) => panic!("{kind} {name}: {}", error.code()),
                Ok(other) => panic!("{kind} {name}: {other:?}"),
            }
            world.browser.presses(&desk, "恢复正常", &[]).await;
            assert!(matches!(us.query(&order).await, Ok(Outcome::Paid(_))), "{kind} {name}");
        }
    }
}

#[tokio::test]
async fn every_flaw_that_is_offered_changes_the_statement() {
    let world = everybody().await;
    for kind in ChannelKind::ALL {
        for _ in 0..2 {
            let order = world.placed(kind).await;
            world.browser.presses(&world.cashier(&order), "付款", &[]).await;
        }
    }
    let day = Day::of(now());
    // The next noon: all of them have made it.
    wait(28);
    for kind in ChannelKind::ALL {
        let (us, desk) = (world.us(kind), format!("/{kind}/desk"));
        let names = buttons(&world.browser.page(&desk).await, "对账单出错");
        let whole = us.statement(day).await;
        if names.is_empty() {
            assert!(matches!(whole, Ok(Stated::Unsupported)), "{kind} {whole:?}");
            continue;
        }
        let Ok(Stated::Day(whole)) = whole else { panic!("{kind} {whole:?}") };
        assert_eq!(whole.lines.len(), 2, "{kind}");
        for name in &names {
            world.browser.presses(&desk, name, &[("times", "always")]).await;
            let flawed = us.statement(day).await;
            world.browser.presses(&desk, "恢复正常", &[]).await;
            match name.as_str() {
                "少一行" => {
                    let Ok(Stated::Day(short)) = flawed else { panic!("{kind} {flawed:?}") };
                    assert_eq!(short.lines, whole.lines[..1], "{kind}");
                }
                // Where one word stands for both, the platform goes by the hour.
                "还没出" => {
                    let none = matches!(flawed, Ok(Stated::NotYet | Stated::Empty));
                    assert!(none, "{kind} {flawed:?}");
                }
                _ => assert!(flawed.is_err(), "{kind} {name} {flawed:?}"),
            }
        }
    }
}
