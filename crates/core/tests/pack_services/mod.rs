//! Mistakes in fields, materials, items and packages, and packages that cannot be one form.

use super::{Planted, errors, line_of, pack_folder};

// Shared fields and materials.
planted! {
    field_twice: "fields.toml", "code = \"spare_name\"" => "code = \"enterprise_name\"\ngroup = \"naming\"\nlabel = \"x\"\ntype = \"text\"\nwhy = \"x\"\n\n[[field]]\ncode = \"spare_name\"", at "code", says "字段“enterprise_name”重复", remedy "删去";
    field_code_in_chinese: "fields.toml", "code = \"spare_name\"" => "code = \"备用名\"\ngroup = \"naming\"\nlabel = \"x\"\ntype = \"text\"\nwhy = \"x\"\n\n[[field]]\ncode = \"spare_name\"", at "code", says "不能用的字符", remedy "enterprise_name";
    field_group_unknown: "fields.toml", "group = \"seal\"" => "group = \"seals\"", at "group", says "分组“seals”不存在", remedy "seal";
    field_type_unknown: "fields.toml", "label = \"外文名称\"\ntype = \"text\"" => "label = \"外文名称\"\ntype = \"txt\"", at "type", says "字段类型“txt”不认识", remedy "text";
    field_without_reason: "fields.toml", "why = \"重名时直接换用，不用退回重报\"\n" => "", at "^[[field]]", says "缺少“why”", remedy "why";
    field_bounds_backwards: "fields.toml", "min = 4\nmax = 5" => "min = 5\nmax = 4", at "min", says "最少 5 比最多 4 还大", remedy "对调";
    field_bounds_on_a_date: "fields.toml", "label = \"营业执照发照日期\"\ntype = \"date\"" => "label = \"营业执照发照日期\"\ntype = \"date\"\nmax = 3", at "^[[field]]", says "是日期，不能写 min、max", remedy "删去";
    choice_without_choices: "fields.toml", "choices = [\"光敏\", \"橡胶\", \"回墨\"]\n" => "", at "^[[field]]", says "写了 0 个选项", remedy "至少要有两个";
    choice_twice: "fields.toml", "\"光敏\", \"橡胶\", \"回墨\"" => "\"光敏\", \"光敏\", \"回墨\"", at "choices", says "选项“光敏”写了两次", remedy "删去";
    choice_with_a_sign_of_conditions: "fields.toml", "\"光敏\"" => "\"光敏|原子\"", at "choices", says "里有“|”或“=”", remedy "“、”";
    text_with_choices: "fields.toml", "label = \"外文名称\"\ntype = \"text\"" => "label = \"外文名称\"\ntype = \"text\"\nchoices = [\"甲\", \"乙\"]", at "^[[field]]", says "写了 2 个选项", remedy "改 type";
    list_without_columns: "fields.toml", "label = \"外文名称\"\ntype = \"text\"" => "label = \"外文名称\"\ntype = \"people\"", at "^[[field]]", says "没有写有哪些列", remedy "columns";
    column_is_a_list: "fields.toml", "{ code = \"wage\", label = \"月工资（元）\", type = \"money\" }" => "{ code = \"wage\", label = \"月工资（元）\", type = \"people\" }", at "{ code = \"wage\"", says "又写成了名单", remedy "单项类型";
    material_twice: "materials.toml", "code = \"lease\"" => "code = \"title_deed\"\nname = \"x\"\nform = \"x\"\n\n[[material]]\ncode = \"lease\"", at "code", says "材料“title_deed”重复", remedy "删去";
    material_without_form: "materials.toml", "form = \"由本表生成，到银行当面签\"\n" => "", at "^[[material]]", says "缺少“form”", remedy "form";
}

// Items.
planted! {
    promise_replaces_the_unknown: "items/restaurant.toml", "replaces = [\"fire_acceptance\"]" => "replaces = [\"fire_accept\"]", at "replaces", says "fire_accept", remedy "fire_acceptance";
    promise_replaces_what_nobody_asks: "items/restaurant.toml", "replaces = [\"fire_acceptance\"]" => "replaces = [\"sign_drawing\"]", at "replaces", says "承诺代替不了它", remedy "materials";
    promise_without_what: "items/restaurant.toml", "what = \"场所符合消防安全标准，消防设施完好，疏散通道畅通，从业人员会用灭火器\"\n" => "", at "^[item.promise]", says "缺少“what”", remedy "what";
    promise_never_checked: "items/restaurant.toml", "check = 20\n" => "", at "^[item.promise]", says "缺少“check”", remedy "check";
    promise_checked_some_day: "items/restaurant.toml", "check = 20" => "check = \"以后\"", at "check", says "应当写整数", remedy "check = 1";
    promise_without_source: "items/restaurant.toml", "check = 20\nsource = {" => "check = 20\nsauce = {", at "sauce", says "不认识“sauce”", remedy "source";
    promise_under_another_name: "items/restaurant.toml", "[item.promise]" => "[item.promises]", at "[item.promises]", says "promises", remedy "promise";
    material_given_somehow: "materials.toml", "given = \"counter\"" => "given = \"desk\"", at "given", says "交法“desk”不认识", remedy "counter（到窗口交）";
    material_unless_same_as_the_unknown: "materials.toml", "unless_same = [\"agent_id\", \"legal_rep_id\"]" => "unless_same = [\"agent_id\", \"boss_id\"]", at "unless_same", says "boss_id", remedy "fields.toml";
    material_unless_three_are_the_same: "materials.toml", "unless_same = [\"agent_id\", \"legal_rep_id\"]" => "unless_same = [\"agent_id\", \"legal_rep_id\", \"uscc\"]", at "^[[material]]", says "unless_same 写了 3 个字段", remedy "两个字段";
    material_unless_same_as_nothing: "materials.toml", "unless_same = [\"agent_id\", \"legal_rep_id\"]" => "unless_same = [\"agent_id\"]", at "^[[material]]", says "unless_same 写了 1 个字段", remedy "两个字段";
    item_unit_unknown: "items/opening.toml", "unit = \"税务局\"" => "unit = \"国税局\"", at "unit", says "单位“国税局”不存在", remedy "units.toml";
    item_kind_unknown: "items/opening.toml", "kind = \"行政确认\"" => "kind = \"行政确定\"", at "kind", says "行政确定", remedy "行政确认";
    item_code_too_short: "items/opening.toml", "code = \"11620199999000000F4990001005000\"" => "code = \"11620199999000000F499000100500\"", at "code", says "有 30 位，应为 31 位", remedy "GB/T 39554.1";
    item_code_of_no_body: "items/opening.toml", "code = \"11620199999000000F4990001005000\"" => "code = \"11620199999000000G4990001005000\"", at "code", says "不是实施单位的代码", remedy "18 位";
    item_code_of_no_level: "items/opening.toml", "code = \"11620199999000000F4990001005000\"" => "code = \"11620199999000000F7990001005000\"", at "code", says "层级只有 1 到 6", remedy "1 位层级";
    item_code_twice: "items/opening.toml", "code = \"11620199999000000F4990001005000\"" => "code = \"11620199999000000F4990001001000\"", at "code", says "实施编码“11620199999000000F4990001001000”重复", remedy "删去";
    item_without_basis: "items/change.toml", "basis = [\n  { document = \"《中华人民共和国个人所得税法》\", number = \"主席令第9号（2018年修正）\", article = \"第十五条\", confidence = \"known\" },\n]\n" => "", at "^[[item]]", says "没有写办理依据", remedy "basis";
    item_with_a_fee_without_basis: "items/opening.toml", "fee = \"不收费\"" => "fee = \"每枚 60 元\"", at "fee", says "没有写依据", remedy "fee_basis";
    item_rule_unknown: "items/opening.toml", "statutory = { rule = \"registration.decide\" }" => "statutory = { rule = \"registration.decided\" }", at "statutory", says "registration.decided", remedy "registration.decide";
    item_rule_is_no_limit: "items/opening.toml", "statutory = { rule = \"registration.decide\" }" => "statutory = { rule = \"arrears.lpr\" }", at "statutory", says "不是时限", remedy "licence.decide";
    item_promises_more_than_the_law: "items/opening.toml", "statutory = { rule = \"registration.decide\" }\npromised = 1" => "statutory = { rule = \"registration.decide\" }\npromised = 4", at "promised", says "承诺 4 个工作日，比法定的 3 个工作日还长", remedy "改短";
    item_notice_in_working_days: "items/closing.toml", "notice = \"registration.simple_closing_public\"" => "notice = \"registration.decide\"", at "notice", says "不是按自然日计算的公示期", remedy "simple_closing_public";
    item_field_unknown: "items/opening.toml", "\"agent_phone\", \"seal_kinds\"" => "\"agent_fone\", \"seal_kinds\"", at "\"agent_fone\"", says "字段“agent_fone”不存在", remedy "agent_phone";
    item_asks_twice: "items/opening.toml", "\"seal_kinds\", \"seal_material\"" => "\"seal_kinds\", \"seal_kinds\", \"seal_material\"", at "\"premises_address\"", says "字段“seal_kinds”写了两次", remedy "只在";
    item_asks_what_it_must_not: "items/opening.toml", "may_ask = [\"english_name\", \"delivery_address\"]" => "may_ask = [\"english_name\", \"delivery_address\"]\nmust_not_ask = [\"agent_id\"]", at "must_not_ask", says "既写成必填，又写成不得问", remedy "must_not_ask";
    item_asks_what_it_produces: "items/opening.toml", "produces = [\"bank_account_no\"]" => "produces = [\"bank_account_no\", \"bank_branch\"]", at "produces", says "由本事项产生，又向申请人问", remedy "删去一处";
    item_produces_the_unknown: "items/opening.toml", "produces_materials = [\"seal_impression\"]" => "produces_materials = [\"seal_imprint\"]", at "produces_materials", says "seal_imprint", remedy "seal_impression";
    detail_of_a_field_not_used: "items/opening.toml", "field = \"premises_use_until\"" => "field = \"food_categories\"", at "field", says "没有写在本事项的字段里", remedy "may_ask";
    detail_with_another_type: "items/opening.toml", "field = \"premises_use_until\"" => "field = \"premises_use_until\"\ntype = \"text\"", at "type", says "要的“使用权到期日”是一行文字，别的事项共用的是日期", remedy "另立一个字段代码";
    detail_longer_than_the_field: "items/restaurant.toml", "min = 8" => "min = 2000000", at "^[[item.detail]]", says "合不到一起", remedy "范围之内";
    detail_with_unknown_choice: "items/opening.toml", "field = \"english_name\"" => "field = \"seal_kinds\"\nchoices = [\"钢印\"]", at "choices", says "没有选项“钢印”", remedy "合同专用章";
    condition_without_sign: "items/opening.toml", "when = [\"premises_right=租用|无偿使用\"]" => "when = [\"premises_right\"]", at "when", says "没有“=”", remedy "字段代码=选项";
    condition_on_unknown_field: "items/opening.toml", "when = [\"premises_right=租用|无偿使用\"]" => "when = [\"premise_right=租用\"]", at "when", says "字段“premise_right”不存在", remedy "premises_right";
    condition_on_a_text: "items/opening.toml", "when = [\"premises_right=租用|无偿使用\"]" => "when = [\"premises_owner=我\"]", at "when", says "不是选择", remedy "单选";
    condition_on_unknown_choice: "items/opening.toml", "when = [\"premises_right=租用|无偿使用\"]" => "when = [\"premises_right=租用|借用\"]", at "when", says "“借用”不是“经营场所是怎么来的”的选项", remedy "无偿使用";
    material_unknown: "items/opening.toml", "{ code = \"labour_contracts\", defer = 1 }" => "{ code = \"labor_contracts\", defer = 1 }", at "{ code = \"labor", says "材料“labor_contracts”不存在", remedy "labour_contracts";
    material_asked_twice: "items/opening.toml", "{ code = \"labour_contracts\", defer = 1 }" => "{ code = \"employee_list\" }", at "{ code = \"employee_list\" }", says "材料“employee_list”重复", remedy "删去";
    principal_material_deferred: "items/opening.toml", "{ code = \"registration_form\", principal = true }" => "{ code = \"registration_form\", principal = true, defer = 1 }", at "{ code", says "容缺 1 个工作日", remedy "主要材料不能容缺";
    deferred_longer_than_promised: "items/opening.toml", "{ code = \"labour_contracts\", defer = 1 }" => "{ code = \"labour_contracts\", defer = 2 }", at "{ code", says "容缺 2 个工作日", remedy "不能晚于本事项承诺的 1 个工作日";
    deferred_longer_than_the_rule: "items/utility.toml", "{ code = \"site_plan\", defer = 5 },\n]\n\n[[item.detail]]\nfield = \"power_load\"\nmin" => "{ code = \"site_plan\", defer = 6 },\n]\n\n[[item.detail]]\nfield = \"power_load\"\nmin", at "{ code", says "容缺 6 个工作日", remedy "最长 5 个工作日";
    deferred_though_fetched: "items/opening.toml", "{ code = \"name_record\" }" => "{ code = \"name_record\", defer = 1 }", at "{ code", says "容缺 1 个工作日", remedy "从名称自主申报系统调取";
}

// Packages.
planted! {
    package_id_in_chinese: "packages/1-open-enterprise.toml", "id = \"open-enterprise\"" => "id = \"企业开办\"", at "id", says "不能用的字符", remedy "小写英文";
    package_lead_unknown: "packages/1-open-enterprise.toml", "lead = \"市场监管局\"" => "lead = \"市场局\"", at "lead", says "市场局", remedy "市场监管局";
    package_item_unknown: "packages/1-open-enterprise.toml", "id = \"seal\"" => "id = \"seals\"", at "id = \"seals\"", says "事项“seals”不存在", remedy "seal";
    package_item_twice: "packages/1-open-enterprise.toml", "id = \"tax_setup\"" => "id = \"seal\"\n\n[[item]]\nid = \"tax_setup\"", at "id", says "事项“seal”重复", remedy "删去";
    package_asks_too_little: "packages/6-repair.toml", "\"repair_kinds\", \"duties_done\", \"abnormal_reason\"]" => "\"repair_kinds\", \"duties_done\"]", at "questions", says "写了 2 个问题", remedy "3 到 6 个";
    package_question_is_a_text: "packages/1-open-enterprise.toml", "\"premises_right\"]" => "\"premises_right\", \"enterprise_name\"]", at "questions", says "问题“企业名称”是一行文字", remedy "单选";
    package_question_twice: "packages/1-open-enterprise.toml", "\"premises_right\"]" => "\"premises_right\", \"has_employees\"]", at "questions", says "问题“has_employees”写了两次", remedy "删去";
    package_question_decides_nothing: "packages/1-open-enterprise.toml", "\"premises_right\"]" => "\"premises_right\", \"has_customs_record\"]", at "questions", says "怎么答都一样", remedy "删去";
    package_question_forgotten: "packages/2-restaurant.toml", "\"dining_area_band\", " => "", at "[[item]]\nid = \"fire_check\"", says "要看“店面多大”，这个套餐却没有问", remedy "dining_area_band";
    package_waits_for_a_stranger: "packages/1-open-enterprise.toml", "id = \"tax_setup\"" => "id = \"tax_setup\"\nafter = [\"food_licence\"]", at "after", says "事项“food_licence”不存在", remedy "这个套餐";
    package_in_a_circle: "packages/1-open-enterprise.toml", "id = \"seal\"" => "id = \"seal\"\nafter = [\"bank_account\"]", at "^[[item]]", says "公章刻制备案 → 银行开户预约 → 公章刻制备案", remedy "after";
    package_summary_missing: "packages/6-repair.toml", "summary = \"先算最早哪天能修，再把几条记录一次分送各认定单位\"\n" => "", at "1", says "缺少“summary”", remedy "summary";
}

/// What is said when a shipped file is changed in several places: file, line of `at`, message.
fn sown(changes: &[(&str, &str, &str)], (file, at): (&str, &str)) -> String {
    let mut files = pack_folder::shipped();
    for (path, from, to) in changes {
        let file = files.iter_mut().find(|f| f.path == *path).unwrap();
        assert!(file.text.contains(from), "{path} no longer says {from}");
        file.text = file.text.replacen(from, to, 1);
    }
    let found = errors(&files);
    assert_eq!(found.len(), 1, "{found:?}");
    let text = &files.iter().find(|f| f.path == file).unwrap().text;
    let line = line_of(text, 0, at);
    assert_eq!(
        (found[0].file.as_str(), found[0].line),
        (file, line),
        "{}",
        found[0]
    );
    found[0].to_string()
}

const RESTAURANT: &str = "packages/2-restaurant.toml";

#[test]
fn lengths_that_no_answer_satisfies_are_found_in_the_package() {
    let said = sown(
        &[("items/restaurant.toml", "min = 8", "max = 100")],
        (RESTAURANT, "[[item]]\nid = \"fire_check\""),
    );
    assert!(said.contains("“食品经营许可（餐饮服务）”和“公众聚集场所投入使用、营业前消防安全检查”对“建筑面积（平方米）”的长短要求没有交集"), "{said}");
}

#[test]
fn required_by_one_and_forbidden_by_another_is_found_unless_no_choice_brings_them_together() {
    let forbid = "fee = \"不收费\"\nwindow = \"区政务服务大厅二楼餐饮一件事专窗 22 号\"";
    let forbidding = format!("must_not_ask = [\"food_manager_id\"]\n{forbid}");
    let said = sown(
        &[("items/restaurant.toml", forbid, &forbidding)],
        (RESTAURANT, "[[item]]\nid = \"fire_check\""),
    );
    assert!(
        said.contains("一个必须问“食品安全员身份证号码”，一个不得问"),
        "{said}"
    );
    // The two ways to a licence never meet, so one may forbid what the other asks.
    let mut files = pack_folder::shipped();
    let file = files
        .iter_mut()
        .find(|f| f.path == "items/restaurant.toml")
        .unwrap();
    let asks = "may_ask = [\"spare_name\", \"premises_use_until\", \"delivery_address\"]";
    file.text = file.text.replacen(
        asks,
        &format!("{asks}\nmust_not_ask = [\"registered_capital\"]"),
        1,
    );
    assert!(errors(&files).is_empty(), "{:?}", errors(&files));
}

#[test]
fn choices_without_one_in_common_are_found_in_the_package() {
    let said = sown(
        &[
            (
                "items/restaurant.toml",
                "field = \"premises_area\"\nmin = 8\nwhy = \"核对就餐区和后厨的面积\"",
                "field = \"delivery_way\"\nchoices = [\"邮寄\"]",
            ),
            (
                "items/restaurant.toml",
                "field = \"premises_use_until\"\nwhen = [\"premises_right=租用|无偿使用\"]",
                "field = \"delivery_way\"\nchoices = [\"窗口领取\"]",
            ),
        ],
        (RESTAURANT, "[[item]]\nid = \"food_licence\""),
    );
    assert!(
        said.contains("能接受的“证照怎么拿”没有相同的选项"),
        "{said}"
    );
}

#[test]
fn facts_that_two_items_create_for_each_other_are_a_circle() {
    let said = sown(
        &[(
            "items/opening.toml",
            "{ code = \"name_record\" }",
            "{ code = \"seal_impression\" }",
        )],
        ("packages/1-open-enterprise.toml", "[[item]]"),
    );
    assert!(
        said.contains("企业设立登记 → ") && said.contains("公章刻制备案"),
        "{said}"
    );
}

#[test]
fn a_district_without_services_is_no_mistake() {
    let mut files = pack_folder::shipped();
    files.retain(|f| {
        !["items/", "packages/", "fields.toml", "materials.toml"]
            .iter()
            .any(|p| f.path.starts_with(p))
    });
    assert!(errors(&files).is_empty());
}
