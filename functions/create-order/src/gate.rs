//! A provider that does not answer is asked to place no orders ([`domain::Breaker`]).

use crate::{Deps, Refusal};
use channel::{ChannelError, Checkout};
use domain::{Breaker, ChannelKind, Passage};
use store::{Store, StoreError};

/// The way to one provider, which is shut for a while when it does not answer: a payer hears so at
/// once instead of waiting for nothing, and the other ways to pay are not touched.
pub(crate) struct Gate {
    kind: ChannelKind,
    breaker: Option<Breaker>,
    passed: bool,
}

impl Gate {
    /// How often a failure is counted anew when somebody else counted one at the same time.
    const COUNTS: usize = 4;

    /// The way as everybody sees it now.
    pub(crate) async fn look(store: &Store, kind: ChannelKind) -> Result<Self, StoreError> {
        Ok(Self { kind, breaker: store.breaker(kind).await?, passed: false })
    }

    /// Goes through, if that may be. After a pause one goes, and the others wait for what it finds.
    pub(crate) async fn pass(&mut self, deps: &Deps) -> Result<(), Refusal> {
        let now = deps.clock.now();
        match Breaker::passage(self.breaker.as_ref(), now) {
            _ if self.passed => {}
            Passage::Free => {}
            Passage::Shut { seconds } => return Err(Refusal::ChannelDown { seconds }),
            Passage::Try => {
                let was = self.breaker.clone();
                self.breaker = was.as_ref().map(|it| it.tried(now));
                if let Some(trying) = &self.breaker {
                    let mine = deps.store.move_breaker(self.kind, was.as_ref(), trying).await;
                    mine.ok().filter(|it| *it).ok_or(Refusal::ChannelDown { seconds: 5 })?;
                }
            }
        }
        self.passed = true;
        Ok(())
    }

    /// Learns from what placing an order brought. What cannot be written down is learned by the next.
    pub(crate) async fn learn(self, deps: &Deps, placed: &Result<Checkout, ChannelError>) {
        let learned = match placed {
            Err(error) if error.is_silence() => self.failed(deps).await,
            // Nobody was asked.
            Err(ChannelError::OtherMerchant) => Ok(()),
            Ok(_) | Err(_) if self.breaker.is_some() => deps.store.forget_breaker(self.kind).await,
            Ok(_) | Err(_) => Ok(()),
        };
        if let Err(error) = learned {
            tracing::warn!("a breaker was not written: {error}");
        }
    }

    async fn failed(self, deps: &Deps) -> Result<(), StoreError> {
        let Self { kind, mut breaker, .. } = self;
        for _ in 0..Self::COUNTS {
            let becomes = Breaker::failed(breaker.as_ref(), deps.clock.now());
            if deps.store.move_breaker(kind, breaker.as_ref(), &becomes).await? {
                if matches!(
                    Breaker::passage(Some(&becomes), deps.clock.now()),
                    Passage::Shut { .. }
                ) {
                    tracing::error!(channel = kind.slug(), "a provider does not answer: a pause");
                }
                return Ok(());
            }
            breaker = deps.store.breaker(kind).await?;
        }
        Ok(())
    }
}
