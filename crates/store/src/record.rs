//! Events that belong to no matter: people, tokens, looks at identities, bulletins, rankings.
//! They stand in the same log, in streams of their own.

use crate::course::Head;
use crate::db::{Tx, WriteTx};
use crate::log::{Line, Log};
use crate::reads::TALKS;
use crate::write::Ground;
use crate::{Store, StoreError, params};
use banjie_core::assessment::adoption::RulebookEvent;
use banjie_core::assessment::bulletin::edits::EditEvent;
use banjie_core::assessment::bulletin::notes::NoteEvent;
use banjie_core::assessment::callback::SampleEvent;
use banjie_core::assessment::quarterly::adjustment::AdjustmentEvent;
use banjie_core::assessment::report::ReportEvent;
use banjie_core::assessment::talks::{MonthRated, TalkEvent};
use banjie_core::assessment::{Month, Period, Quarter, Week};
use banjie_core::district::{UnitId, WindowId};
use banjie_core::matter::{Act, By, MatterNo};
use banjie_core::moment::Moment;
use serde::{Deserialize, Serialize};

/// An event of the district.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", content = "data")]
pub enum Record {
    /// An account was made.
    #[serde(rename = "person.added/1")]
    PersonAdded {
        /// User name.
        person: String,
        /// Name.
        name: String,
        /// Unit.
        unit: String,
        /// Role codes.
        roles: Vec<String>,
    },
    /// A password was set; neither it nor its hash is here.
    #[serde(rename = "person.password_set/1")]
    PasswordSet {
        /// User name.
        person: String,
    },
    /// A complainant's identity was opened.
    #[serde(rename = "identity.viewed/1")]
    IdentityViewed {
        /// Of which matter.
        no: MatterNo,
        /// Why.
        reason: String,
    },
    /// A token for the API was made.
    #[serde(rename = "token.made/1")]
    TokenMade {
        /// For whom.
        person: String,
        /// What for.
        label: String,
        /// Scope.
        scope: String,
    },
    /// A token for the API was ended by its owner.
    #[serde(rename = "token.ended/1")]
    TokenEnded {
        /// Whose.
        person: String,
        /// What it was for.
        label: String,
    },
    /// A bulletin was issued.
    #[serde(rename = "bulletin.issued/1")]
    BulletinIssued {
        /// `2026-W09`.
        period: String,
        /// Revision, from 1.
        revision: u32,
        /// SHA-256 of the values issued, hex.
        digest: String,
    },
    /// A unit handed in its note on a week, or changed it.
    #[serde(rename = "week.noted/1")]
    WeekNoted {
        /// The week.
        week: Week,
        /// The unit.
        unit: UnitId,
        /// What happened.
        what: NoteEvent,
    },
    /// A highlight or problem of a week was changed.
    #[serde(rename = "bulletin.edited/1")]
    BulletinEdited {
        /// The week.
        week: Week,
        /// What happened.
        what: EditEvent,
    },
    /// A ranking period moved on.
    #[serde(rename = "ranking.moved/1")]
    RankingMoved {
        /// `2026-01`.
        period: String,
        /// Revision, from 1.
        revision: u32,
        /// `draft`, `checking`, `settled`, `sealed`.
        state: String,
        /// SHA-256 of the values, hex.
        digest: String,
    },
    /// An assessment period moved on.
    #[serde(rename = "assessment.moved/1")]
    AssessmentMoved {
        /// `2026-Q1`.
        period: String,
        /// Revision, from 1.
        revision: u32,
        /// `draft`, `checking`, `settled`, `sealed`, `published`.
        state: String,
        /// SHA-256 of the values, hex.
        digest: String,
    },
    /// A bonus, deduction or veto was proposed, agreed, declined or taken back.
    #[serde(rename = "assessment.adjusted/1")]
    AssessmentAdjusted {
        /// Of which quarter.
        quarter: Quarter,
        /// Its number in the quarter, from 1.
        number: u32,
        /// What happened.
        what: AdjustmentEvent,
    },
    /// One of two persons signed the settled figures of a period.
    #[serde(rename = "period.signed/1")]
    PeriodSigned {
        /// Which.
        period: Period,
        /// Revision.
        revision: u32,
        /// SHA-256 of the values signed, hex.
        digest: String,
    },
    /// A unit has checked its figures and agrees.
    #[serde(rename = "period.confirmed/1")]
    PeriodConfirmed {
        /// Which.
        period: Period,
        /// Revision.
        revision: u32,
        /// The unit.
        unit: UnitId,
    },
    /// A new revision of a sealed period began.
    #[serde(rename = "period.corrected/1")]
    PeriodCorrected {
        /// Which.
        period: Period,
        /// The new revision.
        revision: u32,
        /// Why.
        reason: String,
    },
    /// A ruling changed figures under check, and they were computed anew.
    #[serde(rename = "period.recomputed/1")]
    PeriodRecomputed {
        /// Which.
        period: Period,
        /// Revision.
        revision: u32,
        /// The objection.
        because: MatterNo,
        /// Each unit whose score or place changed, in words.
        changed: Vec<String>,
    },
    /// A figure was reported, verified or returned.
    #[serde(rename = "report.moved/1")]
    ReportMoved {
        /// The month it belongs to.
        month: Month,
        /// Id of the measure.
        measure: String,
        /// The unit it is about.
        unit: UnitId,
        /// What happened.
        what: ReportEvent,
    },
    /// A mark was judged, a sample drawn, an enterprise called.
    #[serde(rename = "sample.moved/1")]
    SampleMoved {
        /// The month looked at.
        month: Month,
        /// What happened.
        what: SampleEvent,
    },
    /// A version of the assessment method was submitted, taken back, adopted or sent back.
    #[serde(rename = "rulebook.moved/1")]
    RulebookMoved {
        /// The version.
        version: String,
        /// What happened.
        what: RulebookEvent,
    },
    /// A talk that the rule proposed to a window was held, or not, with the reason.
    #[serde(rename = "window_talk.decided/1")]
    WindowTalkDecided {
        /// The window.
        window: WindowId,
        /// The unit whose people serve there.
        unit: UnitId,
        /// The last of the months it rests on.
        last: Month,
        /// Those months with their ratings.
        facts: Vec<MonthRated>,
        /// What was decided.
        what: TalkEvent,
    },
    /// Rows were imported.
    #[serde(rename = "import.done/1")]
    ImportDone {
        /// Name of the file as given.
        source: String,
        /// Rows accepted.
        accepted: u32,
        /// Rows rejected.
        rejected: u32,
        /// Rows imported before.
        repeated: u32,
    },
}

impl Record {
    /// The stream it belongs to.
    pub fn stream(&self) -> String {
        match self {
            Self::PersonAdded { person, .. } | Self::PasswordSet { person } => {
                format!("person/{person}")
            }
            Self::IdentityViewed { no, .. } => format!("identity/{no}"),
            Self::TokenMade { person, .. } | Self::TokenEnded { person, .. } => {
                format!("token/{person}")
            }
            Self::BulletinIssued { period, .. } => format!("bulletin/{period}"),
            Self::WeekNoted { week, unit, .. } => format!("note/{week}/{unit}"),
            Self::BulletinEdited { week, .. } => format!("edits/{week}"),
            Self::RankingMoved { period, .. } => format!("ranking/{period}"),
            Self::AssessmentMoved { period, .. } => format!("assessment/{period}"),
            Self::AssessmentAdjusted { quarter, .. } => format!("adjustment/{quarter}"),
            Self::PeriodSigned { period, .. } => format!("signature/{period}"),
            Self::PeriodConfirmed { period, .. } => format!("confirmation/{period}"),
            Self::PeriodCorrected { period, .. } | Self::PeriodRecomputed { period, .. } => {
                format!("correction/{period}")
            }
            Self::ReportMoved {
                month,
                measure,
                unit,
                ..
            } => format!("report/{month}/{measure}/{unit}"),
            Self::SampleMoved { month, .. } => format!("sample/{month}"),
            Self::RulebookMoved { version, .. } => format!("rulebook/{version}"),
            Self::WindowTalkDecided { window, last, .. } => format!("window_talk/{window}/{last}"),
            Self::ImportDone { source, .. } => format!("import/{source}"),
        }
    }
}

impl Record {
    /// Under which topic its stream is found with others of the same sort; `None`: by its own name
    /// only.
    pub(crate) fn topic(&self) -> Option<String> {
        match self {
            Self::ReportMoved { month, .. } => Some(format!("report/{month}")),
            Self::RulebookMoved { .. } => Some("rulebook".to_owned()),
            Self::WeekNoted { week, .. } | Self::BulletinEdited { week, .. } => {
                Some(Self::week_topic(*week))
            }
            Self::WindowTalkDecided { .. } => Some(TALKS.to_owned()),
            _ => None,
        }
    }

    /// The topic of what goes into a week's bulletin by hand.
    pub(crate) fn week_topic(week: Week) -> String {
        format!("week/{week}")
    }
}

/// A record as the journal holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// When.
    pub at: Moment,
    /// Who.
    pub by: By,
    /// What.
    pub record: Record,
}

impl Kept {
    /// Reads a line of the journal that belongs to no matter.
    pub(crate) fn parse(line: &str) -> Result<Self, StoreError> {
        let head: Head = serde_json::from_str(line).map_err(StoreError::damaged)?;
        Ok(Self {
            at: head.at,
            by: head.actor,
            record: serde_json::from_str(line).map_err(StoreError::damaged)?,
        })
    }
}

/// The lines of a topic's streams. Left to itself SQLite reads the journal from its beginning and
/// asks of each line whether its stream is one of them; a `cross join` keeps the order.
const OF_TOPIC: &str = "select j.line as line from streams s cross join journal j
     where s.district = $1 and s.topic = $2 and j.district = s.district and j.stream = s.stream
     order by s.stream, j.version";

impl Ground {
    /// All records of a topic's streams inside a job.
    pub(crate) async fn topic(
        &self,
        tx: &mut WriteTx,
        topic: &str,
    ) -> Result<Vec<Kept>, StoreError> {
        let rows = tx
            .all(OF_TOPIC, &params![self.district.as_str(), topic])
            .await?;
        (rows.iter())
            .map(|row| Kept::parse(row.text("line")?))
            .collect()
    }

    /// The records of a stream inside a job or a read, oldest first.
    pub(crate) async fn stream(&self, tx: &mut Tx, stream: &str) -> Result<Vec<Kept>, StoreError> {
        let rows = tx
            .all(
                "select line from journal where district = $1 and stream = $2 order by version",
                &params![self.district.as_str(), stream],
            )
            .await?;
        (rows.iter())
            .map(|row| Kept::parse(row.text("line")?))
            .collect()
    }

    /// Appends a record inside a job.
    pub(crate) async fn record(
        &self,
        tx: &mut WriteTx,
        log: &mut Log,
        record: &Record,
        act: &Act,
    ) -> Result<(), StoreError> {
        let stream = record.stream();
        let row = tx
            .one(
                "select coalesce(max(version), 0) as last from journal
                 where district = $1 and stream = $2",
                &params![self.district.as_str(), &stream],
            )
            .await?;
        let version = u64::try_from(row.int("last")?).map_err(StoreError::damaged)? + 1;
        if let Some(topic) = record.topic().filter(|_| version == 1) {
            tx.exec(
                "insert into streams (district, topic, stream) values ($1, $2, $3)
                 on conflict (district, topic, stream) do nothing",
                &params![self.district.as_str(), &topic, &stream],
            )
            .await?;
        }
        let mut value = serde_json::to_value(record).map_err(StoreError::damaged)?;
        let name = value
            .get("event")
            .and_then(|e| e.as_str())
            .unwrap_or_default()
            .to_owned();
        let data = value
            .get_mut("data")
            .map(serde_json::Value::take)
            .unwrap_or_default();
        let actor = serde_json::to_value(act.by.by()).map_err(StoreError::damaged)?;
        log.append(
            tx,
            Line {
                at: act.at,
                stream: &stream,
                version,
                actor,
                event: &name,
                data,
            },
        )
        .await
        .map(drop)
    }
}

impl Store {
    /// Appends a record that changes nothing else.
    ///
    /// # Errors
    /// The database fails.
    pub async fn record(&self, record: Record, act: Act) -> Result<(), StoreError> {
        let input = (self.ground(), record, act);
        self.db
            .write(input, |tx, (ground, record, act)| {
                Box::pin(async move {
                    let mut log = Log::lock(tx, &ground.district).await?;
                    ground.record(tx, &mut log, record, act).await?;
                    log.keep(tx).await
                })
            })
            .await
    }

    /// The records of a stream, oldest first, each with its time and actor.
    ///
    /// # Errors
    /// The database fails or a line cannot be read.
    pub async fn records(&self, stream: &str) -> Result<Vec<(Moment, By, Record)>, StoreError> {
        let mut tx = self.db.read().await?;
        let kept = self.ground().stream(&mut tx, stream).await?;
        Ok((kept.into_iter())
            .map(|kept| (kept.at, kept.by, kept.record))
            .collect())
    }

    /// All records of a topic's streams, stream by stream, each oldest first.
    ///
    /// # Errors
    /// The database fails or a line cannot be read.
    pub(crate) async fn topic(&self, topic: &str) -> Result<Vec<Kept>, StoreError> {
        let mut tx = self.db.read().await?;
        let district = self.pack.district.code.as_str();
        let rows = tx.all(OF_TOPIC, &params![district, topic]).await?;
        (rows.iter())
            .map(|row| Kept::parse(row.text("line")?))
            .collect()
    }
}
