//! The wire as one document: every route, with what it takes and what it gives.

use utoipa::openapi::path::Operation;
use utoipa::openapi::{Content, Ref, ResponseBuilder};
use utoipa::{OpenApi, ToSchema};

/// Where the document is kept for the site, whose types are made from it.
pub const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../static-site/openapi.json");

/// Where providers come, and the browsers that they send back: no page of ours reads an answer.
const FOREIGN: [&str; 2] = ["/api/notify/", "/api/return/"];

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Campus Pay",
        version = "1",
        description = "What the site asks of the platform. Money is yuan in a string with two \
                       decimals; instants are RFC 3339 in UTC; days are Beijing days. Every change \
                       carries the header `X-Pay-Csrf: 1`.",
    ),
    paths(
        change_password::handle,
        change_phone::handle,
        check_proof::handle,
        close_order::handle,
        create_order::handle,
        decide_refunds::apply,
        decide_refunds::approve,
        decide_refunds::by_hand,
        decide_refunds::money,
        decide_refunds::propose,
        decide_refunds::withdraw,
        edit_catalogue::catalogue,
        edit_catalogue::delete_news,
        edit_catalogue::put_batch,
        edit_catalogue::put_living,
        edit_catalogue::put_news,
        edit_catalogue::put_project,
        end_sessions::one,
        end_sessions::others,
        bind_wechat::bind,
        bind_wechat::unbind,
        enrollment::cancel,
        enrollment::enrol,
        enrollment::list,
        enrollment::pay,
        enrollment::show,
        enter_sso::begin,
        enter_sso::finish,
        enter_sso::log_out,
        enter_wechat::enter,
        enter_wechat::entrance,
        identify_payer::handle,
        get_captcha::handle,
        import_bills::apply,
        import_bills::piece,
        import_bills::preview,
        list_arrears::handle,
        list_channels::handle,
        list_fees::handle,
        list_news::handle,
        list_projects::list,
        list_projects::show,
        list_roster::handle,
        list_sessions::handle,
        login::handle,
        logout::handle,
        payment_notify::handle,
        prove_payment::handle,
        query_history::export,
        query_history::orders,
        query_history::payments,
        query_order::check,
        query_order::show,
        refresh_session::handle,
        register::handle,
        reset_password::code::send,
        reset_password::reset,
        reset_person::handle,
        return_payer::handle,
        show_me::handle,
        show_reports::day,
        show_reports::list,
        upload_statement::handle,
    ),
    // What only a query or a path names: it is not found by itself.
    components(schemas(
        domain::Day,
        domain::Period,
        domain::PaymentKind,
        domain::RefundId,
        domain::Shown,
        edge::ProblemBody,
    )),
)]
struct Document;

/// The document, as it is to be kept.
pub fn openapi() -> String {
    let mut document = Document::openapi();
    for (path, item) in &mut document.paths.paths {
        let methods = [
            ("GET", &mut item.get),
            ("POST", &mut item.post),
            ("PUT", &mut item.put),
            ("DELETE", &mut item.delete),
        ];
        for (method, operation) in methods {
            if let Some(operation) = operation {
                operation.operation_id =
                    Some(name(method, path, operation.operation_id.as_deref()));
                if !FOREIGN.iter().any(|it| path.starts_with(it)) {
                    may_fail(operation);
                }
            }
        }
    }
    document.to_pretty_json().expect("a document is JSON") + "\n"
}

/// What else each of the site's operations answers: `edge` tells every fault in this one form.
fn may_fail(operation: &mut Operation) {
    let body = Content::new(Some(Ref::from_schema_name(edge::ProblemBody::name())));
    let problem = ResponseBuilder::new().content("application/problem+json", body).build();
    operation.responses.responses.insert("default".to_owned(), problem.into());
}

/// What a route is called: its function, and which of its handlers if it has more than one.
fn name(method: &str, path: &str, handler: Option<&str>) -> String {
    let functions = &crate::gateway::template().functions;
    let leads = |it: &local::RouteSpec| it.method == method && it.path == path;
    let function = functions.iter().find(|it| it.routes.iter().any(leads));
    let folder = function.map_or("", |it| &it.folder);
    // A handler that takes two methods is named once for each.
    let twice =
        function.is_some_and(|it| it.routes.iter().filter(|it| it.path == path).count() > 1);
    match handler {
        None | Some("handle") if twice && method == "GET" => format!("{folder}-get"),
        None | Some("handle") => folder.to_owned(),
        Some(handler) => format!("{folder}-{handler}"),
    }
}

/// Its routes, as `METHOD /path`.
pub fn documented_routes() -> Vec<String> {
    let mut routes = Vec::new();
    for (path, item) in &Document::openapi().paths.paths {
        let methods = [
            ("GET", &item.get),
            ("POST", &item.post),
            ("PUT", &item.put),
            ("PATCH", &item.patch),
            ("DELETE", &item.delete),
        ];
        let used = methods.into_iter().filter(|(_, operation)| operation.is_some());
        routes.extend(used.map(|(method, _)| format!("{method} {path}")));
    }
    routes.sort();
    routes
}

/// The template's routes, as `METHOD /path`.
pub fn deployed_routes() -> Vec<String> {
    let functions = crate::gateway::template().functions.iter();
    let routes = functions.flat_map(|it| &it.routes);
    let mut routes: Vec<_> = routes.map(|it| format!("{} {}", it.method, it.path)).collect();
    routes.sort();
    routes
}
