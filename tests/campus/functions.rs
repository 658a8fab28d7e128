//! Every function of the platform with what it is given, as its `main` would give it.

use crate::clock::CLOCK;
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use channel::{Channels, Outside, Places};
use config::{Kept, School};
use edge::{Reply, Request};
use identity::Tokens;
use queue::Queue;
use std::sync::Arc;
use store::Store;

/// What all functions of one campus share.
pub(crate) struct Common {
    pub(crate) dynamodb: aws_sdk_dynamodb::Client,
    pub(crate) sqs: aws_sdk_sqs::Client,
    pub(crate) tables: [String; 4],
    pub(crate) school: School,
    pub(crate) token_keys: String,
    /// The providers' secret, where they are, and the way there.
    pub(crate) accounts: String,
    pub(crate) places: Places,
    pub(crate) outside: Outside,
}

pub(crate) struct Functions {
    create_order: create_order::Deps,
    query_order: query_order::Deps,
    close_order: close_order::Deps,
    query_history: query_history::Deps,
    list_arrears: list_arrears::Deps,
    payment_notify: payment_notify::Deps,
    settle_payment: settle_payment::Deps,
    chase_payments: chase_payments::Deps,
    sweep_orders: sweep_orders::Deps,
}

/// The site's functions ask where a change comes from; a provider's notice proves itself.
const OPEN: [&str; 1] = ["payment-notify"];

impl Common {
    pub(crate) fn store(&self) -> Store {
        Store::new(self.dynamodb.clone(), self.tables.clone())
    }

    pub(crate) fn tokens(&self) -> Tokens {
        Tokens::new(&self.token_keys, &self.school.id).expect("keys that were drawn")
    }

    fn channels(&self) -> Kept<Channels> {
        let accounts = self.accounts.as_bytes();
        let channels = Channels::of_secret(accounts, &self.places, &self.outside);
        Kept::fixed(channels.expect("an account that was drawn"))
    }

    fn queue<T: serde::Serialize>(&self, name: &str) -> Queue<T> {
        Queue::new(self.sqs.clone(), format!("http://127.0.0.1/{name}"))
    }
}

impl Functions {
    pub(crate) fn new(it: &Common) -> Self {
        let clock = CLOCK;
        Self {
            create_order: create_order::Deps {
                channels: it.channels(),
                chases: it.queue("chase"),
                clock,
                school: it.school.clone(),
                store: it.store(),
                tokens: it.tokens(),
            },
            query_order: query_order::Deps {
                channels: it.channels(),
                clock,
                receipts: it.queue("receipts"),
                store: it.store(),
                tokens: it.tokens(),
            },
            close_order: close_order::Deps {
                channels: it.channels(),
                clock,
                receipts: it.queue("receipts"),
                store: it.store(),
                tokens: it.tokens(),
            },
            query_history: query_history::Deps { clock, store: it.store(), tokens: it.tokens() },
            list_arrears: list_arrears::Deps {
                clock,
                school: it.school.clone(),
                store: it.store(),
                tokens: it.tokens(),
            },
            payment_notify: payment_notify::Deps {
                channels: it.channels(),
                clock,
                receipts: it.queue("receipts"),
            },
            settle_payment: settle_payment::Deps { clock, store: it.store() },
            chase_payments: chase_payments::Deps {
                channels: it.channels(),
                chases: it.queue("chase"),
                clock,
                receipts: it.queue("receipts"),
                store: it.store(),
            },
            sweep_orders: sweep_orders::Deps {
                chases: it.queue("chase"),
                clock,
                store: it.store(),
            },
        }
    }

    /// What the function in `folder` replies to `request`.
    pub(crate) async fn reply(&self, folder: &str, request: Request) -> Reply {
        if !OPEN.contains(&folder) {
            edge::from_our_page(&request)?;
        }
        match folder {
            "create-order" => create_order::handle(&self.create_order, request).await,
            "query-order" => query_order::handle(&self.query_order, request).await,
            "close-order" => close_order::handle(&self.close_order, request).await,
            "query-history" => query_history::handle(&self.query_history, request).await,
            "list-arrears" => list_arrears::handle(&self.list_arrears, request).await,
            "payment-notify" => payment_notify::handle(&self.payment_notify, request).await,
            other => panic!("the campus has no {other}"),
        }
    }

    pub(crate) async fn settle(&'static self, event: SqsEvent) -> SqsBatchResponse {
        edge::drain_batch(&self.settle_payment, &settle_payment::handle, event).await
    }

    pub(crate) async fn chase(&'static self, event: SqsEvent) -> SqsBatchResponse {
        edge::drain_batch(&self.chase_payments, &chase_payments::handle, event).await
    }

    pub(crate) async fn sweep(&self) -> Result<(), sweep_orders::SweepError> {
        sweep_orders::handle(&self.sweep_orders).await
    }
}

/// The account that every campus of this process has with the bank: drawing keys takes long.
pub(crate) fn account() -> &'static Arc<sandbox::Keys> {
    static KEYS: std::sync::OnceLock<Arc<sandbox::Keys>> = std::sync::OnceLock::new();
    KEYS.get_or_init(|| Arc::new(sandbox::Keys::draw()))
}
