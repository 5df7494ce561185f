//! What people do to an application, its items and commitments.

use crate::give::{Stopped, Values, evidence, unreadable};
use crate::matter_support as support;
use crate::world::World;
use banjie_core::district::{ItemId, MaterialCode};
use banjie_core::kinds::application::{
    self, Application, Facts, Handed, MissingMaterial, Way, Wish,
};
use banjie_core::matter::{Act, Attachment, Command, Detail, Kind};
use banjie_core::packages::commitment::Signature;

/// A material by its name.
fn material(world: &World, name: &str) -> Result<MaterialCode, Stopped> {
    let found = world
        .pack
        .services
        .materials()
        .iter()
        .find(|m| m.name == name);
    match found {
        Some(material) => Ok(material.code.clone()),
        None => unreadable(name, "材料目录里的名称"),
    }
}

fn materials(world: &World, names: &[&str]) -> Result<Vec<MaterialCode>, Stopped> {
    names.iter().map(|n| material(world, n)).collect()
}

fn item(world: &World, name: &str) -> Result<ItemId, Stopped> {
    match world
        .pack
        .services
        .items()
        .iter()
        .find(|i| i.name.starts_with(name))
    {
        Some(item) => Ok(item.id.clone()),
        None => unreadable(name, "事项的名称"),
    }
}

/// `授权委托书` or `授权委托书=3`, working days.
fn wishes(world: &World, words: &[&str]) -> Result<Vec<Wish>, Stopped> {
    let each = words.iter().map(|word| {
        let (name, days) = word.split_once('=').unwrap_or((word, ""));
        Ok(Wish {
            material: material(world, name)?,
            days: days.parse().ok(),
        })
    });
    each.collect()
}

/// `申请  [店面 300平方米及以上]  [容缺 甲=3、乙]  [承诺 事项]  [缺 丙]  [未签名]  [企业 名称]`
pub(crate) fn apply(world: &mut World, values: &Values<'_>, act: &Act) -> Result<(), Stopped> {
    let mut picks = support::RESTAURANT;
    if values.has("大店") {
        picks[1].1 = "300平方米及以上";
    }
    let mut new = support::plain_application(&world.pack, "open-restaurant", &picks);
    if let Some(name) = values.get("企业") {
        name.clone_into(&mut new.enterprise.name);
    }
    new.tolerance = wishes(world, &values.list("容缺"))?;
    let promises = values.list("承诺");
    new.promises = promises
        .iter()
        .map(|n| item(world, n))
        .collect::<Result<_, _>>()?;
    let missing = materials(world, &values.list("缺"))?;
    new.handed.retain(|h| !missing.contains(&h.material));
    if !new.tolerance.is_empty() || !new.promises.is_empty() {
        new.signed = (!values.has("未签名")).then(|| act.at.date());
        new.may_commit = !values.has("无授权");
    }
    // Secondary materials that nobody deferred were handed in, too.
    let package = world.pack.services.package(&new.package).unwrap();
    let form = world.pack.services.merge(package, &new.picks);
    for merged in form.materials.iter().filter(|m| m.defer.is_some()) {
        let code = &merged.material.code;
        let later = new.tolerance.iter().any(|w| w.material == *code) || missing.contains(code);
        if !later {
            new.handed.push(Handed {
                material: code.clone(),
                files: Vec::new(),
            });
        }
    }
    let no = world.next_number(act.at.date().year());
    let event = application::submit(no, new, None, act.at, &world.pack.law())?;
    world.open(event, act);
    Ok(())
}

fn application(world: &World) -> Result<&Application, Stopped> {
    match &world.case().matter.detail {
        Detail::Application(application) => Ok(application),
        _ => unreadable("受理", "先用“办件1”指到申请"),
    }
}

fn handed(world: &World, names: &[&str]) -> Result<(Vec<Handed>, Vec<Attachment>), Stopped> {
    let codes = materials(world, names)?;
    let files: Vec<Attachment> = codes.iter().map(|c| support::file(c.as_str())).collect();
    let handed = codes
        .into_iter()
        .zip(&files)
        .map(|(material, file)| Handed {
            material,
            files: vec![file.hash.clone()],
        });
    Ok((handed.collect(), files))
}

/// The command of a verb that only applications and commitments know.
pub(crate) fn command(
    world: &World,
    verb: &str,
    rest: &[String],
    values: &Values<'_>,
) -> Result<Option<Command>, Stopped> {
    let first = rest.first().cloned().unwrap_or_default();
    let reason = values.text("理由");
    let basis = values.text("依据");
    Ok(Some(match verb {
        "受理" => {
            let application = application(world)?;
            let lacking = materials(world, &values.list("缺"))?;
            let wished = wishes(world, &values.list("容缺"))?;
            let deferred = match values.get("容缺") {
                Some(_) => wished,
                None => application.new.tolerance.clone(),
            };
            let promises = application.new.promises.clone();
            let replaced = |m: &MaterialCode| {
                promises.iter().any(|id| {
                    let mode = world
                        .pack
                        .services
                        .item(id)
                        .and_then(|i| i.promise.as_ref());
                    mode.is_some_and(|p| p.replaces.contains(m))
                })
            };
            let present = application.plan.submitted().map(|m| m.material.clone());
            Command::Admit {
                present: present
                    .filter(|m| !lacking.contains(m) && !replaced(m))
                    .filter(|m| !deferred.iter().any(|w| w.material == *m))
                    .collect(),
                deferred: deferred.clone(),
                promises: promises.clone(),
                signature: values.get("纸质签名").map(|name| Signature::Paper {
                    name: name.to_owned(),
                    scan: support::file("承诺书.pdf").hash,
                }),
            }
        }
        "一次告知" => {
            let names: Vec<&str> = first.split('、').filter(|n| !n.is_empty()).collect();
            let missing = materials(world, &names)?
                .into_iter()
                .map(|material| MissingMaterial {
                    material,
                    name: String::new(),
                    what: values.get("说明").unwrap_or("没有交").to_owned(),
                });
            Command::TellMissing {
                missing: missing.collect(),
            }
        }
        "补交" => {
            let names: Vec<&str> = first.split('、').filter(|n| !n.is_empty()).collect();
            let (handed, files) = handed(world, if values.has("改正") { &[] } else { &names })?;
            Command::Supply {
                handed,
                files,
                words: values.text("说明"),
            }
        }
        "不予受理" if world.case().matter.kind() == Kind::Application => {
            Command::Refuse { reason, basis }
        }
        "不予办理" => Command::Refuse { reason, basis },
        "准予" => {
            let produces = match &world.case().matter.detail {
                Detail::Item(item) => item.new.produces.clone(),
                _ => Vec::new(),
            };
            let facts: Facts = (produces.iter())
                .map(|(code, _)| {
                    let value = match code.as_str() {
                        "uscc" => values.text("代码"),
                        _ => "2025-11-05".to_owned(),
                    };
                    (code.clone(), value)
                })
                .collect();
            Command::Grant {
                words: first,
                number: values.text("编号"),
                facts,
                evidence: evidence(values, world.case().matter.version)?,
            }
        }
        "出件" => match Way::ALL.into_iter().find(|w| w.word() == first) {
            Some(way) => Command::HandOver {
                way,
                words: values.text("说明"),
            },
            None => return unreadable(&first, "窗口领取、邮寄、网上下载"),
        },
        "核对" => Command::Inspect {
            kept: match first.as_str() {
                "相符" => true,
                "不符" => false,
                _ => return unreadable(&first, "相符 或 不符"),
            },
            words: values.text("说明"),
            stop: values.has("停止"),
        },
        "终止容缺" | "撤销决定" => Command::Revoke { reason, basis },
        "提出异议" => Command::Object {
            words: first,
            speaker: values
                .get("来人")
                .map(|name| format!("{:x>64}", name.len())),
        },
        "裁定是否记入" => Command::Settle {
            record: match first.as_str() {
                "记入" => true,
                "不记入" => false,
                _ => return unreadable(&first, "记入 或 不记入"),
            },
            reason,
        },
        "修复" => Command::Repair { reason },
        "视为受理" => Command::Deem,
        "提醒" => Command::Remind,
        "到期" => Command::Lapse,
        _ => return Ok(None),
    }))
}
