use crate::{Answer, Ask, Campus, Message};

/// What came out of a campus while somebody listened.
#[derive(Clone, Debug, Default)]
pub struct Heard {
    /// Addresses that browsers and providers asked.
    pub paths: Vec<String>,
    pub answers: Vec<Answer>,
    /// Bodies and traces of the messages that were on a queue at some time.
    pub messages: Vec<String>,
}

impl Campus {
    /// Everything that comes out of here is kept from now on.
    pub fn listens(&self) {
        *self.heard() = Some(Heard::default());
    }

    /// What came out since somebody listens.
    pub fn tells(&self) -> Heard {
        self.overhears_queues();
        self.heard().clone().expect("somebody listens")
    }

    pub(crate) fn overhears(&self, ask: &Ask, answer: &Answer) {
        self.overhears_queues();
        if let Some(heard) = &mut *self.heard() {
            heard.paths.push(ask.path.clone());
            heard.answers.push(answer.clone());
        }
    }

    /// Called while messages wait, before somebody takes them away.
    pub(crate) fn overhears_queues(&self) {
        let waiting: Vec<Message> = self.messages();
        if let Some(heard) = &mut *self.heard() {
            for text in waiting.into_iter().flat_map(|it| [Some(it.body), it.trace]).flatten() {
                if !heard.messages.contains(&text) {
                    heard.messages.push(text);
                }
            }
        }
    }

    fn heard(&self) -> std::sync::MutexGuard<'_, Option<Heard>> {
        self.heard.lock().expect("nobody panics while listening")
    }
}
