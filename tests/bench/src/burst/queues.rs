//! The queues of the model: messages come into sight, pollers take batches, functions handle them.

use super::journey::{CHASES, Feed, Function, POLLED_AFTER, POLLERS, POLLERS_PER_S, TOUCHES_MAX};
use super::limits::{Micros, SECOND};
use super::model::{Event, Message, World};
use std::collections::VecDeque;

/// The queue of receipts, and that of chases.
const RECEIPTS: usize = 0;
const CHASES_AT: usize = 1;

/// A queue and those who poll it.
pub(super) struct Waiting {
    feed: Feed,
    messages: VecDeque<Message>,
    in_flight: u64,
    /// When the first message came.
    first: Option<Micros>,
    /// When it was longer than ever before, until it is empty again.
    longest: Option<Micros>,
}

impl Waiting {
    pub(super) fn at(feed: Feed) -> Self {
        Self { feed, messages: VecDeque::new(), in_flight: 0, first: None, longest: None }
    }

    /// How many batches may be in flight: pollers are added for as long as there is work.
    fn at_once(&self, now: Micros) -> u64 {
        let since = now.saturating_sub(self.first.unwrap_or(now));
        (POLLERS + since / SECOND * POLLERS_PER_S).min(self.feed.at_once)
    }
}

impl World {
    pub(super) fn due(&mut self, queue: usize, message: Message) {
        let waiting = &mut self.queues[queue];
        waiting.first.get_or_insert(self.now);
        waiting.messages.push_back(message);
        let (backlog, longest) = (waiting.messages.len(), &mut self.tally.backlog_max[queue]);
        if backlog > *longest {
            *longest = backlog;
            waiting.longest = Some(self.now);
        }
        self.polls(queue);
    }

    pub(super) fn polls(&mut self, queue: usize) {
        loop {
            let waiting = &mut self.queues[queue];
            let free = waiting.in_flight < waiting.at_once(self.now);
            if !free || waiting.messages.is_empty() {
                return;
            }
            let many = waiting.messages.len().min(waiting.feed.batch);
            let batch: Vec<_> = waiting.messages.drain(..many).collect();
            if let Some(longest) = waiting.longest.take_if(|_| waiting.messages.is_empty()) {
                self.tally.drained_in[queue] = self.now - longest;
            }
            let (function, back) = (waiting.feed.function, waiting.feed.visibility);
            let Some(cold) = self.enters(function) else {
                for message in batch {
                    self.at(self.now + back, Event::Due(queue, message));
                }
                return;
            };
            self.queues[queue].in_flight += 1;
            let takes = self.batch_takes(queue, &batch);
            self.at(self.now + cold + takes, Event::Handled(queue, batch, 0));
        }
    }

    fn batch_takes(&self, queue: usize, batch: &[Message]) -> Micros {
        let (times, feed) = (&self.burst.times, &self.queues[queue].feed);
        let many = batch.len() as u64;
        if queue == CHASES_AT && batch.iter().all(|it| self.students[it.who].settled) {
            // Nobody is asked about what is settled: a read, like that of the home page.
            return times.own[Function::Chase.place()] * many + Function::Home.away();
        }
        times.call(feed.function, many, feed.in_hand)
    }

    /// The messages of a batch ask for their units. What tables refuse too often comes back.
    pub(super) fn handled(&mut self, queue: usize, batch: Vec<Message>, refused: u32) {
        let (function, back) =
            (self.queues[queue].feed.function, self.queues[queue].feed.visibility);
        let mut left = Vec::new();
        for message in batch {
            if self.takes_units(function, message.who) {
                self.done(queue, message);
            } else {
                left.push(message);
            }
        }
        if !left.is_empty() && refused + 1 < TOUCHES_MAX {
            let again = self.touches_again(refused);
            return self.at(again, Event::Handled(queue, left, refused + 1));
        }
        for message in left {
            self.at(self.now + back, Event::Due(queue, message));
        }
        self.functions[function.place()].leave();
        self.queues[queue].in_flight -= 1;
        self.at(self.now, Event::Polls(queue));
    }

    fn done(&mut self, queue: usize, Message { who, asked }: Message) {
        let (now, student) = (self.now, &mut self.students[who]);
        if queue == RECEIPTS {
            if !student.settled {
                student.settled = true;
                let told = student.told.unwrap_or(now);
                self.tally.settled.push(now.saturating_sub(told));
            }
        } else if student.settled {
            // Nothing is left to ask.
        } else if student.told.is_some_and(|it| it <= now) {
            self.at(now + POLLED_AFTER, Event::Due(RECEIPTS, Message { who, asked: 0 }));
        } else if let Some(wait) = CHASES.get(asked + 1) {
            self.at(now + wait * SECOND, Event::Due(CHASES_AT, Message { who, asked: asked + 1 }));
        }
    }
}
