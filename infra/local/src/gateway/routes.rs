//! Which function answers which method and path.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use axum::http::Method;
use serde_json::{Map, Value};

use super::event::decoded;
use crate::lambda::Function;

/// Two routes of the template that cannot stand beside each other.
#[derive(Debug, thiserror::Error)]
#[error("the route `{key}` cannot be served: {reason}")]
pub struct RouteError {
    key: String,
    reason: String,
}

/// The route table of the template.
#[derive(Default)]
pub(crate) struct Routes {
    by_method: HashMap<String, matchit::Router<(String, Arc<Function>)>>,
    functions: BTreeMap<String, Arc<Function>>,
}

/// A route that fits.
pub(crate) struct Found {
    /// As AWS names it: `PUT /api/orders/{id}`.
    pub(super) key: String,
    pub(super) function: Arc<Function>,
    pub(super) parameters: Map<String, Value>,
}

impl Routes {
    pub(crate) fn new(functions: &[Arc<Function>]) -> Result<Self, RouteError> {
        let mut routes = Self::default();
        for function in functions {
            routes.functions.insert(function.spec.name.clone(), Arc::clone(function));
            for route in &function.spec.routes {
                let key = format!("{} {}", route.method, route.path);
                let router = routes.by_method.entry(route.method.clone()).or_default();
                router
                    .insert(pattern(&route.path), (key.clone(), Arc::clone(function)))
                    .map_err(|it| RouteError { key, reason: it.to_string() })?;
            }
        }
        Ok(routes)
    }

    /// A function by its logical id.
    pub(crate) fn function(&self, name: &str) -> Option<&Arc<Function>> {
        self.functions.get(name)
    }

    pub(super) fn find(&self, method: &Method, path: &str) -> Option<Found> {
        [method.as_str(), "ANY"].into_iter().find_map(|method| {
            let matched = self.by_method.get(method)?.at(path).ok()?;
            let (key, function) = matched.value;
            let parameters = matched.params.iter();
            Some(Found {
                key: key.clone(),
                function: Arc::clone(function),
                parameters: parameters.map(|(k, v)| (k.to_owned(), decoded(v).into())).collect(),
            })
        })
    }
}

/// `{rest+}` of AWS is `{*rest}` of matchit.
fn pattern(path: &str) -> String {
    let part = |it: &str| match it.strip_prefix('{').and_then(|it| it.strip_suffix("+}")) {
        Some(name) => format!("{{*{name}}}"),
        None => it.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_greedy_parameter_takes_the_rest_of_the_path() {
        assert_eq!(pattern("/files/{path+}"), "/files/{*path}");
        assert_eq!(pattern("/orders/{id}/check"), "/orders/{id}/check");
    }
}
