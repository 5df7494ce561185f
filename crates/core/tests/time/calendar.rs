//! The years themselves, their mistakes, and how a count explains itself.

use crate::oracle::SpecialDays;
use crate::{calendar, years};
use banjie_core::calendar::{Calendar, Excluded};
use banjie_core::rules::LengthUnit::{Days, Months, WorkingDays};
use jiff::ToSpan;
use jiff::civil::{Date, date};

#[test]
fn every_day_of_three_years_is_what_the_oracle_says() {
    let (calendar, oracle) = (calendar(), crate::oracle::load());
    let mut compared = 0;
    for year in 2024..=2026 {
        let SpecialDays { rest, makeup } = &oracle.0[&year];
        for day in date(year, 1, 1)
            .series(1.day())
            .take_while(|d| d.year() == year)
        {
            let weekend = day.weekday().to_monday_one_offset() > 5;
            let expected = if weekend {
                makeup.contains(&day)
            } else {
                !rest.contains(&day)
            };
            assert_eq!(calendar.is_working(day), Ok(expected), "{day}");
            assert_eq!(calendar.day(day).unwrap().working, expected, "{day}");
            compared += 1;
        }
    }
    assert_eq!(compared, 1096);
}

#[test]
fn working_days_of_each_month() {
    let calendar = calendar();
    let expected = [
        (2024, [22, 18, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22]),
        (2025, [19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23]),
        (2026, [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]),
    ];
    for (year, months) in expected {
        for (month, expected) in (1..).zip(months) {
            let first = date(year, month, 1);
            let counted = (first.series(1.day()).take_while(|d| d.month() == month))
                .filter(|d| calendar.is_working(*d).unwrap())
                .count();
            assert_eq!(counted, expected, "{year}-{month}");
        }
    }
    let (first, last) = (date(2025, 1, 1), date(2025, 12, 31));
    assert_eq!(calendar.working_days_between(first, last), Ok(248));
}

#[test]
fn a_count_tells_each_day_passed() {
    let count = calendar()
        .count(date(2025, 9, 26), WorkingDays, 5, true)
        .unwrap();
    assert_eq!(count.line(), "09-28补班 · 09-29 · 09-30 · 10-09 · 10-10");
    let told: Vec<String> = (count.why.iter())
        .map(|s| {
            let number = s.number.map_or("-".to_owned(), |n| n.to_string());
            format!("{} {number} {}", s.date, s.note)
                .trim_end()
                .to_owned()
        })
        .collect();
    assert_eq!(told[0], "2025-09-26 - 起算日，不计入");
    assert_eq!(told[1], "2025-09-27 - 周六");
    assert_eq!(told[2], "2025-09-28 1 调休上班");
    assert_eq!(told[3], "2025-09-29 2");
    assert_eq!(told[5], "2025-10-01 - 国庆节、中秋节");
    assert_eq!(told.len(), 15);
}

#[test]
fn a_rolled_end_tells_nominal_day_and_what_it_passed() {
    let told = |from, length| -> Vec<String> {
        let count = calendar().count(from, Days, length, true).unwrap();
        count
            .why
            .iter()
            .map(|s| format!("{} {}", s.date, s.note))
            .collect()
    };
    let rolled = told(date(2025, 9, 1), 30);
    assert_eq!(rolled[1], "2025-10-01 第30日，周三，国庆节、中秋节，顺延");
    assert_eq!(rolled[2], "2025-10-02 国庆节、中秋节");
    assert_eq!(
        rolled.last().unwrap(),
        "2025-10-09 顺延到此日，假后首个工作日"
    );
    let makeup = told(date(2025, 12, 5), 30);
    assert_eq!(makeup[1], "2026-01-04 第30日，周日，调休上班，不顺延");
    assert_eq!(makeup.len(), 2);
    let short = calendar()
        .count(date(2025, 11, 30), Months, 3, false)
        .unwrap();
    assert_eq!(
        short.why[1].note,
        "满3个月，当月无30日，取月末，周六，调休上班，不顺延"
    );
}

#[test]
fn a_publicity_period_needs_no_calendar_but_a_rolled_one_does() {
    let calendar = calendar();
    let count = calendar.count(date(2026, 5, 8), Months, 36, false).unwrap();
    assert_eq!(count.due, date(2029, 5, 8));
    let missing = calendar
        .count(date(2026, 5, 8), Months, 36, true)
        .unwrap_err();
    assert_eq!((missing.year, missing.held), (2029, Some((2024, 2026))));
    let sentence = missing.to_string();
    assert!(
        sentence.contains("缺2029年") && sentence.contains("2024年至2026年"),
        "{sentence}"
    );
    for (unit, length) in [(Days, u32::MAX), (Months, u32::MAX)] {
        assert_eq!(
            calendar
                .count(date(2026, 5, 8), unit, length, false)
                .unwrap_err()
                .year,
            10_000
        );
        assert_eq!(
            calendar
                .bounds(date(2026, 5, 8), unit, length, false, &[])
                .latest,
            Date::MAX
        );
    }
    assert!(
        Calendar::new(Vec::new())
            .unwrap()
            .day(date(2025, 1, 1))
            .is_err()
    );
}

#[test]
fn a_pause_is_named_in_the_explanation() {
    let review = Excluded {
        from: date(2025, 11, 10),
        until: date(2025, 11, 17),
        reason: "专家评审".to_owned(),
    };
    let calendar = calendar();
    let review = std::slice::from_ref(&review);
    let count = calendar
        .count_without(date(2025, 11, 3), WorkingDays, 20, true, review)
        .unwrap();
    assert_eq!(count.due, date(2025, 12, 9));
    assert_eq!(count.why[7].note, "暂停：专家评审");
    let count = calendar
        .count_without(date(2025, 11, 3), Days, 30, true, review)
        .unwrap();
    assert_eq!(count.due, date(2025, 12, 11));
    assert_eq!(
        count.why[1].note,
        "暂停：专家评审（至2025-11-17，共8天，不计入）"
    );
}

#[test]
fn a_wrong_year_is_refused_with_date_and_remedy() {
    let year = || years().remove(1);
    let named = |d: Date| (d, "国庆节".to_owned());
    let wrong = [
        (
            {
                let mut y = year();
                y.makeup.push(named(date(2025, 9, 29)));
                y
            },
            "补班日2025-09-29不是周六或周日",
        ),
        (
            {
                let mut y = year();
                y.makeup.push(named(date(2025, 10, 4)));
                y
            },
            "既是国庆节、中秋节放假又是补班",
        ),
        (
            {
                let mut y = year();
                y.makeup.push(named(date(2025, 9, 28)));
                y
            },
            "补班日2025-09-28写了两次",
        ),
        (
            {
                let mut y = year();
                y.makeup.push(named(date(2024, 12, 29)));
                y
            },
            "请写入2024年的数据",
        ),
        (
            {
                let mut y = year();
                y.makeup.push((date(2025, 8, 3), " ".to_owned()));
                y
            },
            "没有写属于哪个假期",
        ),
        (
            {
                let mut y = year();
                y.rest[5].1 = date(2026, 1, 2);
                y
            },
            "2026-01-02不在2025年内",
        ),
        (
            {
                let mut y = year();
                y.rest[5].1 = date(2025, 9, 2);
                y
            },
            "请对调",
        ),
        (
            {
                let mut y = year();
                y.rest[5].2.clear();
                y
            },
            "没有名称",
        ),
        (
            {
                let mut y = year();
                y.rest[4].1 = date(2025, 10, 1);
                y
            },
            "既属端午节又属国庆节",
        ),
        (
            {
                let mut y = year();
                y.notice.clear();
                y
            },
            "没有写通知文号",
        ),
    ];
    for (year, part) in wrong {
        let problem = Calendar::new(vec![year]).unwrap_err().to_string();
        assert!(
            problem.starts_with("2025年放假安排：") && problem.contains(part),
            "{problem}"
        );
    }
    let twice = Calendar::new(vec![year(), year()]).unwrap_err();
    assert!(twice.to_string().contains("出现两次"));
}
