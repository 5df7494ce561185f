//! How a promise stands, as an enterprise asks: is it running, was it kept, what follows.

use super::{Commitment, Mode, Stage};

/// 承诺的结果. Twelve stages in six words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// 承诺期内: nothing is late.
    Running,
    /// 没有按期履行，处理中: nothing is recorded yet.
    Pending,
    /// 已履行.
    Kept,
    /// 未履行，已记入: limits later tolerance until repaired.
    Broken,
    /// 未履行，已修复.
    Repaired,
    /// 不记入, or not needed any more.
    Closed,
}

impl Standing {
    /// All, in the order of a list.
    pub const ALL: [Self; 6] = [
        Self::Running,
        Self::Pending,
        Self::Kept,
        Self::Broken,
        Self::Repaired,
        Self::Closed,
    ];

    /// The code in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Pending => "pending",
            Self::Kept => "kept",
            Self::Broken => "broken",
            Self::Repaired => "repaired",
            Self::Closed => "closed",
        }
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Running => "履行中",
            Self::Pending => "到期未履行，处理中",
            Self::Kept => "已履行",
            Self::Broken => "未履行，已记入",
            Self::Repaired => "已修复",
            Self::Closed => "不记入或不再需要",
        }
    }

    /// The standing with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Of a stage.
    pub fn of(stage: &Stage) -> Self {
        match stage {
            Stage::Pledged | Stage::ToCheck | Stage::ToInspect | Stage::Correcting => Self::Running,
            Stage::Missed | Stage::Proposed | Stage::ToSettle => Self::Pending,
            Stage::Kept => Self::Kept,
            Stage::Broken { .. } => Self::Broken,
            Stage::Repaired { .. } => Self::Repaired,
            Stage::Waived { .. } | Stage::Void => Self::Closed,
        }
    }

    /// The standing of a state's code; `None`: no state of a commitment.
    pub fn of_state(code: &str) -> Option<Self> {
        let at = Stage::CODES.iter().position(|(own, _)| *own == code)?;
        Some(match at {
            0..=3 => Self::Running,
            4..=6 => Self::Pending,
            7 => Self::Kept,
            8 => Self::Broken,
            10 => Self::Repaired,
            _ => Self::Closed,
        })
    }

    /// The codes of the states that stand so, for whoever asks the database.
    pub fn states(self) -> impl Iterator<Item = &'static str> {
        let codes = Stage::CODES.iter().map(|(code, _)| *code);
        codes.filter(move |code| Self::of_state(code) == Some(self))
    }
}

impl Commitment {
    /// What followed or will follow, in a sentence.
    pub fn consequence(&self) -> String {
        let promise = self.new.mode == Mode::Promise;
        let ended = match promise {
            true => "决定已撤销",
            false => "容缺已终止",
        };
        match &self.stage {
            Stage::Pledged => "按期补齐就没有后果；到期没补，容缺终止，拟记入承诺记录".to_owned(),
            Stage::ToCheck => "核查相符就没有后果；不符的，先限期改正".to_owned(),
            Stage::ToInspect => "等核对，相符就没有后果".to_owned(),
            Stage::Correcting => {
                "按期改正就没有后果；逾期不改，撤销决定，拟记入承诺记录".to_owned()
            }
            Stage::Missed if promise => "还可以改正；不改的撤销决定，拟记入承诺记录".to_owned(),
            Stage::Missed => "还可以补；不补的终止容缺，拟记入承诺记录".to_owned(),
            Stage::Proposed => format!("{ended}，拟记入承诺记录，可以先说明情况"),
            Stage::ToSettle => format!("{ended}，由区营商办裁定是否记入；裁定前不按记入对待"),
            Stage::Kept if self.late => "没有；补得晚，没有记入".to_owned(),
            Stage::Kept | Stage::Void => "没有".to_owned(),
            Stage::Broken { reason } => {
                format!("{ended}，已记入；修复前不能再用容缺、告知承诺。理由：{reason}")
            }
            Stage::Waived { reason } => format!("不记入。理由：{reason}"),
            Stage::Repaired { reason } => format!("又可以用容缺、告知承诺。{reason}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_stands_in_exactly_one_way() {
        let reason = String::new;
        let stages = [
            Stage::Pledged,
            Stage::ToCheck,
            Stage::ToInspect,
            Stage::Correcting,
            Stage::Missed,
            Stage::Proposed,
            Stage::ToSettle,
            Stage::Kept,
            Stage::Broken { reason: reason() },
            Stage::Waived { reason: reason() },
            Stage::Repaired { reason: reason() },
            Stage::Void,
        ];
        assert_eq!(stages.len(), Stage::CODES.len());
        for stage in &stages {
            let of = Standing::of(stage);
            assert_eq!(Standing::of_state(stage.code()), Some(of), "{stage:?}");
            let named = Standing::ALL
                .into_iter()
                .filter(|s| s.states().any(|c| c == stage.code()));
            assert_eq!(named.collect::<Vec<_>>(), [of]);
        }
        assert_eq!(Standing::of_state("handling"), None);
    }
}
