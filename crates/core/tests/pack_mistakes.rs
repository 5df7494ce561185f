//! Every kind of mistake, planted one at a time into the shipped pack: it is found at its file and
//! line, with a remedy, and it does not drag false mistakes behind it.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod pack_folder;

use banjie_core::pack::{Mistake, Pack, PackFile, Severity};

/// What is changed in the shipped pack and what must be said about it.
struct Planted<'a> {
    file: &'a str,
    /// Text of the shipped file …
    replace: &'a str,
    /// … and what stands there instead.
    with: &'a str,
    /// The line complained of, see [`line_of`].
    line: &'a str,
    /// Part of the message.
    says: &'a str,
    /// Part of the remedy.
    remedy: &'a str,
}

fn errors(files: &[PackFile]) -> Vec<Mistake> {
    let checked = Pack::parse(files);
    assert_eq!(checked.pack.is_some(), checked.errors().next().is_none());
    checked.errors().cloned().collect()
}

/// The line of a needle: `^…` the last one before the place, `1` the first line of the file,
/// otherwise the first one from the place's line on.
fn line_of(text: &str, place: usize, needle: &str) -> usize {
    let start = text[..place].rfind('\n').map_or(0, |n| n + 1);
    let found = match (needle, needle.strip_prefix('^')) {
        ("1", _) => 0,
        (_, Some(before)) => text[..place].rfind(before).unwrap(),
        _ => text[start..].find(needle).unwrap() + start,
    };
    text[..found].matches('\n').count() + 1
}

impl Planted<'_> {
    fn sow(&self) -> (Vec<PackFile>, usize) {
        let mut files = pack_folder::shipped();
        let file = files.iter_mut().find(|f| f.path == self.file).unwrap();
        let at = file.text.find(self.replace);
        assert!(
            at.is_some(),
            "{} no longer says {}",
            self.file,
            self.replace
        );
        let at = at.unwrap();
        file.text
            .replace_range(at..at + self.replace.len(), self.with);
        let line = line_of(&file.text, at, self.line);
        (files, line)
    }

    fn check(&self) {
        let (files, line) = self.sow();
        let errors = errors(&files);
        let listing: Vec<String> = errors.iter().map(ToString::to_string).collect();
        let listing = listing.join("\n");
        assert_eq!(errors.len(), 1, "one mistake, one error:\n{listing}");
        self.compare(&errors[0], line);
    }

    fn compare(&self, found: &Mistake, line: usize) {
        assert_eq!(
            (found.file.as_str(), found.line),
            (self.file, line),
            "{found}"
        );
        assert!(found.message.contains(self.says), "{found}");
        assert!(found.remedy.contains(self.remedy), "{found}");
        let printed = found.to_string();
        assert!(
            printed.starts_with(&format!("{}:{line}: ", self.file)),
            "{printed}"
        );
        assert!(printed.ends_with('。'), "{printed}");
        assert!(
            !found.message.ends_with('。') && !found.remedy.ends_with('。'),
            "{printed}"
        );
    }
}

macro_rules! planted {
    ($($name:ident: $file:literal, $replace:literal => $with:literal, at $line:literal, says $says:literal, remedy $remedy:literal;)*) => {
        $(#[test]
        fn $name() {
            Planted { file: $file, replace: $replace, with: $with, line: $line, says: $says, remedy: $remedy }.check();
        })*
    };
}

mod pack_services;

// The quarter.
planted! {
    weights_of_the_quarter_beyond_a_hundred: "rules/quarter.toml", "decimal = 15" => "decimal = 25", at "1", says "权重加起来是 110", remedy "合计为 100";
    a_quarter_with_floor_above_target: "rules/quarter.toml", "decimal = 98" => "decimal = 50", at "1", says "零分线 60 不低于满分线 50", remedy "rate_floor";
    grades_out_of_order: "rules/quarter.toml", "decimal = 85" => "decimal = 65", at "1", says "优秀 65、良好 70", remedy "依次降低";
    a_quarter_without_a_weight: "rules/quarter.toml", "quarter.weight_reports" => "quarter.weight_of_reports", at "1", says "缺少季度考核的规则“quarter.weight_reports”", remedy "补上";
}

// District and units.
planted! {
    district_code_of_a_city: "district.toml", "620199" => "620100", at "code", says "620100", remedy "6 位数字";
    district_code_too_short: "district.toml", "620199" => "6201", at "code", says "不是县级代码", remedy "GB/T 2260";
    department_count_differs: "district.toml", "departments = 17" => "departments = 18", at "departments", says "应有 18 个部门", remedy "units.toml";
    coordinator_unknown: "district.toml", "coordinator = \"区营商办\"" => "coordinator = \"区营商局\"", at "coordinator", says "区营商局", remedy "区营商办";
    coordinator_by_its_short_form: "district.toml", "coordinator = \"区营商办\"" => "coordinator = \"营商办\"", at "coordinator", says "不存在", remedy "简称";
    demonstration_not_a_flag: "district.toml", "demonstration = true" => "demonstration = \"yes\"", at "demonstration", says "是否", remedy "demonstration = true";
    pledge_twice: "pledges.toml", "unit = \"市场监管局\"" => "unit = \"发改局\"\npromises = [\"x\"]\nresponsible = \"甲\"\ntelephone = \"0000-000001\"\n\n[[pledge]]\nunit = \"市场监管局\"", at "unit", says "“发改局”重复", remedy "删去重复";
    unit_twice: "units.toml", "full_name = \"X区东城街道办事处\"" => "full_name = \"甲\"\nkind = \"office\"\nsponsor = \"纪委书记\"\nhead = \"甲\"\ntelephone = \"0000-000001\"\n\n[[unit]]\nid = \"东城街道\"\nfull_name = \"X区东城街道办事处\"", at "id = \"东城街道\"\nfull_name = \"X区东城街道办", says "单位“东城街道”重复", remedy "删去重复";
    unit_kind_unknown: "units.toml", "kind = \"office\"" => "kind = \"bureau\"", at "kind = \"bureau\"", says "bureau", remedy "department";
    sponsor_unknown: "units.toml", "sponsor = \"分管民生副区长\"" => "sponsor = \"分管民政副区长\"", at "sponsor = \"分管民政", says "分管民政副区长", remedy "分管民生副区长";
    post_without_holder: "units.toml", "holder = \"李军\"\n" => "", at "^[[post]]", says "没有写任职人", remedy "holder";
    post_holder_blank: "units.toml", "holder = \"李军\"" => "holder = \" \"", at "^[[post]]", says "没有写任职人", remedy "holder";
    post_twice: "units.toml", "id = \"组织部部长\"" => "id = \"纪委书记\"\nholder = \"甲\"\ntelephone = \"0000-000001\"\n\n[[post]]\nid = \"组织部部长\"", at "id", says "岗位“纪委书记”重复", remedy "另一个名称";
    alias_of_two_units: "units.toml", "aliases = [\"发展改革局\"" => "aliases = [\"市监局\"", at "aliases = [\"市监局\", \"市场监管\"", says "“市监局”既指“发改局”又指“市场监管局”", remedy "只在一个单位";
    unit_telephone_wrong: "units.toml", "telephone = \"0000-000109\"" => "telephone = \"1234\"", at "telephone", says "1234", remedy "区号";
    unit_key_mistyped: "units.toml", "full_name = \"X区财政局\"" => "ful_name = \"X区财政局\"", at "ful_name", says "不认识“ful_name”", remedy "full_name";
}

// Windows and review tags.
planted! {
    window_unit_unknown: "windows.toml", "unit = \"公安分局\"" => "unit = \"公安支局\"", at "unit", says "单位“公安支局”不存在", remedy "公安分局";
    window_twice: "windows.toml", "id = \"open-05\"" => "id = \"open-01\"", at "id", says "窗口“open-01”重复", remedy "另一个名称";
    window_name_twice: "windows.toml", "name = \"企业开办专区 5 号窗口\"" => "name = \"企业开办专区 1 号窗口\"", at "name", says "窗口名称“企业开办专区 1 号窗口”重复", remedy "删去";
    window_id_in_chinese: "windows.toml", "id = \"open-05\"" => "id = \"开办-05\"", at "id", says "不能写进网址", remedy "小写字母";
    window_item_unknown: "windows.toml", "items = [\"seal\"]" => "items = [\"seals\"]", at "items", says "事项“seals”不存在", remedy "seal";
    window_item_twice: "windows.toml", "items = [\"tax_change\", \"equity_tax\"]" => "items = [\"tax_change\", \"tax_change\"]", at "items", says "在这个窗口写了两遍", remedy "删去";
    window_without_items: "windows.toml", "items = [\"seal\"]" => "items = []", at "^[[window]]", says "一个事项也不办", remedy "items = ";
    tag_level_unknown: "windows.toml", "word = \"要求多交材料\"\nlevels = [\"不满意\", \"非常不满意\"]" => "word = \"要求多交材料\"\nlevels = [\"不满意\", \"很不满意\"]", at "levels", says "“很不满意”不是评价等级", remedy "非常不满意";
    tag_twice: "windows.toml", "word = \"办得快\"" => "word = \"说得清楚\"", at "word", says "评价标签“说得清楚”重复", remedy "删去";
    tag_without_levels: "windows.toml", "word = \"办得快\"\nlevels = [\"非常满意\", \"满意\", \"基本满意\"]" => "word = \"办得快\"\nlevels = []", at "^[[tag]]", says "没有等级", remedy "levels = ";
}

#[test]
fn a_level_without_a_tag_is_a_mistake() {
    let mut files = pack_folder::shipped();
    let file = files.iter_mut().find(|f| f.path == "windows.toml").unwrap();
    file.text = file
        .text
        .replace(", \"基本满意\"", "")
        .replace("\"基本满意\", ", "");
    let found = errors(&files);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].message.contains("“基本满意”一个评价标签也没有"));
}

// Indicators, topics, pledges.
planted! {
    indicator_lead_unknown: "indicators.toml", "lead = \"财政局\"" => "lead = \"财政居\"", at "lead", says "财政居", remedy "财政局";
    indicator_owner_unknown: "indicators.toml", "owner = \"常务副区长\"" => "owner = \"常委副区长\"", at "owner", says "常委副区长", remedy "常务副区长";
    topic_unit_unknown: "topics.toml", "unit = \"工信局\"" => "unit = \"工业局\"", at "unit", says "“unit”写的单位“工业局”不存在", remedy "units.toml";
    topic_support_unknown: "topics.toml", "support = [\"财政局\"]" => "support = [\"财政\"]", at "support", says "“support”", remedy "请写“财政局”";
    topic_supports_itself: "topics.toml", "support = [\"财政局\"]" => "support = [\"工信局\"]", at "support", says "又写成了配合单位", remedy "删去";
    topic_indicator_unknown: "topics.toml", "indicator = \"14\"" => "indicator = \"19\"", at "indicator", says "19", remedy "indicators.toml";
    topic_limit_unknown: "topics.toml", "limit = \"appeal.handle\"" => "limit = \"appeal.handel\"", at "limit", says "appeal.handel", remedy "appeal.handle";
    topic_limit_in_months: "topics.toml", "limit = \"appeal.handle\"" => "limit = \"labour.arbitration.limitation\"", at "limit", says "不是按日计算", remedy "appeal.handle";
    topic_twice: "topics.toml", "id = \"变更注销登记\"" => "id = \"开办企业\"", at "id", says "诉求类别“开办企业”重复", remedy "删去";
    pledge_unit_unknown: "pledges.toml", "unit = \"发改局\"" => "unit = \"改革局\"", at "unit", says "改革局", remedy "units.toml";
    pledge_without_telephone: "pledges.toml", "telephone = \"0000-000109\"\n" => "", at "^[[pledge]]", says "缺少“telephone”", remedy "telephone";
    pledge_with_private_mobile: "pledges.toml", "telephone = \"0000-000109\"" => "telephone = \"13800000000\"", at "telephone", says "写法不对", remedy "个人手机";
    pledge_promises_nothing: "pledges.toml", "promises = [\n  \"政策日历每周五更新，上级新规一周内列出要点和要求\",\n  \"项目备案资料齐全当场办结\",\n  \"招标投标异议3个工作日内答复\",\n]" => "promises = []", at "^[[pledge]]", says "一条内容也没有", remedy "promises";
}

// People.
planted! {
    person_of_unknown_unit: "people.toml", "unit = \"财政局\"" => "unit = \"财证局\"", at "unit", says "财证局", remedy "财政局";
    person_with_unknown_role: "people.toml", "roles = [\"inspector\"]" => "roles = [\"inspecter\"]", at "roles", says "inspecter", remedy "inspector";
    person_without_role: "people.toml", "roles = [\"inspector\"]" => "roles = []", at "^[[person]]", says "一个角色也没有", remedy "clerk";
    person_with_unknown_post: "people.toml", "post = \"纪委书记\"" => "post = \"纪委副书记\"", at "post", says "纪委副书记", remedy "纪委书记";
    user_name_in_chinese: "people.toml", "user = \"jiwei.inspector\"" => "user = \"纪委.1\"", at "user", says "不能用的字符", remedy "小写拼音";
    user_twice: "people.toml", "user = \"caizheng.2\"" => "user = \"caizheng.1\"", at "user", says "用户名“caizheng.1”重复", remedy "删去";
    administrator_with_other_work: "people.toml", "roles = [\"audit_admin\"]" => "roles = [\"audit_admin\", \"clerk\"]", at "^[[person]]", says "审计管理员又兼了别的角色", remedy "三个人";
    administrator_missing: "people.toml", "roles = [\"audit_admin\"]" => "roles = [\"clerk\"]", at "1", says "没有一个人是审计管理员", remedy "audit_admin";
}

// Rules.
planted! {
    rule_twice: "rules/appeal.toml", "id = \"appeal.return\"" => "id = \"appeal.reopen\"", at "id = \"appeal.reopen\"\ntitle = \"企业要求", says "重复", remedy "删去";
    rule_id_badly_written: "rules/appeal.toml", "id = \"appeal.return\"" => "id = \"退回\"", at "id", says "退回", remedy "类别.步骤";
    date_that_does_not_exist: "rules/licence.toml", "from = 2004-07-01" => "from = 2004-02-30", at "from", says "日期", remedy "2025-06-01";
    date_as_text_that_is_none: "rules/licence.toml", "from = 2004-07-01" => "from = \"2004年7月1日\"", at "from", says "2004年7月1日", remedy "2025-06-01";
    date_as_number: "rules/licence.toml", "from = 2004-07-01" => "from = 20040701", at "from", says "应当写日期", remedy "from = 2025-01-01";
    versions_overlap: "rules/credit_repair.toml", "until = 2025-12-24\nlimit = { length = 15" => "until = 2025-12-31\nlimit = { length = 15", at "[[rule.version]]\nfrom = 2025-12-25\nlimit = { length = 7", says "两版重叠", remedy "2025-12-24";
    versions_leave_a_gap: "rules/credit_repair.toml", "until = 2025-12-24\nlimit = { length = 15" => "until = 2025-11-30\nlimit = { length = 15", at "[[rule.version]]\nfrom = 2025-12-25\nlimit = { length = 7", says "中间的日子没有取值", remedy "2025-12-24";
    earlier_version_never_ends: "rules/credit_repair.toml", "until = 2025-12-24\nlimit = { length = 15" => "limit = { length = 15", at "[[rule.version]]\nfrom = 2025-12-25\nlimit = { length = 7", says "没有写止日", remedy "until";
    version_ends_before_it_begins: "rules/licence.toml", "from = 2004-07-01\n" => "from = 2004-07-01\nuntil = 2004-06-30\n", at "^[[rule.version]]", says "就失效", remedy "until";
    extension_shorter_than_limit: "rules/licence.toml", "length = 20, unit = \"working_days\", extended = 30" => "length = 20, unit = \"working_days\", extended = 10", at "^[[rule.version]]", says "extended = 10", remedy "总长度";
    limit_negative: "rules/licence.toml", "length = 20" => "length = -20", at "limit", says "-20", remedy "0 或更大";
    limit_zero: "rules/supervision.toml", "length = 30" => "length = 0", at "^[[rule.version]]", says "时限长度是 0", remedy "1 或更大";
    lpr_out_of_order: "rules/lpr.toml", "from = 2020-02-20" => "from = 2019-02-20", at "from = 2019-02-20", says "不晚于上一个公布日", remedy "先后排列";
    lpr_not_a_number: "rules/lpr.toml", "decimal = 4.05" => "decimal = \"约4\"", at "decimal", says "数字", remedy "decimal";
    lpr_beyond_its_review: "rules/lpr.toml", "reviewed = 2026-02-24" => "reviewed = 2025-05-19", at "reviewed", says "早于最后一个公布日 2025-05-20", remedy "2025-05-20";
    no_day_of_every_year: "rules/arrears.toml", "\"03-31\"" => "\"02-29\"", at "every_year", says "02-29", remedy "03-31";
    limit_unit_unknown: "rules/licence.toml", "unit = \"working_days\"" => "unit = \"month\"", at "limit", says "month", remedy "months（月）";
    limit_in_months_with_pauses: "rules/information.toml", "length = 20, unit = \"working_days\", extended = 40" => "length = 1, unit = \"months\", extended = 2", at "^[[rule.version]]", says "按月", remedy "pauses";
    version_without_value: "rules/supervision.toml", "limit = { length = 30, unit = \"days\" }\n" => "", at "^[[rule.version]]", says "没有取值", remedy "limit";
    version_with_two_values: "rules/supervision.toml", "limit = { length = 30, unit = \"days\" }\n" => "limit = { length = 30, unit = \"days\" }\nnumber = 30\n", at "^[[rule.version]]", says "limit、number", remedy "只留一种";
    value_changes_its_kind: "rules/credit_repair.toml", "until = 2025-12-24\nlimit = { length = 2, unit = \"working_days\" }" => "until = 2025-12-24\nnumber = 2", at "[[rule.version]]\nfrom = 2025-12-25", says "种类与上一版不同", remedy "另立";
    source_without_document: "rules/licence.toml", "document = \"《中华人民共和国行政许可法》\", " => "", at "source", says "没有写文件名称", remedy "document";
    source_with_odd_confidence: "rules/licence.toml", "confidence = \"confirmed\"" => "confidence = \"sure\"", at "source", says "sure", remedy "confirmed";
    rule_without_source: "rules/licence.toml", "source = {" => "sauce = {", at "sauce", says "不认识“sauce”", remedy "source";
    review_date_missing: "rules/licence.toml", "reviewed = 2026-02-24\n" => "", at "^[[rule]]", says "缺少“reviewed”", remedy "reviewed = 2025-01-01";
    required_limit_missing: "rules/tolerance.toml", "id = \"tolerance.supplement\"" => "id = \"tolerance.supply\"", at "1", says "缺少必备的时限“tolerance.supplement”", remedy "补上";
    required_limit_is_no_limit: "rules/tolerance.toml", "limit = { length = 5, unit = \"working_days\", pauses = [\"不可抗力\"] }" => "number = 5", at "1", says "应当是时限", remedy "limit = {";
}

// Calendar, rulebook, ladder, and the writing itself.
planted! {
    holiday_outside_its_year: "calendar/2026.toml", "from = 2026-01-01" => "from = 2025-12-31", at "from", says "不在 2026 年", remedy "各自年份";
    make_up_day_on_a_weekday: "calendar/2025.toml", "date = 2025-09-28" => "date = 2025-09-26", at "date", says "不是周六或周日", remedy "通知";
    holiday_written_twice: "calendar/2025.toml", "from = 2025-05-31" => "from = 2025-05-05", at "from", says "写了两次", remedy "删去";
    holiday_backwards: "calendar/2025.toml", "to = 2025-06-02" => "to = 2025-05-02", at "to", says "却到", remedy "对调";
    make_up_day_inside_a_holiday: "calendar/2025.toml", "date = 2025-10-11" => "date = 2025-10-04", at "date", says "写了两次", remedy "通知";
    year_badly_written: "calendar/2024.toml", "year = 2024" => "year = 24", at "year", says "24", remedy "四位";
    notice_missing: "calendar/2025.toml", "notice = \"国办发明电〔2024〕12号\"\n" => "", at "1", says "缺少“notice”", remedy "notice";
    weights_do_not_sum: "rulebook.toml", "weight = 40" => "weight = 35", at "^[[measure]]", says "合计是 95", remedy "正好是 100";
    weight_not_positive: "rulebook.toml", "weight = 40" => "weight = 0", at "weight", says "不是正数", remedy "大于 0";
    measure_unknown: "rulebook.toml", "id = \"on_time\"" => "id = \"in_time\"", at "id", says "in_time", remedy "on_time";
    minimum_negative: "rulebook.toml", "minimum_cases = 5\n\n[[measure]]\nid = \"solved\"" => "minimum_cases = -5\n\n[[measure]]\nid = \"solved\"", at "minimum_cases", says "-5", remedy "0 或更大";
    floor_is_target: "rulebook.toml", "floor = 60\ntarget = 98" => "floor = 98\ntarget = 98", at "^[[measure]]", says "都是 98", remedy "不同";
    rate_over_hundred: "rulebook.toml", "target = 98" => "target = 980", at "target", says "980", remedy "0 到 100";
    rulebook_group_unknown: "rulebook.toml", "\"镇街组\"]" => "\"镇街组\", \"园区组\"]", at "peer_groups", says "园区组", remedy "peer_group";
    rulebook_group_forgotten: "rulebook.toml", ", \"镇街组\"]" => "]", at "1", says "镇街组", remedy "加进 peer_groups";
    tie_rule_unknown: "rulebook.toml", "ties = \"competition\"" => "ties = \"shared\"", at "ties", says "shared", remedy "dense";
    interview_after_nothing: "rulebook.toml", "interview_after = 2" => "interview_after = 0", at "interview_after", says "约谈", remedy "2";
    yellow_at_hundred_percent: "escalation.toml", "percent_used = 80" => "percent_used = 100", at "percent_used", says "100", remedy "1 到 99";
    rung_tells_nobody_known: "escalation.toml", "tell = \"sponsor\"" => "tell = \"mayor\"", at "tell", says "mayor", remedy "sponsor";
    rung_of_unknown_light: "escalation.toml", "light = \"red\"" => "light = \"rot\"", at "light", says "rot", remedy "yellow";
    rungs_out_of_order: "escalation.toml", "working_days = 1\n" => "working_days = 9\n", at "[[rung]]\nid = \"red_bulletin\"", says "时间却更早", remedy "先后";
    pick_of_unknown_name: "bulletin.toml", "id = \"overdue_fell\"" => "id = \"best\"", at "id = \"best\"", says "best", remedy "overdue_fell";
    pick_names_from_nothing_on: "bulletin.toml", "at_least = 10" => "at_least = 0", at "at_least = 0", says "0", remedy "1 到 1000";
    pick_names_everybody: "bulletin.toml", "at_least = 10\nmost = 1" => "at_least = 10\nmost = 40", at "most = 40", says "40", remedy "1 到 10";
    yellow_with_days: "escalation.toml", "light = \"yellow\"\n" => "light = \"yellow\"\nworking_days = 2\n", at "working_days", says "从哪天数起", remedy "red";
    unknown_key_suggests: "topics.toml", "\ntownship_supports = true\n" => "\ntownship_support = true\n", at "township_support ", says "不认识“township_support”", remedy "township_supports";
    speech_hint_for_unknown_unit: "speech.toml", "[[hints]]\nunit = \"" => "[[hints]]\nunit = \"x", at "unit = \"x", says "不存在", remedy "units.toml";
    speech_list_mistyped: "speech.toml", "modals = [" => "modal = [", at "modal", says "不认识“modal”", remedy "modals";
    speech_list_missing: "speech.toml", "\nacts = [" => "\n# acts = [", at "^[reflection]", says "缺少“acts”", remedy "acts = []";
    speech_word_alone: "speech.toml", "\nacts = [" => "\nacts = \"反思\" # [", at "acts", says "词的写法不对", remedy "列表";
    toml_unclosed_text: "district.toml", "name = \"X区\"" => "name = \"X区", at "name", says "解析器提示", remedy "引号";
    key_twice: "district.toml", "name = \"X区\"" => "name = \"X区\"\nname = \"Y区\"", at "name = \"Y区\"", says "写了两次", remedy "删去";
    text_where_number_stands: "district.toml", "departments = 17" => "departments = \"17\"", at "departments", says "应当写整数", remedy "departments = 1";
}

#[test]
fn a_group_of_one_has_nobody_to_be_compared_with() {
    let planted = Planted {
        file: "units.toml",
        replace: "peer_group = \"镇街组\"",
        with: "peer_group = \"街道组\"",
        line: "peer_group",
        says: "只有“东城街道”一个单位",
        remedy: "并入别的组",
    };
    let (files, line) = planted.sow();
    let found = errors(&files);
    // Both versions of the rulebook rightly miss the new group, too.
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(found[0].file, "rulebook.toml");
    assert_eq!(found[1].file, "rulebooks/2026-1.toml");
    planted.compare(&found[2], line);
}

#[test]
fn a_missing_file_is_one_mistake_and_no_avalanche() {
    for gone in [
        "units.toml",
        "indicators.toml",
        "topics.toml",
        "pledges.toml",
        "rulebook.toml",
    ] {
        let mut files = pack_folder::shipped();
        files.retain(|f| f.path != gone);
        let errors = errors(&files);
        assert_eq!(errors.len(), 1, "{gone}: {errors:?}");
        assert_eq!((errors[0].file.as_str(), errors[0].line), (gone, 1));
        assert!(errors[0].remedy.contains("请补上"), "{}", errors[0]);
    }
}

#[test]
fn an_indicator_too_many_or_too_few() {
    let mut files = pack_folder::shipped();
    let file = files
        .iter_mut()
        .find(|f| f.path == "indicators.toml")
        .unwrap();
    let last = file.text.rfind("[[indicator]]").unwrap();
    let copy = file.text[last..].replace("\"18\"", "\"19\"");
    let line = file.text.lines().count() + 2;
    file.text.push_str(&format!("\n{copy}"));
    let found = errors(&files);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (found[0].file.as_str(), found[0].line),
        ("indicators.toml", line)
    );
    assert!(found[0].message.contains("现在写了 19 个"), "{}", found[0]);
}

#[test]
fn a_year_missing_in_the_middle() {
    let mut files = pack_folder::shipped();
    files.retain(|f| f.path != "calendar/2025.toml");
    let found = errors(&files);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].file, "calendar/2026.toml");
    assert!(found[0].message.contains("日历缺 2025 年"), "{}", found[0]);
    assert!(
        found[0].remedy.contains("calendar/2025.toml"),
        "{}",
        found[0]
    );
}

#[test]
fn a_file_nobody_reads() {
    let mut files = pack_folder::shipped();
    let text = String::new();
    files.push(PackFile {
        path: "topic.toml".into(),
        text,
    });
    let found = errors(&files);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].file.as_str(), found[0].line), ("topic.toml", 1));
    assert!(found[0].remedy.contains("topics.toml"), "{}", found[0]);
}

fn with_override(text: &str) -> Vec<PackFile> {
    let mut files = pack_folder::shipped();
    files.push(PackFile {
        path: "rules/local.toml".into(),
        text: format!(
            "[[override]]\n{text}\nsource = {{ document = \"本区承诺\", confidence = \"known\" }}\n"
        ),
    });
    files
}

/// Shortening the time to sue would take a right away from a party.
#[test]
fn a_district_may_not_change_the_time_of_a_party() {
    let shorter = "rule = \"labour.arbitration.sue\"\nfrom = 2025-01-01\nlimit = { length = 10, unit = \"days\" }";
    let found = errors(&with_override(shorter));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].message.contains("当事人"), "{}", found[0]);
    // A convention of the district may be changed in either direction.
    let longer = "rule = \"hotline.weight.solve\"\nfrom = 2025-01-01\nnumber = 50";
    assert!(errors(&with_override(longer)).is_empty());
}

#[test]
fn a_district_may_promise_less_time_than_the_law_but_not_more() {
    let shorter = "rule = \"licence.decide\"\nfrom = 2025-01-01\nlimit = { length = 10, unit = \"working_days\" }";
    let pack = Pack::parse(&with_override(shorter)).pack.unwrap();
    let length = |on| {
        pack.rules
            .limit(&"licence.decide".into(), on)
            .unwrap()
            .0
            .length
    };
    assert_eq!(length(jiff::civil::date(2024, 12, 31)), 20);
    assert_eq!(length(jiff::civil::date(2025, 1, 1)), 10);

    let longer = shorter.replace("10", "25");
    let found = errors(&with_override(&longer));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (found[0].file.as_str(), found[0].line),
        ("rules/local.toml", 2)
    );
    assert!(found[0].message.contains("放宽了"), "{}", found[0]);
    assert!(found[0].remedy.contains("更短"), "{}", found[0]);
}

#[test]
fn an_override_of_nothing_or_of_a_statutory_figure() {
    let nothing = "rule = \"licence.decid\"\nfrom = 2025-01-01\nlimit = { length = 10, unit = \"working_days\" }";
    let found = errors(&with_override(nothing));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].remedy.contains("licence.decide"), "{}", found[0]);

    let figure = "rule = \"arrears.daily_rate\"\nfrom = 2025-07-01\ndecimal = 0.01";
    let found = errors(&with_override(figure));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].message.contains("不能另行规定"), "{}", found[0]);
}

#[test]
fn an_unsure_value_is_a_notice_for_the_lawyer_not_an_error() {
    let planted = Planted {
        file: "rules/licence.toml",
        replace: "confidence = \"confirmed\"",
        with: "confidence = \"unsure\"",
        line: "source",
        says: "licence.decide",
        remedy: "司法局",
    };
    let (files, line) = planted.sow();
    let checked = Pack::parse(&files);
    assert!(checked.pack.is_some());
    let mut notices = checked.mistakes.iter().filter(|m| m.file == planted.file);
    let notice = notices.next().unwrap();
    assert_eq!(notice.severity, Severity::Notice);
    planted.compare(notice, line);
}

#[test]
fn a_keyword_of_two_topics_is_a_notice() {
    let planted = Planted {
        file: "topics.toml",
        replace: "keywords = [\"营业执照\"",
        with: "keywords = [\"拖欠\"",
        line: "keywords = [\"拖欠\", \"注册",
        says: "拖欠账款",
        remedy: "只留在一个类别",
    };
    let (files, line) = planted.sow();
    let checked = Pack::parse(&files);
    let notices = checked.mistakes.iter().filter(|m| m.file == planted.file);
    let notices: Vec<_> = notices.collect();
    assert_eq!(notices.len(), 1, "{notices:?}");
    planted.compare(notices[0], line);
}

#[test]
fn many_mistakes_are_all_told_at_once_in_order() {
    let mut files = pack_folder::shipped();
    for (path, from, to) in [
        ("district.toml", "620199", "62"),
        ("topics.toml", "unit = \"工信局\"", "unit = \"工业局\""),
        ("topics.toml", "indicator = \"14\"", "indicator = \"99\""),
        ("rulebook.toml", "weight = 40", "weight = 36"),
    ] {
        let file = files.iter_mut().find(|f| f.path == path).unwrap();
        file.text = file.text.replacen(from, to, 1);
    }
    let found = errors(&files);
    let places: Vec<_> = found.iter().map(|m| (m.file.as_str(), m.line)).collect();
    assert_eq!(places.len(), 4, "{found:?}");
    assert!(places.is_sorted());
}

#[test]
fn hostile_text_is_refused_without_a_panic() {
    for text in [
        "",
        "\u{feff}",
        "[",
        "[[unit]]",
        "unit = 1",
        "a.b.c = [[[[",
        "\0",
        "= 1",
        "[[unit]]\nid = 1\n[unit]",
    ] {
        for path in [
            "units.toml",
            "rules/appeal.toml",
            "calendar/2025.toml",
            "people.toml",
            "rulebook.toml",
        ] {
            let mut files = pack_folder::shipped();
            files.iter_mut().find(|f| f.path == path).unwrap().text = text.to_owned();
            let checked = Pack::parse(&files);
            assert!(
                path == "people.toml" || checked.pack.is_none(),
                "{path} {text:?}"
            );
            assert!(checked.mistakes.iter().all(|m| m.line >= 1));
        }
    }
    assert!(Pack::parse(&[]).pack.is_none());
    let deep = format!("a = {}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let text = deep;
    assert!(
        Pack::parse(&[PackFile {
            path: "units.toml".into(),
            text
        }])
        .pack
        .is_none()
    );
}

#[test]
fn a_draft_rulebook_is_read_on_its_own() {
    let files = pack_folder::shipped();
    let pack = Pack::parse(&files).pack.unwrap();
    let mut draft = files
        .into_iter()
        .find(|f| f.path == "rulebook.toml")
        .unwrap();
    let (read, mistakes) = pack.parse_rulebook(&draft);
    assert!(mistakes.is_empty() && read.is_some());
    draft.text = draft.text.replacen("weight = 40", "weight = 50", 1);
    let (read, mistakes) = pack.parse_rulebook(&draft);
    assert!(read.is_none());
    assert!(mistakes[0].message.contains("合计是 110"), "{mistakes:?}");
}
