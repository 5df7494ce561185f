//! Versions, marks, switches: what the rule data themselves must satisfy.

use crate::PACK;
use crate::support::pack_folder;
use banjie_core::calendar::Calendar;
use banjie_core::credit::{Class, Field, Penalty, Regime, publicity};
use banjie_core::matter::MatterNo;
use banjie_core::matter::clock::Clock;
use banjie_core::pack::Pack;
use banjie_core::rules::{
    Confidence, LengthUnit, Question, Settings, Value, changes, deadline, last_change_of_a_limit,
    under_old_versions,
};
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// rules.md E32: 15 working days until 2025-12-24, 7 from 2025-12-25.
#[test]
fn open_matters_keep_their_version_and_the_list_says_what_the_new_one_gives() {
    let rule = "credit_repair.market_review";
    let start = |on| {
        let (limit, _) = PACK.rules.limit(&rule.into(), on).unwrap();
        Clock::start(rule.into(), limit, on)
    };
    let (old, new) = (start(date(2025, 12, 24)), start(date(2025, 12, 25)));
    let number = |serial| MatterNo::new(2025, serial).unwrap();
    let open = [(number(2), &new), (number(1), &old)];
    let list = |today| under_old_versions(open, &PACK.rules, &PACK.calendar, today);
    // The day before, the new version is still to come.
    let before = list(date(2025, 12, 24));
    assert!(before.iter().all(|m| m.upcoming && m.no == number(1)));
    let found = list(date(2025, 12, 26));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].no, number(1));
    assert_eq!(found[0].due.fixed(), Some(date(2026, 1, 15)));
    // 7 working days from 12-24: 25 26 29 30 31, 01-04 (make-up Sunday), 01-05.
    assert_eq!(found[0].would_be.fixed(), Some(date(2026, 1, 5)));
    assert_eq!(found[0].version_from, Some(date(2021, 9, 1)));
    assert_eq!(found[0].new_from, date(2025, 12, 25));
}

/// A version to come is listed before its day, beside the one in force; the rules that change are
/// told with both values, and the day of the last change bounds the search.
#[test]
fn versions_to_come_are_listed_too() {
    let rule = "arrears.complaint.handle";
    let mut files = pack_folder::shipped();
    let file = files.iter_mut().find(|f| f.path == "rules/arrears.toml");
    let file = file.unwrap();
    let (head, rest) = file.text.split_once(&format!("id = \"{rule}\"")).unwrap();
    let (own, after) = rest.split_once("\n# ").unwrap();
    let (_, version) = own.split_once("[[rule.version]]").unwrap();
    let first = own.replace("from = 2025-06-01", "from = 2025-06-01\nuntil = 2026-08-31");
    let second = version
        .replace("from = 2025-06-01", "from = 2026-09-01")
        .replace("length = 30", "length = 20");
    file.text = format!("{head}id = \"{rule}\"{first}\n[[rule.version]]{second}\n# {after}");
    let checked = Pack::parse(&files);
    let errors: Vec<_> = checked.errors().map(ToString::to_string).collect();
    let pack = checked.pack.unwrap_or_else(|| panic!("{errors:?}"));
    let today = date(2026, 8, 10);
    let found = changes(&pack.rules, today, today);
    assert_eq!(found.len(), 1);
    assert!(found[0].upcoming);
    assert_eq!(
        found[0].before.value.words(),
        "30个自然日，延长后共90个自然日"
    );
    assert_eq!(
        found[0].after.value.words(),
        "20个自然日，延长后共90个自然日"
    );
    assert_eq!(last_change_of_a_limit(&pack.rules), Some(date(2026, 9, 1)));
    let (limit, _) = pack.rules.limit(&rule.into(), today).unwrap();
    let clock = Clock::start(rule.into(), limit, today);
    let open = [(MatterNo::new(2026, 7).unwrap(), &clock)];
    let listed = under_old_versions(open, &pack.rules, &pack.calendar, today);
    assert_eq!(listed.len(), 1);
    assert!(listed[0].upcoming);
    // 2026-08-10 + 30 = 09-09 (Wednesday); + 20 = 08-30 (Sunday), so Monday 08-31.
    assert_eq!(listed[0].due.fixed(), Some(date(2026, 9, 9)));
    assert_eq!(listed[0].would_be.fixed(), Some(date(2026, 8, 31)));
    let on_the_day = under_old_versions(open, &pack.rules, &pack.calendar, date(2026, 9, 1));
    assert!(!on_the_day[0].upcoming);
}

/// Each regime asks for the classes it says it knows, and refuses the others.
#[test]
fn a_regime_knows_exactly_its_classes() {
    for regime in Regime::ALL {
        let on = match regime {
            Regime::Notice527 => date(2022, 1, 10),
            Regime::Order58 => date(2025, 1, 10),
            Regime::Order36 | Regime::Market => date(2026, 4, 10),
        };
        for class in Class::ALL {
            let penalty = Penalty {
                class: Some(class),
                field: Field::Ordinary,
            };
            let known = publicity(regime, &[penalty], on, &PACK.rules).is_ok();
            // Order 58 has no classes; its ordinary penalties may be called general.
            let expected = regime.classes().contains(&class)
                || (regime == Regime::Order58 && class == Class::General);
            assert_eq!(known, expected, "{regime:?} {class:?}");
        }
    }
}

/// C2's one switch: with it off only statutory holidays roll, an ordinary Sunday does not.
#[test]
fn ordinary_weekends_roll_by_one_switch() {
    let calendar = Calendar::new(PACK.calendar.years().cloned().collect()).unwrap();
    let strict = calendar.clone().without_weekend_roll();
    let due = |calendar: &Calendar, from: Date, days| {
        calendar
            .count(from, LengthUnit::Days, days, true)
            .unwrap()
            .due
    };
    // E14: nominal Sunday 2025-08-24.
    let from = date(2025, 7, 10);
    assert_eq!(due(&calendar, from, 45), date(2025, 8, 25));
    assert_eq!(due(&strict, from, 45), date(2025, 8, 24));
    // E09: the National Day holiday rolls either way.
    for calendar in [&calendar, &strict] {
        assert_eq!(due(calendar, date(2025, 9, 1), 30), date(2025, 10, 9));
    }
    // E10: an ordinary Saturday, followed by a make-up Sunday, which is a working day.
    assert_eq!(due(&calendar, date(2025, 8, 28), 30), date(2025, 9, 28));
    assert_eq!(due(&strict, date(2025, 8, 28), 30), date(2025, 9, 27));
    // The pack's switch reaches the calendar.
    let mut files = pack_folder::shipped();
    let file = files.iter_mut().find(|f| f.path == "rules/counting.toml");
    let file = file.unwrap();
    file.text = file.text.replace("number = 1", "number = 0");
    let pack = Pack::parse(&files).pack.unwrap();
    assert_eq!(due(&pack.calendar, from, 45), date(2025, 8, 24));
}

/// Facts that rules.md marks [unsure] keep the mark; a few that it confirms have none.
#[test]
fn unsure_facts_keep_their_mark() {
    let mark = |id: &str, on| {
        let version = PACK.rules.version(&id.into(), on).unwrap();
        version.source.confidence
    };
    let today = date(2026, 4, 1);
    for id in [
        "counting.roll_weekends",
        "arrears.year_basis",
        "arrears.complaint.screen",
        "credit_repair.platform_review",
        "credit_repair.sector_decide",
        "credit_repair.class.licence_suspended",
        "credit_repair.revoked",
        "hotline.weight.response",
        "hotline.ordinary",
        "appeal.accept",
        "review.correct",
        "tolerance.supplement",
        "tolerance.exclusion",
        "arrears.complaint.platform",
        "credit_repair.sector_extension",
        "credit_repair.earliest",
        "labour.arbitration.restart",
        "labour.inspector.recheck",
        "labour.inspector.supervision",
        "counting.weekend",
        "counting.publicity",
        "counting.extension",
        "counting.overdue",
        "counting.rates",
        "counting.ranking",
        "counting.version",
        "counting.fixed_day",
    ] {
        assert_eq!(mark(id, today), Confidence::Unsure, "{id}");
    }
    for id in [
        "arrears.complaint.handle",
        "arrears.daily_rate",
        "credit_repair.market_review",
        "credit_repair.publicity.serious_minimum",
        "labour.arbitration.award",
        "licence.decide",
        "registration.decide",
        "information.reply",
        "market.report.verify",
    ] {
        assert_eq!(mark(id, today), Confidence::Confirmed, "{id}");
    }
}

/// What was read, but begins on a day that was not, does not claim to be confirmed.
#[test]
fn a_beginning_from_general_knowledge_is_not_confirmed() {
    for id in [
        "commitment.decide",
        "commitment.unavailable",
        "opening.national_days",
        "tolerance.offer",
        "tolerance.issue",
    ] {
        let first = &PACK.rules.get(&id.into()).unwrap().versions[0];
        assert_eq!(first.source.confidence, Confidence::Known, "{id}");
    }
}

/// The numbers of rules.md §1–§6, read there, not here: id, day, words.
#[test]
fn the_values_are_those_of_the_rule_text() {
    let on = date(2026, 4, 1);
    for (id, words) in [
        ("arrears.term.public", "30个自然日"),
        ("arrears.term.public_agreed", "60个自然日"),
        ("arrears.term.large", "60个自然日"),
        ("arrears.receivable.confirm", "30个自然日"),
        ("arrears.daily_rate", "0.05"),
        ("arrears.lpr", "3.00"),
        ("arrears.deposit_kinds", "4"),
        ("arrears.disclosure", "每年3月31日"),
        ("arrears.complaint.transfer", "10个工作日"),
        ("arrears.complaint.handle", "30个自然日，延长后共90个自然日"),
        ("arrears.complaint.screen", "10个工作日"),
        ("credit_repair.platform_review", "10个工作日"),
        ("credit_repair.sector_decide", "3个工作日"),
        ("credit_repair.market_accept", "2个工作日"),
        ("credit_repair.market_abnormal", "5个工作日"),
        ("credit_repair.market_review", "7个工作日"),
        ("labour.mediation", "15个自然日"),
        ("labour.arbitration.limitation", "12个月"),
        ("labour.arbitration.accept", "5个工作日"),
        ("labour.arbitration.copy", "5个工作日"),
        ("labour.arbitration.defence", "10个工作日"),
        ("labour.arbitration.defence_copy", "5个工作日"),
        ("labour.arbitration.tribunal", "5个工作日"),
        ("labour.arbitration.hearing_notice", "5"),
        ("labour.arbitration.postpone_request", "3"),
        ("labour.arbitration.final_award", "12"),
        ("labour.arbitration.sue", "15个自然日"),
        ("labour.arbitration.set_aside", "30个自然日"),
        ("labour.arbitration.other_sue", "15个自然日"),
        ("labour.inspection.accept", "5个工作日"),
        (
            "labour.inspection.investigate",
            "60个工作日，延长后共90个工作日",
        ),
        ("labour.inspection.look_back", "24个月"),
        ("labour.inspection.extra_pay_minimum", "50"),
        ("labour.inspection.extra_pay_maximum", "100"),
        ("labour.inspector.training_hours", "60"),
        ("registration.decide", "3个工作日，延长后共6个工作日"),
        ("registration.change", "30个自然日"),
        ("licence.completeness_notice", "5个工作日"),
        ("licence.deliver", "10个工作日"),
        ("one_thing.total", "153"),
        ("one_thing.listed", "55"),
        ("review.feedback", "5个工作日"),
        ("review.callback_share", "100"),
        ("hotline.danger_hours", "2"),
        ("hotline.utility_hours", "24"),
        ("hotline.ordinary", "7个自然日"),
        ("hotline.complex", "15个自然日"),
        ("market.complaint.accept", "7个工作日"),
        ("market.complaint.mediate", "45个工作日"),
        ("market.report.verify", "15个工作日，延长后共30个工作日"),
        ("market.report.tell", "5个工作日"),
        ("petition.register", "15个自然日"),
        ("petition.handle", "60个自然日，延长后共90个自然日"),
        ("petition.review", "30个自然日"),
        ("petition.re_review", "30个自然日"),
        ("information.annual_report.department", "每年1月31日"),
        ("information.annual_report.government", "每年3月31日"),
        ("supervision.objection", "30个自然日"),
        ("supervision.objection_decide", "30个自然日"),
    ] {
        let version = PACK.rules.version(&id.into(), on).unwrap();
        assert_eq!(version.value.words(), words, "{id}");
    }
}

/// Every time limit of the pack can be asked for by the calculator: a due date or a refusal about
/// the calendar, never a surprise; extension exactly where the rule knows one.
#[test]
fn every_limit_answers() {
    for parameter in PACK.rules.iter() {
        let version = parameter.versions.last().unwrap();
        let Value::Limit(limit) = &version.value else {
            continue;
        };
        let from = version.from.max(date(2025, 1, 2));
        let mut question = Question {
            rule: parameter.id.clone(),
            from,
            extended: false,
            pauses: Vec::new(),
            set: Settings::default(),
        };
        let ask = |question: &Question| deadline(question, &PACK.rules, &PACK.calendar);
        match ask(&question) {
            Ok(plain) => assert!(from < plain.count.due, "{}", parameter.id),
            Err(refusal) => assert_eq!(refusal.code(), "calendar_year_missing"),
        }
        question.extended = true;
        let extended = ask(&question).map_err(|e| e.code());
        match limit.extended {
            Some(_) => assert_ne!(extended, Err("never_extends"), "{}", parameter.id),
            None => assert_eq!(extended, Err("never_extends"), "{}", parameter.id),
        }
    }
}

/// rules.md §10 (E07 among them): working days of each month.
#[test]
fn working_days_of_each_month_are_those_of_the_table() {
    for (year, months) in [
        (2024, [22, 18, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22]),
        (2025, [19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23]),
        (2026, [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]),
    ] {
        for (month, expected) in (1..).zip(months) {
            let first = date(year, month, 1);
            let days = (first.series(1.day()).take_while(|d| d.month() == month))
                .filter(|d| PACK.calendar.is_working(*d).unwrap())
                .count();
            assert_eq!(days, expected, "{year}-{month:02}");
        }
    }
}
