//! 容缺受理 and its letter; figures are rules.md §4 and E42.

use super::{picks, shipped};
use banjie_core::district::MaterialCode;
use banjie_core::pack::Pack;
use banjie_core::packages::Picks;
use banjie_core::packages::commitment::{
    CommitmentLetter, LetterFacts, LetterMaterial, PromiseLetter, Signature,
};
use banjie_core::packages::tolerance::{ToleranceAcceptance, ToleranceRefusal, ToleranceRequest};
use jiff::civil::date;

/// What may be changed in a request; `Default` is one that is granted.
struct Ask<'a> {
    item: &'a str,
    missing: &'a [&'a str],
    chosen: bool,
    may_commit: bool,
    bad: Option<&'a str>,
    offered: Option<u32>,
    accepted: jiff::civil::Date,
    picks: Picks,
}

impl Default for Ask<'_> {
    fn default() -> Self {
        Self {
            item: "food_licence",
            missing: &["health_certificates"],
            chosen: true,
            may_commit: true,
            bad: None,
            offered: None,
            accepted: date(2025, 9, 26),
            picks: Picks::new(),
        }
    }
}

impl Ask<'_> {
    fn decide(&self, pack: &Pack) -> Result<ToleranceAcceptance, Vec<ToleranceRefusal>> {
        let missing: Vec<MaterialCode> = self.missing.iter().map(|m| (*m).into()).collect();
        let request = ToleranceRequest {
            item: pack.services.item(&self.item.into()).unwrap(),
            missing: &missing,
            picks: &self.picks,
            chosen_by_applicant: self.chosen,
            may_commit: self.may_commit,
            open_bad_record: self.bad,
            offered: self.offered,
            accepted: self.accepted,
        };
        pack.services
            .tolerate(&request, &pack.rules, &pack.calendar)
    }

    /// The sentence of the only refusal.
    fn refused(&self, pack: &Pack) -> String {
        let refusals = self.decide(pack).unwrap_err();
        assert_eq!(refusals.len(), 1, "{refusals:?}");
        let said = refusals[0].to_string();
        assert!(said.ends_with('。'), "{said}");
        said
    }
}

#[test]
fn e42_seven_days_are_refused_for_an_item_promised_in_five() {
    let pack = shipped();
    let seven = Ask {
        offered: Some(7),
        ..Ask::default()
    };
    let refusals = seven.decide(&pack).unwrap_err();
    let too_long = ToleranceRefusal::TooLong {
        offered: 7,
        longest: 5,
        latest: date(2025, 10, 10),
    };
    assert_eq!(refusals, [too_long]);
    assert!(refusals[0].to_string().contains("2025年10月10日"));
    let granted = Ask::default().decide(&pack).unwrap();
    assert_eq!(granted.latest(), Some(date(2025, 10, 10)));
    // 09-28 is a Sunday on which work is made up; the holidays in between do not count.
    assert_eq!(
        granted.supplements[0].due.line(),
        "09-28补班 · 09-29 · 09-30 · 10-09 · 10-10"
    );
    let three = Ask {
        offered: Some(3),
        ..Ask::default()
    };
    assert_eq!(
        three.decide(&pack).unwrap().latest(),
        Some(date(2025, 9, 30))
    );
}

#[test]
fn only_listed_secondary_materials_may_come_later() {
    let pack = shipped();
    let missing = |missing| {
        Ask {
            missing,
            ..Ask::default()
        }
        .refused(&pack)
    };
    assert!(missing(&["kitchen_layout"]).contains("“设备布局和操作流程图”是主要材料"));
    assert!(missing(&["id_legal_rep"]).contains("主要材料"));
    assert!(missing(&["sign_drawing"]).contains("这件事不要“招牌效果图"));
    assert!(missing(&[]).contains("没有缺材料"));
    let fetched = Ask {
        item: "establishment",
        missing: &["name_record"],
        ..Ask::default()
    };
    assert!(
        fetched
            .refused(&pack)
            .contains("从名称自主申报系统调取，不得再向申请人要")
    );
    // Signboard: the licence is secondary there, but fetched, and on no list.
    let unlisted = Ask {
        item: "signboard",
        missing: &["business_licence"],
        ..Ask::default()
    };
    assert!(unlisted.refused(&pack).contains("电子营业执照系统"));
    // A material of a case that is not this one is not missing.
    let hot = picks(&[("food_categories", &["热食类"])]);
    let room = Ask {
        missing: &["special_room_layout"],
        picks: hot,
        ..Ask::default()
    };
    assert!(room.refused(&pack).contains("这件事不要"));
}

#[test]
fn the_applicant_chooses_has_authority_and_no_open_bad_record() {
    let pack = shipped();
    let ask = Ask {
        chosen: false,
        ..Ask::default()
    };
    assert!(ask.refused(&pack).contains("申请人自己选择"));
    let ask = Ask {
        may_commit: false,
        ..Ask::default()
    };
    assert!(ask.refused(&pack).contains("没有授权"));
    let ask = Ask {
        bad: Some("2025年3月容缺承诺未履行"),
        ..Ask::default()
    };
    let said = ask.refused(&pack);
    assert!(
        said.contains("2025年3月容缺承诺未履行") && said.contains("信用修复"),
        "{said}"
    );
    // All reasons at once: nobody comes back for the next one.
    let all = Ask {
        chosen: false,
        may_commit: false,
        missing: &["kitchen_layout", "authorisation"],
        ..Ask::default()
    };
    assert_eq!(all.decide(&pack).unwrap_err().len(), 3);
}

#[test]
fn each_material_has_its_own_day_and_a_year_without_calendar_is_named() {
    let pack = shipped();
    let both = Ask {
        missing: &["authorisation", "food_safety_rules"],
        ..Ask::default()
    };
    let granted = both.decide(&pack).unwrap();
    let days: Vec<_> = granted.supplements.iter().map(|s| s.due.due).collect();
    assert_eq!(days, [date(2025, 9, 28), date(2025, 10, 10)]);
    let late = Ask {
        accepted: date(2026, 12, 30),
        ..Ask::default()
    };
    assert!(late.refused(&pack).contains("2027年"));
}

fn facts() -> LetterFacts {
    LetterFacts {
        applicant: "X区晨光餐饮店".into(),
        applicant_code: "914403001922038216".into(),
        item: "食品经营许可（餐饮服务）".into(),
        matter: "BJ-2025-000123-K".into(),
        unit: "市场监管局".into(),
        contact: "张三".into(),
        telephone: "0000-000999".into(),
        signature: Signature::Typed {
            name: "张三".into(),
        },
        signed: date(2025, 9, 26),
        officer: "李四".into(),
    }
}

#[test]
fn a_letter_to_be_signed_by_hand_leaves_lines_and_claims_no_signature() {
    let blank = LetterFacts {
        matter: String::new(),
        officer: String::new(),
        ..facts()
    };
    let material = LetterMaterial {
        name: "从业人员健康证明".to_owned(),
        form: "电子证照或照片".to_owned(),
        due: date(2025, 10, 10),
    };
    let today = date(2025, 9, 26);
    let later = CommitmentLetter::to_sign(blank.clone(), today, vec![material]).text();
    let promise = PromiseLetter::to_sign(blank, today, 20).text();
    for letter in [&later, &promise] {
        for line in [
            "办件编号：＿＿＿＿",
            "签名（盖章）：＿＿＿＿",
            "窗口人员：＿＿＿＿",
            "签署日期：　　　　年　　月　　日",
            "联系人：张三，0000-000999",
        ] {
            assert!(letter.contains(line), "{line}: {letter}");
        }
        assert!(!letter.contains("验证码"), "{letter}");
    }
    assert!(later.contains("2025年10月10日前补") && later.contains("按 2025年9月26日受理算"));
    assert!(promise.contains("受理后当场") && promise.contains("作出决定后 20 个工作日内"));
}

#[test]
fn the_letter_holds_every_field_of_the_rules_or_says_what_is_missing() {
    let pack = shipped();
    let acceptance = Ask::default().decide(&pack).unwrap();
    let letter = CommitmentLetter::new(facts(), acceptance.clone()).unwrap();
    let text = letter.text();
    for part in [
        "X区晨光餐饮店（914403001922038216）",
        "食品经营许可（餐饮服务）",
        "BJ-2025-000123-K",
        "从业人员健康证明（电子证照或照片，每人一份），2025年10月10日前补",
        "真实、合法、有效",
        "容缺办理终止",
        "已作的审查不作数",
        "张三，0000-000999",
        "张三（手机验证码确认）",
        "签署日期：2025年9月26日",
        "窗口人员：李四",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert_eq!(text.lines().count(), letter.parts().len());

    let nobody = LetterFacts {
        officer: " ".into(),
        signature: Signature::Typed {
            name: String::new(),
        },
        ..facts()
    };
    let incomplete = CommitmentLetter::new(nobody, acceptance.clone()).unwrap_err();
    assert_eq!(
        incomplete.to_string(),
        "承诺书还缺“签名”“窗口人员”，请补上再签。"
    );
    let unscanned = LetterFacts {
        signature: Signature::Paper {
            name: "张三".into(),
            scan: String::new(),
        },
        ..facts()
    };
    let incomplete = CommitmentLetter::new(unscanned, acceptance).unwrap_err();
    assert_eq!(incomplete.0, ["纸质承诺书扫描件"]);
}
