//! A function's answer as a browser hears it.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};

/// Format 2.0 is lenient: an answer without a status is the body of a 200.
pub(super) fn of(answer: &[u8]) -> Response {
    let Ok(value) = serde_json::from_slice::<Value>(answer) else {
        return super::outcome(Err(crate::lambda::Failure::Reported(Value::Null)));
    };
    let Some(status) = value["statusCode"].as_u64() else {
        let json = [("content-type", "application/json")];
        return (json, answer.to_vec()).into_response();
    };
    let status = u16::try_from(status).ok().and_then(|it| StatusCode::from_u16(it).ok());
    let text = value["body"].as_str().unwrap_or_default();
    let body = if value["isBase64Encoded"] == true {
        STANDARD.decode(text).unwrap_or_default()
    } else {
        text.as_bytes().to_vec()
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    *response.headers_mut() = headers(&value);
    response
}

fn headers(answer: &Value) -> HeaderMap {
    let mut headers = HeaderMap::new();
    // lambda_http puts every header into both maps; the second knows those sent more than once.
    let many = answer["multiValueHeaders"].as_object().into_iter().flat_map(Map::iter);
    for (name, values) in many {
        for value in values.as_array().into_iter().flatten() {
            append(&mut headers, name, value);
        }
    }
    for (name, value) in answer["headers"].as_object().into_iter().flat_map(Map::iter) {
        if !headers.contains_key(name.as_str()) {
            append(&mut headers, name, value);
        }
    }
    for cookie in answer["cookies"].as_array().into_iter().flatten() {
        append(&mut headers, header::SET_COOKIE.as_str(), cookie);
    }
    if !headers.contains_key(header::CONTENT_TYPE) {
        let plain = HeaderValue::from_static("text/plain;charset=UTF-8");
        headers.insert(header::CONTENT_TYPE, plain);
    }
    headers
}

fn append(headers: &mut HeaderMap, name: &str, value: &Value) {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let name = HeaderName::try_from(name).ok();
    if let Some((name, value)) = name.zip(HeaderValue::try_from(text).ok()) {
        headers.append(name, value);
    }
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use serde_json::json;

    use super::*;

    #[tokio::test]
    async fn status_headers_cookies_and_binary_bodies_arrive() {
        let response = of(json!({
            "statusCode": 201,
            "headers": {"x-one": "1"},
            "cookies": ["a=1", "b=2"],
            "body": "aGk=",
            "isBase64Encoded": true,
        })
        .to_string()
        .as_bytes());

        assert_eq!(response.status(), 201);
        assert_eq!(response.headers()["x-one"], "1");
        assert_eq!(response.headers().get_all("set-cookie").iter().count(), 2);
        assert_eq!(to_bytes(response.into_body(), 10).await.unwrap(), "hi");
    }

    #[tokio::test]
    async fn an_answer_without_a_status_is_the_body_itself() {
        let response = of(br#"{"a": 1}"#);

        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "application/json");
    }

    #[test]
    fn an_answer_that_is_not_json_is_a_server_error() {
        assert_eq!(of(b"oops").status(), 500);
    }
}
