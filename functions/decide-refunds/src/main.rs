use channel::{Channels, Places};
use config::Env;
use decide_refunds::{Deps, handle};
use identity::Tokens;
use queue::Queue;
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
        tokens: Tokens::new(env.token_keys()?, &env.school()?.id)?,
    };
    deps.store.warm().await;
    edge::serve(env.threshold()?, deps, handle).await
}
