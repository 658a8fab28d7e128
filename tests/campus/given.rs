//! What functions are given, as their `main` would give it.

use crate::clock::{self, CLOCK};
use channel::{Channels, Outside, Places};
use config::{Kept, School};
use identity::{Chance, Keys, Tokens};
use queue::Queue;
use store::Store;

pub(crate) const CHANCE: Chance = Chance::new(clock::fill);

/// What all functions of one campus share.
pub(crate) struct Given {
    pub(crate) dynamodb: aws_sdk_dynamodb::Client,
    pub(crate) sqs: aws_sdk_sqs::Client,
    pub(crate) tables: [String; 4],
    pub(crate) school: School,
    pub(crate) token_keys: String,
    /// The providers' secret, where they are, and the way there.
    pub(crate) accounts: String,
    /// The secret of sign-in.
    pub(crate) identity: &'static identity::Draft,
    pub(crate) places: Places,
    pub(crate) outside: Outside,
}

impl Given {
    pub(crate) fn store(&self) -> Store {
        Store::new(self.dynamodb.clone(), self.tables.clone())
    }

    pub(crate) fn tokens(&self) -> Tokens {
        Tokens::new(&self.token_keys, &self.school.id).expect("keys that were drawn")
    }

    pub(crate) fn channels(&self) -> Kept<Channels> {
        let accounts = self.accounts.as_bytes();
        let channels = Channels::of_secret(accounts, &self.places, &self.outside);
        Kept::fixed(channels.expect("an account that was drawn"))
    }

    pub(crate) fn keys(&self) -> Keys {
        Keys::of(self.identity).expect("a secret that was drawn")
    }

    pub(crate) fn queue<T: serde::Serialize>(&self, name: &str) -> Queue<T> {
        Queue::new(self.sqs.clone(), format!("http://127.0.0.1/{name}"))
    }

    pub(crate) fn login(&self) -> login::Deps {
        login::Deps {
            chance: CHANCE,
            clock: CLOCK,
            keys: Kept::fixed(self.keys()),
            school: self.school.clone(),
            store: self.store(),
            tokens: self.tokens(),
        }
    }

    pub(crate) fn get_captcha(&self) -> get_captcha::Deps {
        get_captcha::Deps {
            chance: CHANCE,
            clock: CLOCK,
            puzzles: Kept::fixed(self.keys().puzzles),
        }
    }

    pub(crate) fn refresh_session(&self) -> refresh_session::Deps {
        refresh_session::Deps {
            clock: CLOCK,
            keys: Kept::fixed(self.keys()),
            store: self.store(),
            tokens: self.tokens(),
        }
    }

    pub(crate) fn change_password(&self) -> change_password::Deps {
        change_password::Deps {
            chance: CHANCE,
            clock: CLOCK,
            keys: Kept::fixed(self.keys()),
            store: self.store(),
            tokens: self.tokens(),
        }
    }

    pub(crate) fn change_phone(&self) -> change_phone::Deps {
        change_phone::Deps {
            clock: CLOCK,
            keys: Kept::fixed(self.keys()),
            store: self.store(),
            tokens: self.tokens(),
        }
    }

    pub(crate) fn list_sessions(&self) -> list_sessions::Deps {
        list_sessions::Deps { clock: CLOCK, store: self.store(), tokens: self.tokens() }
    }

    pub(crate) fn end_sessions(&self) -> end_sessions::Deps {
        end_sessions::Deps { clock: CLOCK, store: self.store(), tokens: self.tokens() }
    }

    pub(crate) fn identify_payer(&self) -> identify_payer::Deps {
        identify_payer::Deps {
            chance: CHANCE,
            clock: CLOCK,
            keys: Kept::fixed(self.keys()),
            school: self.school.clone(),
            store: self.store(),
            tokens: self.tokens(),
        }
    }

    pub(crate) fn enter_sso(&self) -> enter_sso::Deps {
        let Places { public_url, sandbox } = self.places.clone();
        let wire = self.outside.wire.clone();
        let provider = enter_sso::provider(&self.school, sandbox.as_deref(), &public_url, wire);
        enter_sso::Deps {
            chance: CHANCE,
            clock: CLOCK,
            keys: Kept::fixed(self.keys()),
            provider: provider.expect("a school's own settings"),
            public_url,
            store: self.store(),
            tokens: self.tokens(),
        }
    }

    pub(crate) fn enter_wechat(&self) -> enter_wechat::Deps {
        enter_wechat::Deps {
            chance: CHANCE,
            channels: self.channels(),
            clock: CLOCK,
            keys: Kept::fixed(self.keys()),
            school: self.school.clone(),
            store: self.store(),
            tokens: self.tokens(),
        }
    }

    pub(crate) fn bind_wechat(&self) -> bind_wechat::Deps {
        bind_wechat::Deps {
            channels: self.channels(),
            clock: CLOCK,
            keys: Kept::fixed(self.keys()),
            school: self.school.clone(),
            store: self.store(),
            tokens: self.tokens(),
        }
    }

    pub(crate) fn import_bills(&self) -> import_bills::Deps {
        import_bills::Deps {
            chance: CHANCE,
            clock: CLOCK,
            desk: import_bills::Desk::default(),
            school: self.school.clone(),
            store: self.store(),
            tokens: self.tokens(),
            vault: Kept::fixed(self.keys().vault),
        }
    }

    pub(crate) fn create_order(&self) -> create_order::Deps {
        create_order::Deps {
            channels: self.channels(),
            chases: self.queue("chase"),
            clock: CLOCK,
            school: self.school.clone(),
            store: self.store(),
            tokens: self.tokens(),
        }
    }

    pub(crate) fn query_order(&self) -> query_order::Deps {
        query_order::Deps {
            channels: self.channels(),
            clock: CLOCK,
            lately: query_order::Lately::default(),
            receipts: self.queue("receipts"),
            store: self.store(),
            tokens: self.tokens(),
        }
    }

    pub(crate) fn close_order(&self) -> close_order::Deps {
        close_order::Deps {
            channels: self.channels(),
            clock: CLOCK,
            receipts: self.queue("receipts"),
            store: self.store(),
            tokens: self.tokens(),
        }
    }

    pub(crate) fn query_history(&self) -> query_history::Deps {
        query_history::Deps {
            clock: CLOCK,
            school: self.school.clone(),
            store: self.store(),
            tokens: self.tokens(),
        }
    }

    pub(crate) fn list_arrears(&self) -> list_arrears::Deps {
        list_arrears::Deps {
            clock: CLOCK,
            school: self.school.clone(),
            store: self.store(),
            tokens: self.tokens(),
        }
    }

    pub(crate) fn list_channels(&self) -> list_channels::Deps {
        list_channels::Deps {
            channels: self.channels(),
            clock: CLOCK,
            school: self.school.clone(),
            store: self.store(),
            tokens: self.tokens(),
        }
    }

    pub(crate) fn payment_notify(&self) -> payment_notify::Deps {
        payment_notify::Deps {
            channels: self.channels(),
            clock: CLOCK,
            receipts: self.queue("receipts"),
            refunds: self.queue("refunds"),
        }
    }

    pub(crate) fn decide_refunds(&self) -> decide_refunds::Deps {
        decide_refunds::Deps {
            channels: self.channels(),
            clock: CLOCK,
            refunds: self.queue("refunds"),
            store: self.store(),
            tokens: self.tokens(),
        }
    }

    pub(crate) fn chase_payments(&self) -> chase_payments::Deps {
        chase_payments::Deps {
            channels: self.channels(),
            chases: self.queue("chase"),
            clock: CLOCK,
            lanes: chase_payments::Lanes::default(),
            receipts: self.queue("receipts"),
            store: self.store(),
        }
    }

    pub(crate) fn sweep_orders(&self) -> sweep_orders::Deps {
        sweep_orders::Deps {
            chases: self.queue("chase"),
            clock: CLOCK,
            refunds: self.queue("refunds"),
            store: self.store(),
        }
    }
}

/// The accounts that every campus has with the banks. Drawing keys takes seconds, so the first test
/// that needs them leaves them beside the test programs for the others.
pub(crate) fn account() -> &'static sandbox::Accounts {
    static KEYS: std::sync::OnceLock<sandbox::Accounts> = std::sync::OnceLock::new();
    KEYS.get_or_init(|| {
        let program = std::env::current_exe().expect("a test is a program");
        let kept = program.with_file_name("campus-accounts.json");
        let text = std::fs::read_to_string(&kept).ok();
        text.and_then(|it| serde_json::from_str(&it).ok()).unwrap_or_else(|| drawn(&kept))
    })
}

/// Whoever is there first writes; a rename leaves no half of a file to be read.
fn drawn(kept: &std::path::Path) -> sandbox::Accounts {
    let accounts = sandbox::Accounts::draw();
    let own = kept.with_extension(std::process::id().to_string());
    let text = serde_json::to_string(&accounts).expect("texts are JSON");
    std::fs::write(&own, text).and_then(|()| std::fs::rename(&own, kept)).expect("written");
    accounts
}
