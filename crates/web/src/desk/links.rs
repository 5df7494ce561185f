//! Addresses of the list of matters: the names of its filters stand here once for the screens that
//! open into it.

/// The list narrowed by these pairs, e.g. `[("unit", "住建局"), ("light", "overdue")]`.
pub(crate) fn matters(pairs: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, value);
    }
    match query.finish() {
        query if query.is_empty() => "/desk/matters".to_owned(),
        query => format!("/desk/matters?{query}"),
    }
}
