//! A school that comes to pay, event by event, on a virtual clock: students ask, wait and press again;
//! gateway, functions and tables grant what they grant; queues fill and drain. It reads no clock and
//! calls nobody: the same seed gives the same burst.

use super::journey::{
    CHASE, CHASES, Function, Grants, ORDERED, PARTITION, PAYS_AFTER, POLLED_AFTER, RECEIPTS, STEPS,
    TOLD_AFTER, TOLD_AGAIN, TOUCH_AGAIN, TOUCHES_MAX, TRIES_MAX, TRY_AGAIN, Table, Times,
};
use super::limits::{Bucket, Environments, Found, Micros, SECOND, Units, mixed};
use super::queues::Waiting;
use super::tally::Tally;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What is played.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Burst {
    pub(crate) students: usize,
    /// Within which all come, most of them early.
    pub(crate) window: Micros,
    pub(crate) grants: Grants,
    pub(crate) times: Times,
    pub(crate) seed: u64,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Student {
    /// When the provider first tells of the money.
    pub(super) told: Option<Micros>,
    pub(super) settled: bool,
}

/// A request on its way through the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ask {
    who: usize,
    what: What,
    tries: u32,
    since: Micros,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    Step(usize),
    Notice,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Message {
    pub(super) who: usize,
    /// Of a chase: how often the provider was asked before.
    pub(super) asked: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Event {
    Asked(Ask),
    /// All is done but what it asks of tables, which refused it so often.
    Served(Ask, u32),
    /// A message of this queue comes into sight.
    Due(usize, Message),
    Polls(usize),
    /// The same of a batch: those of its messages that are not done.
    Handled(usize, Vec<Message>, u32),
}

/// The school, the platform and the clock.
pub(super) struct World {
    pub(super) burst: Burst,
    events: BinaryHeap<Reverse<(Micros, u64, Event)>>,
    told: u64,
    pub(super) now: Micros,
    dice: u64,
    pub(super) students: Vec<Student>,
    gate: Bucket,
    pub(super) functions: Vec<Environments>,
    /// Read and write units of each table.
    tables: [(Units, Units); 3],
    pub(super) queues: [Waiting; 2],
    pub(super) tally: Tally,
}

impl Burst {
    /// Plays it to its end.
    pub(crate) fn played(self) -> Tally {
        let mut world = World::of(self);
        while let Some(Reverse((at, _, event))) = world.events.pop() {
            world.now = at;
            world.happens(event);
        }
        world.tally.cold = world.functions.iter().map(|it| it.started).sum();
        world.tally
    }

    /// When student `nth` comes: front-loaded, two thirds of all in the first third of the window.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "a share of the window is a time within it"
    )]
    fn comes(&self, nth: usize) -> Micros {
        let share = mixed(self.seed ^ mixed(nth as u64)) as f64 / u64::MAX as f64;
        let reach = 1.0 - (-3.0_f64).exp();
        (-(1.0 - share * reach).ln() / 3.0 * self.window as f64) as Micros
    }
}

impl World {
    fn of(burst: Burst) -> Self {
        let (per_s, saved) = burst.grants.requests;
        let (reads, writes) = burst.grants.units;
        let table = (Units::new(reads, PARTITION.0), Units::new(writes, PARTITION.1));
        let mut world = Self {
            events: BinaryHeap::new(),
            told: 0,
            now: 0,
            dice: burst.seed,
            students: vec![Student::default(); burst.students],
            gate: Bucket::new(per_s, saved),
            functions: vec![Environments::new(); Function::ALL.len()],
            tables: [table.clone(), table.clone(), table],
            queues: [Waiting::at(RECEIPTS), Waiting::at(CHASE)],
            tally: Tally::default(),
            burst,
        };
        for who in 0..burst.students {
            let at = burst.comes(who);
            world.comes_to(who, What::Step(0), at);
        }
        world
    }

    fn comes_to(&mut self, who: usize, what: What, at: Micros) {
        self.at(at, Event::Asked(Ask { who, what, tries: 0, since: at }));
    }

    pub(super) fn at(&mut self, at: Micros, event: Event) {
        self.told += 1;
        self.events.push(Reverse((at, self.told, event)));
    }

    /// Anything up to `most`.
    fn jitter(&mut self, most: Micros) -> Micros {
        self.dice = self.dice.wrapping_add(1);
        mixed(self.dice) % most.max(1)
    }

    fn happens(&mut self, event: Event) {
        match event {
            Event::Asked(ask) => self.asked(ask),
            Event::Served(ask, refused) => self.served(ask, refused),
            Event::Due(queue, message) => self.due(queue, message),
            Event::Polls(queue) => self.polls(queue),
            Event::Handled(queue, messages, refused) => self.handled(queue, messages, refused),
        }
    }

    fn asked(&mut self, ask: Ask) {
        self.tally.requests.add(1, self.now);
        if !self.gate.take(1, self.now) {
            self.tally.at_the_gate += 1;
            return self.refused(ask);
        }
        let function = ask.function();
        match self.enters(function) {
            None => self.refused(ask),
            Some(cold) => {
                let takes = self.burst.times.call(function, 1, 1);
                self.at(self.now + cold + takes, Event::Served(ask, 0));
            }
        }
    }

    fn served(&mut self, ask: Ask, refused: u32) {
        let function = ask.function();
        if self.takes_units(function, ask.who) {
            self.functions[function.place()].leave();
            self.answered(ask);
        } else if refused + 1 < TOUCHES_MAX {
            let again = self.touches_again(refused);
            self.at(again, Event::Served(ask, refused + 1));
        } else {
            self.functions[function.place()].leave();
            self.refused(ask);
        }
    }

    /// Whoever was refused tries again: a student some times, a provider for a day.
    fn refused(&mut self, ask: Ask) {
        let again = match ask.what {
            What::Notice => self.now + TOLD_AGAIN,
            What::Step(_) if ask.tries >= TRIES_MAX => {
                self.tally.gave_up += 1;
                return;
            }
            What::Step(_) => self.now + self.jitter(TRY_AGAIN << ask.tries),
        };
        self.at(again, Event::Asked(Ask { tries: ask.tries + 1, ..ask }));
    }

    fn answered(&mut self, ask: Ask) {
        let (now, who) = (self.now, ask.who);
        let work = self.burst.times.call(ask.function(), 1, 1);
        let What::Step(step) = ask.what else {
            return self.at(now + POLLED_AFTER, Event::Due(0, Message { who, asked: 0 }));
        };
        self.tally.waits.push(now.saturating_sub(ask.since + work));
        if step == ORDERED {
            let told = now + PAYS_AFTER + TOLD_AFTER;
            self.comes_to(who, What::Notice, told);
            self.students[who].told = Some(told);
            self.at(now + CHASES[0] * SECOND, Event::Due(1, Message { who, asked: 0 }));
        }
        if let Some((_, pause)) = STEPS.get(step + 1) {
            self.comes_to(who, What::Step(step + 1), now + pause);
        }
    }

    /// An environment for `function`, and how long it takes to start.
    pub(super) fn enters(&mut self, function: Function) -> Option<Micros> {
        let busy: u64 = self.functions.iter().map(|it| it.busy).sum();
        let room = busy < self.burst.grants.environments;
        let cold = match self.functions[function.place()].enter(room, self.now) {
            Found::Warm => 0,
            Found::Cold => self.burst.times.cold,
            Found::Refused => {
                self.tally.no_environment += 1;
                return None;
            }
        };
        self.tally.busy_max = self.tally.busy_max.max(busy + 1);
        Some(cold)
    }

    /// Takes what a call of `function` about `who` asks of the tables. What it took before it was
    /// refused is spent.
    pub(super) fn takes_units(&mut self, function: Function, who: usize) -> bool {
        for &(table, read, written) in function.units() {
            let (reads, writes) = &mut self.tables[table as usize];
            // A day's rows are in thirty-two parts, by the payer's last character.
            let key = if table == Table::Inbox { who as u64 % 32 } else { who as u64 };
            let granted = reads.take(read, key, self.now) && writes.take(written, key, self.now);
            if !granted {
                self.tally.by_tables += 1;
                return false;
            }
            if table == Table::Core {
                self.tally.writes.add(written, self.now);
            }
        }
        true
    }

    /// When the SDK repeats what a table has refused `refused` times before.
    pub(super) fn touches_again(&mut self, refused: u32) -> Micros {
        let wait = TOUCH_AGAIN << refused;
        self.now + wait + self.jitter(wait)
    }
}

impl Ask {
    fn function(self) -> Function {
        match self.what {
            What::Notice => Function::Notify,
            What::Step(step) => STEPS[step].0,
        }
    }
}
