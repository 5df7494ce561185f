//! What two independent packages say (`tools/calendar-oracle.py`).

use banjie_core::calendar::Year;
use jiff::civil::Date;
use serde_json::Value;
use std::collections::BTreeMap;

/// By year, 2008–2026.
pub(crate) struct Oracle(pub(crate) BTreeMap<i16, SpecialDays>);

/// What differs from the plain week in one year.
pub(crate) struct SpecialDays {
    /// Mondays to Fridays that rest.
    pub(crate) rest: Vec<Date>,
    /// Saturdays and Sundays that work.
    pub(crate) makeup: Vec<Date>,
}

pub(crate) fn load() -> Oracle {
    let file: Value = serde_json::from_str(include_str!("../data/calendar-oracle.json")).unwrap();
    assert_eq!(file["differences"], Value::Array(Vec::new()));
    assert_eq!(file["days_compared_between_packages"], 1096);
    let dates = |list: &Value| -> Vec<Date> {
        let list = list.as_array().unwrap();
        list.iter()
            .map(|d| d.as_str().unwrap().parse().unwrap())
            .collect()
    };
    let years = file["years"].as_object().unwrap().iter();
    Oracle(
        years
            .map(|(year, days)| {
                let days = SpecialDays {
                    rest: dates(&days["rest"]),
                    makeup: dates(&days["makeup"]),
                };
                (year.parse().unwrap(), days)
            })
            .collect(),
    )
}

impl Oracle {
    /// The years in our form, each rest day by itself.
    pub(crate) fn years(&self) -> Vec<Year> {
        (self.0.iter())
            .map(|(year, SpecialDays { rest, makeup })| Year {
                year: *year,
                notice: "oracle".to_owned(),
                rest: rest.iter().map(|d| (*d, *d, "假日".to_owned())).collect(),
                makeup: makeup.iter().map(|d| (*d, "假日".to_owned())).collect(),
            })
            .collect()
    }
}
