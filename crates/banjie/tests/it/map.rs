//! The map cannot lie: `ARCHITECTURE.md` names every crate and every kind, and the words of the
//! design are the words of the code.

use banjie_core::matter::Kind;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn the_map_names_every_crate_and_every_kind() {
    let map = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let mut wanted = Vec::new();
    for entry in std::fs::read_dir(root().join("crates")).unwrap() {
        let manifest = entry.unwrap().path().join("Cargo.toml");
        let Ok(manifest) = std::fs::read_to_string(manifest) else {
            continue;
        };
        let name = manifest.lines().find_map(|l| l.strip_prefix("name = "));
        wanted.push(name.unwrap().trim_matches('"').to_owned());
    }
    assert!(wanted.len() >= 6, "{wanted:?}");
    for file in std::fs::read_dir(root().join("crates/core/src/kinds")).unwrap() {
        let stem = file.unwrap().path().file_stem().unwrap().to_owned();
        let stem = stem.into_string().unwrap();
        if stem != "mod" {
            assert!(
                Kind::from_code(&stem).is_some(),
                "kinds/{stem}.rs is no kind"
            );
            wanted.push(stem);
        }
    }
    wanted.extend(Kind::ALL.map(|k| k.code().to_owned()));
    for name in wanted {
        assert!(
            map.contains(&format!("`{name}`")),
            "ARCHITECTURE.md does not name `{name}`"
        );
    }
}

/// The dictionary of the design: 中文, its word, and the word in code. `None`: not built yet.
const WORDS: [(&str, &str, Option<&str>); 44] = [
    ("区", "District", Some("District")),
    ("单位", "Unit", Some("Unit")),
    ("部门", "Department", Some("Department")),
    ("镇街", "Township", Some("Township")),
    ("区领导包抓", "Sponsor", Some("sponsor")),
    ("部门主责", "LeadUnit", Some("lead")),
    ("镇街配合", "SupportUnit", Some("support")),
    ("指标", "Indicator", Some("Indicator")),
    ("指标长", "IndicatorOwner", Some("IndicatorOwner")),
    ("办件", "Matter", Some("Matter")),
    ("类型", "Kind", Some("Kind")),
    ("时限", "TimeLimit", Some("TimeLimit")),
    ("办理时钟", "Clock", Some("Clock")),
    ("规则", "Rule", Some("Rules")),
    ("参数", "Parameter", Some("Parameter")),
    ("会议任务、督办", "Directive", Some("Directive")),
    ("企业诉求", "Appeal", Some("Appeal")),
    ("政企走访", "Visit", None),
    ("事项", "ServiceItem", None),
    ("套餐", "ServicePackage", None),
    ("一表申请", "MergedForm", None),
    ("一窗出件", "Outcome", None),
    ("容缺受理", "ToleranceAcceptance", None),
    ("信用承诺", "CreditCommitment", None),
    ("好差评", "Review", Some("Review")),
    ("清欠台账", "Arrears", None),
    ("信用修复", "CreditRepair", None),
    ("劳动仲裁", "Arbitration", None),
    ("合规指导", "Guidance", None),
    ("政策日历", "PolicyCalendar", None),
    ("政策", "Policy", None),
    ("大讲堂", "Course", None),
    ("一讲", "Session", None),
    ("周通报", "WeeklyBulletin", Some("Bulletin")),
    ("月排名", "MonthlyRanking", Some("Ranking")),
    ("季考核", "QuarterlyAssessment", None),
    ("专项考核办法", "Rulebook", Some("Rulebook")),
    ("约谈", "Interview", Some("Interview")),
    ("双挂钩", "Consequence", Some("Consequence")),
    ("百日攻坚", "Campaign", None),
    ("中梗阻", "Bottleneck", None),
    ("问题线索", "Clue", None),
    ("服务承诺公开", "ServicePledge", Some("ServicePledge")),
    ("回执", "Receipt", Some("Receipt")),
];

fn sources(folder: &Path, all: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, all);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            for line in text.lines().filter(|l| !l.trim_start().starts_with("//")) {
                all.push_str(line);
                all.push('\n');
            }
        }
    }
}

/// `ServiceItem` → `service_item`, as its file would be named.
fn file_name(word: &str) -> String {
    let mut name = String::new();
    for c in word.chars() {
        if c.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}

#[test]
fn the_words_of_the_design_are_the_words_of_the_code() {
    let mut code = String::new();
    for entry in std::fs::read_dir(root().join("crates")).unwrap() {
        let folder = entry.unwrap().path().join("src");
        if folder.is_dir() {
            sources(&folder, &mut code);
        }
    }
    let known: std::collections::BTreeSet<&str> = code
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .collect();
    for (chinese, word, built) in WORDS {
        match built {
            Some(built) => assert!(
                known.contains(built),
                "{chinese} {word}: no `{built}` in the code"
            ),
            None => {
                let file = format!("crates/core/src/kinds/{}.rs", file_name(word));
                let there = root().join(&file).exists();
                assert!(
                    !there,
                    "{file} is built: write its word of the code into WORDS"
                );
            }
        }
    }
}
