//! What checking a receipt says, in sentences.

use serde::Serialize;

/// How a check ended, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Everything that was checked holds.
    Holds,
    /// Something does not hold or could not be shown.
    Fails,
    /// The papers at hand prove that the signer keeps two histories.
    Fraud,
}

/// What one sentence of a verdict reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Checked and right.
    Ok,
    /// To know or to do by oneself; changes no outcome.
    Note,
    /// Checked and wrong, or not to be shown.
    Failed,
    /// Proof of fraud.
    Fraud,
}

/// One sentence of a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable word for programs, e.g. `inclusion`.
    pub code: &'static str,
    /// How it went.
    pub mark: Mark,
    /// The sentence for people.
    pub text: String,
}

/// The result of checking a receipt, in the order in which things were checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The whole.
    pub outcome: Outcome,
    /// One sentence for each thing checked.
    pub findings: Vec<Finding>,
}

impl Verdict {
    pub(crate) fn new() -> Self {
        Self {
            outcome: Outcome::Holds,
            findings: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, code: &'static str, mark: Mark, text: impl Into<String>) {
        let outcome = match mark {
            Mark::Ok | Mark::Note => Outcome::Holds,
            Mark::Failed => Outcome::Fails,
            Mark::Fraud => Outcome::Fraud,
        };
        self.outcome = self.outcome.max(outcome);
        self.findings.push(Finding {
            code,
            mark,
            text: text.into(),
        });
    }

    /// Whether everything held (exit status 0 of `banjie verify`).
    pub fn ok(&self) -> bool {
        self.outcome == Outcome::Holds
    }

    /// The findings with this code, for programs and tests.
    pub fn find(&self, code: &str) -> Option<&Finding> {
        self.findings.iter().find(|f| f.code == code)
    }

    /// One line per finding and a last line with the result.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for finding in &self.findings {
            let mark = match finding.mark {
                Mark::Ok => "通过",
                Mark::Note => "说明",
                Mark::Failed => "不符",
                Mark::Fraud => "造假证据",
            };
            out.push_str(&format!("[{mark}] {}\n", finding.text));
        }
        out.push_str(match self.outcome {
            Outcome::Holds => "结论：已核对的各项全部成立。\n",
            Outcome::Fails => "结论：有不成立或无法证明的事项，请勿采信，并按上面的说明追问。\n",
            Outcome::Fraud => {
                "结论：手头材料足以证明签署方保有两份不同的历史。请保存全部文件，交监督机关。\n"
            }
        });
        out
    }
}
