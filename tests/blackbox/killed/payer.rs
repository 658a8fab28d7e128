use crate::bank::now;
use crate::office;
use crate::phone::Phone;
use crate::stage::Stage;
use crate::student::{bill, id_number, order_id, person};
use crate::web::{Answer, Web};
use domain::{Money, OrderNumber, PersonId, Role};
use fastrand::Rng;
use http::StatusCode;
use identity::Tokens;
use serde_json::json;
use store::{PersonFate, PersonWrite};

/// By which channel, and what the bank then says: most pay by WeChat, most notices come. UnionPay's
/// code is told once and its orders end by themselves alone: whose code died with a process waits a
/// quarter of an hour, which is right, and too long for a test.
const CHANNELS: [&str; 5] = ["wechat", "wechat", "wechat", "alipay", "bocom"];
const HOWS: [&str; 12] = [
    PAY,
    PAY,
    PAY,
    PAY,
    PAY,
    PAY,
    "notify-twice",
    "notify-twice",
    "probe-first",
    "silent",
    PAY_TWICE,
    PAY_LESS,
];
const PAY: &str = "pay";
/// The second payment goes back by the school's rule.
const PAY_TWICE: &str = "pay-twice";
/// One fen less, which the school's rule puts on the bill all the same.
const PAY_LESS: &str = "pay-less";

/// What students find when they go and pay.
pub(crate) struct Town<'a> {
    pub(crate) stage: &'a Stage,
    pub(crate) web: Web,
    pub(crate) tokens: Tokens,
}

/// A student at a phone, who tries again for as long as nobody answers.
pub(crate) struct Payer {
    pub(crate) id: PersonId,
    pub(crate) owes: Money,
    channel: &'static str,
    how: &'static str,
    /// What the office gives back of it, and whether that is owed again.
    back: Option<(Money, bool)>,
}

/// What a student did.
pub(crate) struct Paid {
    pub(crate) payer: Payer,
    pub(crate) number: OrderNumber,
    /// Tries of theirs, and of the office's for them, that failed.
    pub(crate) failures: usize,
}

impl Payer {
    /// Somebody whom the school knows by now, and who owes an amount of their own: money that goes
    /// to another's bill shows.
    pub(crate) async fn admitted(stage: &Stage, nth: usize, chance: &mut Rng) -> Self {
        let nth = u32::try_from(nth).expect("a school");
        let id = PersonId::from_bits(nth + 1);
        let owes = Money::from_fen(100_000 + 7 * u64::from(nth)).expect("an amount");
        let write = PersonWrite {
            person: PersonFate::New(person(id, &id_number())),
            bills: vec![(bill(&owes.to_string()), None)],
            at: now(),
        };
        // Nobody types a password here, so there is nothing to keep of one.
        let written = stage.store.import_person(&write, Vec::new()).await;
        written.expect("nobody has this id");
        let channel = CHANNELS[chance.usize(..CHANNELS.len())];
        let how = HOWS[chance.usize(..HOWS.len())];
        let returns = how == PAY && chance.u8(..4) == 0;
        let part = Money::from_fen(30_000 + 3 * u64::from(nth)).expect("an amount");
        let back = returns.then(|| (part, chance.bool()));
        Self { id, owes, channel, how, back }
    }

    /// Whether their money cannot be booked, all of it or a part, and is decided about by the rule.
    pub(crate) fn is_disputed(&self) -> bool {
        [PAY_TWICE, PAY_LESS].contains(&self.how)
    }

    /// Fen that their bank keeps of theirs for the school when all is over, and so their bill says.
    pub(crate) fn pays_in_the_end(&self) -> u64 {
        let missing = u64::from(self.how == PAY_LESS);
        self.owes.fen() - missing - self.back.map_or(0, |(part, _)| part.fen())
    }

    /// What is due of their bill then: less, where something went back for good.
    pub(crate) fn due_in_the_end(&self) -> u64 {
        let undue = self.back.filter(|(_, reopens)| !reopens);
        self.owes.fen() - undue.map_or(0, |(part, _)| part.fen())
    }

    /// What their order is when their money was booked or kept, and what they owe then.
    pub(crate) fn comes_to(&self) -> (&'static str, &'static str) {
        if self.how == PAY_LESS { ("disputed", "0.01") } else { ("paid", "0.00") }
    }

    /// Opens an order, pays it at the bank, and waits to owe nothing; the office may give some of it
    /// back then.
    pub(crate) async fn pays(self, town: &Town<'_>) -> Paid {
        let mut phone = Phone::of(self.id, Role::Payer, town);
        let (mut path, mut placed) = self.orders(&mut phone).await;
        while placed.status != StatusCode::CREATED {
            let closing = format!("{path}/close");
            let (nothing, done) = (json!({}), |it: &Answer| it.status == StatusCode::OK);
            let closed = phone.insists("POST", &closing, Some(&nothing), done).await;
            assert_eq!(closed.body["state"], "closed");
            (path, placed) = self.orders(&mut phone).await;
        }
        let number = placed.body["order"]["number"].as_str().expect("a number").to_owned();
        town.stage.pays(&number, self.how).await;
        let (state, owed) = self.comes_to();
        let seen = phone.insists("GET", &path, None, |it| it.body["state"] == state).await;
        phone.insists("GET", "/api/arrears", None, |it| it.body["owed"] == owed).await;
        let mut failures = phone.failures;
        if let Some((part, reopens)) = self.back {
            let ask = json!({
                "number": number, "transaction": seen.body["transaction"], "reopens": reopens,
                "lines": [{"bill": "2026/学费", "amount": part}], "reason": "多缴退款",
            });
            failures += office::gives_back(town, &ask).await;
        }
        let number = number.parse().expect("a number of ours");
        Paid { payer: self, number, failures }
    }

    /// Asks for an order until there is one, or the provider does not say how to pay it: that is what
    /// becomes of a code that it told once, to a process that was killed. The page offers to close it.
    async fn orders(&self, phone: &mut Phone<'_>) -> (String, Answer) {
        let path = format!("/api/orders/{}", order_id());
        let ask = json!({
            "lines": [{"bill": "2026/学费", "amount": self.owes}],
            "channel": self.channel, "scene": "pc", "way": "qr",
        });
        let told =
            |it: &Answer| it.status == StatusCode::CREATED || it.body["code"] == "provider-unsure";
        let answer = phone.insists("PUT", &path, Some(&ask), told).await;
        (path, answer)
    }
}
