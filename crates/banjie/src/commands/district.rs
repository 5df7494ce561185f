//! `banjie init`, `user add`, `token add`, `backup`, `restore`.

use crate::cli::Place;
use crate::output::{Outcome, say};
use crate::{clock, wiring};
use banjie_core::district::{PersonId, PostId, Role, UnitId};
use banjie_core::matter::{Act, Staff};
use banjie_store::people::Account;
use banjie_web::kit::passwords::{Passwords, SHORTEST};
use banjie_web::kit::security::SessionToken;
use serde_json::json;
use std::path::Path;

/// Makes an empty district from a pack.
pub(crate) async fn init(
    json: bool,
    pack: &Path,
    data: &Path,
    database_url: Option<&str>,
) -> Outcome {
    let files = wiring::files(pack)?;
    let pack = wiring::pack(&files)?;
    if pack.demonstration {
        eprintln!("注意：这个区包写明是演示数据，正式建区前请换成本区的资料");
    }
    let home = wiring::open(data, database_url, pack).await?;
    home.store
        .create(false, clock::now())
        .await
        .map_err(|e| e.to_string())?;
    wiring::keep_pack(&files, data)?;
    let words = "区已建好，还没有账号。下一步建三名管理员：\n\
        banjie user add --data 目录 --user 用户名 --name 姓名 --unit 单位 --role system_admin\n\
        再用 security_admin、audit_admin 各建一名";
    say(
        json,
        &json!({ "data": data.display().to_string() }),
        words,
        true,
    )
}

/// Adds an account; the password is the first line of the standard input.
#[expect(
    clippy::too_many_arguments,
    reason = "one for each option of the command"
)]
pub(crate) async fn add_user(
    json: bool,
    place: &Place,
    user: String,
    name: String,
    unit: String,
    roles: Vec<String>,
    post: Option<String>,
    telephone: String,
) -> Outcome {
    let home = wiring::existing(place).await?;
    let district = &home.store.pack().district;
    let unit = UnitId(unit);
    if district.unit(&unit).is_none() {
        return Err(format!(
            "单位“{unit}”：本区没有这个单位，请照区包里的简称填写"
        ));
    }
    let code = |c: &String| {
        let all: Vec<_> = Role::ALL.iter().map(|r| r.code()).collect();
        Role::from_code(c)
            .ok_or_else(|| format!("角色“{c}”：没有这个角色，可用 {}", all.join("、")))
    };
    let roles: Vec<Role> = roles.iter().map(code).collect::<Result<_, _>>()?;
    eprintln!("请输入密码（至少 {SHORTEST} 位），回车结束：");
    let mut password = String::new();
    std::io::stdin()
        .read_line(&mut password)
        .map_err(|e| format!("密码读不了：{e}"))?;
    let password = password.trim_end_matches(['\n', '\r']);
    if password.chars().count() < SHORTEST {
        return Err(format!(
            "密码：至少 {SHORTEST} 位，现在 {} 位",
            password.chars().count()
        ));
    }
    let random = wiring::random()?;
    let mut salt = [0; 16];
    salt.copy_from_slice(&random[..16]);
    let account = Account {
        staff: Staff {
            person: PersonId(user.clone()),
            name,
            unit,
            roles,
            post: post.map(PostId),
        },
        telephone,
        password: Passwords::default().hash(password, &salt)?,
        active: true,
    };
    home.store
        .add_people(vec![account], Act::rule(clock::now()))
        .await
        .map_err(|e| e.to_string())?;
    say(
        json,
        &json!({ "user": user }),
        &format!("账号 {user} 已建好"),
        true,
    )
}

/// Makes an API token for a person and shows it once.
pub(crate) async fn add_token(
    json: bool,
    place: &Place,
    user: String,
    label: String,
    scope: String,
) -> Outcome {
    if scope != "read" && scope != "act" {
        return Err(format!(
            "--scope {scope}：请写 read（只读）或 act（可办理）"
        ));
    }
    let home = wiring::existing(place).await?;
    let person = PersonId(user);
    let account = home
        .store
        .account(&person)
        .await
        .map_err(|e| e.to_string())?;
    if account.is_none() {
        return Err(format!(
            "用户“{person}”：没有这个账号，请先 banjie user add"
        ));
    }
    let token = SessionToken::new().map_err(|_| "系统给不出随机数，请稍后再试".to_owned())?;
    let act = Act::rule(clock::now());
    home.store
        .add_token(token.hash(), person, label, scope, act)
        .await
        .map_err(|e| e.to_string())?;
    let value = json!({ "token": token.reveal() });
    say(
        json,
        &value,
        &format!("{}\n只显示这一次，请收好", token.reveal()),
        true,
    )
}

/// Copies a SQLite district into one file while it runs. Attachments lie beside the database and
/// are copied with it into a folder of the same name plus `.files`.
pub(crate) async fn backup(json: bool, place: &Place, file: &Path) -> Outcome {
    let home = wiring::existing(place).await?;
    home.store
        .db()
        .backup(file)
        .await
        .map_err(|e| e.to_string())?;
    let beside = beside(file);
    for name in ["journal.key", "cookie.key"] {
        copy(&place.data.join(name), &beside.join(name))?;
    }
    for folder in ["files", "pack"] {
        copy_all(&place.data.join(folder), &beside.join(folder))?;
    }
    let value = json!({ "file": file.display().to_string() });
    say(
        json,
        &value,
        &format!("已备份到 {} 和 {}", file.display(), beside.display()),
        true,
    )
}

/// Puts a backup into a new folder and checks it from the first event to the last.
pub(crate) async fn restore(json: bool, file: &Path, data: &Path) -> Outcome {
    if data.join("banjie.db").exists() {
        return Err(format!(
            "{}：这里已经有一个区，请恢复到新的目录",
            data.display()
        ));
    }
    copy(file, &data.join("banjie.db"))?;
    copy_all(&beside(file), data)?;
    let place = Place {
        data: data.to_owned(),
        database_url: None,
        pack: None,
    };
    let home = wiring::existing(&place).await?;
    let checked = home
        .store
        .check(Vec::new())
        .await
        .map_err(|e| e.to_string())?;
    let words = match checked.faults.first() {
        None => format!("已恢复，{} 条事件全部相符", checked.events),
        Some(fault) => format!("恢复出来的数据不对：{fault}"),
    };
    say(json, &checked, &words, checked.faults.is_empty())
}

fn beside(file: &Path) -> std::path::PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".files");
    name.into()
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let run = || {
        std::fs::create_dir_all(to.parent().unwrap_or(to))?;
        std::fs::copy(from, to)
    };
    run()
        .map(drop)
        .map_err(|e| format!("{} → {}：{e}", from.display(), to.display()))
}

fn copy_all(from: &Path, to: &Path) -> Result<(), String> {
    if !from.exists() {
        return Ok(());
    }
    for entry in std::fs::read_dir(from).map_err(|e| format!("{}：{e}", from.display()))? {
        let path = entry
            .map_err(|e| format!("{}：{e}", from.display()))?
            .path();
        let to = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy_all(&path, &to)?
        } else {
            copy(&path, &to)?
        }
    }
    Ok(())
}
