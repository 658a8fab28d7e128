use crate::errand::{Cost, Errand};
use crate::gateway::Ask;
use crate::line::{self, Line, Message};
use crate::people::person;
use crate::{Answer, Campus, Plan, Plant, clock};
use aws_lambda_events::sqs::SqsBatchResponse;
use domain::{BillId, OrderId, OrderNumber, Role};
use http::Request;
use sandbox::{Announcement, Bank, How, PayError};
use serde_json::{Value, json};

/// What became of a batch of messages.
#[derive(Clone, Debug)]
pub struct Delivery {
    pub handed: Vec<Message>,
    /// Those that come again.
    pub again: Vec<u64>,
    /// The function died with the batch in hand.
    pub crashed: bool,
    pub cost: Cost,
}

impl Campus {
    /// `id` asks to pay `lines` at a computer, under a fresh order id.
    pub async fn orders(&self, id: &str, lines: &[(&BillId, &str)]) -> (OrderNumber, Answer) {
        let order = self.draws_order_id();
        let answer = self.ask(self.ordering(id, order, &order_body(lines))).await;
        (OrderNumber { order, payer: person(id) }, answer)
    }

    /// `id` asks for what must work.
    pub async fn opens(&self, id: &str, lines: &[(&BillId, &str)]) -> OrderNumber {
        let (number, answer) = self.orders(id, lines).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        number
    }

    /// The request that asks for `order` with `body`.
    pub fn ordering(&self, id: &str, order: OrderId, body: &Value) -> Ask {
        self.says(id, "PUT", &format!("/api/orders/{order}"), Some(body))
    }

    /// A request of the site's pages, with `id` signed in.
    pub fn says(&self, id: &str, method: &'static str, path: &str, body: Option<&Value>) -> Ask {
        let token = self.token(person(id), Role::Payer);
        let mut headers = vec![("sec-fetch-site".to_owned(), "same-origin".to_owned())];
        if method != "GET" {
            headers.push(("x-pay-csrf".to_owned(), "1".to_owned()));
        }
        if body.is_some() {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        Ask {
            method,
            path: path.to_owned(),
            headers,
            cookies: vec![format!("__Host-at={token}")],
            body: body.map(Value::to_string),
            binary: false,
        }
    }

    /// What `id` sees at `path`.
    pub async fn sees(&self, id: &str, path: &str) -> Answer {
        self.ask(self.says(id, "GET", path, None)).await
    }

    /// `id` presses the button behind `path`.
    pub async fn presses(&self, id: &str, path: &str) -> Answer {
        self.ask(self.says(id, "POST", path, None)).await
    }

    /// What the home page says that `id` owes.
    pub async fn owed(&self, id: &str) -> String {
        let home = self.sees(id, "/api/arrears").await;
        home.body["owed"].as_str().unwrap_or_default().to_owned()
    }

    /// Where `order` stands, as its payer sees it.
    pub async fn state(&self, order: OrderNumber) -> String {
        let seen =
            self.sees(&order.payer.to_string(), &format!("/api/orders/{}", order.order)).await;
        seen.body["state"].as_str().unwrap_or_default().to_owned()
    }

    /// The payer closes `order`.
    pub async fn closes(&self, order: OrderNumber) -> Answer {
        self.presses(&order.payer.to_string(), &format!("/api/orders/{}/close", order.order)).await
    }

    /// The payer says that they paid `order`.
    pub async fn checks(&self, order: OrderNumber) -> Answer {
        self.presses(&order.payer.to_string(), &format!("/api/orders/{}/check", order.order)).await
    }

    /// A payer acts at the bank's cashier.
    pub fn pays(&self, order: OrderNumber, how: How) -> Result<Vec<Announcement>, PayError> {
        let number = order.to_string();
        self.bank_with(&number, |bank| bank.pay(&number, how, clock::now()))
    }

    /// The bank's words for `announcement`, signed now.
    pub fn notice(&self, announcement: &Announcement) -> Ask {
        let told = |bank: &mut Bank| bank.notice(announcement, clock::now());
        let request = self.bank_with(&announcement.number, told);
        let (parts, body) = request.into_parts();
        let header = |name: &http::HeaderName| {
            let value = parts.headers[name].to_str().expect("printable");
            (name.to_string(), value.to_owned())
        };
        Ask {
            method: if parts.method == "GET" { "GET" } else { "POST" },
            path: parts.uri.path_and_query().map_or("/", |it| it.as_str()).to_owned(),
            headers: parts.headers.keys().map(header).collect(),
            cookies: Vec::new(),
            body: Some(String::from_utf8(body).expect("JSON")),
            binary: false,
        }
    }

    /// Whether the bank takes `answer` for having heard `announcement`.
    pub fn takes(&self, announcement: &Announcement, answer: &Answer) -> bool {
        let taken = |bank: &mut Bank| bank.taken(answer.status, answer.text.as_bytes());
        self.bank_with(&announcement.number, taken)
    }

    /// The payer's browser does what `checkout` says, as far as the provider's cashier.
    pub fn goes(&self, checkout: &Value) {
        let Some(request) = Self::leads(checkout) else { return };
        let url = request.uri().to_string();
        let answer = self.bank_answers(request);
        let words = String::from_utf8_lossy(answer.body());
        assert_eq!(answer.status(), 303, "{url} does not lead to the cashier: {words}");
    }

    /// The same where the provider may be out, or not want to.
    pub fn tries(&self, checkout: &Value) {
        if let Some(request) = Self::leads(checkout) {
            self.outside.things().banks.answer(request, clock::now());
        }
    }

    /// What a browser asks at the provider, if `checkout` says so.
    fn leads(checkout: &Value) -> Option<Request<Vec<u8>>> {
        let url = checkout["url"].as_str().unwrap_or_default();
        let request = match checkout["kind"].as_str().unwrap_or_default() {
            "jump" => Request::get(url).body(Vec::new()),
            "form" => {
                let fields = checkout["fields"].as_object().expect("fields").iter();
                let pairs = fields.map(|(name, value)| (name, value.as_str().expect("a text")));
                let form =
                    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
                let kind = "application/x-www-form-urlencoded";
                Request::post(url).header("content-type", kind).body(form.into_bytes())
            }
            // The payer's telephone does the rest, or the wallet on this very page.
            _ => return None,
        };
        Some(request.expect("an address"))
    }

    /// What a browser sees at a provider.
    pub fn bank_answers(&self, request: Request<Vec<u8>>) -> http::Response<Vec<u8>> {
        let reply = self.outside.things().banks.answer(request, clock::now());
        reply.answer.expect("the provider's page")
    }

    /// The platform hears `announcement`.
    pub async fn hears(&self, announcement: &Announcement) -> Answer {
        let notice = self.notice(announcement);
        self.ask(notice).await
    }

    /// The payer pays `order`, and the platform hears of it.
    pub async fn is_paid(&self, order: OrderNumber) {
        for announcement in self.pays(order, How::Pay).expect("an order that can be paid") {
            let answer = self.hears(&announcement).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
    }

    /// Books every receipt that waits, now. One that raced with another may come again.
    pub async fn settles(&self) {
        for _ in 0..100 {
            let delivery = self.deliver(Line::Receipts, 10, Plan::fair()).await;
            if delivery.handed.is_empty() {
                return;
            }
            self.outside.things().lines.hurry(&delivery.again, clock::now());
        }
        panic!("a receipt cannot be settled");
    }

    /// Asks the bank about every order whose time to be asked about has come.
    pub async fn chases(&self) {
        loop {
            let delivery = self.deliver(Line::Chase, 10, Plan::fair()).await;
            if delivery.handed.is_empty() {
                return;
            }
        }
    }

    /// The nightly sweep runs. `false`: it failed or died, and runs again another night.
    pub async fn sweeps(&self, plan: Plan) -> bool {
        let errand = Errand::new("sweep-orders", plan);
        let swept = errand.run(Box::pin(self.functions.sweep())).await;
        self.outside.things().told.extend(errand.told());
        matches!(swept, Some(Ok(())))
    }

    /// Hands the next batch of `line` to its function.
    pub async fn deliver(&self, line: Line, most: usize, plan: Plan) -> Delivery {
        let handed = self.outside.things().lines.receive(line, most, clock::now());
        self.hand_over(line, handed, plan).await
    }

    async fn hand_over(&self, line: Line, handed: Vec<Message>, plan: Plan) -> Delivery {
        let who = match line {
            Line::Receipts => "settle-payment",
            Line::Chase => "chase-payments",
            Line::Refunds => "refund-payment",
        };
        let errand = Errand::new(who, plan);
        self.overhears_queues();
        if handed.is_empty() {
            errand.ends();
            return Delivery { handed, again: Vec::new(), crashed: false, cost: Cost::default() };
        }
        self.slips(line, &handed, &errand).await;
        let event = line::event(&handed);
        let response = match line {
            Line::Receipts => errand.run(Box::pin(self.functions.settle(event))).await,
            Line::Chase => errand.run(Box::pin(self.functions.chase(event))).await,
            Line::Refunds => errand.run(Box::pin(self.functions.refund(event))).await,
        };
        self.slips(line, &handed, &errand).await;
        self.outside.things().told.extend(errand.told());
        let crashed = response.is_none();
        let again = match response {
            Some(_) if self.has(Plant::BatchIsDone) => Vec::new(),
            Some(response) => failed(&response),
            None => handed.iter().map(|it| it.id).collect(),
        };
        self.outside.things().lines.done(&handed, &again);
        Delivery { handed, again, crashed, cost: errand.cost() }
    }

    /// A message that was done long ago comes once more: queues deliver at least once.
    pub async fn redelivers(&self, message: Message) -> Delivery {
        let line = message.line;
        self.hand_over(line, vec![message], Plan::fair()).await
    }

    /// Somebody puts `body` on a queue past all code of ours.
    pub fn sends(&self, line: Line, body: &str) {
        self.outside.things().lines.send(line, (body.to_owned(), None), clock::now());
    }

    /// A queue loses all that is on it.
    pub fn forgets(&self, line: Line) {
        self.outside.things().lines.waiting.retain(|it| it.line != line);
    }

    /// An operator sends everything that was given up once more.
    pub fn redrives(&self) -> usize {
        let mut things = self.outside.things();
        if things.plant == Plant::DeadLettersGone {
            things.lines.dead.clear();
        }
        things.lines.redrive(clock::now())
    }
}

fn failed(response: &SqsBatchResponse) -> Vec<u64> {
    let failures = response.batch_item_failures.iter();
    failures.filter_map(|it| it.item_identifier.parse().ok()).collect()
}

/// The body that asks to pay `lines` by WeChat at a computer.
pub(crate) fn order_body(lines: &[(&BillId, &str)]) -> Value {
    let line = |(bill, amount): &(&BillId, &str)| json!({ "bill": bill, "amount": amount });
    let lines: Vec<_> = lines.iter().map(line).collect();
    json!({ "lines": lines, "channel": "wechat", "scene": "pc", "way": "qr" })
}
