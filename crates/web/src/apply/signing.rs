//! The one-time code of a signature. There is no message gateway here: the applicant asks for the
//! code, a person at the window calls the telephone in the form and reads it out. The code follows from
//! the request and the moment of the call, so nothing secret is stored; it lasts half an hour.

use crate::App;
use crate::kit::Problem;
use crate::portal::sealed;
use banjie_core::moment::Moment;
use banjie_store::reads::Draft;
use serde::{Deserialize, Serialize};

/// Kind of these requests among the drafts.
const KIND: &str = "sign-code";
/// Whose they are: every window's.
const OWNER: &str = "window";
/// How long a code lasts after the call.
const MINUTES: i64 = 30;
/// Tries on one code.
const TRIES: u64 = 5;

/// A request for a code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Request {
    /// The draft.
    pub(crate) draft: String,
    /// Name of the package.
    pub(crate) package: String,
    /// Who signs.
    pub(crate) signer: String,
    /// `法定代表人（负责人）` or `经办人`.
    pub(crate) post: String,
    /// The number to call, from the form.
    pub(crate) phone: String,
    /// When it was asked.
    pub(crate) asked: Moment,
    /// When somebody called, and who.
    #[serde(default)]
    pub(crate) called: Option<(Moment, String)>,
}

/// What a look at the code found.
pub(crate) enum Tried {
    /// It fits.
    Fits,
    /// Nobody has called yet.
    NotCalled,
    /// The half hour is over.
    Expired,
    /// It does not fit; so many tries are left.
    Wrong(u64),
}

impl Request {
    /// A new one.
    pub(crate) fn new(
        app: &App,
        draft: &str,
        package: &str,
        signer: &banjie_core::packages::authority::Signer,
    ) -> Self {
        Self {
            draft: draft.to_owned(),
            package: package.to_owned(),
            signer: signer.name.clone(),
            post: signer.post.to_owned(),
            phone: signer.phone.clone(),
            asked: app.now(),
            called: None,
        }
    }

    /// The six digits, once somebody has called.
    ///
    /// # Errors
    /// [`Problem::Internal`], never in practice.
    pub(crate) fn code(&self, app: &App) -> Result<Option<String>, Problem> {
        let Some((called, _)) = &self.called else {
            return Ok(None);
        };
        let said = [
            &self.draft,
            &self.signer,
            &self.phone,
            &called.ms().to_string(),
        ]
        .map(|part| part.replace('\n', " "))
        .join("\n");
        let bytes = sealed::derived(app, "sign", &said)?;
        let mut eight = [0; 8];
        eight.copy_from_slice(&bytes[..8]);
        Ok(Some(format!(
            "{:06}",
            u64::from_be_bytes(eight) % 1_000_000
        )))
    }

    /// Whether the code of the last call still counts.
    pub(crate) fn lasts(&self, now: Moment) -> bool {
        (self.called.as_ref()).is_some_and(|(at, _)| now <= at.plus_ms(MINUTES * 60_000))
    }

    /// Keeps it. A request of the same draft is replaced.
    ///
    /// # Errors
    /// The database fails.
    pub(crate) async fn keep(&self, app: &App) -> Result<(), Problem> {
        let id = id_of(&self.draft);
        let known = app.store().draft(&id).await?;
        let row = Draft {
            id,
            owner: OWNER.to_owned(),
            kind: KIND.to_owned(),
            body: serde_json::to_string(self).map_err(|e| Problem::internal(&e))?,
            version: known.map_or(0, |k| k.version),
            at: app.now(),
        };
        let saved = app.store().save_draft(row).await?;
        saved.map(drop).ok_or(Problem::Busy)
    }
}

/// A number that its owner recognises and nobody else can ring: `139****0210`.
pub(crate) fn masked(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().collect();
    match digits.len() {
        n @ 8.. => {
            let head: String = digits[..3].iter().collect();
            let tail: String = digits[n - 4..].iter().collect();
            format!("{head}****{tail}")
        }
        _ => "****".to_owned(),
    }
}

fn id_of(draft: &str) -> String {
    format!("sign-{draft}")
}

fn read(row: &Draft) -> Option<Request> {
    let request: Request = serde_json::from_str(&row.body).ok()?;
    (row.kind == KIND).then_some(request)
}

/// The request of a draft.
///
/// # Errors
/// The database fails.
pub(crate) async fn of(app: &App, draft: &str) -> Result<Option<Request>, Problem> {
    let row = app.store().draft(&id_of(draft)).await?;
    Ok(row.as_ref().and_then(read))
}

/// All that wait for a call, oldest first.
///
/// # Errors
/// The database fails.
pub(crate) async fn all(app: &App) -> Result<Vec<Request>, Problem> {
    let rows = app.store().drafts(OWNER, KIND).await?;
    let mut requests: Vec<Request> = rows.iter().filter_map(read).collect();
    requests.sort_by_key(|r| r.asked);
    Ok(requests)
}

/// Tries a code, counting before looking.
///
/// # Errors
/// The database fails.
pub(crate) async fn fits(
    app: &App,
    draft: &str,
    signer: &str,
    typed: &str,
) -> Result<Tried, Problem> {
    let request = of(app, draft).await?.filter(|r| r.signer == signer);
    let Some(request) = request else {
        return Ok(Tried::NotCalled);
    };
    let Some(code) = request.code(app)? else {
        return Ok(Tried::NotCalled);
    };
    if !request.lasts(app.now()) {
        return Ok(Tried::Expired);
    }
    let called = request.called.as_ref().map_or(0, |(at, _)| at.ms());
    let subject = format!("sign/{draft}/{called}");
    let tried = app
        .store()
        .count_try(subject, app.now(), MINUTES * 60_000)
        .await?;
    if tried > TRIES {
        return Ok(Tried::Expired);
    }
    match sealed::same(app, &code, typed) {
        true => Ok(Tried::Fits),
        false => Ok(Tried::Wrong(TRIES - tried)),
    }
}

/// Throws the request of a draft away.
///
/// # Errors
/// The database fails.
pub(crate) async fn drop_of(app: &App, draft: &str) -> Result<(), Problem> {
    Ok(app.store().drop_draft(id_of(draft)).await?)
}
