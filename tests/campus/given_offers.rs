//! What the functions are given that show and sell what the office announces.

use crate::clock::CLOCK;
use crate::given::Given;
use config::Kept;

impl Given {
    pub(crate) fn edit_catalogue(&self) -> edit_catalogue::Deps {
        edit_catalogue::Deps { clock: CLOCK, store: self.store(), tokens: self.tokens() }
    }

    pub(crate) fn list_fees(&self) -> list_fees::Deps {
        list_fees::Deps {
            clock: CLOCK,
            school: self.school.clone(),
            store: self.store(),
            tokens: self.tokens(),
        }
    }

    pub(crate) fn list_news(&self) -> list_news::Deps {
        let news = edge::Recent::new(list_news::FRESH);
        list_news::Deps { clock: CLOCK, news, store: self.store() }
    }

    pub(crate) fn list_projects(&self) -> list_projects::Deps {
        list_projects::Deps {
            board: edge::Recent::new(list_projects::FRESH),
            clock: CLOCK,
            store: self.store(),
            tokens: self.tokens(),
        }
    }

    pub(crate) fn enrollment(&self) -> enrollment::Deps {
        enrollment::Deps {
            clock: CLOCK,
            school: self.school.clone(),
            store: self.store(),
            tokens: self.tokens(),
            vault: Kept::fixed(self.keys().vault),
        }
    }

    pub(crate) fn list_roster(&self) -> list_roster::Deps {
        list_roster::Deps {
            clock: CLOCK,
            store: self.store(),
            tokens: self.tokens(),
            vault: Kept::fixed(self.keys().vault),
        }
    }

    pub(crate) fn prove_payment(&self) -> prove_payment::Deps {
        prove_payment::Deps {
            clock: CLOCK,
            public_url: crate::PUBLIC_URL.to_owned(),
            school: self.school.clone(),
            store: self.store(),
            tokens: self.tokens(),
            vouchers: Kept::fixed(self.keys().vouchers),
        }
    }

    pub(crate) fn check_proof(&self) -> check_proof::Deps {
        check_proof::Deps {
            clock: CLOCK,
            school: self.school.clone(),
            store: self.store(),
            vouchers: Kept::fixed(self.keys().vouchers),
        }
    }
}
