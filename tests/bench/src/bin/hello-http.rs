//! The least that `lambda_http` can be: what a function of ours is measured against.

use lambda_http::{Body, Error, Request, Response, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_http::run(service_fn(async |_: Request| {
        Ok::<_, Error>(Response::new(Body::from("hello")))
    }))
    .await
}
