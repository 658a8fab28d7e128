use config::Env;
use decide_refunds::{Deps, handle};
use identity::Tokens;
use queue::Queue;
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Error> {
    let env = Env::load();
    let deps = Deps {
        clock: env.clock(),
        refunds: Queue::new(env.sqs()?, env.queue_refunds()?),
        store: Store::new(env.dynamodb()?, env.tables()?),
        tokens: Tokens::new(env.token_keys()?, &env.school()?.id)?,
    };
    deps.store.warm().await;
    edge::serve(env.threshold()?, deps, handle).await
}
