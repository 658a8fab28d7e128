//! The queues: messages that wait, come again when nobody took them, and are given up at last.

use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use domain::{Receipt, Timestamp};
use serde_json::json;
use std::time::Duration;
use trail::Trace;

/// A queue of the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Line {
    Receipts,
    Chase,
    Refunds,
}

/// How a queue treats what nobody took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms {
    /// How long a message that is in hand cannot be seen.
    pub(crate) visibility: Duration,
    /// Times that it is handed out before it is given up.
    pub(crate) receives_max: u32,
}

/// A message on a queue.
#[derive(Clone, Debug)]
pub struct Message {
    pub id: u64,
    pub line: Line,
    pub body: String,
    /// The attribute in which the trace of its sender goes along.
    pub trace: Option<String>,
    /// When it can be seen (again).
    pub visible: Timestamp,
    pub received: u32,
}

/// All queues, and what was given up.
#[derive(Debug)]
pub(crate) struct Lines {
    terms: [Terms; 3],
    pub(crate) waiting: Vec<Message>,
    pub(crate) dead: Vec<Message>,
    sent: u64,
}

impl Lines {
    pub(crate) fn new(terms: [Terms; 3]) -> Self {
        Self { terms, waiting: Vec::new(), dead: Vec::new(), sent: 0 }
    }

    pub(crate) fn send(
        &mut self,
        line: Line,
        (body, trace): (String, Option<String>),
        visible: Timestamp,
    ) -> u64 {
        self.sent += 1;
        self.waiting.push(Message { id: self.sent, line, body, trace, visible, received: 0 });
        self.sent
    }

    /// Hands out at most `most` messages that can be seen at `now`; they cannot be seen for a while.
    pub(crate) fn receive(&mut self, line: Line, most: usize, now: Timestamp) -> Vec<Message> {
        let terms = self.terms[line as usize];
        let mut taken = Vec::new();
        for message in &mut self.waiting {
            if taken.len() < most && message.line == line && message.visible <= now {
                message.received += 1;
                message.visible = now + terms.visibility;
                taken.push(message.clone());
            }
        }
        taken
    }

    /// Takes away what was done, and gives up what came back too often.
    pub(crate) fn done(&mut self, handed: &[Message], again: &[u64]) {
        let over =
            |it: &Message| handed.iter().any(|one| one.id == it.id) && !again.contains(&it.id);
        self.waiting.retain(|it| !over(it));
        let spent = |it: &Message| it.received >= self.terms[it.line as usize].receives_max;
        let (given_up, waiting): (Vec<_>, Vec<_>) = std::mem::take(&mut self.waiting)
            .into_iter()
            .partition(|it| spent(it) && handed.iter().any(|one| one.id == it.id));
        self.waiting = waiting;
        self.dead.extend(given_up);
    }

    /// Lets the messages `ids` be seen at `now`, without the wait.
    pub(crate) fn hurry(&mut self, ids: &[u64], now: Timestamp) {
        let hurried = self.waiting.iter_mut().filter(|it| ids.contains(&it.id));
        hurried.for_each(|it| it.visible = now);
    }

    /// Sends everything that was given up once more, as an operator does.
    pub(crate) fn redrive(&mut self, now: Timestamp) -> usize {
        let dead = std::mem::take(&mut self.dead);
        let many = dead.len();
        self.waiting.extend(dead.into_iter().map(|it| Message { visible: now, received: 0, ..it }));
        many
    }

    /// The receipts that wait or were given up.
    pub(crate) fn receipts(&self) -> impl Iterator<Item = Receipt> {
        let all = self.waiting.iter().chain(&self.dead);
        let receipts = all.filter(|it| it.line == Line::Receipts);
        receipts.filter_map(|it| serde_json::from_str(&it.body).ok())
    }
}

/// Messages as a function sees them.
pub(crate) fn event(messages: &[Message]) -> SqsEvent {
    let mut event = SqsEvent::default();
    for message in messages {
        let mut told = SqsMessage::default();
        told.message_id = Some(message.id.to_string());
        told.body = Some(message.body.clone());
        let attributes = message.trace.as_ref().map(
            |trace| json!({ Trace::ATTRIBUTE: { "dataType": "String", "stringValue": trace } }),
        );
        let attributes = attributes.and_then(|it| serde_json::from_value(it).ok());
        told.message_attributes = attributes.unwrap_or_default();
        event.records.push(told);
    }
    event
}
