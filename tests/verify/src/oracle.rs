//! Amazon's own DynamoDB Local, so that the engine of every other test never flatters us.

use crate::ground::Ground;
use crate::rust::tests;
use crate::shell::{command, free_port};
use crate::step::{Failure, Log, Tally};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

pub(crate) fn store(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    let port = free_port()?;
    let port_word = port.to_string();
    let words = [
        "-Xmx1g",
        "-Djava.library.path=./DynamoDBLocal_lib",
        "-jar",
        "DynamoDBLocal.jar",
        "-inMemory",
        "-sharedDb",
        "-port",
        &port_word,
    ];
    let mut server = log.spawn(&mut command("java", &words, &ground.tool("oracle")))?;
    server.awaits(port, Duration::from_mins(2))?;

    let mut suites = tests(ground, &["--test", "flows"]);
    suites.env("DYNAMODB_ENDPOINT", format!("http://127.0.0.1:{port}"));
    let tally = log.tests(&mut suites)?;

    // Tests that forgot the variable would pass here without ever having come by.
    let tables = tables(port)?;
    log.say(&tables)?;
    if tables.contains("\"TableNames\":[]") || !tables.contains("TableNames") {
        return Err(Failure::new("no test made a table there"));
    }
    Ok(tally)
}

/// What `ListTables` answers, as it came.
fn tables(port: u16) -> Result<String, Failure> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(
        stream,
        "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 2\r\n\
         Content-Type: application/x-amz-json-1.0\r\nX-Amz-Target: DynamoDB_20120810.ListTables\r\n\
         Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, \
         SignedHeaders=host, Signature=0\r\nX-Amz-Date: 20260101T000000Z\r\n\r\n{{}}"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
