//! Answers as people type them: what is read, what is refused and in which words.

use super::{form, picks, shipped};
use banjie_core::packages::answers::{Answer, Answers, Typed, read};

/// Reads one value of a field of 企业开办 with everything needed.
fn answer(field: &str, typed: &[&str]) -> Result<Option<Answer>, String> {
    let pack = shipped();
    let form = form(
        &pack.services,
        "open-enterprise",
        &picks(&[
            ("has_employees", &["是"]),
            ("needs_invoice", &["是"]),
            ("wants_bank_account", &["是"]),
        ]),
    );
    let one = form.field(&field.into()).unwrap().clone();
    let values = typed.iter().map(|v| (*v).to_owned()).collect();
    let mut read = read(&[one], &Typed::from([(field.to_owned(), values)]));
    match read.errors.pop() {
        Some(error) => {
            assert_eq!(error.name, field);
            assert!(
                error.sentence.ends_with('。') && !error.sentence.contains([',', ':']),
                "{}",
                error.sentence
            );
            Err(error.sentence)
        }
        None => Ok(read.answers.remove(&field.into())),
    }
}

fn words(field: &str, typed: &str) -> String {
    answer(field, &[typed]).unwrap().unwrap().words()
}

#[test]
fn width_blanks_and_harmless_marks_do_not_matter() {
    assert_eq!(
        words("enterprise_name", "　Ｘ区 晨光商贸　有限公司 "),
        "X区 晨光商贸 有限公司"
    );
    assert_eq!(
        words("registered_capital", "￥１，２００，０００．５ 元"),
        "1200000.50 元"
    );
    assert_eq!(words("headcount", " １２ "), "12");
    assert_eq!(words("start_date", "２０２６／２／２７"), "2026年2月27日");
    assert_eq!(words("agent_phone", "139 0000－0210"), "13900000210");
    // GB 11643's own example.
    assert_eq!(
        words("agent_id", "110105 19491231 002ｘ"),
        "11010519491231002X"
    );
    assert_eq!(words("enterprise_type", " 有限责任公司 "), "有限责任公司");
    let chosen = answer("seal_kinds", &["财务专用章", "法定名称章", "财务专用章"]);
    assert_eq!(
        chosen.unwrap().unwrap().words(),
        "法定名称章、财务专用章",
        "in the form's order"
    );
}

#[test]
fn what_is_wrong_names_field_value_and_cure() {
    for (field, typed, says) in [
        ("enterprise_name", "　", "“企业名称”还没有填"),
        (
            "enterprise_name",
            "晨光",
            "“企业名称”只有 2 个字，最少要 4 个字",
        ),
        (
            "registered_capital",
            "约30",
            "“注册资本（元）”填的“约30”不是金额",
        ),
        ("registered_capital", "30万", "请填到元"),
        ("registered_capital", "100.005", "最多两位小数"),
        ("registered_capital", "0", "填的是 0 元，最少要 1 元"),
        ("registered_capital", "-5", "不能是负数"),
        ("headcount", "十二", "“参保人数”填的“十二”不是整数"),
        ("headcount", "0", "最少要 1"),
        (
            "housing_fund_ratio",
            "13",
            "“公积金缴存比例（%）”填的是 13，最多 12",
        ),
        ("start_date", "2026-2-30", "“2026-2-30”不是日期"),
        (
            "enterprise_type",
            "国有企业",
            "没有“国有企业”这一项，请从“有限责任公司”“股份有限公司”",
        ),
        ("agent_phone", "1390000021", "“经办人手机”要改"),
        ("agent_id", "110105194912310021", "第18位"),
    ] {
        let said = answer(field, &[typed]).unwrap_err();
        assert!(said.contains(says), "{field}={typed}: {said}");
    }
    // No message repeats a citizen number.
    let said = answer("agent_id", &["110105194912310021"]).unwrap_err();
    assert!(!said.contains("19491231"), "{said}");
    // Not required, not typed: nothing wrong.
    assert_eq!(answer("english_name", &[""]), Ok(None));
    let long = "x".repeat(121);
    assert!(
        answer("english_name", &[&long])
            .unwrap_err()
            .contains("有 121 个字，最多 120 个字")
    );
}

/// The cells of a row of shareholders, as a form sends them.
fn row(at: usize, cells: [&str; 5]) -> Typed {
    let columns = ["name", "identity", "amount", "method", "until"];
    let cells = columns.into_iter().zip(cells);
    cells
        .map(|(column, cell)| (format!("shareholders.{at}.{column}"), vec![cell.to_owned()]))
        .collect()
}

#[test]
fn a_list_is_read_row_by_row_and_every_cell_has_its_own_error() {
    let pack = shipped();
    let form = form(&pack.services, "open-enterprise", &picks(&[]));
    let one = [form.field(&"shareholders".into()).unwrap().clone()];
    let good = ["甲", "11010519491231002X", "600,000", "货币", "2030-12-31"];
    let company = [
        "乙公司",
        "914403001922038216",
        "400000",
        "知识产权",
        "2030-12-31",
    ];
    // A blank row between two is no row; rows may be numbered with gaps.
    let typed: Typed = [row(0, good), row(1, ["", " ", "", "", ""]), row(7, company)]
        .into_iter()
        .flatten()
        .collect();
    let Answers { answers, errors } = read(&one, &typed);
    assert_eq!(errors, []);
    let Answer::People(rows) = &answers[&"shareholders".into()] else {
        unreachable!("a list")
    };
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1]["amount"].words(), "400000.00 元");
    assert_eq!(rows[1]["identity"].words(), "914403001922038216");

    let wrong = ["丙", "914403001922038215", "", "赊账", "2030-12-31"];
    let typed: Typed = [row(0, good), row(3, wrong)]
        .into_iter()
        .flatten()
        .collect();
    let Answers { answers, errors } = read(&one, &typed);
    assert!(
        answers.is_empty(),
        "a list is right as a whole or not at all"
    );
    let said: Vec<(&str, &str)> = errors
        .iter()
        .map(|e| (e.name.as_str(), e.sentence.as_str()))
        .collect();
    assert_eq!(said.len(), 3, "{said:?}");
    assert_eq!(said[0].0, "shareholders.3.identity");
    assert!(
        said[0].1.contains("第 2 行") && said[0].1.contains("既不是身份证号码"),
        "{}",
        said[0].1
    );
    assert!(
        said[1].1.contains("认缴出资额（元）”还没有填"),
        "{}",
        said[1].1
    );
    assert!(said[2].1.contains("没有“赊账”这一项"), "{}", said[2].1);

    let none = read(&one, &Typed::new());
    assert_eq!(
        none.errors[0].sentence,
        "“股东（出资人）”还没有填，请至少填一行。"
    );
}

#[test]
fn debug_output_shows_no_answer() {
    let read = answer("agent_id", &["11010519491231002X"])
        .unwrap()
        .unwrap();
    assert_eq!(format!("{read:?}"), "Answer(hidden)");
}
