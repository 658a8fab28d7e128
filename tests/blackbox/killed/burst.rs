use crate::engine::Engine;
use crate::killer::{Killer, VICTIMS};
use crate::payer::{Paid, Payer, Town};
use crate::plan::Left;
use crate::reckoning;
use crate::stage::{Stage, binaries};
use crate::web::Web;
use crate::yard::Yard;
use fastrand::Rng;
use futures::{StreamExt, stream};
use identity::Tokens;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const STUDENTS: usize = 2_000;
/// Students who pay at the same time.
const AT_ONCE: usize = 40;
/// When the whole engine is killed: so many students are done then.
const OUTAGES: [usize; 2] = [STUDENTS / 4, STUDENTS / 2];
/// `BURST_SEED` takes another.
const SEED: u64 = 2_000;

/// How long what is in the queues may take to be done with.
const DRAINED_IN: Duration = Duration::from_mins(2);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_pay_while_everything_is_killed_and_no_fen_is_lost() {
    let said = std::env::var("BURST_SEED").ok().and_then(|it| it.parse().ok());
    let seed = said.unwrap_or(SEED);
    let yard = Yard::lay(&binaries()).await;
    let ground = std::env::temp_dir().join(format!("burst-{}", std::process::id()));
    let engine = Engine::start(&yard, &ground).await;
    let stage = Stage::at(engine.place(&yard), None).await;
    let tokens = Tokens::new(&yard.options.parameters["TokenKeys"], &stage.school.id);
    let tokens = tokens.expect("keys that were drawn");
    let payers = admitted(&stage, seed).await;

    let (began, done) = (Instant::now(), AtomicUsize::new(0));
    let killer = Killer::new(engine, OUTAGES.into(), seed);
    let town = Town { stage: &stage, web: Web::new(), tokens };
    let (paid, killer) =
        tokio::join!(pay(payers, &town, &done), killer.kills_until(&done, STUDENTS));
    let (took, mut engine) = (began.elapsed(), killer.engine);
    // Its tables and queues answer elsewhere since it rose again.
    let stage = Stage::at(engine.place(&yard), None).await;
    let mut dead = comes_to_rest(&mut engine, &stage).await;
    // What died with the message that was to bring it on is the night's to find.
    engine.night_passes().await;
    dead += comes_to_rest(&mut engine, &stage).await;

    reckoning::adds_up(&stage, &paid).await;
    let failures: usize = paid.iter().map(|it| it.failures).sum();
    eprintln!(
        "seed {seed}: {STUDENTS} students paid in {took:.1?}, at rest after {:.1?}; killed {}; \
         {failures} requests failed and were repeated; {dead} dead letters were sent back",
        began.elapsed(),
        killer.kills,
    );
    assert_eq!(killer.kills.engines, OUTAGES.len());
    assert_eq!(killer.kills.functions.len(), VICTIMS.len(), "somebody was spared");
    drop(engine);
    std::fs::remove_dir_all(ground).expect("it is still there");
}

async fn admitted(stage: &Stage, seed: u64) -> Vec<Payer> {
    let mut chance = Rng::with_seed(seed);
    let one = |nth| {
        let mut chance = chance.fork();
        async move { Payer::admitted(stage, nth, &mut chance).await }
    };
    let payers = stream::iter(0..STUDENTS).map(one).buffered(AT_ONCE);
    payers.collect().await
}

async fn pay(payers: Vec<Payer>, town: &Town<'_>, done: &AtomicUsize) -> Vec<Paid> {
    let one = async |payer: Payer| {
        let paid = payer.pays(town).await;
        done.fetch_add(1, Ordering::Relaxed);
        paid
    };
    stream::iter(payers).map(one).buffer_unordered(AT_ONCE).collect().await
}

/// Waits until nothing is left in any queue, and says how many letters an operator had to send back.
async fn comes_to_rest(engine: &mut Engine, stage: &Stage) -> usize {
    let (began, mut sent) = (Instant::now(), 0);
    loop {
        let left = engine.hastens().await;
        if left == Left::default() {
            return sent;
        }
        if left.dead > 0 {
            sent += left.dead;
            let address = &engine.address;
            for [live, dead] in [&address.receipts, &address.chases, &address.refunds] {
                let back = paycli::redrive(&stage.sqs, dead, live, &mut Vec::new()).await;
                back.expect("the queues answer");
            }
        }
        assert!(began.elapsed() < DRAINED_IN, "still in the queues: {left:?}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
