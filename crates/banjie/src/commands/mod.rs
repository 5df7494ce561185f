//! One file a command.

mod bench;
mod conformance;
mod demo;
mod directives;
mod district;
mod import;
mod journal;
mod openapi;
mod pack;
mod papers;
mod rule_changes;
mod rulebook;
mod rules;
mod serve;
mod verify;

use crate::cli::{Cli, DirectivesVerb, JournalVerb, PackVerb, TokenVerb, UserVerb, Verb};
use crate::output::Outcome;

/// Runs the command.
pub(crate) async fn run(cli: Cli) -> Outcome {
    let json = cli.json;
    match cli.verb {
        Verb::Demo {
            listen,
            data,
            today,
            build_only,
        } => demo::run(json, listen, &data, today, build_only).await,
        Verb::Serve {
            place,
            listen,
            url,
            proxy,
        } => serve::run(&place, listen, url, proxy).await,
        Verb::Init {
            pack,
            data,
            database_url,
        } => district::init(json, &pack, &data, database_url.as_deref()).await,
        Verb::User(UserVerb::Add {
            place,
            user,
            name,
            unit,
            role,
            post,
            telephone,
        }) => district::add_user(json, &place, user, name, unit, role, post, telephone).await,
        Verb::Token(TokenVerb::Add {
            place,
            user,
            label,
            scope,
        }) => district::add_token(json, &place, user, label, scope).await,
        Verb::Pack(PackVerb::Check { dir }) => pack::check(json, &dir),
        Verb::Rules(verb) => rules::run(json, verb).await,
        Verb::Conformance { file, pack } => conformance::run(json, &file, pack.as_deref()),
        Verb::Directives(DirectivesVerb::Extract { file, pack, date }) => {
            directives::extract(json, &file, pack.as_deref(), date)
        }
        Verb::Verify { receipt, head } => verify::run(json, &receipt, head.as_deref()),
        Verb::Journal(JournalVerb::Check { place, head }) => {
            journal::check(json, &place, &head).await
        }
        Verb::Backup { place, file } => district::backup(json, &place, &file).await,
        Verb::Restore { file, data } => district::restore(json, &file, &data).await,
        Verb::Bulletin(args) => papers::bulletin(json, &args).await,
        Verb::Ranking(args) => papers::ranking(json, &args).await,
        Verb::Assessment(args) => papers::assessment(json, &args).await,
        Verb::Rulebook(verb) => rulebook::run(json, verb).await,
        Verb::Import {
            place,
            kind,
            file,
            dry_run,
            out,
        } => import::run(json, &place, &kind, &file, dry_run, out.as_deref()).await,
        Verb::Openapi => openapi::run(),
        Verb::Bench(args) => bench::run(json, args).await,
    }
}
