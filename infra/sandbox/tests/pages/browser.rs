use std::sync::Arc;

/// As much of a browser as forms without scripts need.
pub(super) struct Browser {
    base_url: String,
    client: reqwest::Client,
}

/// What pressing a button brought.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pressed {
    pub(super) status: u16,
    pub(super) location: String,
}

impl Browser {
    pub(super) fn new(base_url: &str) -> Self {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("TLS")
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .expect("a client");
        Self { base_url: base_url.to_owned(), client }
    }

    pub(super) async fn looks(&self, path: &str) -> (u16, String) {
        let url = format!("{}{path}", self.base_url);
        let answer = self.client.get(url).send().await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("text"))
    }

    /// The page at `path`, which is there.
    pub(super) async fn page(&self, path: &str) -> String {
        let (status, page) = self.looks(path).await;
        assert_eq!(status, 200, "{path}");
        page
    }

    pub(super) async fn posts(&self, path: &str, form: &str) -> Pressed {
        let post = self.client.post(format!("{}{path}", self.base_url));
        let post = post.header("content-type", "application/x-www-form-urlencoded");
        let answer = post.body(form.to_owned()).send().await.expect("an answer");
        let location = answer.headers().get("location").map(|it| it.to_str().expect("text"));
        let location = location.unwrap_or_default().to_owned();
        Pressed { status: answer.status().as_u16(), location }
    }

    /// Posts `form`; where that leads, and the cookie that it leaves.
    pub(super) async fn enters(&self, path: &str, form: &str) -> (String, String) {
        let post = self.client.post(format!("{}{path}", self.base_url));
        let post = post.header("content-type", "application/x-www-form-urlencoded");
        let answer = post.body(form.to_owned()).send().await.expect("an answer");
        let header = |name: &str| answer.headers()[name].to_str().expect("text").to_owned();
        let cookie = header("set-cookie");
        (header("location"), cookie.split(';').next().unwrap_or_default().to_owned())
    }

    /// Looks at `path` with `cookie`.
    pub(super) async fn leaves(&self, path: &str, cookie: &str) {
        let get = self.client.get(format!("{}{path}", self.base_url)).header("cookie", cookie);
        assert_eq!(get.send().await.expect("an answer").status(), 200, "{path}");
    }

    /// Presses the button `name` on the page at `path`, with `chosen` in the form's lists, and
    /// sees the page again that this leads to.
    pub(super) async fn presses(&self, path: &str, name: &str, chosen: &[(&str, &str)]) -> String {
        let page = self.page(path).await;
        let mark = format!("<b>{name}</b>");
        let form = page.split("<form ").skip(1).map(|it| it.split("</form>").next());
        let form = form.flatten().find(|it| it.contains(&mark));
        let form = form.unwrap_or_else(|| panic!("{path} has no {name}"));
        let mut fields = form_urlencoded::Serializer::new(String::new());
        for input in form.split("<input ").skip(1) {
            fields.append_pair(attribute(input, "name"), attribute(input, "value"));
        }
        for list in form.split("<select ").skip(1) {
            let list = list.split("</select>").next().expect("a part");
            let field = attribute(list, "name");
            let wanted = chosen.iter().find(|it| it.0 == field).map(|it| it.1);
            let values: Vec<_> = list.split("<option ").skip(1).collect();
            let selected = values.iter().find(|it| it.contains(" selected")).or(values.first());
            let value = wanted.unwrap_or_else(|| attribute(selected.expect("a choice"), "value"));
            assert!(values.iter().any(|it| attribute(it, "value") == value), "{value}");
            fields.append_pair(field, value);
        }
        let button = form.split(&mark).next().and_then(|it| it.rsplit("<button ").next());
        let button = button.expect("it is in a button");
        fields.append_pair(attribute(button, "name"), attribute(button, "value"));
        let pressed = self.posts(attribute(form, "action"), &fields.finish()).await;
        // 200: a page that posts the payer back.
        assert!(matches!(pressed.status, 200 | 303), "{name} {}", pressed.status);
        pressed.location
    }
}

/// The attribute `name` of the tag that `text` begins with.
fn attribute<'a>(text: &'a str, name: &str) -> &'a str {
    let tag = text.split('>').next().expect("a part");
    let value = tag.split(&format!("{name}=\"")).nth(1).and_then(|it| it.split('"').next());
    value.unwrap_or_else(|| panic!("no {name} in {tag}"))
}
