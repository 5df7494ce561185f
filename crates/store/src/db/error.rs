//! What can go wrong at the database, said so that an operator knows what to do next.

/// Which promise of the schema a statement would have broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constraint {
    /// A primary key or unique index: the value is there already.
    Unique,
    /// The row pointed to does not exist, or is still pointed at.
    ForeignKey,
    /// A `check` clause.
    Check,
    /// A column that must not be null.
    NotNull,
}

impl std::fmt::Display for Constraint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Unique => "唯一性",
            Self::ForeignKey => "外键",
            Self::Check => "取值检查",
            Self::NotNull => "非空",
        })
    }
}

/// An error of the database layer. Cloneable, because one failed commit is answered to every
/// caller whose job was in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DbError {
    /// The database could not be opened or reached at start.
    #[error("数据库“{target}”打不开：{reason}。请检查路径、权限和连接参数后重新启动。")]
    Open {
        /// File path or PostgreSQL address without password.
        target: String,
        /// The engine's own words.
        reason: String,
    },
    /// A setting that durability or comparability rests on is off; the sentence says which.
    #[error("{0}")]
    Setting(String),
    /// The schema cannot be used by this program; the sentence says why and what to do.
    #[error("{0}")]
    Schema(String),
    /// All connections were in use, or a lock was held too long. Nothing was changed.
    #[error("数据库正忙，等待超时（{0}）。本次操作没有生效，请稍后再试。")]
    Busy(String),
    /// The disk or quota is full. Nothing was changed; reading goes on.
    #[error("磁盘空间已满（{0}）。本次操作没有生效，请清理磁盘后再试；查询不受影响。")]
    Full(String),
    /// A promise of the schema would have been broken.
    #[error("数据库{kind}约束拒绝了语句：{reason}。")]
    Constraint {
        /// Which promise.
        kind: Constraint,
        /// The engine's own words, with the name of the constraint.
        reason: String,
    },
    /// Two transactions met and PostgreSQL undid this one. Nothing was changed.
    #[error("并发操作相互冲突（{0}），重试多次仍未成功。本次操作没有生效，请再试一次。")]
    Conflict(String),
    /// The connection broke before the commit was sent. Nothing was changed.
    #[error("与数据库的连接中断（{0}）。本次操作没有生效，请稍后再试。")]
    Lost(String),
    /// The commit was sent but no answer came: it may or may not have taken effect.
    /// Retry with the same idempotency key.
    #[error(
        "数据库没有答复提交结果（{0}），操作可能已经生效。请用同一幂等键重试，或先查询再办理。"
    )]
    Unknown(String),
    /// The job panicked; its changes were undone.
    #[error("程序内部错误，本次操作已撤销：{0}")]
    Panicked(String),
    /// The job waited for something other than its transaction, which would have stopped every
    /// other writer; its changes were undone.
    #[error("程序内部错误，本次操作已撤销：写事务中等待了数据库以外的事情。")]
    Waited,
    /// A statement failed earlier in this transaction and the job went on; its changes were undone.
    #[error("本事务中前面的语句已失败，事务已撤销：{0}")]
    Failed(String),
    /// The engine refused a statement.
    #[error("数据库拒绝了语句：{reason}。语句：{sql}")]
    Statement {
        /// The statement as written.
        sql: String,
        /// The engine's own words.
        reason: String,
    },
    /// A column is absent or of another type than the reader expects.
    #[error("查询结果的列“{column}”不可用：{reason}。")]
    Column {
        /// Column name, or its index in `#0` form.
        column: String,
        /// What was expected and what is there.
        reason: String,
    },
    /// [`one`](super::Tx::one) or [`opt`](super::Tx::opt) met another number of rows.
    #[error("语句应返回{expected}行，实际为{found}行。语句：{sql}")]
    Rows {
        /// `一` or `至多一`.
        expected: &'static str,
        /// Rows seen (counting stops at two).
        found: usize,
        /// The statement as written.
        sql: String,
    },
    /// A backup could not be made; the sentence says why.
    #[error("{0}")]
    Backup(String),
    /// The database has been closed.
    #[error("数据库已关闭，程序正在停止。")]
    Closed,
}

impl DbError {
    /// True when a unique index or primary key already holds the value.
    pub fn is_unique(&self) -> bool {
        matches!(
            self,
            Self::Constraint {
                kind: Constraint::Unique,
                ..
            }
        )
    }

    /// True when nothing was changed and the same call may succeed in a moment.
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Busy(_) | Self::Full(_) | Self::Conflict(_) | Self::Lost(_)
        )
    }

    /// True when the job may be run again at once, because the engine undid it for a reason that
    /// lies outside the job.
    pub(super) fn is_retryable(&self) -> bool {
        matches!(self, Self::Conflict(_) | Self::Lost(_))
    }
}
