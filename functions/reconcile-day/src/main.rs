use channel::{Channels, Places};
use config::Env;
use queue::Queue;
use reconcile_day::{Deps, handle};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Error> {
    let env = Env::load();
    let clock = env.clock();
    let places = Places { public_url: env.public_url()?, sandbox: env.sandbox_url()? };
    let channels = Channels::reader(places, clock);
    let deps = Deps {
        channels: env.channel_secret(move |it| channels(it.expose()))?,
        clock,
        receipts: Queue::new(env.sqs()?, env.queue_receipts()?),
        school: env.school()?,
        store: Store::new(env.dynamodb()?, env.tables()?),
    };
    // A day's whole way is too large a state for a stack.
    edge::tick_for(env.school_id()?, deps, |deps, ask| Box::pin(handle(deps, ask))).await
}
