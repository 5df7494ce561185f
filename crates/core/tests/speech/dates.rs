//! Due phrases: what is taken as the phrase and which day it means. Held on Wednesday 2025-09-24.

use super::district::read;
use jiff::civil::date;

#[test]
fn due_phrases_become_days() {
    // Phrase in the sentence, due text, day.
    let cases = [
        ("5月底前", "5月底前", Some("2026-05-31")),
        ("2025年11月底前", "2025年11月底前", Some("2025-11-30")),
        ("十月底前", "十月底前", Some("2025-10-31")),
        ("3月15日前", "3月15日前", Some("2026-03-15")),
        ("9月24日前", "9月24日前", Some("2025-09-24")),
        ("年底前", "年底前", Some("2025-12-31")),
        ("今年年底前", "今年年底前", Some("2025-12-31")),
        ("明年2月底前", "明年2月底前", Some("2026-02-28")),
        ("二季度末", "二季度末", Some("2026-06-30")),
        ("第四季度末前", "第四季度末前", Some("2025-12-31")),
        ("上半年底前", "上半年底前", Some("2026-06-30")),
        ("月底前", "月底前", Some("2025-09-30")),
        ("下月10日前", "下月10日前", Some("2025-10-10")),
        ("15日前", "15日前", Some("2025-10-15")),
        ("10个工作日内", "10个工作日内", Some("2025-10-14")),
        ("会后5个工作日内", "会后5个工作日内", Some("2025-09-30")),
        // Nominal Saturday 10-04 lies in the holiday: rolled to the first working day after it.
        ("10天内", "10天内", Some("2025-10-09")),
        ("两周内", "两周内", Some("2025-10-09")),
        ("一个月内", "一个月内", Some("2025-10-24")),
        ("本周五前", "本周五前", Some("2025-09-26")),
        ("下周一前", "下周一前", Some("2025-09-29")),
        ("从下周起", "从下周起", Some("2025-09-29")),
        ("每月10日前", "每月10日前", Some("2025-10-10")),
        ("每周一前", "每周一前", Some("2025-09-29")),
        ("每季度末", "每季度末", Some("2025-09-30")),
        ("今天会后", "今天会后", Some("2025-09-24")),
        ("会后立即", "会后立即", Some("2025-09-24")),
        ("2025-10-20前", "2025-10-20前", Some("2025-10-20")),
        ("尽快", "尽快", None),
    ];
    for (phrase, due_text, day) in cases {
        let read = read(
            &format!("发改局要{phrase}制定方案。"),
            Some(date(2025, 9, 24)),
        );
        assert_eq!(read.found.len(), 1, "{phrase}");
        let f = &read.found[0];
        assert_eq!(f.due_text.as_deref(), Some(due_text), "{phrase}");
        assert_eq!(f.due.map(|d| d.to_string()).as_deref(), day, "{phrase}");
        assert!(f.what.ends_with("制定方案"), "{phrase}: {}", f.what);
    }
}

#[test]
fn targets_and_other_clocks_are_no_due_dates() {
    for text in [
        "市场监管局要将企业开办时间压缩至1个工作日内。",
        "人社局要自受理之日起5日内作出决定。",
        "财政局要新增2亿元资金,支持12个项目。",
    ] {
        let read = read(text, Some(date(2025, 9, 24)));
        assert_eq!(read.found[0].due_text, None, "{text}");
    }
}

#[test]
fn without_the_meeting_s_day_only_written_years_become_days() {
    let read = read(
        "发改局要在5月底前制定方案。财政局要在2026年3月底前拨付资金。",
        None,
    );
    assert_eq!(read.found[0].due, None);
    assert_eq!(read.found[1].due, Some(date(2026, 3, 31)));
    assert!(read.notes.iter().any(|n| n.contains("会议日期")));
}

#[test]
fn a_year_without_a_calendar_is_said_not_guessed() {
    let read = read("发改局要在10个工作日内制定方案。", Some(date(2025, 12, 24)));
    assert_eq!(
        (read.found[0].due_text.as_deref(), read.found[0].due),
        (Some("10个工作日内"), None)
    );
    assert!(
        read.notes.iter().any(|n| n.contains("2026年")),
        "{:?}",
        read.notes
    );
}
