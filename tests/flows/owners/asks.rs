//! What each route is asked with, so that whoever may is let in: a refusal is then for who asks, and
//! for nothing else.

use crate::cashier::enters;
use crate::office::PIECE;
use crate::owners::yard::{PASSWORD, Yard};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use campus::Ask;
use domain::{Purpose, Registration};
use serde_json::{Value, json};

enum Load {
    None,
    Json(Value),
    Form(String),
    /// As the gateway hands over what is not text.
    Base64(String),
}

impl Yard {
    /// The request of `route` that a page of ours would send, with what is Ada's or the clerk's in it.
    pub(crate) fn ask(&self, route: &str) -> Ask {
        let (method, path) = METHODS
            .iter()
            .find_map(|it| Some((*it, route.strip_prefix(it)?.strip_prefix(' ')?)))
            .expect("a method and a path");
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let mut headers = vec![header("sec-fetch-site", "same-origin")];
        if method != "GET" {
            headers.push(header("x-pay-csrf", "1"));
        }
        let load = self.load(route);
        let kind = match &load {
            Load::None => None,
            Load::Json(_) => Some("application/json"),
            Load::Form(_) => Some("application/x-www-form-urlencoded"),
            Load::Base64(_) => Some("application/octet-stream"),
        };
        headers.extend(kind.map(|it| header("content-type", it)));
        let binary = matches!(load, Load::Base64(_));
        let body = match load {
            Load::None => None,
            Load::Json(value) => Some(value.to_string()),
            Load::Form(text) | Load::Base64(text) => Some(text),
        };
        Ask { method, path: self.filled(path), headers, cookies: Vec::new(), body, binary }
    }

    /// `path` with names in place of parameters, and the query that it needs.
    fn filled(&self, path: &str) -> String {
        let id = match path.split('/').nth(2) {
            Some("sessions") => self.elsewhere.session().to_string(),
            Some("imports") => self.import.id.clone(),
            Some("office") if path.starts_with("/api/office/refunds/") => {
                "01KAJ8Z5T4Q9V7N2M6X3C1B0RE".to_owned()
            }
            Some("office" | "projects") => "autumn".to_owned(),
            _ if path.ends_with("/proof") => self.paid.to_string(),
            _ => self.order.to_string(),
        };
        let number = self.number(path);
        // An officer brings the statement of a bank that tells none itself.
        let channel = if path.contains("/statements/") { "bocom" } else { "wechat" };
        let path = path.replace("{id}", &id).replace("{n}", "0").replace("{channel}", channel);
        let path = path.replace("{project}", "autumn").replace("{number}", number);
        let path = path.replace("{day}", &self.campus.today().moved(-1).to_string());
        let path = path.replace("{token}", &"0".repeat(54));
        if path == "/api/channels" { format!("{path}?scene=pc") } else { path }
    }

    /// The refund that `path` is about: one that waits for an officer, or for somebody's hand.
    fn number(&self, path: &str) -> &str {
        if path.ends_with("/by-hand") { &self.money.by_hand } else { &self.money.proposed }
    }

    fn load(&self, route: &str) -> Load {
        match route {
            "PUT /api/imports/{id}/pieces/{n}" => {
                Load::Base64(STANDARD.encode(&self.file[..self.file.len().min(PIECE)]))
            }
            "PUT /api/office/statements/{channel}/{day}" => {
                Load::Base64(STANDARD.encode("交易流水号,订单号,金额\n合计,0,0.00\n"))
            }
            "POST /api/sso/return" => {
                let mut form = form_urlencoded::Serializer::new(String::new());
                Load::Form(form.append_pair("logoutRequest", LOG_OUT).finish())
            }
            _ => self.door(route).or_else(|| self.inside(route)).map_or(Load::None, Load::Json),
        }
    }

    /// What is typed before anybody is in.
    fn door(&self, route: &str) -> Option<Value> {
        let (user, name) = (self.facts.number.expose(), self.facts.name.expose());
        let entry = json!({ "user": user, "name": name });
        let proof = |purpose| self.campus.solves(purpose);
        Some(match route {
            "POST /api/captcha" => json!({ "purpose": "login", "kind": "image" }),
            "POST /api/login" => json!({ "user": user, "password": PASSWORD }),
            "POST /api/register" => json!({
                "name": "王小明", "gender": "male", "id_number": campus::id_number(951).expose(),
                "phone": PHONE, "password": PASSWORD, "consent": Registration::CONSENT,
                "security": { "question": 1, "answer": "青云路小学" },
                "proof": proof(Purpose::Register),
            }),
            "POST /api/identify" => json!({
                "first": entry, "second": entry, "proof": proof(Purpose::Identify),
            }),
            "POST /api/password/code" => {
                json!({ "user": user, "phone": PHONE, "proof": proof(Purpose::Reset) })
            }
            "POST /api/password/reset" => json!({
                "user": user, "phone": PHONE, "code": "000000", "fresh": "another-harbour-28",
            }),
            "POST /api/wechat/enter" => json!({ "code": self.wallet_code() }),
            _ => return None,
        })
    }

    /// What is asked by whoever is in.
    fn inside(&self, route: &str) -> Option<Value> {
        let (user, name) = (self.facts.number.expose(), self.facts.name.expose());
        Some(match route {
            "POST /api/password" => json!({ "current": PASSWORD, "fresh": "another-harbour-28" }),
            "PUT /api/me/phone" => json!({ "phone": PHONE, "password": PASSWORD }),
            "POST /api/wechat" => json!({ "code": self.wallet_code() }),
            // The order that is there already: asked again, it is answered again.
            "PUT /api/orders/{id}" => json!({
                "lines": [{ "bill": self.room, "amount": "1200.00" }],
                "channel": "wechat", "scene": "pc", "way": "qr",
            }),
            "POST /api/imports/{id}/preview" | "POST /api/imports/{id}/apply" => {
                self.import.ask.clone()
            }
            "PUT /api/enrolments/{project}" => {
                json!({ "tier": "standard", "phone": PHONE, "answers": {} })
            }
            "POST /api/office/reset" => json!({ "user": user, "name": name }),
            "PUT /api/office/refunds/{id}" => self.money.ask("10.00", false),
            "POST /api/office/refunds/{number}/by-hand" => json!({ "note": "电汇" }),
            "POST /api/office/disputes/apply" => self.money.surplus.clone(),
            _ => return self.announced(route),
        })
    }

    /// What the office announces.
    fn announced(&self, route: &str) -> Option<Value> {
        let now = self.campus.now();
        let closes = now + std::time::Duration::from_hours(24);
        let window = json!({ "opens": now, "closes": closes });
        Some(match route {
            "PUT /api/office/batches/{id}" => json!({
                "title": "教材费", "department": "教务处", "note": "", "window": window,
            }),
            "PUT /api/office/living/{id}" => json!({
                "title": "电费", "note": "", "open": true, "target": { "is": "none" },
                "amount": { "is": "fixed", "choices": ["50.00"] },
            }),
            "PUT /api/office/projects/{id}" => json!({
                "title": "英语四级", "department": "教务处", "content": "", "window": window,
                "audience": "everybody", "quota": 20, "minutes_to_pay": 30, "form": [],
                "tiers": [{ "id": "cet-4", "label": "四级", "price": "30.00" }],
            }),
            "PUT /api/office/news/{id}" => json!({
                "title": "公告", "body": "请按时缴费。", "pinned": false, "from": now,
            }),
            _ => return None,
        })
    }

    /// What the official account's entrance brings back, for one use.
    fn wallet_code(&self) -> String {
        enters(&self.campus, &self.entrance).0
    }
}

const PHONE: &str = "13800001234";

/// What CAS posts when somebody logs out there; nobody came in by that ticket.
const LOG_OUT: &str = "<samlp:LogoutRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" \
    ID=\"LR-1\" Version=\"2.0\" IssueInstant=\"2026-09-05T01:00:00Z\">\
    <samlp:SessionIndex>ST-1-of-nobody</samlp:SessionIndex></samlp:LogoutRequest>";

const METHODS: [&str; 4] = ["GET", "POST", "PUT", "DELETE"];
