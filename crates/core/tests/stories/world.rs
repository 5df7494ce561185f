//! The district of a story: its matters, its calendar, the people who act.

use crate::line::{Differs, Line, Story, differs};
use crate::matter_support::cascade::{Case, carry, start};
use crate::matter_support::{self as support};
use crate::{expect, give};
use banjie_core::kinds::review::{self, NewReview};
use banjie_core::matter::{Act, Actor, Command, Event, MatterNo, Refusal};
use banjie_core::pack::{Pack, PackPerson};
use std::sync::LazyLock;

static PACK: LazyLock<Pack> = LazyLock::new(support::pack);

/// Everything that exists while a story is told.
pub(crate) struct World {
    pub(crate) pack: Pack,
    pub(crate) cases: Vec<Case>,
    /// Which matter the lines speak of.
    pub(crate) now: usize,
    /// A refusal that the next line must expect: line, subject, sentence.
    refused: Option<(usize, String, String)>,
    /// The last act was refused, and that was expected.
    acted: bool,
}

impl World {
    /// Tells a story; the first line that differs is the failure.
    pub(crate) fn tell(story: &Story) -> Result<(), String> {
        let mut world = World {
            pack: PACK.clone(),
            cases: Vec::new(),
            now: 0,
            refused: None,
            acted: false,
        };
        let say = |number: usize, d: Differs| {
            format!(
                "{}:{number}  {}\n  应当是  {}\n  实际是  {}",
                story.file, d.subject, d.expected, d.found
            )
        };
        for line in &story.lines {
            let refusal = line.words[0] == "拒绝";
            if !refusal {
                world.nothing_refused().map_err(|(n, d)| say(n, d))?;
            }
            world.line(line).map_err(|d| say(line.number, d))?;
        }
        world.nothing_refused().map_err(|(n, d)| say(n, d))
    }

    fn nothing_refused(&mut self) -> Result<(), (usize, Differs)> {
        match self.refused.take() {
            Some((number, subject, sentence)) => {
                differs(&subject, "办成", format!("拒绝：{sentence}")).map_err(|d| (number, d))
            }
            None => Ok(()),
        }
    }

    fn line(&mut self, line: &Line) -> Result<(), Differs> {
        if line.words[0] == "拒绝" {
            return self.expect_refusal(&line.words[1..].join(" "));
        }
        if let Some((actor, rest)) = self.actor(&line.words) {
            self.acted = true;
            let before = self.cases.len();
            let result = give::give(self, &actor, line, rest);
            let subject = rest.iter().find(|w| *w != "旧页面").map_or("", |w| w);
            return match result {
                Ok(()) => {
                    self.check_folds(subject)?;
                    Ok(())
                }
                Err(give::Stopped::Refused(refusal)) => {
                    if self.cases.len() != before {
                        return differs(subject, "拒绝后什么都没变", "多了一件");
                    }
                    self.refused = Some((line.number, subject.to_owned(), refusal.to_string()));
                    Ok(())
                }
                Err(give::Stopped::Differs(d)) => Err(d),
            };
        }
        self.acted = false;
        expect::expect(self, line)
    }

    fn expect_refusal(&mut self, fragment: &str) -> Result<(), Differs> {
        match self.refused.take() {
            Some((_, _, sentence)) if sentence.contains(fragment) => Ok(()),
            Some((_, _, sentence)) => differs("拒绝", fragment, sentence),
            None => differs(
                "拒绝",
                fragment,
                if self.acted {
                    "办成"
                } else {
                    "前一行没有办事"
                },
            ),
        }
    }

    /// Who acts, and the words after: `企业`, `规则`, or a unit with or without a person.
    fn actor<'w>(&self, words: &'w [String]) -> Option<(Actor, &'w [String])> {
        match words[0].as_str() {
            "企业" => return Some((Actor::Enterprise, &words[1..])),
            "规则" => return Some((Actor::Rule, &words[1..])),
            _ => {}
        }
        self.pack.district.unit(&words[0].as_str().into())?;
        let of_unit = || self.pack.people.iter().filter(|p| p.unit.0 == words[0]);
        let named = words
            .get(1)
            .and_then(|name| of_unit().find(|p| p.name == *name));
        let default =
            || of_unit().find(|p| p.unit == self.pack.district.coordinator || is_clerk(p));
        let person = named.or_else(default)?;
        let rest = if named.is_some() { 2 } else { 1 };
        Some((support::staff(person), &words[rest..]))
    }

    /// The matter the lines speak of.
    pub(crate) fn case(&self) -> &Case {
        &self.cases[self.now]
    }

    /// The number of the story's next matter.
    pub(crate) fn next_number(&self, year: i16) -> MatterNo {
        support::number(year, u32::try_from(self.cases.len()).unwrap() + 1)
    }

    /// Opens a matter with its first event.
    pub(crate) fn open(&mut self, event: Event, act: &Act) {
        self.now = self.cases.len();
        self.cases.push(start(event, act));
    }

    /// Decides a command and folds its events, as the write path does.
    pub(crate) fn decide(&mut self, seen: u64, command: Command, act: &Act) -> Result<(), Refusal> {
        let law = self.pack.law();
        carry(&mut self.cases, self.now, seen, command, act, &law)
    }

    /// Invites somebody to rate.
    pub(crate) fn invite(&mut self, new: NewReview, act: &Act) -> Result<(), Refusal> {
        let no = self.next_number(act.at.date().year());
        let event = review::invite(no, new, act.at, &self.pack.law())?;
        self.open(event, act);
        Ok(())
    }

    /// Law 5: the state is what the journal says, and the version counts its lines.
    fn check_folds(&self, subject: &str) -> Result<(), Differs> {
        for case in &self.cases {
            if support::fold(&case.journal).as_ref() != Some(&case.matter) {
                return differs(subject, "与经过一致", "重放经过得到另一个状态");
            }
            if case.matter.version != case.journal.len() as u64 {
                return differs(
                    subject,
                    case.journal.len().to_string(),
                    case.matter.version.to_string(),
                );
            }
        }
        Ok(())
    }
}

fn is_clerk(person: &PackPerson) -> bool {
    person.roles.contains(&banjie_core::district::Role::Clerk)
}
