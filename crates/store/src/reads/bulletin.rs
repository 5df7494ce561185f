//! 周通报: gathers what core computes a week from, keeps it as issued.

use super::assess::{Kept, kept};
use super::courses::{Courses, EACH_LINE, courses, folded};
use super::papers::{Issued, Seen, With};
use super::periods::TRIES;
use crate::course::Happened;
use crate::{Store, StoreError, params};
use banjie_core::assessment::bulletin::edits::Edits;
use banjie_core::assessment::bulletin::notes;
use banjie_core::assessment::bulletin::tasks::Ordered;
use banjie_core::assessment::bulletin::{Bulletin, BulletinInput};
use banjie_core::assessment::overdue::{open, overdue};
use banjie_core::assessment::{Month, Week};
use banjie_core::district::UnitId;
use banjie_core::matter::{Act, Detail, Event, Matter};
use banjie_core::moment::Moment;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

impl Store {
    /// The bulletin of a week, computed now from what was known at the end of `as_of` (the week's
    /// Sunday, or a whole day before it), with what the units handed in and 区营商办 changed.
    ///
    /// # Errors
    /// The database fails.
    pub async fn bulletin(&self, week: Week, as_of: Date) -> Result<Bulletin, StoreError> {
        let (_, edits) = self.week_entries(week).await?;
        self.bulletin_with(week, as_of, &edits).await
    }

    /// The same with other changes of highlights and problems.
    pub(crate) async fn bulletin_with(
        &self,
        week: Week,
        as_of: Date,
        edits: &Edits,
    ) -> Result<Bulletin, StoreError> {
        let seven = jiff::Span::new().days(7);
        let earlier = as_of.saturating_sub(seven);
        let (notes, _) = self.week_entries(week).await?;
        let counts = self.counts(week.first(), as_of).await?;
        let before = self.counts(week.previous().first(), earlier).await?;
        let law = self.pack.law();
        let courses = self.open_since(earlier, as_of).await?;
        let stood = as_they_stood(&courses, earlier)?;
        let overdue_before = overdue(&by_reference(&stood), earlier, &law);
        let matters = as_they_stood(&courses, as_of)?;
        let matters = by_reference(&matters);
        let (open, overdue) = (open(&matters, as_of, &law), overdue(&matters, as_of, &law));
        let orders = self.orders(as_of).await?;
        let books = self.rulebooks().await?;
        Ok(Bulletin::of(&BulletinInput {
            law,
            rulebook: books.on(Month::of(as_of))?,
            week,
            as_of,
            counts: &counts,
            before: &before,
            open: &open,
            overdue: &overdue,
            overdue_before: &overdue_before,
            matters: &matters,
            orders: &orders,
            picks: &self.pack.picks,
            edits,
            notes: &notes,
            calls_missed: &self.missed_calls(as_of).await?,
        }))
    }

    /// The newest issued bulletin of a week.
    ///
    /// # Errors
    /// The database fails; the values cannot be read.
    pub async fn issued_bulletin(&self, week: Week) -> Result<Option<Kept<Bulletin>>, StoreError> {
        let issued = self.paper("bulletin", &week.to_string()).await?;
        issued.map(kept).transpose()
    }

    /// 印发: computes a week's bulletin up to `as_of` and keeps it as the next revision; `seen` is the
    /// revision the form showed as the newest, 0 for none. What is kept is what the journal says at
    /// that very line.
    ///
    /// # Errors
    /// `Taken`, when another revision was issued meanwhile; `Overtaken`, when the log kept growing
    /// while it was computed; the database fails.
    pub async fn issue_bulletin(
        &self,
        week: Week,
        as_of: Date,
        seen: u32,
        act: Act,
    ) -> Result<Issued, StoreError> {
        for _ in 1..TRIES {
            match self.issue_once(week, as_of, seen, act.clone()).await {
                Err(StoreError::Overtaken) => {}
                done => return done,
            }
        }
        self.issue_once(week, as_of, seen, act).await
    }

    async fn issue_once(
        &self,
        week: Week,
        as_of: Date,
        seen: u32,
        act: Act,
    ) -> Result<Issued, StoreError> {
        let rests_on = Seen {
            size: Some(self.log_size().await?),
            ..Seen::default()
        };
        let bulletin = self.bulletin(week, as_of).await?;
        let paper = Issued {
            kind: "bulletin".to_owned(),
            period: week.to_string(),
            revision: seen + 1,
            state: "issued".to_owned(),
            body: serde_json::to_string(&bulletin).map_err(StoreError::damaged)?,
            at: act.at,
        };
        // What was named to be mended is ordered once, with the first issue.
        let (notes, _) = self.week_entries(week).await?;
        let orders = match seen {
            0 => notes.orders(week, act.at.date()),
            _ => Vec::new(),
        };
        let with = With { why: None, orders };
        self.issue_with(paper.clone(), rests_on, with, act).await?;
        Ok(paper)
    }

    /// The directives that the units' notes on a week became when its bulletin was issued.
    ///
    /// # Errors
    /// The database fails.
    pub async fn week_directives(&self, week: Week) -> Result<Vec<Matter>, StoreError> {
        let mut tx = self.db.read().await?;
        // All were opened in one moment, so that by it and the number would be by the number alone.
        let rows = tx
            .all(
                "select m.no as no from matters m join papers p on p.district = m.district
                   and p.at_ms = m.opened_ms
                 where m.district = $1 and m.kind = 'directive' and p.kind = 'bulletin'
                   and p.period = $2 and p.revision = 1 order by m.due, m.no",
                &params![self.pack.district.code.as_str(), week.to_string()],
            )
            .await?;
        let mut out = self.ground().load_each(&mut tx, &rows).await?;
        let source = notes::source(week);
        out.retain(|m| matches!(&m.detail, Detail::Directive(d) if d.order.source == source));
        Ok(out)
    }

    /// Every directive ordered by the end of a day, by number, as it then stood.
    pub(crate) async fn orders(&self, day: Date) -> Result<Vec<Ordered>, StoreError> {
        let end = end_of(day);
        let mut tx = self.db.read_long().await?;
        let rows = tx
            .all(
                &format!(
                    "select m.no as no, m.lead as lead, m.opened_ms as opened_ms, m.state as state,
                        coalesce(m.ended_ms, $3) as ended_ms,
                        coalesce(m.indicator, '') as indicator, j.line as line
                 from {EACH_LINE} and j.version = 1 and m.district = $1
                   and m.kind = 'directive' and m.opened_ms < $2 and m.sealed = 0
                 order by m.opened_ms, m.no"
                ),
                &params![self.pack.district.code.as_str(), end, i64::MAX],
            )
            .await?;
        drop(tx);
        let numbers: BTreeSet<&str> = (rows.iter())
            .filter_map(|row| row.text("no").ok())
            .collect();
        let mut out = Vec::new();
        for row in &rows {
            let opened = Happened::parse(row.text("line")?)?;
            let Event::DirectiveDispatched { no, directive, .. } = &opened.event else {
                continue;
            };
            let ended = row.int("ended_ms")?;
            let done = row.text("state")? == "done";
            let indicator = row.text("indicator")?;
            let parent = directive.parent.map(|parent| parent.to_string());
            let named = parent.is_none_or(|parent| numbers.contains(parent.as_str()));
            out.push(Ordered {
                unit: UnitId::from(row.text("lead")?),
                indicator: (!indicator.is_empty()).then(|| indicator.into()),
                opened: Moment::from_ms(row.int("opened_ms")?).date(),
                ended: (ended < end).then(|| (Moment::from_ms(ended).date(), done)),
                ..Ordered::of(*no, &directive.order, named)
            });
        }
        out.sort_unstable_by(|a, b| a.no.cmp(&b.no));
        Ok(out)
    }

    /// What happened by the end of `until` to the matters that were open at the end of `since` or
    /// later.
    async fn open_since(&self, since: Date, until: Date) -> Result<Courses, StoreError> {
        let mut tx = self.db.read_long().await?;
        let sql = format!(
            "select j.stream as no, j.line as line from {EACH_LINE} and m.district = $1
               and j.at_ms < $2 and m.opened_ms < $2 and m.sealed = 0
               and (m.ended_ms is null or m.ended_ms >= $3)
             order by m.no, j.version"
        );
        let district = self.pack.district.code.as_str();
        let params = params![district, end_of(until), end_of(since)];
        courses(&mut tx, &sql, &params).await
    }

    /// The matters open at the end of a day, as their events up to then make them.
    pub(super) async fn matters_at(
        &self,
        day: Date,
    ) -> Result<BTreeMap<String, Matter>, StoreError> {
        as_they_stood(&self.open_since(day, day).await?, day)
    }
}

/// Matters as what happened to them by the end of a day makes them, without those opened later.
fn as_they_stood(courses: &Courses, day: Date) -> Result<BTreeMap<String, Matter>, StoreError> {
    let end = end_of(day);
    let by_then = courses.iter().map(|(no, course)| {
        let count = course.partition_point(|event| event.at.ms() < end);
        (no, &course[..count])
    });
    let there = by_then.filter(|(_, course)| !course.is_empty());
    there
        .map(|(no, course)| Ok((no.clone(), folded(no, course)?)))
        .collect()
}

/// The same matters, borrowed.
pub(super) fn by_reference(matters: &BTreeMap<String, Matter>) -> BTreeMap<String, &Matter> {
    let borrowed = matters.iter().map(|(no, matter)| (no.clone(), matter));
    borrowed.collect()
}

/// The first moment after a day.
pub(crate) fn end_of(day: Date) -> i64 {
    Moment::start_of(day.tomorrow().unwrap_or(Date::MAX)).ms()
}
