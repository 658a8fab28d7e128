use channel::{Channels, Places};
use config::Env;
use queue::Queue;
use refund_payment::{Deps, handle};
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
        refunds: Queue::new(env.sqs()?, env.queue_refunds()?),
        store: Store::new(env.dynamodb()?, env.tables()?),
    };
    edge::drain(env.school_id()?, deps, handle).await
}
