//! Answered almost at once, on no file, and then the enterprise says that nothing is solved or the
//! matter is reopened: closed on paper.

use super::{Detector, Field, History, Mark, mark, said};
use crate::matter::{Event, Evidence, Kind, Verdict};

pub(super) fn marks(history: &History, field: &Field<'_>) -> Vec<Mark> {
    let mut out = Vec::new();
    if history.matter.kind() != Kind::Appeal {
        return out;
    }
    // The answer of each round, by the order of rounds, and whether it rests on a file.
    let answers = history
        .events
        .iter()
        .filter_map(|(event, _, at)| match event {
            Event::Answered { evidence, .. } => {
                let file = evidence.iter().any(|e| matches!(e, Evidence::File(_)));
                Some((*at, file))
            }
            _ => None,
        });
    for (at, file) in answers {
        let round = (history.matter.rounds.iter()).find(|round| round.answered == Some(at));
        let Some(round) = round else { continue };
        let days = field.working_days(round.began.date(), at.date());
        let quick = days.is_some_and(|days| days <= field.thresholds.closing_days);
        let failed = matches!(round.verdict, Some((Verdict::NotSolved, _)));
        if quick && failed && !file {
            out.push(mark(
                history,
                Detector::PaperClosing,
                &round.unit,
                at.date(),
                format!(
                    "{}接到，{}就答复，没有附材料，企业说没有解决",
                    said(round.began.date()),
                    said(at.date())
                ),
            ));
        }
    }
    out
}
