//! The demo's finance officer, with a password drawn for this machine.

use local::System;

use crate::{Trouble, home::Home};

/// Who imports.
pub(crate) struct Officer {
    pub(crate) user: String,
    pub(crate) password: String,
}

/// Opens the officer's account.
#[expect(clippy::unused_async, reason = "the table is asked here")]
pub(crate) async fn open(_system: &System, _home: &Home) -> Result<Officer, Trouble> {
    Err(Trouble::new("there is no way yet to open an officer's account"))
}
