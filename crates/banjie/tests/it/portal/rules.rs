//! `/rules`: the public calculator and the rules with their history. Expected dates and sums are the
//! worked examples of the rule text.

use axum::http::StatusCode;
use banjie_core::rules::Value;
use banjie_web::testing::{Answer, TestDistrict};

async fn page(district: &TestDistrict, path: &str) -> Answer {
    let answer = district.client().get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    assert_eq!(answer.text.matches("<h1").count(), 1, "{path}");
    answer
}

fn holds(page: &Answer, words: &[&str]) {
    for word in words {
        assert!(page.text.contains(word), "no “{word}” in {}", page.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_found_from_the_first_screen_the_foot_and_the_search() {
    let district = TestDistrict::new().await;
    let first = page(&district, "/").await;
    assert!(first.text.matches("href=\"/rules\"").count() >= 2);
    holds(
        &page(&district, "/search?q=利息").await,
        &["href=\"/rules\""],
    );
    let index = page(&district, "/rules?elder=1").await;
    holds(
        &index,
        &[
            "/rules/arrears?elder=1",
            "/rules/credit?elder=1",
            "/rules/ask/licence?elder=1",
            "口径待确认",
        ],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_due_date_comes_with_each_day_its_version_and_its_source() {
    let district = TestDistrict::new().await;
    // E33: 5 working days over the National Day, a make-up Sunday among them.
    let path = "/rules/ask/arbitration?step=labour.arbitration.accept&from=2025%E5%B9%B49%E6%9C%8826%E6%97%A5";
    let found = page(&district, path).await;
    holds(
        &found,
        &[
            ">2025年10月10日</p>",
            "周五，",
            "仲裁申请受理决定，最晚",
            "2025年9月28日（周日）",
            "调休上班",
            "国庆节、中秋节",
            "第 5 个工作日",
            "2017年7月1日起",
            "第二十九条、第八十条",
            "通行做法",
            "这是办理单位的期限",
        ],
    );
    // E45b: expert review does not count.
    let paused = "/rules/ask/licence?step=licence.decide&from=2025-11-03&pauses=2025-11-10+%E8%87%B3+2025-11-17";
    holds(
        &page(&district, paused).await,
        &[">2025年12月9日</p>", "周二，", "暂停"],
    );
    // E34: 45 days, extended to 60 from the same day; an ordinary Sunday rolls, and says how sure that is.
    let long = "/rules/ask/arbitration?step=labour.arbitration.award&from=2025-08-20&extended=1";
    holds(
        &page(&district, long).await,
        &[
            ">2025年10月20日</p>",
            "周一，",
            "法条写的是法定休假日（口径待确认）",
            "不从顺延后的到期日接着数（口径待确认）",
        ],
    );
    // The party's own time is said to be that.
    let own = "/rules/ask/supervision?step=supervision.objection&from=2025-09-05";
    holds(
        &page(&district, own).await,
        &[">2025年10月9日</p>", "周四，", "这是您（当事人）的期限"],
    );
    // E42.
    let promised =
        "/rules/ask/tolerance?step=tolerance.supplement&from=2025-09-26&promised=5&offered=5";
    holds(
        &page(&district, promised).await,
        &[">2025年10月10日</p>", "周五，"],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn each_bad_input_is_a_sentence_at_its_field_and_nothing_is_lost() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    for (path, field, sentence) in [
        (
            "/rules/ask/licence?step=licence.decide&from=2025-02-30",
            "from",
            "“2025-02-30”不是有效的日期",
        ),
        (
            "/rules/ask/licence?step=licence.decide&from=",
            "from",
            "起算日：没有填",
        ),
        (
            "/rules/ask/licence?from=2025-04-25",
            "step",
            "算哪一步：没有选",
        ),
        (
            "/rules/ask/licence?step=licence.decid&from=2025-04-25",
            "step",
            "算哪一步：没有选",
        ),
        (
            "/rules/ask/licence?step=licence.deliver&from=2025-04-25&extended=1",
            "extended",
            "没有延长的规定",
        ),
        (
            "/rules/ask/licence?step=licence.deliver&from=2025-04-25&pauses=2025-4-26+2025-4-28",
            "pauses",
            "没有不计入的情形",
        ),
        (
            "/rules/ask/licence?step=licence.decide&from=2025-11-03&pauses=2025-11-10+2025-11-07",
            "pauses",
            "早于首日",
        ),
        (
            "/rules/ask/licence?step=licence.decide&from=2025-11-03&pauses=2025-11-01+2025-11-07",
            "pauses",
            "早于计时起算日",
        ),
        (
            "/rules/ask/licence?step=licence.decide&from=2025-11-03&pauses=2025-11-10+2025-11-12%0A2025-11-12+2025-11-17",
            "pauses",
            "重叠",
        ),
        (
            "/rules/ask/licence?step=licence.decide&from=2025-11-03&pauses=%E4%B8%8B%E5%91%A8",
            "pauses",
            "第 1 行“下周”看不懂",
        ),
        (
            "/rules/ask/arrears-complaint?step=arrears.complaint.transfer&from=2025-05-31",
            "from",
            "还没有规定；有规定的是2025年6月1日起",
        ),
        (
            "/rules/ask/tolerance?step=tolerance.supplement&from=2025-09-26&promised=5&offered=7",
            "offered",
            "补正最晚到 2025-10-10",
        ),
        (
            "/rules/ask/licence?step=licence.decide&from=2026-12-20",
            "from",
            "要数到2027年",
        ),
        (
            "/rules/arrears?buyer=government&start=delivered&from=2025-06-01&principal=-5",
            "principal",
            "不能是负数",
        ),
        (
            "/rules/arrears?buyer=government&start=delivered&from=2025-06-01&principal=%E4%BA%94%E5%8D%81%E4%B8%87",
            "principal",
            "“五十万”，不是数",
        ),
        (
            "/rules/arrears?buyer=government&start=delivered&from=2025-06-01&principal=10&payments=2025-9-15+10.01",
            "payments",
            "多于当时尚欠的",
        ),
        (
            "/rules/arrears?buyer=government&start=delivered&from=2025-06-01&principal=10&agreed_rate=2",
            "signed",
            "没有合同订立日",
        ),
        (
            "/rules/arrears?buyer=government&start=delivered&from=2025-06-01&principal=10&payments=2025-9-15+5&until=2025-9-1",
            "until",
            "早于付款日",
        ),
        (
            "/rules/arrears?buyer=large_enterprise&start=delivered&from=2025-08-05&signed=2024-03-01",
            "agreed_days",
            "请查合同，填入约定的天数",
        ),
        ("/rules/arrears?from=2025-06-01", "buyer", "谁欠款：没有选"),
        (
            "/rules/arrears?buyer=government&start=accepted&from=",
            "from",
            "还没有验收的，填约定验收期限的最后一天",
        ),
        (
            "/rules/credit?record=penalty&track=national&decided=2019-06-30",
            "decided",
            "还没有规定",
        ),
        (
            "/rules/credit?record=penalty&track=national&decided=2026-04-10",
            "class",
            "请写明类别",
        ),
        (
            "/rules/credit?record=penalty&track=national&decided=2026-04-10&class=general&applied=2026-04-01",
            "applied",
            "早于处罚决定书的日期",
        ),
        (
            "/rules/credit?decided=2026-04-10",
            "record",
            "要修复什么：没有选",
        ),
        (
            "/rules/days?from=2031-01-01&length=5&unit=working_days",
            "from",
            "要数到2031年",
        ),
        (
            "/rules/days?from=2026-01-05&length=-5&unit=working_days",
            "length",
            "请只填数字",
        ),
        (
            "/rules/days?from=2026-01-05&length=5",
            "unit",
            "单位：没有选",
        ),
        ("/rules/all?on=2026-13-01", "on", "不是有效的日期"),
    ] {
        let answer = client.get(path).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        let text = answer.text.replace("&#34;", "\"");
        assert!(text.contains(sentence), "{path}: no “{sentence}” in {text}");
        assert!(text.contains("<title>错误："), "{path}");
        let at_field = text.contains(&format!("id=\"{field}-error\""));
        assert!(at_field, "{path}: no sentence at {field}: {text}");
        if let Some((_, typed)) = path.split_once("from=2025-11") {
            let day = format!("2025-11{}", typed.split('&').next().unwrap());
            assert!(text.contains(&format!("value=\"{day}\"")), "{path}");
        }
    }
    // What is certain although a year is missing is said all the same.
    let crossing = client
        .get("/rules/ask/licence?step=licence.completeness_notice&from=2026-12-28")
        .await;
    assert!(
        crossing.text.contains("现在能确定的是：不会早于"),
        "{}",
        crossing.text
    );
    let hostile = client
        .get("/rules/ask/licence?step=%3Cb%3E&from=%3Cscript%3E")
        .await;
    assert!(!hostile.text.contains("<script>\"") && hostile.text.contains("&#60;script"));
}

#[tokio::test(flavor = "multi_thread")]
async fn owed_money_gives_due_date_segments_and_sum() {
    let district = TestDistrict::new().await;
    // E13: 30 days over the National Day.
    let due = page(
        &district,
        "/rules/arrears?buyer=government&start=delivered&from=2025-09-01",
    )
    .await;
    holds(
        &due,
        &[
            ">2025年10月9日</p>",
            "周四，",
            "国务院令第802号",
            "第九条",
            "顺延",
        ],
    );
    assert!(!due.text.contains("利息合计"));
    // E17: the end of the agreed acceptance period.
    let late = page(
        &district,
        "/rules/arrears?buyer=government&start=accepted&from=2025-09-15&period_ends=2025-07-20",
    )
    .await;
    holds(&late, &[">2025年8月19日</p>", "周二，", "拖延验收"]);
    // 30 days from 2025-05-31 are Monday 2025-06-30, so E19: 77 days at 0.05 %.
    let e19 = page(
        &district,
        "/rules/arrears?buyer=government&start=delivered&from=2025-05-31&principal=500%2C000.00%E5%85%83&until=2025-09-15",
    )
    .await;
    holds(
        &e19,
        &[
            ">2025年6月30日</p>",
            "周一，",
            "19,250.00 元",
            "逾期 77 天",
            "0.05%",
        ],
    );
    // Due Monday 2025-09-01 (30 days from 08-02), so E23 a day later: 300,000 for 19 days, 200,000 for 41.
    let e23 = page(
        &district,
        "/rules/arrears?buyer=government&start=delivered&from=2025-08-02&principal=300000&payments=2025-9-20+100000%0A2025-10-31+200000&until=2025-10-31",
    )
    .await;
    // 300,000 × 0.0005 × 19 + 200,000 × 0.0005 × 41.
    holds(&e23, &["2,850.00", "4,100.00", "6,950.00 元"]);
    // E20: 60 days from 2025-01-30 are 2025-03-31; the floor is the rate of the signing day.
    let e20 = page(
        &district,
        "/rules/arrears?buyer=government&start=delivered&from=2025-01-30&signed=2024-11-05&agreed_days=60&principal=1200000&agreed_rate=2.5&until=2025-06-29",
    )
    .await;
    holds(
        &e20,
        &[
            "9,172.60 元",
            "年利率 3.10%",
            "低于合同订立时",
            "口径待确认",
        ],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn credit_repair_says_from_when_by_whom_and_what_is_missing() {
    let district = TestDistrict::new().await;
    // E27, applied for on the day of the minimum: a day too early.
    let early = page(
        &district,
        "/rules/credit?record=penalty&track=national&decided=2026-04-10&class=general&applied=2026-07-10&has=corrected&has=commitment",
    )
    .await;
    holds(
        &early,
        &[
            "2026年7月11日（周六）起可以申请",
            "2026年7月10日（周五）",
            "2027年4月10日",
            "还缺 2 样",
            "请在 2026-07-11 或以后申请",
            "缴款凭证",
            "谁认定、谁修复",
            "国家发展改革委令第36号",
        ],
    );
    // E31: 10 and 3 working days from 2026-04-29.
    let asked = page(
        &district,
        "/rules/credit?record=penalty&track=national&decided=2026-01-05&field=ordinary&applied=2026-04-29",
    )
    .await;
    holds(
        &asked,
        &[
            "2026年5月15日（周五）前",
            "2026年5月7日（周四）前",
            "授权委托书",
        ],
    );
    // E30: five fields stay public for a year at least; several in one decision take the longest.
    let fields = page(
        &district,
        "/rules/credit?record=penalty&track=national&decided=2025-08-31&field=ordinary&field=special_equipment",
    )
    .await;
    holds(
        &fields,
        &[
            "2026年9月1日（周二）起可以申请",
            "2028年8月31日",
            "按其中最长的公示期算",
        ],
    );
    // Market regulation: a warning is not public; the bureau decides.
    let warning = page(
        &district,
        "/rules/credit?record=penalty&track=market&decided=2026-01-05&class=warning",
    )
    .await;
    holds(&warning, &["不公示，不用修复", "市场监管部门"]);
    let list = page(
        &district,
        "/rules/credit?record=abnormal_list&track=market&applied=2026-02-11",
    )
    .await;
    holds(&list, &["移出经营异常名录"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_rule_has_its_address_and_every_limit_can_be_asked_for() {
    let district = TestDistrict::new().await;
    let pack = banjie_web::testing::pack();
    let all = page(&district, "/rules/all").await;
    for rule in pack.rules.iter() {
        let href = format!("href=\"/rules/{}\"", rule.id);
        assert!(all.text.contains(&href), "{}", rule.id);
        let one = page(&district, &format!("/rules/{}", rule.id)).await;
        let source = rule.versions.last().unwrap().source.named();
        assert!(one.text.contains(&source), "{}", rule.id);
        let mark = rule.versions.last().unwrap().source.confidence.mark();
        assert!(one.text.contains(mark), "{}", rule.id);
        if matches!(
            rule.versions[0].value,
            Value::Limit(_) | Value::EveryYear { .. }
        ) {
            let ask = one.text.split("href=\"/rules/ask/").nth(1);
            let ask = ask.unwrap_or_else(|| panic!("{} cannot be asked for", rule.id));
            let path = format!("/rules/ask/{}", ask.split('"').next().unwrap());
            assert!(page(&district, &path).await.text.contains("checked") || !path.is_empty());
        }
    }
    assert!(all.bytes.len() < 100_000, "{} bytes", all.bytes.len());
    // E22 as a history: the value of a day.
    let lpr = page(&district, "/rules/all?q=市场报价利率&on=2024-10-20").await;
    holds(&lpr, &["3.35", "共 1 条"]);
    holds(
        &page(&district, "/rules/arrears.lpr").await,
        &["4.25", "3.00", "2019年8月20日"],
    );
    let unsure = page(&district, "/rules/all?unsure=1").await;
    assert!(!unsure.text.contains("href=\"/rules/licence.decide\""));
    let mut client = district.client();
    for path in [
        "/rules/licence.decid",
        "/rules/ask/nothing",
        "/rules/%3Cb%3E",
    ] {
        assert_eq!(
            client.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}
