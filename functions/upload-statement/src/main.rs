use channel::{Channels, Places};
use config::Env;
use identity::Tokens;
use queue::Queue;
use store::Store;
use upload_statement::{Deps, handle};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Error> {
    let env = Env::load();
    let clock = env.clock();
    let places = Places { public_url: env.public_url()?, sandbox: env.sandbox_url()? };
    let channels = Channels::reader(places, clock);
    let school = env.school()?;
    let deps = Deps {
        channels: env.channel_secret(move |it| channels(it.expose()))?,
        clock,
        receipts: Queue::new(env.sqs()?, env.queue_receipts()?),
        store: Store::new(env.dynamodb()?, env.tables()?),
        tokens: Tokens::new(env.token_keys()?, &school.id)?,
        school,
    };
    deps.store.warm().await;
    edge::serve(env.threshold()?, deps, handle).await
}
