use super::{Bounds, Wire, WireError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const SOON: Bounds = Bounds { within: Duration::from_millis(300), bytes: 1 << 10 };

/// What the wire brings from a server that answers its first caller with `said` and listens on.
async fn asked(said: &'static [u8], bounds: Bounds) -> Result<http::Response<Vec<u8>>, WireError> {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/?secret=hush", listener.local_addr().expect("bound"));
    let server = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.expect("a caller");
        let mut heard = [0; 4096];
        let _ = socket.read(&mut heard).await;
        let _ = socket.write_all(said).await;
        std::future::pending::<()>().await;
    });
    let request = http::Request::get(url).body(Vec::new()).expect("a request");
    let answer = Wire::network().exchange(request, bounds).await;
    server.abort();
    answer
}

#[tokio::test]
async fn an_answer_comes_as_it_is_and_no_redirect_is_followed() {
    let moved =
        b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 2\r\n\r\nhi";
    let answer = asked(moved, SOON).await.expect("an answer");
    assert_eq!((answer.status().as_u16(), &answer.body()[..]), (302, &b"hi"[..]));
}

#[tokio::test]
async fn who_says_nothing_is_not_waited_for_and_errors_hold_no_address() {
    for silent in [&b""[..], b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"] {
        let error = asked(silent, SOON).await.expect_err("nothing came");
        assert!(matches!(error, WireError::Silence(Some(_))), "{error:?}");
        assert!(!format!("{error:?}").contains("hush"), "{error:?}");
    }
}

#[tokio::test]
async fn who_never_stops_talking_is_cut_off() {
    let endless =
        b"HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    let bounds = Bounds { within: Duration::from_secs(5), bytes: 16 };
    assert!(matches!(asked(endless, bounds).await, Err(WireError::TooLong)));
    let direct = Wire::direct(|_| Some(http::Response::new(vec![0; 17])));
    let answer = direct.exchange(http::Request::default(), bounds).await;
    assert!(matches!(answer, Err(WireError::TooLong)));
}
