use config::Env;
use return_payer::{Deps, handle};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), edge::Error> {
    let deps = Deps { public_url: Env::load().public_url()? };
    edge::serve_open(deps, handle).await
}
