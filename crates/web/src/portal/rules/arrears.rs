//! Owed money: when it had to be paid, and what the delay costs.

use super::answer;
use super::asked::Asked;
use crate::App;
use crate::kit::parts::{Choice, Control, ErrorSummary, Field};
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Portal, Problem};
use crate::portal::frame;
use crate::rules::{Working, no_value, said};
use askama::Template;
use axum::extract::{OriginalUri, State};
use axum::response::Response;
use banjie_core::arrears::{
    Buyer, Claim, Contract, Interest, InterestRefusal, Payment, RateUsed, Start, Term, TermRefusal,
    YearBasis, interest, term,
};
use banjie_core::rules::{RuleError, Source};
use jiff::civil::Date;

/// Longest agreed term that is read, in days.
const LONGEST: u32 = 3650;

#[derive(Template)]
#[template(path = "portal/rules/arrears.html")]
struct ArrearsPage {
    portal: Portal,
    summary: Option<ErrorSummary>,
    term_fields: Vec<Field>,
    interest_fields: Vec<Field>,
    due: Option<DueView>,
    interest: Option<InterestView>,
    appeal_href: String,
}

struct DueView {
    due: String,
    rest: String,
    days: u32,
    source: String,
    notes: Vec<String>,
    working: Working,
}

struct InterestView {
    sum: String,
    days: u32,
    outstanding: String,
    rate: String,
    /// One line a stretch.
    working: Vec<String>,
    sources: Vec<String>,
    notes: Vec<String>,
}

pub(super) async fn show(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
) -> Result<Response, Problem> {
    let mut asked = Asked::of(&uri);
    let found = match asked.has("buyer") || asked.has("from") {
        true => compute(&app, &mut asked),
        false => None,
    };
    let mut portal = frame(&app, &uri, &who, "被拖欠货款、工程款");
    portal.errors = !asked.errors.is_empty();
    let (due, interest) = found.unzip();
    let page = ArrearsPage {
        summary: asked.summary(),
        term_fields: term_fields(&asked),
        interest_fields: interest_fields(&asked),
        due,
        interest: interest.flatten(),
        appeal_href: portal.href("/appeals/new"),
        portal,
    };
    answer(&page, &asked.errors)
}

/// Due date and, where a principal is given, interest; `None`: something is to be mended.
fn compute(app: &App, asked: &mut Asked) -> Option<(DueView, Option<InterestView>)> {
    let (rules, calendar, today) = (&app.pack().rules, &app.pack().calendar, app.today());
    let buyer = Buyer::from_code(&asked.form.line("buyer"));
    if buyer.is_none() {
        asked.errors.add("buyer", "谁欠款：没有选。请选一项");
    }
    let start = start(asked);
    let contract = Contract {
        buyer: buyer.unwrap_or(Buyer::Government),
        signed: asked.optional_day("signed", "合同订立日"),
        agreed_days: asked.optional_whole("agreed_days", "合同约定的付款天数", LONGEST),
    };
    let claim = claim(asked, contract.signed, today);
    let start = start.filter(|_| asked.errors.is_empty())?;
    let found = match term(&contract, start, rules, calendar) {
        Ok(found) => found,
        Err(refusal) => {
            let (field, sentence) = term_refused(app, &refusal);
            asked.errors.add(field, sentence);
            return None;
        }
    };
    let interest = match claim {
        None => None,
        Some(claim) => {
            let basis = rules.number(&"arrears.year_basis".into(), found.count.due);
            let basis = basis
                .ok()
                .and_then(|(days, _)| YearBasis::from_days(days.unsigned_abs()));
            let claim = Claim {
                due: found.count.due,
                basis: basis.unwrap_or_default(),
                ..claim
            };
            match interest(&claim, rules) {
                Ok(sum) => Some(interest_view(sum)),
                Err(refusal) => {
                    let (field, sentence) = interest_refused(app, &refusal);
                    asked.errors.add(field, sentence);
                    return None;
                }
            }
        }
    };
    Some((due_view(app, found, today), interest))
}

/// From when the term runs.
fn start(asked: &mut Asked) -> Option<Start> {
    match asked.form.get("start") {
        "accepted" => {
            let passed = asked.optional_day("from", "起算日");
            let period_ends = asked.optional_day("period_ends", "约定验收期限的最后一天");
            if passed.is_none() && period_ends.is_none() {
                let sentence =
                    "起算日：没有填。请填验收合格的日子；还没有验收的，填约定验收期限的最后一天";
                asked.errors.add("from", sentence);
            }
            Some(Start::Accepted {
                passed,
                period_ends,
            })
        }
        "confirmed" => asked.day("from", "起算日").map(Start::Confirmed),
        "delivered" => asked.day("from", "起算日").map(Start::Delivered),
        _ => {
            asked.errors.add("start", "从哪天起算：没有选。请选一项");
            asked.day("from", "起算日").map(Start::Delivered)
        }
    }
}

/// What is owed, without its due date; `None`: no interest is asked.
fn claim(asked: &mut Asked, signed: Option<Date>, today: Date) -> Option<Claim> {
    let principal = asked.optional_money("principal", "欠款本金");
    let agreed = asked.optional_rate("agreed_rate", "约定的逾期年利率");
    let payments: Vec<_> = (asked.payments("payments", "已经付的").into_iter())
        .map(|(on, amount)| Payment { on, amount })
        .collect();
    let until = asked.optional_day("until", "算到哪天");
    // Without a last day the rest is still owed today, unless a payment lies later.
    let latest = payments.iter().map(|p| p.on).max().unwrap_or(today);
    Some(Claim {
        principal: principal?,
        due: today,
        until: until.or(Some(today.max(latest))),
        payments,
        agreed,
        signed,
        basis: YearBasis::default(),
    })
}

fn term_refused(app: &App, refusal: &TermRefusal) -> (&'static str, String) {
    match refusal {
        TermRefusal::NoStatutoryTerm { rule, on } => {
            let said = app.pack().rules.get(rule).map(|rule| no_value(rule, *on));
            let said = said.unwrap_or_default();
            let remedy = "当时只要求按行业规范、交易习惯合理约定，请查合同，填入约定的天数";
            (
                "agreed_days",
                format!("合同约定的付款天数：{said}。{remedy}"),
            )
        }
        TermRefusal::Calendar(missing) => {
            ("from", format!("起算日：{}", said::missing_year(missing)))
        }
        TermRefusal::NoStart | TermRefusal::Rule(_) => ("from", refusal.to_string()),
    }
}

fn interest_refused(app: &App, refusal: &InterestRefusal) -> (&'static str, String) {
    let field = match refusal {
        InterestRefusal::Overpaid { .. } | InterestRefusal::EmptyPayment(_) => "payments",
        InterestRefusal::EndsBeforePayment { .. } | InterestRefusal::NoEnd => "until",
        InterestRefusal::NotSigned | InterestRefusal::Rule(_) => "signed",
    };
    let sentence = match refusal {
        InterestRefusal::Rule(RuleError::NoValue { id, on }) => {
            let rule = app.pack().rules.get(id);
            rule.map_or_else(|e| e.to_string(), |rule| no_value(rule, *on))
        }
        refusal => refusal.to_string(),
    };
    (field, sentence)
}

fn due_view(app: &App, found: Term, today: Date) -> DueView {
    let calendar = &app.pack().calendar;
    let source = (found.source.as_ref()).map_or_else(|| "合同的约定".to_owned(), Source::words);
    DueView {
        due: said::day(found.count.due),
        rest: said::rest(found.count.due, today, calendar),
        days: found.term_days,
        working: Working::of(
            &found.count,
            &[],
            today,
            calendar,
            String::new(),
            Vec::new(),
        ),
        source,
        notes: found.notes,
    }
}

fn interest_view(sum: Interest) -> InterestView {
    let mut working = sum.working();
    // The sum stands above in large type.
    working.truncate(sum.segments.len());
    InterestView {
        working,
        rate: match &sum.rate {
            RateUsed::Annual { percent, .. } => format!("年利率 {percent}%"),
            RateUsed::Daily { percent } => format!("每天 {percent}%（未约定利率）"),
        },
        sum: sum.interest.grouped(),
        days: sum.overdue_days,
        outstanding: sum.outstanding.grouped(),
        sources: sum.sources.iter().map(Source::words).collect(),
        notes: sum.notes,
    }
}

fn term_fields(asked: &Asked) -> Vec<Field> {
    let buyers = Buyer::ALL.map(|b| Choice::new(b.code(), b.word()));
    let starts = [
        ("delivered", "交付货物、工程、服务的日子"),
        ("confirmed", "双方确认结算金额的日子（进度结算、定期结算）"),
        ("accepted", "检验、验收合格的日子"),
    ]
    .map(|(value, label)| Choice::new(value, label));
    [
        Field::with("buyer", "谁欠款", Control::Radio(buyers.to_vec())),
        Field::with("start", "合同说从哪天起算", Control::Radio(starts.to_vec())),
        Field::with("from", "那是哪一天", Control::Date)
            .hint("如 2025-9-1；还没有验收的不填这一栏，填下一栏")
            .width("w11"),
        Field::with("period_ends", "约定验收期限的最后一天", Control::Date)
            .hint("只有按验收付款的才填；买方拖着不验收，从这一天起算")
            .width("w11")
            .optional(),
        Field::with("signed", "合同订立日", Control::Date)
            .hint("决定适用哪一版条例和利率下限")
            .width("w11")
            .optional(),
        Field::text("agreed_days", "合同约定的付款天数")
            .hint("没有约定就不填")
            .typed("off", "numeric")
            .width("w4")
            .optional(),
    ]
    .map(|field| asked.fill(field))
    .into()
}

fn interest_fields(asked: &Asked) -> Vec<Field> {
    [
        Field::text("principal", "欠款本金（元）")
            .hint("填了就算利息")
            .typed("off", "decimal")
            .width("w11")
            .optional(),
        Field::text("agreed_rate", "合同约定的逾期年利率（%）")
            .hint("没有约定就不填，按每天万分之五算；约定低于订立时的一年期贷款市场报价利率，按后者算")
            .typed("off", "decimal")
            .width("w4")
            .optional(),
        Field::with("payments", "已经付的", Control::TextArea(1200))
            .hint("一行一笔：日期、空格、金额，如 2025-9-20 100000")
            .optional(),
        Field::with("until", "算到哪天", Control::Date)
            .hint("付清的日子；还没付清、不填，就算到今天")
            .width("w11")
            .optional(),
    ]
    .map(|field| asked.fill(field))
    .into()
}
