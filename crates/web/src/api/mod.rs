//! The JSON API (interfaces.md §5): one folder a noun, one file a verb. Each file tells its own
//! part of the OpenAPI document; a test holds that document against the table of routes.

mod appeals;
mod applications;
mod assessments;
mod body;
mod bulletins;
mod checks;
mod doc;
mod fields;
mod files;
mod journal;
mod matters;
mod open311;
mod openapi;
mod packages;
mod rankings;
mod reports;
mod schemas;
pub mod tokens;

pub use openapi::openapi;

use crate::routes::Route;
use doc::Operation;

/// The routes of the API.
pub(crate) fn routes() -> Vec<Route> {
    [
        appeals::submit::routes(),
        applications::submit::routes(),
        matters::routes(),
        bulletins::routes(),
        rankings::routes(),
        reports::routes(),
        checks::routes(),
        assessments::routes(),
        packages::routes(),
        journal::routes(),
        open311::routes(),
        openapi::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What the document says of each.
fn operations() -> Vec<Operation> {
    let mut all = vec![
        appeals::submit::operation(),
        applications::submit::operation(),
    ];
    all.extend(matters::operations());
    all.push(bulletins::operation());
    all.push(rankings::operation());
    all.extend(reports::operations());
    all.extend(checks::operations());
    all.push(assessments::operation());
    all.extend(packages::operations());
    all.extend(journal::operations());
    all.extend(open311::operations());
    all.push(openapi::operation());
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_route_of_the_api_is_documented_and_nothing_else() {
        let served: BTreeSet<_> = routes()
            .iter()
            .map(|r| (r.path, r.method.as_str().to_lowercase()))
            .collect();
        let told: BTreeSet<_> = operations()
            .iter()
            .map(Operation::place)
            .map(|(path, method)| (path, method.to_owned()))
            .collect();
        assert_eq!(served, told);
        let elsewhere = crate::routes::all();
        let elsewhere = elsewhere
            .iter()
            .filter(|r| r.path.starts_with("/api/") || r.path.starts_with("/open311/"));
        assert_eq!(
            elsewhere.count(),
            served.len(),
            "an API route stands outside crate::api"
        );
    }

    #[test]
    fn every_reference_of_the_document_leads_somewhere() {
        let document = openapi("X区");
        let text = document.to_string();
        for part in text.split("\"$ref\":\"#").skip(1) {
            let pointer = part.split('"').next().unwrap();
            assert!(document.pointer(pointer).is_some(), "{pointer}");
        }
        let ids = text.matches("\"operationId\"").count();
        assert_eq!(ids, operations().len());
    }
}
