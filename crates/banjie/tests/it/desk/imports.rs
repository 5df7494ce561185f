//! C6: seven planted faults give seven reasons, nothing is written before the confirmation, and a
//! second import adds nothing.

use axum::http::StatusCode;
use banjie_core::district::Sight;
use banjie_store::reads::{Filter, Sort};
use banjie_web::testing::{Client, TestDistrict};
use std::time::Duration;

const HOME: &str = "/desk/imports";

/// Two good rows and eight bad ones.
const SHEET: &str = "\
工单号,标题,内容,企业名称,信用代码,联系人,电话,类别,镇街,受理日期
RX001,工程款拖欠,街道拖欠外墙尾款 42 万元,甲建筑公司,914403001922038216,王女士,13900000001,拖欠账款,东城街道,2026-2-10
RX002,办照慢,营业执照办了两周,乙商店,,李先生,0931-8234567,,,2026年2月9日
RX003,,没有写标题,丙公司,,,,,,
RX004,信用代码错,内容,丁公司,91440300192203821A,,,,,
RX005,电话错,内容,戊公司,,,1390000,,,
RX006,类别错,内容,己公司,,,,没有的类别,,
RX007,镇街错,内容,庚公司,,,,,外星街道,
RX008,日期错,内容,辛公司,,,,,,2月31日
RX009,日期未到,内容,壬公司,,,,,,2027-1-1
RX001,重复工单,内容,癸公司,,,,,,
合计,10,,,,,,,,
";

/// The page says why a row of the file is not taken.
fn refused(page: &str, row: u32, reason: &str) {
    let line = page.split(&format!("第{row}行")).nth(1);
    let line = line.unwrap_or_else(|| panic!("row {row} is listed"));
    let cell = line.split("</tr>").next().unwrap();
    assert!(cell.contains(reason), "{row}: {cell}");
}

async fn matters(district: &TestDistrict) -> u64 {
    let today = district.app.today();
    let all = Filter::default();
    let count = district.store().count(&Sight::District, &all, today);
    count.await.unwrap()
}

async fn check(client: &mut Client, name: &str, bytes: &[u8]) -> banjie_web::testing::Answer {
    let pairs = [("kind", "hotline")];
    client
        .post_files(HOME, &pairs, &[("file", name, bytes)])
        .await
}

/// Imports what was checked and waits for the end.
async fn run(client: &mut Client, address: &str) -> String {
    client.post(&format!("{address}/run"), &[]).await;
    for _ in 0..200 {
        let page = client.get(address).await;
        if page.text.contains("导入了") {
            return page.text;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    "the import does not end".to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_planted_fault_has_its_reason_and_nothing_is_written_unasked() {
    let district = TestDistrict::new().await;
    let mut client = district.signed_in("yingshang.desk").await;
    let checked = check(&mut client, "热线.csv", SHEET.as_bytes()).await;
    assert_eq!(checked.status, StatusCode::SEE_OTHER, "{}", checked.text);
    let address = checked.location().to_owned();
    let page = client.get(&address).await;
    assert!(
        page.text.contains("10 行：可导入 2，有错 8，重复 0"),
        "{}",
        page.text
    );
    for (row, reason) in [
        (4, "标题：没有填"),
        (5, "信用代码：统一社会信用代码"),
        (6, "电话："),
        (7, "类别：写成了“没有的类别”"),
        (8, "镇街：写成“外星街道”"),
        (9, "受理日期：写成“2月31日”"),
        (10, "受理日期：2027-01-01 还没有到"),
        (11, "工单号：“RX001”和第2行重复"),
    ] {
        refused(&page.text, row, reason);
    }
    assert_eq!(
        matters(&district).await,
        0,
        "nothing before the confirmation"
    );
    let report = client.get(&format!("{address}/report.xlsx")).await;
    assert_eq!(&report.bytes[..2], b"PK");

    let text = run(&mut client, &address).await;
    assert!(text.contains("导入了 2 件"), "{text}");
    assert_eq!(matters(&district).await, 2);
    let again = check(&mut client, "热线二.csv", SHEET.as_bytes()).await;
    let page = client.get(again.location()).await;
    assert!(
        page.text.contains("可导入 0，有错 8，重复 2"),
        "{}",
        page.text
    );
    client.post(&format!("{}/run", again.location()), &[]).await;
    assert_eq!(matters(&district).await, 2, "a second import adds nothing");
    let all = Filter::default();
    let today = district.app.today();
    let list = district
        .store()
        .list(&Sight::District, &all, Sort::Age, 0, 9, today);
    let lines = list.await.unwrap().lines;
    assert!(
        lines
            .iter()
            .all(|l| l.channel == "hotline" && l.waiting == "coordinator")
    );
    district.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_template_goes_round_and_a_picture_is_refused_at_its_field() {
    let district = TestDistrict::new().await;
    let mut client = district.signed_in("yingshang.desk").await;
    let template = client.get(&format!("{HOME}/templates/hotline.xlsx")).await;
    let empty = check(&mut client, "模板.xlsx", &template.bytes).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text.contains("表头下面没有内容"), "{}", empty.text);
    let picture = check(&mut client, "a.xlsx", b"\x89PNG\r\n\x1A\n0000").await;
    assert_eq!(picture.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(picture.text.contains("不是表格"), "{}", picture.text);
    let none = client.post(HOME, &[("kind", "hotline")]).await;
    assert!(none.text.contains("文件：没有选"));
    let other = district.user("住建局", "clerk");
    let mut other = district.signed_in(&other).await;
    let mine = check(&mut client, "热线.csv", SHEET.as_bytes()).await;
    let hidden = other.get(mine.location()).await;
    assert_eq!(
        hidden.status,
        StatusCode::NOT_FOUND,
        "another person's file"
    );
}

const LARGE: &str = "licence_status=还没有，开个体户；dining_area_band=300平方米及以上；food_categories=热食类；has_signboard=是；discharges_wastewater=是；premises_right=租用";
const REPAIR: &str = "repair_kinds=信用中国公示的行政处罚；duties_done=是；abnormal_reason=其他";
const FIRE: &str = "公众聚集场所投入使用、营业前消防安全检查";

/// Three good rows, one of them with a name that wants to be a script, and eleven hostile ones.
fn applications() -> String {
    let head = "外部编号,办哪件事,问题的回答,申请人,信用代码,经办人,电话,镇街,已交材料,收件日期,容缺的材料,告知承诺的事项,承诺书签字日期";
    let rows = [
        format!(
            "SC001,信用修复,{REPAIR},X区晨光商贸有限公司,914403001922038216,张三,13900000210,,全部,2026-2-10,,,"
        ),
        format!(
            "SC002,开办餐饮店,{LARGE},某大饭店,,王小明,13900000210,,全部,2026-2-10,从业人员健康证明,{FIRE},2026-2-9"
        ),
        format!("SC003,信用修复,{REPAIR},<script>alert(1)</script>,,张三,13900000210,,,,,,"),
        format!("SC004,办护照,{REPAIR},甲公司,,张三,13900000210,,,,,,"),
        "SC005,信用修复,随便办,乙公司,,张三,13900000210,,,,,,".to_owned(),
        format!("SC006,信用修复,{REPAIR},丙公司,91440300192203821A,张三,13900000210,,,,,,"),
        format!("SC007,信用修复,{REPAIR},丁公司,,张三,139,,,,,,"),
        format!("SC008,信用修复,{REPAIR},戊公司,,张三,13900000210,,身份证原件,,,,"),
        format!("SC009,信用修复,{REPAIR},己公司,,张三,13900000210,,,2027-1-1,,,"),
        format!(
            "SC010,开办餐饮店,{LARGE},庚公司,,张三,13900000210,,,,设备布局和操作流程图,,2026-2-9"
        ),
        format!("SC011,开办餐饮店,{LARGE},辛公司,,张三,13900000210,,,,,食品经营许可,2026-2-9"),
        format!("SC012,开办餐饮店,{LARGE},壬公司,,张三,13900000210,,,,,{FIRE},"),
        format!("SC013,信用修复,{REPAIR},癸公司,,张三,13900000210,,,,,,2026-2-9"),
        format!("SC001,信用修复,{REPAIR},子公司,,张三,13900000210,,,,,,"),
    ];
    format!("{head}\n{}\n", rows.join("\n"))
}

#[tokio::test(flavor = "multi_thread")]
async fn applications_of_another_system_are_judged_row_by_row_and_come_in_once() {
    let district = TestDistrict::new().await;
    let mut client = district.signed_in("yingshang.desk").await;
    let sheet = applications();
    let files = [("file", "申请.csv", sheet.as_bytes())];
    let kind = [("kind", "applications")];
    let checked = client.post_files(HOME, &kind, &files).await;
    assert_eq!(checked.status, StatusCode::SEE_OTHER, "{}", checked.text);
    let address = checked.location().to_owned();
    let page = client.get(&address).await;
    assert!(
        page.text.contains("14 行：可导入 3，有错 11，重复 0"),
        "{}",
        page.text
    );
    for (row, reason) in [
        (5, "办哪件事"),
        (6, "“随便办”里没有“=”"),
        (7, "信用代码："),
        (8, "电话："),
        (9, "不要“身份证原件”"),
        (10, "2027-01-01 还没有到"),
        (11, "“设备布局和操作流程图”不能容缺"),
        (12, "“食品经营许可”不适用告知承诺"),
        (13, "没有填签字的日期"),
        (14, "没有容缺或告知承诺，不用填"),
        (15, "“SC001”和第2行重复"),
    ] {
        refused(&page.text, row, reason);
    }
    assert_eq!(
        matters(&district).await,
        0,
        "nothing before the confirmation"
    );
    let text = run(&mut client, &address).await;
    assert!(text.contains("导入了 3 件"), "{text}");
    assert_eq!(matters(&district).await, 3);
    let again = client.post_files(HOME, &kind, &files).await;
    let page = client.get(again.location()).await;
    assert!(
        page.text.contains("可导入 0，有错 11，重复 3"),
        "{}",
        page.text
    );
    client.post(&format!("{}/run", again.location()), &[]).await;
    assert_eq!(matters(&district).await, 3, "a second upload adds nothing");

    let no = district
        .store()
        .imported("applications", "SC002")
        .await
        .unwrap();
    let no = no.unwrap().parse().unwrap();
    let course = district
        .store()
        .matter(&Sight::District, no)
        .await
        .unwrap()
        .unwrap();
    let banjie_core::matter::Detail::Application(application) = &course.matter.detail else {
        panic!("an application");
    };
    let new = &application.new;
    assert_eq!(new.promises, ["fire_check".into()]);
    assert_eq!(new.tolerance[0].material.as_str(), "health_certificates");
    let handed: Vec<&str> = new.handed.iter().map(|h| h.material.as_str()).collect();
    assert!(
        !handed.contains(&"health_certificates") && handed.contains(&"fire_plan"),
        "{handed:?}"
    );
    // The letter lies in the other system: without its scan nothing is accepted on it.
    let admit = |signature| banjie_core::matter::Command::Admit {
        present: new.handed.iter().map(|h| h.material.clone()).collect(),
        deferred: new.tolerance.clone(),
        promises: new.promises.clone(),
        signature,
    };
    let by = || super::matter::ask(&district, district.actor("市场监管局", "clerk"));
    let unsigned = district.store().command(no, 1, admit(None), by()).await;
    assert!(unsigned.unwrap_err().to_string().contains("签名"));
    let paper = banjie_core::packages::commitment::Signature::Paper {
        name: "王小明".to_owned(),
        scan: "ab".repeat(32),
    };
    let accepted = district
        .store()
        .command(no, 1, admit(Some(paper)), by())
        .await;
    assert_eq!(
        accepted.unwrap().opened.len(),
        6,
        "five items and a commitment"
    );
    district.check().await;
}
