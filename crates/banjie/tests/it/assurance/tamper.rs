//! T1, T2 and T3 on a district on disk: sixty alterations with raw access to database and folder,
//! each found and named by `banjie journal check`; a log rewritten and signed anew with the real
//! key, found from every older head; every receipt verified offline by `banjie verify`.

use super::cast::{UNIT, furnished};
use banjie_core::district::PersonId;
use banjie_core::kinds::directive::{Cadence, Order};
use banjie_core::matter::{
    Actor, Attachment, Command as Give, Evidence, MatterNo, NewDirective, Verdict,
};
use banjie_journal::tree::Frontier;
use banjie_journal::{Entry, SignedHead, SigningKey, Suite};
use banjie_store::Ask;
use banjie_store::StoreError;
use banjie_store::db::{DatabaseUrl, Db, Row, Value};
use banjie_web::api::tokens::{Scope, make};
use banjie_web::testing::TestDistrict;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const SUITE: Suite = Suite::Sha256Ed25519;
/// The seed of a test district's key.
const SEED: [u8; 32] = [7; 32];

/// A populated district copied to a folder as `banjie serve` would leave it.
struct Original {
    folder: tempfile::TempDir,
    matters: Vec<MatterNo>,
    /// Entries of the log.
    size: i64,
    file: String,
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap().path();
        let target = to.join(entry.file_name().unwrap());
        match entry.is_dir() {
            true => copy(&entry, &target),
            false => drop(std::fs::copy(&entry, &target).unwrap()),
        }
    }
}

/// Everything that can be altered: appeals at several steps, one confirmed, a file, a directive, a
/// look at an identity, a token, a bulletin, a ranking, seals.
pub(super) async fn populate(district: &TestDistrict) -> (Vec<MatterNo>, String) {
    let first = furnished(district).await;
    let clerk = || district.actor(UNIT, "clerk");
    let coordinator = || district.actor("区营商办", "coordinator");
    let bytes = "尾款对账单".as_bytes();
    let hash = district.store().files().keep(bytes).unwrap();
    let file = Attachment {
        hash: hash.clone(),
        name: "对账单.txt".to_owned(),
        media: "text/plain".to_owned(),
        size: bytes.len() as u64,
    };
    let reply = "已列入三月预算，三月二十日前付清。".to_owned();
    district.set("2026-02-12 10:00");
    district.give(first, clerk(), Give::Sign).await;
    district.give(first, clerk(), Give::Attach { file }).await;
    let evidence = vec![Evidence::File(hash.clone())];
    district.set("2026-02-13 10:00");
    let answer = Give::Answer { reply, evidence };
    district.give(first, clerk(), answer).await;
    let confirm = Give::Confirm {
        tags: Vec::new(),
        verdict: Verdict::Solved,
        level: Some(5),
        words: String::new(),
    };
    district.give(first, Actor::Enterprise, confirm).await;
    let mut matters = vec![first];
    for title in ["路灯损坏", "门前道路积水", "施工噪声", "停水三天"] {
        matters.push(district.dispatched(UNIT, title).await);
        matters.push(district.submit(title).await);
    }
    district.store().seal(district.app.now()).await.unwrap();
    let order = NewDirective {
        title: "完成窗口作风整改".to_owned(),
        text: "住建局要在月底前完成整改。".to_owned(),
        lead: UNIT.into(),
        support: vec!["城管局".into()],
        indicator: None,
        order: Order {
            source: "一季度推进会".to_owned(),
            on: None,
            sentence: "住建局要在月底前完成整改。".to_owned(),
            at: None,
        },
        cadence: Cadence::Once,
        due: None,
        reflection: false,
        parent: None,
    };
    let act = district.act(coordinator());
    let ask = Ask { act, key: None };
    let opened = district.store().open_directives(vec![order], ask).await;
    matters.extend(opened.unwrap());
    let act = district.act(clerk());
    let looked = district
        .store()
        .open_identity(first, "核实欠款".to_owned(), act);
    assert!(looked.await.unwrap().is_some());
    let person = PersonId(district.user(UNIT, "clerk"));
    let act = district.act(clerk());
    let made = make(district.store(), person, "数据平台", Scope::Read, act).await;
    made.unwrap();
    district.check().await;
    (matters, hash)
}

impl Original {
    async fn new() -> Self {
        let district = TestDistrict::new().await;
        let (matters, file) = populate(&district).await;
        let folder = tempfile::tempdir().unwrap();
        keep(&district, folder.path()).await;
        Self {
            size: district.journal_length().await,
            folder,
            matters,
            file,
        }
    }

    /// A copy to be altered.
    fn copied(&self) -> tempfile::TempDir {
        let to = tempfile::tempdir().unwrap();
        copy(self.folder.path(), to.path());
        to
    }
}

/// Writes a test district into a folder that the program reads.
async fn keep(district: &TestDistrict, to: &Path) {
    district
        .store()
        .db()
        .backup(&to.join("banjie.db"))
        .await
        .unwrap();
    copy(&district.folder().join("files"), &to.join("files"));
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/x-district");
    copy(&pack, &to.join("pack"));
    std::fs::write(to.join("journal.key"), "07".repeat(32)).unwrap();
}

fn banjie(arguments: &[&str], paths: &[&Path]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_banjie"));
    command
        .args(arguments)
        .args(paths)
        .env_remove("DATABASE_URL");
    command.output().unwrap()
}

/// `banjie journal check` against heads from other hands: whether all is well, and its words.
fn check(data: &Path, heads: &[PathBuf]) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_banjie"));
    command.args(["journal", "check", "--data"]).arg(data);
    for head in heads {
        command.arg("--head").arg(head);
    }
    let output = command.env_remove("DATABASE_URL").output().unwrap();
    let mut words = String::from_utf8(output.stdout).unwrap();
    words.push_str(&String::from_utf8(output.stderr).unwrap());
    (output.status.success(), words)
}

async fn open(data: &Path) -> Db {
    let url = DatabaseUrl::Sqlite(data.join("banjie.db"));
    Db::open(&url).await.unwrap()
}

/// Runs statements with all the rights of whoever owns the file.
async fn raw(data: &Path, statements: Vec<(String, Vec<Value>)>) {
    let db = open(data).await;
    let done = db.write(statements, |tx, statements| {
        Box::pin(async move {
            for (sql, values) in statements {
                tx.exec(sql, values).await?;
            }
            Ok::<_, StoreError>(())
        })
    });
    done.await.unwrap();
    db.close().await;
}

async fn rows(data: &Path, sql: &str) -> Vec<Row> {
    let db = open(data).await;
    let rows = db.read().await.unwrap().all(sql, &[]).await.unwrap();
    db.close().await;
    rows
}

/// What is done, and what the check must name: an entry among those it speaks of, or words.
enum Named {
    Entry(i64),
    Words(String),
}

struct Deed {
    what: String,
    sql: Vec<String>,
    named: Named,
}

fn on(what: &str, sql: &[&str], named: Named) -> Deed {
    Deed {
        what: what.to_owned(),
        sql: sql.iter().map(|s| (*s).to_owned()).collect(),
        named,
    }
}

/// Alterations of one entry of the log, `s` being its number and `n` the length.
fn of_entry(s: i64, n: i64) -> Vec<Deed> {
    let entry = |what: &str, sql: &[&str]| {
        let fill = |sql: &&str| {
            sql.replace(":s", &s.to_string())
                .replace(":n", &n.to_string())
        };
        Deed {
            what: format!("{what} {s}"),
            sql: sql.iter().map(fill).collect(),
            named: Named::Entry(s),
        }
    };
    let up = "update journal set seq = -seq - 1 where seq > :s";
    let down = "update journal set seq = 1 - seq where seq > :s";
    let back = "update journal set seq = -seq where seq < 0";
    let again = "insert into journal (district, seq, at_ms, stream, version, event, leaf, nodes, line)
                 select district, seq + 1, at_ms, stream || '/copy', version, event, leaf, nodes, line
                 from journal where seq = :s";
    vec![
        entry(
            "edit the line of",
            &["update journal set line = replace(line, '\"actor\"', '\"acted\"') where seq = :s"],
        ),
        entry(
            "backdate",
            &["update journal set at_ms = at_ms - 86400000 where seq = :s"],
        ),
        entry(
            "rename the event of",
            &["update journal set event = 'matter.signed/1x' where seq = :s"],
        ),
        entry(
            "move to another stream",
            &["update journal set stream = 'person/nobody' where seq = :s"],
        ),
        entry(
            "count otherwise",
            &["update journal set version = version + 100 where seq = :s"],
        ),
        entry(
            "replace the leaf of",
            &[
                "update journal set leaf = (select leaf from journal where seq = :s % :n + 1) where seq = :s",
            ],
        ),
        entry("delete", &["delete from journal where seq = :s"]),
        entry(
            "delete and close the gap at",
            &["delete from journal where seq = :s", down, back],
        ),
        entry("insert a copy after", &[up, back, again]),
    ]
}

/// Alterations of what is derived from the log or lies beside it.
fn of_the_rest(first: MatterNo, open: MatterNo) -> Vec<Deed> {
    let matter = |what: &str, sql: &str| {
        let sql = sql.replace(":no", &format!("'{first}'"));
        on(what, &[&sql], Named::Words(format!("办件 {first}")))
    };
    let words =
        |what: &str, sql: &str, named: &str| on(what, &[sql], Named::Words(named.to_owned()));
    vec![
        matter(
            "a title",
            "update matters set title = '无事' where no = :no",
        ),
        matter(
            "a state",
            "update matters set state = 'open' where no = :no",
        ),
        matter(
            "a due date",
            "update matters set due = '2027-01-01' where no = :no",
        ),
        matter(
            "a unit",
            "update matters set lead = '司法局' where no = :no",
        ),
        matter(
            "a light",
            "update matters set red_from = '2027-01-01' where no = :no",
        ),
        matter(
            "an exclusion",
            "update matters set excluded = 1 where no = :no",
        ),
        matter(
            "a seal on a matter",
            "update matters set sealed = 1 where no = :no",
        ),
        matter("an end", "update matters set ended_ms = 1 where no = :no"),
        matter("a matter gone", "delete from matters where no = :no"),
        matter(
            "a supporting unit more",
            "insert into supports select district, '司法局', no from matters where no = :no",
        ),
        matter(
            "a supporting unit less",
            "delete from supports where no = :no",
        ),
        matter(
            "another contact",
            "update contacts set phone = '13900009999' where no = :no",
        ),
        matter(
            "another name",
            "update contacts set name = '李四' where no = :no",
        ),
        words(
            "a contact moved",
            &format!("update contacts set no = 'BJ-2026-000099-X' where no = '{open}'"),
            "BJ-2026-000099-X",
        ),
        words(
            "a case on time",
            "update tallies set unit = '司法局' where count = 'on_time'",
            "计数",
        ),
        words(
            "a day",
            "update tallies set day = '2026-01-01' where count = 'solved'",
            "计数",
        ),
        words(
            "a case gone",
            "delete from tallies where count = 'solved'",
            "计数",
        ),
        words(
            "a sum",
            "update rollups set cases = cases + 1 where count = 'solved'",
            "汇总",
        ),
        words(
            "a sum gone",
            "delete from rollups where count = 'pleased'",
            "汇总",
        ),
        words(
            "a praise invented",
            "insert into rollups select district, '司法局', kind, indicator, count, day, 9 from rollups where count = 'pleased'",
            "司法局",
        ),
        words(
            "a bulletin",
            "update papers set body = replace(body, '2026', '2025') where kind = 'bulletin'",
            "bulletin/2026-W06",
        ),
        words(
            "a ranking",
            "update papers set body = body || ' ' where kind = 'ranking'",
            "ranking/2026-01",
        ),
        words(
            "a step",
            "update papers set state = 'sealed' where kind = 'ranking'",
            "ranking/2026-01",
        ),
        words(
            "a bulletin gone",
            "delete from papers where kind = 'bulletin'",
            "bulletin/2026-W06",
        ),
        words(
            "a role",
            "update people set roles = 'clerk inspector' where person = 'yingshang.desk'",
            "yingshang.desk",
        ),
        words(
            "a unit of a person",
            "update people set unit = '纪委监委' where person = 'yingshang.desk'",
            "yingshang.desk",
        ),
        words(
            "an account",
            "insert into people select district, 'back.door', name, unit, roles, post, telephone, password, active from people where person = 'admin.system'",
            "back.door",
        ),
        words(
            "an account gone",
            "delete from people where person = 'admin.audit'",
            "admin.audit",
        ),
        words(
            "a token",
            "insert into tokens select 'x', district, person, label, 'act', at_ms from tokens",
            "接口令牌",
        ),
        words(
            "a wider token",
            "update tokens set scope = 'act'",
            "接口令牌",
        ),
        words(
            "numbers given again",
            "update logs set numbers = '{}'",
            "编号",
        ),
        words(
            "a node",
            "update journal set nodes = substr(nodes, 1, 65) || (select leaf from journal where seq = 1) where seq = 8",
            "第 5 条至第 8 条",
        ),
        words(
            "a node gone",
            "update journal set nodes = substr(nodes, 66) where seq = 8",
            "第 7 条至第 8 条",
        ),
        words(
            "a node too many",
            "update journal set nodes = leaf where seq = 9",
            "存下的树上节点比应有的多",
        ),
        words(
            "an early seal",
            "update log_heads set head = replace(head, '2026', '2025')",
            "封存不能用",
        ),
        words(
            "the tip",
            "update logs set frontier = 'sha256-ed25519 0'",
            "末尾",
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_alterations_of_a_district_on_disk_are_found_and_named() {
    let original = Original::new().await;
    let (sound, words) = check(original.folder.path(), &[]);
    assert!(sound, "untouched: {words}");
    let n = original.size;
    let mut deeds = Vec::new();
    for s in [n - 20, n - 1] {
        deeds.extend(of_entry(s, n));
    }
    deeds.extend(of_the_rest(original.matters[0], original.matters[2]));
    let mut wrong = Vec::new();
    for deed in &deeds {
        let copy = original.copied();
        let sql = deed.sql.iter().map(|sql| (sql.clone(), Vec::new()));
        raw(copy.path(), sql.collect()).await;
        let (sound, words) = check(copy.path(), &[]);
        let named = match &deed.named {
            Named::Entry(s) => names(&words, *s),
            Named::Words(wanted) => words.contains(wanted),
        };
        if sound || !named {
            wrong.push(format!("{}: {words}", deed.what));
        }
    }
    // The files on disk.
    let file = |data: &Path| {
        data.join("files")
            .join(&original.file[..2])
            .join(&original.file)
    };
    type OnDisk = fn(&Path);
    let on_disk: [(&str, OnDisk); 4] = [
        ("a file swapped", |path| {
            std::fs::write(path, "另一份对账单").unwrap()
        }),
        ("a file cut", |path| std::fs::write(path, "尾款").unwrap()),
        ("a file emptied", |path| std::fs::write(path, "").unwrap()),
        ("a file gone", |path| std::fs::remove_file(path).unwrap()),
    ];
    for (what, deed) in &on_disk {
        let copy = original.copied();
        deed(&file(copy.path()));
        let (sound, words) = check(copy.path(), &[]);
        if sound || !words.contains("对账单.txt") || !words.contains(&original.file) {
            wrong.push(format!("{what}: {words}"));
        }
    }
    // The last entries cut off.
    for k in 1..=3 {
        let copy = original.copied();
        let sql = format!("delete from journal where seq > {}", n - k);
        raw(copy.path(), vec![(sql, Vec::new())]).await;
        let (sound, words) = check(copy.path(), &[]);
        if sound || !words.contains(&format!("日志应有 {n} 条")) {
            wrong.push(format!("the last {k} cut off: {words}"));
        }
    }
    let all = deeds.len() + on_disk.len() + 3;
    println!(
        "T1: {} of {all} alterations found and named",
        all - wrong.len()
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(all >= 60, "{all}");
}

/// Whether the first fault speaks of entry `s`: alone, or among those from one to another.
fn names(words: &str, s: i64) -> bool {
    let Some((_, fault)) = words.split_once("不对：") else {
        return false;
    };
    let fault = fault.lines().next().unwrap_or_default();
    let numbers: Vec<i64> = (fault.split("第 ").skip(1))
        .filter_map(|part| part.split_once(" 条")?.0.parse().ok())
        .collect();
    let (least, most) = (numbers.iter().min(), numbers.iter().max());
    // What follows a removed or inserted entry is one place off.
    least
        .zip(most)
        .is_some_and(|(least, most)| (*least..=*most + 1).contains(&s) || *least == s + 1)
}

/// Rewrites the whole log around one altered line with the real key, so that it is perfect in
/// itself: leaves, nodes, tip and seals.
async fn rewrite(data: &Path, altered: i64) {
    let key = SigningKey::from_seed(SUITE, SEED).unwrap();
    let mut frontier = Frontier::new(SUITE);
    let mut statements = Vec::new();
    let mut roots = std::collections::BTreeMap::new();
    for row in rows(data, "select seq, line from journal order by seq").await {
        let (seq, mut line) = (
            row.int("seq").unwrap(),
            row.text("line").unwrap().to_owned(),
        );
        if seq == altered {
            let mut entry = Entry::parse(&line).unwrap();
            entry.data["appeal"]["text"] = "没有收到过这样的诉求。".into();
            line = entry.line().unwrap();
        }
        let leaf = SUITE.leaf(line.as_bytes());
        let nodes: Vec<_> = (frontier.append(leaf).iter())
            .map(|node| node.hash.to_string())
            .collect();
        let sql = "update journal set line = $1, leaf = $2, nodes = $3 where seq = $4";
        let values = vec![
            line.into(),
            leaf.to_string().into(),
            nodes.join(" ").into(),
            seq.into(),
        ];
        statements.push((sql.to_owned(), values));
        roots.insert(frontier.size(), frontier.root());
    }
    let tip = "update logs set frontier = $1".to_owned();
    statements.push((tip, vec![frontier.to_string().into()]));
    for row in rows(data, "select size, head from log_heads").await {
        let old: SignedHead = serde_json::from_str(row.text("head").unwrap()).unwrap();
        let (size, head) = (old.head.size, old.head);
        let new = key
            .seal(&head.district, size, roots[&size], &head.at)
            .unwrap();
        let sql = "update log_heads set head = $1 where size = $2";
        let values = vec![
            serde_json::to_string(&new).unwrap().into(),
            row.int("size").unwrap().into(),
        ];
        statements.push((sql.to_owned(), values));
    }
    raw(data, statements).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_rewritten_with_the_real_key_is_found_from_every_older_receipt() {
    let district = TestDistrict::new().await;
    let (matters, _) = populate(&district).await;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("district");
    std::fs::create_dir(&data).unwrap();
    keep(&district, &data).await;
    // Receipts in five drawers, taken one after the other.
    let mut drawers = Vec::new();
    for (place, no) in matters.iter().take(5).enumerate() {
        let receipt = district
            .store()
            .receipt(*no, district.app.now())
            .await
            .unwrap();
        let path = folder.path().join(format!("receipt-{place}.json"));
        std::fs::write(&path, receipt.to_json()).unwrap();
        drawers.push(path);
        let title = format!("后来的第{place}件");
        district.submit(&title).await;
    }
    let heads = rows(&data, "select head from log_heads order by size").await;
    for (place, row) in heads.iter().enumerate() {
        let path = folder.path().join(format!("head-{place}.json"));
        std::fs::write(&path, row.text("head").unwrap()).unwrap();
        drawers.push(path);
    }
    let later = tempfile::tempdir().unwrap();
    keep(&district, later.path()).await;
    let (sound, words) = check(later.path(), &drawers);
    assert!(sound, "the honest log fits every receipt: {words}");
    let opened = "select seq from journal where event = 'appeal.submitted/1' order by seq limit 4";
    let (mut found, mut all) = (0, 0);
    for row in rows(later.path(), opened).await {
        let altered = row.int("seq").unwrap();
        let copied = tempfile::tempdir().unwrap();
        copy(later.path(), copied.path());
        rewrite(copied.path(), altered).await;
        let (sound, words) = check(copied.path(), &[]);
        assert!(
            sound,
            "in itself it is perfect, or the test proves nothing: {words}"
        );
        for head in &drawers {
            // A seal made before the altered entry has nothing to say of it.
            let signed = banjie_journal::HeadFile::parse(&std::fs::read_to_string(head).unwrap());
            if i64::try_from(signed.unwrap().head.head.size).unwrap() < altered {
                continue;
            }
            all += 1;
            let (sound, words) = check(copied.path(), std::slice::from_ref(head));
            if !sound && names(&words, altered) {
                found += 1;
            } else {
                println!("{altered} from {}: {words}", head.display());
            }
        }
    }
    println!("T2 on disk: {found} of {all}");
    assert!(found == all && all >= 20, "{found} of {all}");
    // Rolled back as a whole, seals and all: only a receipt from later shows it.
    let (sound, _) = check(&data, &[]);
    assert!(sound, "an old copy is perfect in itself");
    let (sound, words) = check(&data, &drawers[4..5]);
    assert!(!sound && words.contains("日志变短"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_receipt_of_a_district_verifies_offline() {
    let district = TestDistrict::new().await;
    let (matters, _) = populate(&district).await;
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for no in &matters {
        let receipt = district
            .store()
            .receipt(*no, district.app.now())
            .await
            .unwrap();
        let size = receipt.head.head.size;
        let path = folder.path().join(format!("{no}.json"));
        std::fs::write(&path, receipt.to_json()).unwrap();
        files.push((path, size));
    }
    district.submit("最后一件").await;
    for (path, size) in &files {
        let alone = banjie(&["verify"], &[path]);
        assert!(alone.status.success(), "{path:?}: {alone:?}");
        let head = district
            .store()
            .head_file(*size, district.app.now())
            .await
            .unwrap();
        let newest = folder.path().join("newest.json");
        std::fs::write(&newest, head.to_json()).unwrap();
        let against = banjie(&["verify", "--head"], &[&newest, path]);
        assert!(against.status.success(), "{path:?}: {against:?}");
        let text = std::fs::read_to_string(path).unwrap();
        let forged = folder.path().join("forged.json");
        std::fs::write(&forged, text.replacen("2026-02", "2026-01", 1)).unwrap();
        assert!(
            !banjie(&["verify"], &[&forged]).status.success(),
            "{path:?} forged"
        );
    }
    println!(
        "T3: {} of {} receipts verified offline",
        files.len(),
        matters.len()
    );
}
