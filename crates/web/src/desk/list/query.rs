//! A view and its address: the same words both ways, so that a colleague sees the same list.

use crate::kit::text;
use crate::kit::viewer::Viewer;
use banjie_core::district::{IndicatorId, PersonId, PostId, TopicId, UnitId};
use banjie_core::kinds::{appeal, application, commitment, directive, review};
use banjie_core::matter::clock::Light;
use banjie_core::matter::{Kind, Waiting};
use banjie_store::reads::{Filter, Sort};
use jiff::civil::Date;

const LIGHTS: [(Light, &str, &str); 4] = [
    (Light::Overdue, "overdue", "逾期"),
    (Light::DueSoon, "due_soon", "临期"),
    (Light::Normal, "normal", "正常"),
    (Light::Paused, "paused", "暂停"),
];

const WAITING: [(Waiting, &str); 4] = [
    (Waiting::Coordinator, "区营商办"),
    (Waiting::Unit, "主责单位"),
    (Waiting::Enterprise, "企业"),
    (Waiting::Nobody, "已结束"),
];

/// The light with this code.
pub(crate) fn light_of(code: &str) -> Option<Light> {
    LIGHTS.iter().find(|l| l.1 == code).map(|l| l.0)
}

/// The code of a light.
pub(crate) fn light_code(light: Light) -> &'static str {
    LIGHTS.iter().find(|l| l.0 == light).map_or("", |l| l.1)
}

/// Codes and words of the lights, for a choice.
pub(super) fn light_choices() -> impl Iterator<Item = (&'static str, &'static str)> {
    LIGHTS.iter().map(|l| (l.1, l.2))
}

/// Codes and words of all states, each once.
pub(super) fn state_choices() -> Vec<(&'static str, &'static str)> {
    let mut states: Vec<(&str, &str)> = appeal::Stage::CODES.to_vec();
    let others = (directive::Stage::CODES.iter())
        .chain(&application::Stage::CODES)
        .chain(&application::item::Stage::CODES)
        .chain(&commitment::Stage::CODES)
        .chain(&review::Stage::CODES);
    for (code, word) in others {
        if !states.iter().any(|(c, _)| c == code) {
            states.push((code, word));
        }
    }
    states
}

/// What an address asks for.
#[derive(Clone, Debug, Default)]
pub(super) struct View {
    /// The filter.
    pub(super) filter: Filter,
    /// The order.
    pub(super) sort: Sort,
    /// The page, from 1.
    pub(super) page: u64,
    /// Sentences about values that could not be used.
    pub(super) ignored: Vec<String>,
}

impl View {
    /// Reads an address. A value that means nothing is left out and said, never guessed.
    pub(super) fn read(pairs: &[(String, String)], viewer: &Viewer) -> Self {
        let mut view = Self {
            page: 1,
            ..Self::default()
        };
        for (name, value) in pairs {
            let value = text::single_line(value);
            if !value.is_empty() && !view.take(name, &value, viewer) {
                view.ignored
                    .push(format!("筛选“{}”写成了“{value}”，没有用上", label(name)));
            }
        }
        view
    }

    fn take(&mut self, name: &str, value: &str, viewer: &Viewer) -> bool {
        let f = &mut self.filter;
        let text = || Some(value.to_owned());
        match name {
            "kind" => set(&mut f.kind, Kind::from_code(value)),
            "state" => {
                let known = state_choices().iter().any(|(c, _)| *c == value);
                set(&mut f.state, known.then(|| value.to_owned()))
            }
            "unit" => set(&mut f.unit, text().map(UnitId)),
            "light" => set(&mut f.light, light_of(value)),
            "waiting" => {
                let known = WAITING.iter().find(|(w, _)| w.code() == value);
                set(&mut f.waiting, known.map(|(w, _)| *w))
            }
            "handler" => set(&mut f.handler, text().map(PersonId)),
            "mine" => set(&mut f.handler_or_none, text().map(PersonId)),
            "sponsor" => set(&mut f.sponsor, text().map(PostId)),
            "topic" => set(&mut f.topic, text().map(TopicId)),
            "indicator" => set(&mut f.indicator, text().map(IndicatorId)),
            "township" => set(&mut f.township, text().map(UnitId)),
            "from" => set(&mut f.from, text::date(value)),
            "to" => set(&mut f.to, text::date(value)),
            "due_from" => set(&mut f.due_from, text::date(value)),
            "due_to" => set(&mut f.due_to, text::date(value)),
            "enterprise" => set(&mut f.enterprise_code, text()),
            "followed" => set(&mut f.followed_by, Some(viewer.staff().person.clone())),
            "parent" => set(&mut f.parent, text()),
            "open" => set(
                &mut f.open,
                match value {
                    "1" => Some(true),
                    "0" => Some(false),
                    _ => None,
                },
            ),
            "q" => {
                value.clone_into(&mut f.q);
                true
            }
            "sort" => {
                let sort = Sort::from_code(value);
                self.sort = sort.unwrap_or_default();
                sort.is_some()
            }
            "page" => {
                let page = value.parse().ok().filter(|p| (1..=100_000).contains(p));
                self.page = page.unwrap_or(1);
                page.is_some()
            }
            // Names of other forms on the way here (keys, buttons) mean nothing to a view.
            _ => true,
        }
    }

    /// The address of this view without its page.
    pub(super) fn query(&self) -> String {
        query_of(&self.filter, self.sort)
    }

    /// Filters that are on: name, words, and the address without each.
    pub(super) fn active(&self) -> Vec<(&'static str, String, String)> {
        let pairs = pairs_of(&self.filter);
        pairs
            .iter()
            .map(|(name, value)| {
                let rest = pairs.iter().filter(|(n, _)| n != name);
                let mut rest: Vec<_> = rest.cloned().collect();
                if self.sort != Sort::default() {
                    rest.push(("sort", self.sort.code().to_owned()));
                }
                (
                    *name,
                    format!("{}：{}", label(name), word(name, value)),
                    encode(&rest),
                )
            })
            .collect()
    }
}

fn set<T>(slot: &mut Option<T>, value: Option<T>) -> bool {
    *slot = value;
    slot.is_some()
}

/// The address of a filter in an order.
pub(crate) fn query_of(filter: &Filter, sort: Sort) -> String {
    let mut pairs = pairs_of(filter);
    if sort != Sort::default() {
        pairs.push(("sort", sort.code().to_owned()));
    }
    encode(&pairs)
}

fn encode(pairs: &[(&'static str, String)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

fn pairs_of(f: &Filter) -> Vec<(&'static str, String)> {
    let day = |d: Option<Date>| d.map(|d| d.to_string());
    let pairs = [
        ("kind", f.kind.map(|k| k.code().to_owned())),
        ("state", f.state.clone()),
        ("unit", f.unit.as_ref().map(|v| v.to_string())),
        ("light", f.light.map(|l| light_code(l).to_owned())),
        ("waiting", f.waiting.map(|w| w.code().to_owned())),
        ("handler", f.handler.as_ref().map(|v| v.to_string())),
        ("mine", f.handler_or_none.as_ref().map(|v| v.to_string())),
        ("sponsor", f.sponsor.as_ref().map(|v| v.to_string())),
        ("topic", f.topic.as_ref().map(|v| v.to_string())),
        ("indicator", f.indicator.as_ref().map(|v| v.to_string())),
        ("township", f.township.as_ref().map(|v| v.to_string())),
        ("from", day(f.from)),
        ("to", day(f.to)),
        ("due_from", day(f.due_from)),
        ("due_to", day(f.due_to)),
        ("enterprise", f.enterprise_code.clone()),
        ("followed", f.followed_by.as_ref().map(|_| "1".to_owned())),
        ("parent", f.parent.clone()),
        ("open", f.open.map(|o| if o { "1" } else { "0" }.to_owned())),
        ("q", (!f.q.trim().is_empty()).then(|| f.q.clone())),
    ];
    pairs
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

fn label(name: &str) -> &str {
    match name {
        "kind" => "类型",
        "state" => "环节",
        "unit" => "主责单位",
        "light" => "灯",
        "waiting" => "轮到",
        "handler" => "经办",
        "mine" => "经办或未分人",
        "sponsor" => "包抓",
        "topic" => "类别",
        "indicator" => "指标",
        "township" => "镇街",
        "from" => "收到不早于",
        "to" => "收到不晚于",
        "due_from" => "时限不早于",
        "due_to" => "时限不晚于",
        "enterprise" => "信用代码",
        "followed" => "我关注的",
        "parent" => "派生自",
        "open" => "是否在办",
        "q" => "关键词",
        "sort" => "排序",
        "page" => "页码",
        other => other,
    }
}

fn word(name: &str, value: &str) -> String {
    match name {
        "kind" => Kind::from_code(value).map_or("", Kind::word).to_owned(),
        "state" => state_choices()
            .iter()
            .find(|(c, _)| *c == value)
            .map_or(value, |(_, w)| w)
            .to_owned(),
        "light" => light_choices()
            .find(|(c, _)| *c == value)
            .map_or(value, |(_, w)| w)
            .to_owned(),
        "waiting" => WAITING
            .iter()
            .find(|(w, _)| w.code() == value)
            .map_or(value, |(_, w)| w)
            .to_owned(),
        "open" => if value == "1" { "在办" } else { "已结束" }.to_owned(),
        "followed" => "是".to_owned(),
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use banjie_core::district::{Role, Sight};
    use banjie_core::matter::Staff;
    use banjie_store::people::Account;

    fn viewer() -> Viewer {
        Viewer {
            account: Account {
                staff: Staff {
                    person: "li.min".into(),
                    name: "李敏".to_owned(),
                    unit: "住建局".into(),
                    roles: vec![Role::Clerk],
                    post: None,
                },
                telephone: String::new(),
                password: String::new(),
                active: true,
            },
            sight: Sight::District,
        }
    }

    #[test]
    fn an_address_and_its_view_are_the_same_thing() {
        let query = "kind=appeal&state=handling&unit=%E4%BD%8F%E5%BB%BA%E5%B1%80&light=due_soon&waiting=unit&handler=li.min&mine=li.min&sponsor=a&topic=b&indicator=01&township=c&from=2026-01-01&to=2026-02-01&due_from=2026-01-02&due_to=2026-02-03&enterprise=91&followed=1&parent=BJ&open=1&q=x&sort=-due";
        let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
            .map(|(n, v)| (n.into_owned(), v.into_owned()))
            .collect();
        let view = View::read(&pairs, &viewer());
        assert_eq!(view.ignored, Vec::<String>::new());
        assert_eq!(view.query(), query);
        assert_eq!(view.active().len(), 20);
        assert!(view.active().iter().all(|(_, w, _)| !w.ends_with('：')));
    }

    #[test]
    fn a_value_that_means_nothing_is_said_and_left_out() {
        let pairs = [("kind", "x"), ("from", "昨天"), ("page", "0"), ("q", " ")]
            .map(|(n, v)| (n.to_owned(), v.to_owned()));
        let view = View::read(&pairs, &viewer());
        assert_eq!(view.ignored.len(), 3);
        assert!(view.ignored[1].contains("收到不早于") && view.ignored[1].contains("昨天"));
        assert_eq!(view.query(), "");
    }
}
