//! Which regime, who decides, and what an applicant lacks.

use crate::PACK;
use banjie_core::credit::{
    Applicant, Class, Field, Penalty, Record, Regime, Track, decider, needs, publicity, regime_on,
};
use jiff::civil::{Date, date};

fn penalty(class: Option<Class>, field: Field) -> Penalty {
    Penalty { class, field }
}

#[test]
fn the_day_of_the_decision_chooses_the_regime() {
    let regime = |track, day| regime_on(track, day, &PACK.rules).map(|(regime, _)| regime);
    let national = |day| regime(Track::National, day);
    assert!(national(date(2019, 6, 30)).is_err());
    assert_eq!(national(date(2019, 7, 1)), Ok(Regime::Notice527));
    assert_eq!(national(date(2023, 4, 30)), Ok(Regime::Notice527));
    assert_eq!(national(date(2023, 5, 1)), Ok(Regime::Order58));
    assert_eq!(national(date(2026, 3, 31)), Ok(Regime::Order58));
    assert_eq!(national(date(2026, 4, 1)), Ok(Regime::Order36));
    assert!(regime(Track::Market, date(2021, 8, 31)).is_err());
    assert_eq!(regime(Track::Market, date(2021, 9, 1)), Ok(Regime::Market));
    assert_eq!(regime(Track::Market, date(2026, 4, 1)), Ok(Regime::Market));
    // Between 22号 and Order 36 the reading is not certain, and says so.
    let (_, source) = regime_on(Track::National, date(2025, 9, 1), &PACK.rules).unwrap();
    assert_eq!(source.confidence.mark(), "（口径待确认）");
}

#[test]
fn whoever_determined_it_decides() {
    let who = |track, record, on| decider(track, record, on, &PACK.rules).unwrap();
    let before = who(Track::National, Record::Penalty, date(2025, 6, 21));
    assert!(
        before.who.contains("国家公共信用信息中心"),
        "{}",
        before.who
    );
    // No limit for sector authorities existed before 22号.
    assert_eq!(before.limits, ["credit_repair.platform_review".into()]);
    let after = who(Track::National, Record::Penalty, date(2025, 6, 22));
    assert!(after.who.contains("行业主管部门"), "{}", after.who);
    assert_eq!(after.limits.len(), 2);
    let market = who(Track::Market, Record::Penalty, date(2026, 1, 5));
    assert!(market.who.contains("市场监管部门"), "{}", market.who);
    assert_eq!(market.limits[1], "credit_repair.market_review".into());
    let list = who(Track::National, Record::AbnormalList, date(2026, 1, 5));
    assert_eq!(list.limits[1], "credit_repair.market_abnormal".into());
}

/// Somebody who has everything.
fn complete(applied: Date) -> Applicant {
    Applicant {
        applied,
        corrected: true,
        duties_done: true,
        commitment: true,
        authorised: true,
        further_conditions: None,
        one_decision: true,
        broken_before: false,
    }
}

fn missing(regime: Regime, penalty: Penalty, decided: Date, applicant: &Applicant) -> Vec<String> {
    let publicity = publicity(regime, &[penalty], decided, &PACK.rules).unwrap();
    needs(regime, &[penalty], &publicity, applicant)
        .into_iter()
        .filter(|need| !need.met)
        .map(|need| need.remedy)
        .collect()
}

#[test]
fn the_checklist_names_only_what_is_missing() {
    let general = penalty(Some(Class::General), Field::Ordinary);
    let decided = date(2026, 4, 10);
    let lacks = |applicant: &Applicant| missing(Regime::Order36, general, decided, applicant);
    // E27: the day of the minimum is a day too early, the next one is right.
    assert_eq!(
        lacks(&complete(date(2026, 7, 10))),
        ["请在 2026-07-11 或以后申请"]
    );
    let mut applicant = complete(date(2026, 7, 11));
    assert!(lacks(&applicant).is_empty());
    applicant.duties_done = false;
    applicant.commitment = false;
    assert_eq!(lacks(&applicant).len(), 2);
    // 22号 and Order 36 ask for no authorisation letter; Order 58 practice did.
    let mut applicant = complete(date(2026, 7, 11));
    applicant.authorised = false;
    assert!(lacks(&applicant).is_empty());
    let ordinary = penalty(None, Field::Ordinary);
    let old = missing(Regime::Order58, ordinary, date(2025, 8, 31), &applicant);
    assert_eq!(old, ["请提交授权委托书，法定代表人本人申请的提交身份证明"]);
}

#[test]
fn special_cases_of_the_checklist() {
    let applicant = complete(date(2023, 1, 10));
    let specially = penalty(Some(Class::SpeciallySerious), Field::Ordinary);
    let lacks = missing(Regime::Notice527, specially, date(2022, 1, 10), &applicant);
    assert_eq!(lacks, ["这类失信信息公示到 2025-01-10 期满，不能提前修复"]);
    // A minor one may be repaired on the day its duties are done.
    let minor = penalty(Some(Class::Minor), Field::Ordinary);
    let applicant = complete(date(2026, 6, 30));
    assert!(missing(Regime::Order36, minor, date(2026, 6, 30), &applicant).is_empty());
    // A warning of market regulation is not public at all.
    let warning = penalty(Some(Class::Warning), Field::Ordinary);
    let nothing = missing(Regime::Market, warning, date(2026, 6, 30), &applicant);
    assert!(nothing.is_empty());
    // A broken commitment is told, with its open question.
    let mut applicant = complete(date(2027, 6, 30));
    applicant.broken_before = true;
    let lacks = missing(Regime::Order36, minor, date(2026, 6, 30), &applicant);
    assert!(lacks[0].contains("口径待确认"), "{lacks:?}");
}
