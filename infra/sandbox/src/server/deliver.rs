use super::Banks;
use crate::bank::{Announcement, Flaw};
use jiff::Timestamp;
use reqwest::redirect::Policy;
use rustls::{ClientConfig, RootCertStore};
use serde::Serialize;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::JoinSet;

/// Tells the merchant what was paid, and tells it again until it is taken.
#[derive(Clone)]
pub(super) struct Courier {
    banks: Banks,
    client: reqwest::Client,
    clock: fn() -> Timestamp,
    hurry: u32,
    underway: Arc<Mutex<JoinSet<()>>>,
    deliveries: Arc<Mutex<VecDeque<Delivery>>>,
}

/// One try to tell the merchant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// Which provider told it.
    pub channel: &'static str,
    pub number: String,
    pub transaction: String,
    pub flaw: Flaw,
    pub at: Timestamp,
    /// Whether it is about a refund.
    pub refund: bool,
    /// The merchant's answer; nothing if there was none in time.
    pub status: Option<u16>,
    /// Whether that answer takes it.
    pub taken: bool,
}

impl Courier {
    /// The provider waits five seconds for an answer.
    const PATIENCE: Duration = Duration::from_secs(5);

    /// Deliveries kept to be looked at.
    const KEPT: usize = 2000;

    pub(super) fn new(banks: Banks, clock: fn() -> Timestamp, hurry: u32) -> Self {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("aws-lc speaks TLS 1.2 and 1.3")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .timeout(Self::PATIENCE)
            .redirect(Policy::none())
            .no_proxy()
            .user_agent("Mozilla/4.0")
            .build()
            .expect("a client of constants can be built");
        let (underway, deliveries) = (Arc::default(), Arc::default());
        Self { banks, client, clock, hurry: hurry.max(1), underway, deliveries }
    }

    pub(super) fn send(&self, bank: &'static str, announcement: Announcement) {
        let courier = self.clone();
        let mut underway = self.underway.lock().expect("nothing panics while it holds it");
        while underway.try_join_next().is_some() {}
        underway.spawn(async move { courier.deliver(bank, announcement).await });
    }

    /// Posts `request` once, whatever comes of it: how a campus tells of a log-out.
    pub(super) fn tell(&self, request: http::Request<Vec<u8>>) {
        let courier = self.clone();
        let mut underway = self.underway.lock().expect("nothing panics while it holds it");
        while underway.try_join_next().is_some() {}
        underway.spawn(async move { drop(courier.say(request).await) });
    }

    pub(super) fn stop(&self) {
        self.underway.lock().expect("nothing panics while it holds it").abort_all();
    }

    pub(super) fn deliveries(&self) -> Vec<Delivery> {
        let deliveries = self.deliveries.lock().expect("nothing panics while it holds it");
        deliveries.iter().cloned().collect()
    }

    async fn deliver(self, bank: &'static str, announcement: Announcement) {
        tokio::time::sleep(announcement.after / self.hurry).await;
        for gap in self.resends(bank).iter().copied().map(Some).chain([None]) {
            let taken = self.try_once(bank, &announcement).await;
            // Forgers and probes do not come again.
            let insists = matches!(announcement.flaw, Flaw::None | Flaw::Stale);
            let Some(gap) = gap.filter(|_| insists && !taken) else { return };
            tokio::time::sleep(Duration::from_secs(gap) / self.hurry).await;
        }
    }

    fn resends(&self, bank: &str) -> &'static [u64] {
        self.banks
            .get(bank)
            .map_or(&[], |it| it.lock().expect("nothing panics while it holds a bank").resends())
    }

    async fn try_once(&self, bank: &'static str, announcement: &Announcement) -> bool {
        let at = (self.clock)();
        let Some(teller) = self.banks.get(bank) else { return true };
        let notice = {
            let mut teller = teller.lock().expect("nothing panics while it holds a bank");
            teller.notice(announcement, at)
        };
        let (status, body) = self.say(notice).await.unzip();
        let taken = status.is_some_and(|status| {
            let teller = teller.lock().expect("nothing panics while it holds a bank");
            teller.taken(status, &body.unwrap_or_default())
        });
        tracing::info!(order.number = announcement.number, status, taken, "told the merchant");
        let delivery = Delivery {
            channel: bank,
            number: announcement.number.clone(),
            transaction: announcement.payment.id.clone(),
            flaw: announcement.flaw,
            at,
            refund: announcement.refund.is_some(),
            status,
            taken,
        };
        let mut deliveries = self.deliveries.lock().expect("nothing panics while it holds it");
        if deliveries.len() == Self::KEPT {
            deliveries.pop_front();
        }
        deliveries.push_back(delivery);
        taken
    }

    /// The merchant's answer, if one came in time.
    async fn say(&self, notice: http::Request<Vec<u8>>) -> Option<(u16, Vec<u8>)> {
        let request = reqwest::Request::try_from(notice).ok()?;
        let answer = self.client.execute(request).await.ok()?;
        let status = answer.status().as_u16();
        let body = answer.bytes().await.ok()?;
        Some((status, body.to_vec()))
    }
}
