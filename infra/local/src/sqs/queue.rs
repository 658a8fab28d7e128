//! One standard queue: delay, visibility, receive counts, redrive. Time is an argument.

use std::{collections::VecDeque, time::Duration};

use super::message::{Delivery, Message};
use crate::{
    clock::{self, Millis},
    template::QueueSpec,
};

pub(super) struct Queue {
    spec: QueueSpec,
    messages: VecDeque<Message>,
}

/// How full a queue is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// May be received now.
    pub waiting: usize,
    /// Received and not yet deleted, and still hidden.
    pub in_flight: usize,
    /// Never received and not yet due.
    pub delayed: usize,
}

/// What one receive took out.
#[derive(Default)]
pub(super) struct Taken {
    pub(super) deliveries: Vec<Delivery>,
    /// Messages received too often; the caller puts them into the dead-letter queue.
    pub(super) dead: Vec<Message>,
}

impl Queue {
    pub(super) fn new(spec: QueueSpec) -> Self {
        Self { spec, messages: VecDeque::new() }
    }

    pub(super) fn spec(&self) -> &QueueSpec {
        &self.spec
    }

    pub(super) fn messages(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter()
    }

    pub(super) fn send(
        &mut self,
        message: Message,
        delay: Option<Duration>,
        now: Millis,
    ) -> &Message {
        let visible_ms = after(now, delay.unwrap_or(self.spec.delay));
        self.push(Message { sent_ms: now, visible_ms, ..message })
    }

    /// Takes a message that another queue gave up. Its age counts on: that is what SQS does.
    pub(super) fn adopt(&mut self, message: Message, now: Millis) -> &Message {
        self.push(Message { visible_ms: now, receipt: None, ..message })
    }

    /// Puts a message back as it was before a restart.
    pub(super) fn restore(&mut self, message: Message) {
        self.push(message);
    }

    fn push(&mut self, message: Message) -> &Message {
        self.messages.push_back(message);
        self.messages.back().expect("it was just put there")
    }

    pub(super) fn receive(
        &mut self,
        max: usize,
        visibility: Option<Duration>,
        now: Millis,
    ) -> Taken {
        let hidden_until = after(now, visibility.unwrap_or(self.spec.visibility));
        let receives_max = self.spec.redrive.as_ref().map_or(u32::MAX, |it| it.after);
        let mut taken = Taken::default();
        let mut kept = VecDeque::with_capacity(self.messages.len());
        for mut message in self.messages.drain(..) {
            if message.visible_ms <= now && message.receives >= receives_max {
                let given_up_by = Some(self.spec.name.clone());
                taken.dead.push(Message { given_up_by, ..message });
                continue;
            }
            if message.visible_ms <= now && taken.deliveries.len() < max {
                let receipt = clock::draw();
                message.receives += 1;
                message.first_received_ms.get_or_insert(now);
                message.visible_ms = hidden_until;
                message.receipt = Some(receipt.clone());
                taken.deliveries.push(Delivery { message: message.clone(), receipt });
            }
            kept.push_back(message);
        }
        self.messages = kept;
        taken
    }

    /// Drops what is older than the retention, and says which.
    pub(super) fn expire(&mut self, now: Millis) -> Vec<String> {
        let retention = self.spec.retention;
        let is_old = |it: &Message| after(it.sent_ms, retention) <= now;
        let old = self.messages.iter().filter(|it| is_old(it)).map(|it| it.id.clone()).collect();
        self.messages.retain(|it| !is_old(it));
        old
    }

    /// The receipt of an earlier receive deletes nothing: the message is in another's hand.
    pub(super) fn delete(&mut self, receipt: &str) -> Option<String> {
        let index = self.messages.iter().position(|it| it.receipt.as_deref() == Some(receipt))?;
        self.messages.remove(index).map(|it| it.id)
    }

    pub(super) fn hide(
        &mut self,
        receipt: &str,
        visibility: Duration,
        now: Millis,
    ) -> Option<&Message> {
        let held = |it: &&mut Message| it.receipt.as_deref() == Some(receipt);
        let message = self.messages.iter_mut().find(held).filter(|it| it.visible_ms > now)?;
        message.visible_ms = after(now, visibility);
        Some(message)
    }

    /// Makes delayed messages due, and leaves those in flight alone.
    pub(super) fn hasten(&mut self, now: Millis) -> impl Iterator<Item = &Message> {
        let delayed = self.messages.iter_mut().filter(move |it| is_delayed(it, now));
        delayed.map(move |message| {
            message.visible_ms = now;
            &*message
        })
    }

    /// Makes messages in flight due after `wait`, if they were not due sooner.
    pub(super) fn recall(&mut self, wait: Duration, now: Millis) -> impl Iterator<Item = &Message> {
        let due = after(now, wait);
        let out = move |it: &&mut Message| it.receives > 0 && it.visible_ms > due;
        self.messages.iter_mut().filter(out).map(move |message| {
            message.visible_ms = due;
            &*message
        })
    }

    pub(super) fn purge(&mut self) -> Vec<String> {
        self.messages.drain(..).map(|it| it.id).collect()
    }

    pub(super) fn counts(&self, now: Millis) -> Counts {
        let mut counts = Counts::default();
        for message in &self.messages {
            if message.visible_ms <= now {
                counts.waiting += 1;
            } else if is_delayed(message, now) {
                counts.delayed += 1;
            } else {
                counts.in_flight += 1;
            }
        }
        counts
    }

    /// When the next hidden message comes into sight.
    pub(super) fn next_due(&self, now: Millis) -> Option<Millis> {
        self.messages.iter().map(|it| it.visible_ms).filter(|it| *it > now).min()
    }
}

fn is_delayed(message: &Message, now: Millis) -> bool {
    message.visible_ms > now && message.receives == 0
}

fn after(at: Millis, wait: Duration) -> Millis {
    at.saturating_add(u64::try_from(wait.as_millis()).unwrap_or(Millis::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::Redrive;

    const SECOND: Millis = 1000;

    fn queue() -> Queue {
        Queue::new(QueueSpec {
            name: "jobs".to_owned(),
            visibility: Duration::from_secs(30),
            delay: Duration::ZERO,
            retention: Duration::from_hours(1),
            redrive: Some(Redrive { to: "dead".to_owned(), after: 2 }),
        })
    }

    fn take(queue: &mut Queue, now: Millis) -> Vec<Delivery> {
        queue.receive(10, None, now).deliveries
    }

    #[test]
    fn a_received_message_is_hidden_until_its_visibility_ends() {
        let mut queue = queue();
        queue.send(Message::new("a"), None, 0);

        assert_eq!(take(&mut queue, 0).len(), 1);
        assert_eq!(take(&mut queue, 30 * SECOND - 1).len(), 0);
        assert_eq!(take(&mut queue, 30 * SECOND)[0].message.receives, 2);
    }

    #[test]
    fn a_delayed_message_is_not_seen_before_its_time() {
        let mut queue = queue();
        queue.send(Message::new("a"), Some(Duration::from_secs(5)), 0);

        assert_eq!(queue.counts(0), Counts { delayed: 1, ..Counts::default() });
        assert_eq!(queue.next_due(0), Some(5 * SECOND));
        assert!(take(&mut queue, 4 * SECOND).is_empty());
        assert_eq!(take(&mut queue, 5 * SECOND).len(), 1);
    }

    #[test]
    fn hastening_moves_delayed_messages_and_no_others() {
        let mut queue = queue();
        queue.send(Message::new("out"), None, 0);
        take(&mut queue, 0);
        queue.send(Message::new("later"), Some(Duration::from_mins(15)), 0);

        assert_eq!(queue.hasten(1).count(), 1);

        let seen = take(&mut queue, 1);
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0].message.body, "later");
    }

    #[test]
    fn what_was_in_flight_is_recalled_and_nothing_else() {
        let mut queue = queue();
        queue.send(Message::new("out"), None, 0);
        take(&mut queue, 0);
        queue.send(Message::new("later"), Some(Duration::from_mins(15)), 0);

        assert_eq!(queue.recall(Duration::from_secs(2), SECOND).count(), 1);

        assert!(take(&mut queue, 2 * SECOND).is_empty());
        let seen = take(&mut queue, 3 * SECOND);
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0].message.body, "out");
    }

    #[test]
    fn a_message_received_too_often_is_given_up() {
        let mut queue = queue();
        queue.send(Message::new("bad"), None, 0);
        take(&mut queue, 0);
        take(&mut queue, 30 * SECOND);

        let taken = queue.receive(10, None, 60 * SECOND);

        assert!(taken.deliveries.is_empty());
        assert_eq!(taken.dead[0].given_up_by.as_deref(), Some("jobs"));
        assert_eq!(queue.counts(60 * SECOND), Counts::default());
    }

    #[test]
    fn only_the_last_receipt_deletes() {
        let mut queue = queue();
        queue.send(Message::new("a"), None, 0);
        let first = take(&mut queue, 0);
        let second = take(&mut queue, 30 * SECOND);

        assert_eq!(queue.delete(&first[0].receipt), None);
        assert_eq!(queue.delete(&second[0].receipt), Some(second[0].message.id.clone()));
    }

    #[test]
    fn hiding_is_for_messages_in_flight() {
        let mut queue = queue();
        queue.send(Message::new("a"), None, 0);
        let taken = take(&mut queue, 0);

        assert!(queue.hide(&taken[0].receipt, Duration::ZERO, SECOND).is_some());
        assert!(queue.hide(&taken[0].receipt, Duration::ZERO, SECOND).is_none());
        assert_eq!(take(&mut queue, SECOND).len(), 1);
    }

    #[test]
    fn a_message_past_its_retention_is_gone() {
        let mut queue = queue();
        queue.send(Message::new("old"), None, 0);

        assert_eq!(queue.expire(3600 * SECOND).len(), 1);
        assert!(take(&mut queue, 3600 * SECOND).is_empty());
    }
}
