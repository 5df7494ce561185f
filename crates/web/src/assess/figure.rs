//! The address of a figure, and back.

use crate::kit::Problem;
use banjie_core::assessment::tally::Count;
use banjie_core::assessment::{Counted, Figure};
use banjie_core::district::{IndicatorId, UnitId};
use banjie_core::matter::Kind;
use jiff::civil::Date;

/// The page of the cases behind a figure.
pub(crate) fn href(figure: &Figure) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("count", figure.count.code());
    if let Some(except) = figure.except {
        query.append_pair("except", except.code());
    }
    if let Some(unit) = &figure.unit {
        query.append_pair("unit", unit.as_str());
    }
    if let Some(kind) = figure.kind {
        query.append_pair("kind", kind.code());
    }
    if let Some(indicator) = &figure.indicator {
        query.append_pair("indicator", indicator.as_str());
    }
    query.append_pair("from", &figure.from.to_string());
    query.append_pair("to", &figure.to.to_string());
    format!("/figures?{}", query.finish())
}

/// The same for a number.
pub(crate) fn opens(counted: &Counted) -> String {
    href(&counted.figure)
}

/// The figure an address names, and the page of its list.
///
/// # Errors
/// The first part that is missing or wrong, in words.
pub(crate) fn parse(query: &str) -> Result<(Figure, u64), Problem> {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let get = |name: &str| {
        let found = pairs.iter().find(|(n, _)| n == name);
        found.map(|(_, v)| v.as_str()).filter(|v| !v.is_empty())
    };
    let wrong = |what: &str, value: &str| Problem::Refused {
        sentence: format!(
            "这个数字的链接不完整：{what}“{value}”认不出。请回到通报或排名，再点一次"
        ),
        code: "figure",
    };
    let count = |name: &str| match get(name) {
        Some(code) => Count::from_code(code)
            .map(Some)
            .ok_or_else(|| wrong("计数", code)),
        None => Ok(None),
    };
    let day = |name: &str| {
        let text = get(name).unwrap_or_default();
        text.parse::<Date>().map_err(|_| wrong("日期", text))
    };
    let kind = match get("kind") {
        Some(code) => Some(Kind::from_code(code).ok_or_else(|| wrong("类型", code))?),
        None => None,
    };
    let figure = Figure {
        unit: get("unit").map(UnitId::from),
        kind,
        indicator: get("indicator").map(IndicatorId::from),
        count: count("count")?.ok_or_else(|| wrong("计数", ""))?,
        except: count("except")?,
        from: day("from")?,
        to: day("to")?,
    };
    let page = get("page").and_then(|p| p.parse().ok()).unwrap_or(1);
    Ok((figure, page.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_address_names_its_figure() {
        let figure = Figure {
            except: Some(Count::OnTime),
            indicator: Some(IndicatorId::from("06")),
            count: Count::Due,
            ..Figure::open(
                Some(UnitId::from("住建局")),
                Some(Kind::Appeal),
                date(2026, 3, 1),
            )
        };
        let href = href(&figure);
        let (path, query) = href.split_once('?').unwrap();
        assert_eq!(path, "/figures");
        assert_eq!(parse(query).unwrap(), (figure, 1));
    }

    #[test]
    fn a_broken_address_is_refused_in_words() {
        for query in [
            "",
            "count=due",
            "count=x&from=2026-01-01&to=2026-01-31",
            "count=due&from=1&to=2",
        ] {
            assert!(parse(query).is_err(), "{query}");
        }
    }
}
