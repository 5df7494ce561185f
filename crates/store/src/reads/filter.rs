//! What a list shows: the filter of its URL and the sight of its viewer, turned into SQL here and
//! nowhere else.

use crate::db::{Value, like_pattern};
use banjie_core::district::{IndicatorId, PersonId, PostId, Sight, TopicId, UnitId};
use banjie_core::matter::clock::Light;
use banjie_core::matter::{Kind, Waiting};
use jiff::civil::Date;

/// A filter; every field narrows, an empty one narrows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Kind.
    pub kind: Option<Kind>,
    /// State code.
    pub state: Option<String>,
    /// Lead unit.
    pub unit: Option<UnitId>,
    /// Beside those of `unit` that wait as asked: reviews of this unit that another office decides.
    pub or_reviews_of: Option<UnitId>,
    /// Without reviews of this unit, which another office decides.
    pub not_reviews_of: Option<UnitId>,
    /// Light on the day of looking.
    pub light: Option<Light>,
    /// Whose turn.
    pub waiting: Option<Waiting>,
    /// Handler.
    pub handler: Option<PersonId>,
    /// Handled by this person, or by nobody yet.
    pub handler_or_none: Option<PersonId>,
    /// Sponsor.
    pub sponsor: Option<PostId>,
    /// Topic.
    pub topic: Option<TopicId>,
    /// Indicator.
    pub indicator: Option<IndicatorId>,
    /// The township it happened in.
    pub township: Option<UnitId>,
    /// Opened on or after.
    pub from: Option<Date>,
    /// Opened on or before.
    pub to: Option<Date>,
    /// Due on or after.
    pub due_from: Option<Date>,
    /// Due on or before.
    pub due_to: Option<Date>,
    /// Credit code of the enterprise.
    pub enterprise_code: Option<String>,
    /// Followed by this person.
    pub followed_by: Option<PersonId>,
    /// Children of a matter.
    pub parent: Option<String>,
    /// Still open (`Some(true)`) or ended (`Some(false)`).
    pub open: Option<bool>,
    /// Words: in number, title or name of the enterprise.
    pub q: String,
}

/// A matter that has not ended. Each value is named: by `<> 'nobody'` no index leads to the few that are
/// open, and every page of the desk would walk the whole district.
pub(crate) const OPEN: &str = "m.waiting in ('coordinator', 'unit', 'enterprise')";

/// A growing `where` clause with its parameters.
pub(crate) struct Where {
    pub(crate) sql: String,
    pub(crate) params: Vec<Value>,
}

impl Where {
    pub(crate) fn district(code: &str) -> Self {
        Self {
            sql: "m.district = $1".to_owned(),
            params: vec![code.into()],
        }
    }

    /// Adds a condition; each `?` takes the next value.
    pub(crate) fn and(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        self.sql.push_str(" and ");
        let mut values = values.into_iter();
        for part in condition.split_inclusive('?') {
            match part.strip_suffix('?').zip(values.next()) {
                Some((text, value)) => {
                    self.params.push(value);
                    self.sql.push_str(&format!("{text}${}", self.params.len()));
                }
                None => self.sql.push_str(part),
            }
        }
    }

    /// The visibility rule (`Sight::permits`) as SQL.
    pub(crate) fn within(&mut self, sight: &Sight) {
        let (own, mut values) = seen(sight.base());
        let Sight::Person { named, .. } = sight else {
            return self.and(&own, values);
        };
        let who = vec!["?"; named.len()].join(", ");
        values.extend(named.iter().map(|name| Value::from(name.token())));
        self.and(
            &format!(
                "(({own}) or (m.sealed = 2 and m.no in
                  (select n.no from named n where n.district = m.district and n.who in ({who}))))"
            ),
            values,
        );
    }

    pub(crate) fn filtered(&mut self, filter: &Filter, today: Date) {
        let text = |v: &str| [Value::from(v)];
        let day = |v: Date| [Value::from(v.to_string())];
        // Ratings that nobody has to handle have their own list.
        if filter.kind != Some(Kind::Review) && filter.state.is_none() && filter.parent.is_none() {
            self.and("m.state not in ('invited', 'rated', 'unrated')", []);
        }
        if let Some(v) = filter.kind {
            self.and("m.kind = ?", text(v.code()));
        }
        if let Some(v) = &filter.state {
            self.and("m.state = ?", text(v));
        }
        if let Some(v) = &filter.not_reviews_of {
            self.and("not (m.kind = 'review' and m.lead = ?)", text(v.as_str()));
        }
        let (unit, waiting) = (filter.unit.as_ref(), filter.waiting);
        if let (Some(unit), Some(waiting), Some(of)) = (unit, waiting, &filter.or_reviews_of) {
            self.and(
                "m.waiting in (?, 'coordinator') and ((m.lead = ? and m.waiting = ?)
                   or (m.kind = 'review' and m.lead = ? and m.waiting = 'coordinator'))",
                [waiting.code(), unit.as_str(), waiting.code(), of.as_str()].map(Value::from),
            );
        } else {
            if let Some(v) = unit {
                self.and("m.lead = ?", text(v.as_str()));
            }
            if let Some(v) = waiting {
                self.and("m.waiting = ?", text(v.code()));
            }
        }
        if let Some(v) = &filter.handler {
            self.and("m.handler = ?", text(v.as_str()));
        }
        if let Some(v) = &filter.handler_or_none {
            self.and("(m.handler = ? or m.handler is null)", text(v.as_str()));
        }
        if let Some(v) = &filter.sponsor {
            self.and("m.sponsor = ?", text(v.as_str()));
        }
        if let Some(v) = &filter.topic {
            self.and("m.topic = ?", text(v.as_str()));
        }
        if let Some(v) = &filter.indicator {
            self.and("m.indicator = ?", text(v.as_str()));
        }
        if let Some(v) = &filter.township {
            self.and("m.township = ?", text(v.as_str()));
        }
        if let Some(v) = filter.from {
            self.and("m.opened_day >= ?", day(v));
        }
        if let Some(v) = filter.to {
            self.and("m.opened_day <= ?", day(v));
        }
        if let Some(v) = filter.due_from {
            self.and("m.due >= ?", day(v));
        }
        if let Some(v) = filter.due_to {
            self.and("m.due <= ?", day(v));
        }
        if let Some(v) = &filter.enterprise_code {
            self.and("m.enterprise_code = ?", text(v));
        }
        if let Some(v) = &filter.parent {
            self.and("m.parent = ?", text(v));
        }
        if let Some(v) = &filter.followed_by {
            self.and(
                "m.no in (select f.no from followed f where f.district = m.district and f.person = ?)",
                text(v.as_str()),
            );
        }
        match filter.open {
            Some(true) => self.and(OPEN, []),
            Some(false) => self.and("m.waiting = 'nobody'", []),
            None => {}
        }
        if let Some(light) = filter.light {
            self.lit(light, today);
        }
        let words = filter.q.trim();
        if !words.is_empty() {
            // `like` looks at letters' case on one engine and not on the other.
            let pattern = like_pattern(&words.to_lowercase());
            self.and(
                "(lower(m.no) like ? escape '\\' or lower(m.title) like ? escape '\\'
                   or lower(m.enterprise) like ? escape '\\')",
                [
                    Value::from(&pattern),
                    Value::from(&pattern),
                    Value::from(&pattern),
                ],
            );
        }
    }

    /// The light on a day, from the days kept in the row (core's `Clock::light`).
    fn lit(&mut self, light: Light, today: Date) {
        let today = today.to_string();
        let t = || Value::from(&today);
        match light {
            Light::Paused => self.and("m.paused = 1", []),
            Light::Overdue => self.and("m.paused = 0 and m.red_from <= ?", [t()]),
            Light::DueSoon => {
                self.and(
                    "m.paused = 0 and m.red_from > ? and m.yellow_from <= ?",
                    [t(), t()],
                );
            }
            Light::Normal => self.and(
                "m.paused = 0 and m.red_from > ? and m.yellow_from > ?",
                [t(), t()],
            ),
        }
    }
}

/// What roles and unit let a person see: a condition with its values.
fn seen(base: &Sight) -> (String, Vec<Value>) {
    match base {
        Sight::Nothing => ("1 = 0".to_owned(), Vec::new()),
        Sight::Sealed => ("m.sealed <> 2".to_owned(), Vec::new()),
        Sight::District => ("m.sealed = 0".to_owned(), Vec::new()),
        Sight::Call(no) => (
            "m.sealed = 0 and m.no = ?".to_owned(),
            vec![no.to_string().into()],
        ),
        Sight::Unit { unit, indicators } => {
            let mut values: Vec<Value> = vec![unit.as_str().into(), unit.as_str().into()];
            values.extend(indicators.iter().map(|i| Value::from(i.as_str())));
            let own = "m.sealed = 0 and (m.lead = ? or m.no in
              (select s.no from supports s where s.district = m.district and s.unit = ?)";
            let also = match indicators.len() {
                0 => ")".to_owned(),
                n => format!(" or m.indicator in ({}))", vec!["?"; n].join(", ")),
            };
            (format!("{own}{also}"), values)
        }
        Sight::Person { base, .. } => seen(base),
    }
}
