//! Open311 GeoReport v2 for appeals: services are topics, requests are appeals.

mod request;
mod requests;
mod services;

use super::doc::Operation;
use crate::routes::Route;

pub(super) fn routes() -> Vec<Route> {
    [services::routes(), requests::routes(), request::routes()]
        .into_iter()
        .flatten()
        .collect()
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        services::list_operation(),
        services::one_operation(),
        requests::operation(),
        request::operation(),
    ]
}
