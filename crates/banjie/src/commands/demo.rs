//! `banjie demo`: the district of the speech, built the first time, then served.

use super::serve;
use crate::output::{Outcome, say};
use crate::{clock, demo, wiring};
use banjie_core::district::Role;
use banjie_core::matter::{Act, Staff};
use banjie_core::moment::Moment;
use banjie_core::pack::{Pack, PackPerson};
use banjie_store::Store;
use banjie_store::people::Account;
use banjie_web::app::SignIn;
use banjie_web::kit::passwords::Passwords;
use banjie_web::kit::security::{Transport, hex};
use jiff::civil::Date;
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;

/// Builds the demo if its folder is empty, prints the way in, and serves it.
pub(crate) async fn run(
    json: bool,
    listen: SocketAddr,
    data: &Path,
    today: Option<Date>,
    build_only: bool,
) -> Outcome {
    let built = data.join("demo.json");
    if !build_only && !built.exists() {
        build_apart(data, today)?;
    }
    let files = wiring::shipped();
    let pack = wiring::pack(&files)?;
    let home = wiring::open(data, None, pack.clone()).await?;
    let now = clock::shifted(today);
    if !built.exists() && home.store.is_demo().await.map_err(|e| e.to_string())? == Some(true) {
        return Err(format!(
            "{}：这里的演示区上次没有编完。请删掉这个目录，再运行一次",
            data.display()
        ));
    }
    home.store
        .create(true, year_before(now()))
        .await
        .map_err(|e| e.to_string())?;
    let kept = std::fs::read_to_string(&built)
        .ok()
        .and_then(|t| serde_json::from_str(&t).ok());
    let url = format!("http://{listen}");
    let access = match kept {
        Some(access) => access,
        None => build(&home.store, &pack, &now, data, &files).await?,
    };
    let access = Access {
        url: url.clone(),
        ..access
    };
    access.keep(&built)?;
    let sign_ins: Vec<_> = access.sign_ins.iter().map(Into::into).collect();
    say(json, &access, &access.words(), true)?;
    if build_only {
        home.store.db().close().await;
        return Ok(ExitCode::SUCCESS);
    }
    let app = serve::app(
        home,
        now.clone(),
        Transport::PlainHttp,
        true,
        sign_ins,
        url,
        Vec::new(),
    )?;
    serve::until_stopped(app, now, listen).await
}

/// Builds the demo in a process of its own, so that the server begins without the memory of it.
fn build_apart(data: &Path, today: Option<Date>) -> Result<(), String> {
    let program = std::env::current_exe().map_err(|e| format!("找不到自己的程序文件：{e}"))?;
    let mut build = std::process::Command::new(program);
    build.args(["demo", "--build-only", "--data"]).arg(data);
    if let Some(day) = today {
        build.arg("--today").arg(day.to_string());
    }
    let done = build.stdout(std::process::Stdio::null()).status();
    match done {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err("演示区没有编成，原因见上面一行".to_owned()),
        Err(e) => Err(format!("编演示区的进程没有起来：{e}")),
    }
}

fn year_before(now: Moment) -> Moment {
    Moment::start_of(now.date().saturating_add(-jiff::Span::new().months(12)))
}

/// What `demo.json` says (interfaces.md §1).
#[derive(serde::Serialize, serde::Deserialize)]
struct Access {
    url: String,
    sign_ins: Vec<Entry>,
    api_tokens: Vec<TokenEntry>,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Entry {
    role: String,
    unit: String,
    user: String,
    password: String,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct TokenEntry {
    role: String,
    unit: String,
    token: String,
}

impl From<&Entry> for SignIn {
    fn from(e: &Entry) -> Self {
        let Entry {
            role,
            unit,
            user,
            password,
        } = e;
        SignIn {
            role: role.clone(),
            unit: unit.clone(),
            user: user.clone(),
            password: password.clone(),
        }
    }
}

impl Access {
    fn keep(&self, path: &Path) -> Result<(), String> {
        let text = serde_json::to_string_pretty(self).map_err(|e| e.to_string())?;
        std::fs::write(path, text).map_err(|e| format!("{}：写不进去（{e}）", path.display()))
    }

    fn words(&self) -> String {
        let mut words = format!("演示区（数据都是编的）：{}\n\n", self.url);
        for s in &self.sign_ins {
            let role = Role::from_code(&s.role).map_or("", Role::word);
            words.push_str(&format!(
                "  {role}（{}）  {}  {}\n",
                s.unit, s.user, s.password
            ));
        }
        words
    }
}

/// The department whose desk has most to show, and whose leader in charge is shown.
const BUSY: &str = "工信局";

/// The people shown on the sign-in page, one for each kind of work.
const SHOWN: [(&str, Role); 10] = [
    (BUSY, Role::Clerk),
    (BUSY, Role::UnitHead),
    ("", Role::Coordinator),
    ("", Role::Leader),
    ("", Role::Inspector),
    ("", Role::IndicatorOwner),
    ("", Role::Organisation),
    ("", Role::SystemAdmin),
    ("", Role::SecurityAdmin),
    ("", Role::AuditAdmin),
];

async fn build(
    store: &Store,
    pack: &Pack,
    now: &impl Fn() -> Moment,
    data: &Path,
    files: &[banjie_core::pack::PackFile],
) -> Result<Access, String> {
    let began = std::time::Instant::now();
    eprintln!("正在编写 12 个月的演示数据……");
    let password = format!("demo-{}", hex(&wiring::random()?[..6]));
    let mut salt = [0; 16];
    salt.copy_from_slice(&wiring::random()?[..16]);
    let hash = Passwords::default().hash(&password, &salt)?;
    let people = pack.people.iter().map(|p| account(p, &hash)).collect();
    let start = Act::rule(year_before(now()));
    store
        .add_people(people, start.clone())
        .await
        .map_err(|e| e.to_string())?;
    let told = demo::tell(store, now().date()).await?;
    for refused in told.refused() {
        eprintln!("没有按规则走成：{refused}");
    }
    store.seal(now()).await.map_err(|e| e.to_string())?;
    wiring::keep_pack(files, data)?;
    let mut access = Access {
        url: String::new(),
        sign_ins: Vec::new(),
        api_tokens: Vec::new(),
    };
    for (unit, role) in SHOWN {
        let in_charge = pack.district.sponsor_of(&BUSY.into()).map(|post| &post.id);
        let fits = |p: &&PackPerson| {
            p.roles.contains(&role)
                && (unit.is_empty() || p.unit.as_str() == unit)
                && (role != Role::Leader || in_charge.is_none() || p.post.as_ref() == in_charge)
        };
        let Some(person) = pack.people.iter().find(fits) else {
            continue;
        };
        access.sign_ins.push(Entry {
            role: role.code().to_owned(),
            unit: person.unit.to_string(),
            user: person.user.to_string(),
            password: password.clone(),
        });
        let Ok(token) = banjie_web::kit::security::SessionToken::new() else {
            continue;
        };
        let (label, scope) = ("演示".to_owned(), "act".to_owned());
        store
            .add_token(
                token.hash(),
                person.user.clone(),
                label,
                scope,
                Act::rule(now()),
            )
            .await
            .map_err(|e| e.to_string())?;
        access.api_tokens.push(TokenEntry {
            role: role.code().to_owned(),
            unit: person.unit.to_string(),
            token: token.reveal().to_owned(),
        });
    }
    eprintln!(
        "{} 件办件，用时 {:.1} 秒",
        told.matters(),
        began.elapsed().as_secs_f64()
    );
    Ok(access)
}

fn account(person: &PackPerson, password: &str) -> Account {
    Account {
        staff: Staff {
            person: person.user.clone(),
            name: person.name.clone(),
            unit: person.unit.clone(),
            roles: person.roles.clone(),
            post: person.post.clone(),
        },
        telephone: person.telephone.clone(),
        password: password.to_owned(),
        active: true,
    }
}
