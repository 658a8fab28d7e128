use crate::bank::{Announcement, Bank, Flaw};
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
    bank: Arc<Mutex<Bank>>,
    client: reqwest::Client,
    clock: fn() -> Timestamp,
    hurry: u32,
    underway: Arc<Mutex<JoinSet<()>>>,
    deliveries: Arc<Mutex<VecDeque<Delivery>>>,
}

/// One try to tell the merchant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Delivery {
    pub number: String,
    pub transaction: String,
    pub flaw: Flaw,
    pub at: Timestamp,
    /// The merchant's answer; nothing if there was none in time.
    pub status: Option<u16>,
}

impl Courier {
    /// The provider waits five seconds for an answer.
    const PATIENCE: Duration = Duration::from_secs(5);

    /// Deliveries kept to be looked at.
    const KEPT: usize = 2000;

    pub(super) fn new(bank: Arc<Mutex<Bank>>, clock: fn() -> Timestamp, hurry: u32) -> Self {
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
        Self { bank, client, clock, hurry: hurry.max(1), underway, deliveries }
    }

    pub(super) fn send(&self, announcement: Announcement) {
        let courier = self.clone();
        let mut underway = self.underway.lock().expect("nothing panics while it holds it");
        while underway.try_join_next().is_some() {}
        underway.spawn(async move { courier.deliver(announcement).await });
    }

    pub(super) fn stop(&self) {
        self.underway.lock().expect("nothing panics while it holds it").abort_all();
    }

    pub(super) fn deliveries(&self) -> Vec<Delivery> {
        let deliveries = self.deliveries.lock().expect("nothing panics while it holds it");
        deliveries.iter().cloned().collect()
    }

    async fn deliver(self, announcement: Announcement) {
        tokio::time::sleep(announcement.after / self.hurry).await;
        for gap in Bank::RESENDS.into_iter().map(Some).chain([None]) {
            let taken = self.try_once(&announcement).await;
            // Forgers and probes do not come again.
            let insists = matches!(announcement.flaw, Flaw::None | Flaw::Stale);
            let Some(gap) = gap.filter(|_| insists && !taken) else { return };
            tokio::time::sleep(Duration::from_secs(gap) / self.hurry).await;
        }
    }

    async fn try_once(&self, announcement: &Announcement) -> bool {
        let at = (self.clock)();
        let notice = {
            let mut bank = self.bank.lock().expect("nothing panics while it holds the bank");
            bank.notice(announcement, at)
        };
        let answer = match reqwest::Request::try_from(notice) {
            Ok(request) => self.client.execute(request).await.ok(),
            Err(_) => None,
        };
        let status = answer.map(|it| it.status().as_u16());
        tracing::info!(order.number = announcement.number, status, "told the merchant");
        let delivery = Delivery {
            number: announcement.number.clone(),
            transaction: announcement.payment.id.clone(),
            flaw: announcement.flaw,
            at,
            status,
        };
        let mut deliveries = self.deliveries.lock().expect("nothing panics while it holds it");
        if deliveries.len() == Self::KEPT {
            deliveries.pop_front();
        }
        deliveries.push_back(delivery);
        matches!(status, Some(200 | 204))
    }
}
