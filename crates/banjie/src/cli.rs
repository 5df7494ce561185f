//! The command line (interfaces.md §1).

use clap::{Args, Parser, Subcommand};
use jiff::civil::Date;
use std::net::SocketAddr;
use std::path::PathBuf;

/// 办结：区级优化营商环境工作系统。
#[derive(Parser)]
#[command(name = "banjie", version, max_term_width = 100)]
pub(crate) struct Cli {
    /// 只在标准输出打印一个 JSON 值。
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

/// Where a district's data are.
#[derive(Args, Clone)]
pub(crate) struct Place {
    /// 数据目录。
    #[arg(long, default_value = "data/demo")]
    pub(crate) data: PathBuf,
    /// PostgreSQL 地址；不写就用数据目录里的 SQLite。
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub(crate) database_url: Option<String>,
    /// 区包目录；不写就用建区时的那一份。
    #[arg(long)]
    pub(crate) pack: Option<PathBuf>,
}

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// 建好并运行演示区（12 个月历史），打印网址和账号。
    Demo {
        /// 监听地址。
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
        /// 数据目录。
        #[arg(long, default_value = "data/demo")]
        data: PathBuf,
        /// 把演示区的“今天”放在这一天。
        #[arg(long)]
        today: Option<Date>,
        /// 只建数据，不运行。
        #[arg(long)]
        build_only: bool,
    },
    /// 运行一个区。
    Serve {
        #[command(flatten)]
        place: Place,
        /// 监听地址。
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
        /// 企业看到的网址，写在二维码里。
        #[arg(long)]
        url: Option<String>,
        /// 可信的前置代理地址，可写多个。
        #[arg(long)]
        proxy: Vec<std::net::IpAddr>,
    },
    /// 建一个正式的、空的区。
    Init {
        /// 区包目录。
        #[arg(long)]
        pack: PathBuf,
        /// 数据目录。
        #[arg(long)]
        data: PathBuf,
        /// PostgreSQL 地址。
        #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
        database_url: Option<String>,
    },
    /// 账号。
    #[command(subcommand)]
    User(UserVerb),
    /// 接口令牌。
    #[command(subcommand)]
    Token(TokenVerb),
    /// 区包。
    #[command(subcommand)]
    Pack(PackVerb),
    /// 规则与时限。
    #[command(subcommand)]
    Rules(RulesVerb),
    /// 跑一份核对用例。
    Conformance {
        /// 用例文件。
        file: PathBuf,
        /// 区包目录；不写就用随程序带的区包。
        #[arg(long)]
        pack: Option<PathBuf>,
    },
    /// 会议任务。
    #[command(subcommand)]
    Directives(DirectivesVerb),
    /// 导入工单。
    Import {
        #[command(flatten)]
        place: Place,
        /// 种类：hotline（12345 热线工单）。
        kind: String,
        /// xlsx 或 csv 文件。
        file: PathBuf,
        /// 只检查，不写入。
        #[arg(long)]
        dry_run: bool,
        /// 把标好原因的表写到这里。
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// 周通报。
    Bulletin(PaperArgs),
    /// 月排名。
    Ranking(PaperArgs),
    /// 季考核。
    Assessment(PaperArgs),
    /// 专项考核办法。
    #[command(subcommand)]
    Rulebook(RulebookVerb),
    /// 离线核验一份回执。
    Verify {
        /// 回执文件。
        receipt: PathBuf,
        /// 别处保存的封存。
        #[arg(long)]
        head: Option<PathBuf>,
    },
    /// 日志。
    #[command(subcommand)]
    Journal(JournalVerb),
    /// 备份 SQLite 区到一个文件。
    Backup {
        #[command(flatten)]
        place: Place,
        /// 备份文件。
        file: PathBuf,
    },
    /// 从备份恢复到一个新目录。
    Restore {
        /// 备份文件。
        file: PathBuf,
        /// 新的数据目录。
        #[arg(long)]
        data: PathBuf,
    },
    /// 打印接口说明（OpenAPI 3.1）。
    Openapi,
    /// 性能测试：和机器的极限同场比较。
    Bench(BenchArgs),
}

/// What a bench is told.
#[derive(Args)]
pub(crate) struct BenchArgs {
    /// 测什么：appeals、drafts、list、matter、start、memory、assessment、rules；不写或写 all 就全测。
    pub(crate) name: Option<String>,
    /// 交替测几轮，取中位数。
    #[arg(long, default_value_t = 5)]
    pub(crate) rounds: u32,
    /// 每轮几秒。
    #[arg(long, default_value_t = 4)]
    pub(crate) seconds: u32,
    /// 大区里有多少件。
    #[arg(long, default_value_t = 100_000)]
    pub(crate) matters: u32,
    /// 在哪个目录下测；要在真正的磁盘上，测完删除。
    #[arg(long)]
    pub(crate) dir: Option<PathBuf>,
}

/// A paper of a period.
#[derive(Args)]
pub(crate) struct PaperArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    /// 期间：周通报写 2026-W09，月排名写 2026-01，季考核写 2026-Q1。
    pub(crate) period: String,
    /// docx、pdf、xlsx、html 或 json；不写就打印文字。
    #[arg(long)]
    pub(crate) format: Option<String>,
    /// 写到这个文件。
    #[arg(short, long)]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Subcommand)]
pub(crate) enum UserVerb {
    /// 新建账号；密码从标准输入读一行。
    Add {
        #[command(flatten)]
        place: Place,
        /// 用户名。
        #[arg(long)]
        user: String,
        /// 姓名。
        #[arg(long)]
        name: String,
        /// 单位。
        #[arg(long)]
        unit: String,
        /// 角色代码，可写多个。
        #[arg(long, required = true)]
        role: Vec<String>,
        /// 区领导岗位。
        #[arg(long)]
        post: Option<String>,
        /// 办公电话。
        #[arg(long, default_value = "")]
        telephone: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum TokenVerb {
    /// 新建令牌，只显示一次。
    Add {
        #[command(flatten)]
        place: Place,
        /// 谁的。
        #[arg(long)]
        user: String,
        /// 做什么用。
        #[arg(long)]
        label: String,
        /// read 或 act。
        #[arg(long, default_value = "read")]
        scope: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum RulebookVerb {
    /// 用过完的月份试算一份草案：谁换名次、为什么、会提出哪些约谈建议。什么也不改。
    Try {
        #[command(flatten)]
        place: Place,
        /// 草案文件（写法同区包里的 rulebook.toml）。
        file: PathBuf,
        /// 首月和末月，例如 2025-04..2025-09。
        #[arg(long)]
        months: String,
    },
    /// 按数据印出《营商环境专项考核办法》。
    Print {
        #[command(flatten)]
        place: Place,
        /// 版本号；不写就印本月施行的一版。
        version: Option<String>,
        /// docx、pdf 或 html；不写就打印文字。
        #[arg(long)]
        format: Option<String>,
        /// 写到这个文件。
        #[arg(short, long)]
        output: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
pub(crate) enum PackVerb {
    /// 检查区包：每处错误的文件、行和改法。
    Check {
        /// 区包目录。
        dir: PathBuf,
    },
}

#[derive(Subcommand)]
pub(crate) enum RulesVerb {
    /// 查规则、沿革和来源。
    Show {
        /// 规则编号，或编号的前半段（如 arrears）；不写就列出全部。
        id: Option<String>,
        /// 哪一天的取值。
        #[arg(long)]
        on: Option<String>,
        /// 区包目录。
        #[arg(long)]
        pack: Option<PathBuf>,
    },
    /// 按规则算到期日，逐步列出。
    Due {
        /// 规则。
        id: String,
        /// 起算日。
        #[arg(long)]
        from: String,
        /// 按延长后的总时限算。
        #[arg(long)]
        extended: bool,
        /// 暂停：起日..止日，两头都算。
        #[arg(long)]
        pause: Vec<String>,
        /// 改一个量：length=7、unit=days、roll=false、promised=5。
        #[arg(long)]
        set: Vec<String>,
        /// 区包目录。
        #[arg(long)]
        pack: Option<PathBuf>,
    },
    /// 不按规则，直接数日子。
    Count {
        /// 起算日。
        #[arg(long)]
        from: String,
        /// 工作日数。
        #[arg(long, group = "length")]
        working_days: Option<u32>,
        /// 自然日数。
        #[arg(long, group = "length")]
        days: Option<u32>,
        /// 月数。
        #[arg(long, group = "length")]
        months: Option<u32>,
        /// 区包目录。
        #[arg(long)]
        pack: Option<PathBuf>,
    },
    /// 是不是工作日。
    Workday {
        /// 日期。
        #[arg(required = true)]
        dates: Vec<String>,
        /// 区包目录。
        #[arg(long)]
        pack: Option<PathBuf>,
    },
    /// 换版和将要换版的规则；给出数据目录时，列出照旧版本办的在办件。
    Changes {
        /// 从哪天起的换版；不写就从两年前起。
        #[arg(long)]
        since: Option<Date>,
        #[command(flatten)]
        place: Place,
    },
    /// 一年期贷款市场报价利率（LPR）。
    #[command(subcommand)]
    Lpr(LprVerb),
}

#[derive(Subcommand)]
pub(crate) enum LprVerb {
    /// 补录一个公布的数值，写进区包的 rules/lpr.toml。
    Add {
        /// 公布日。
        published: String,
        /// 百分数，如 2.95。
        #[arg(allow_negative_numbers = true)]
        percent: String,
        /// 区包目录。
        #[arg(long)]
        pack: PathBuf,
    },
}

#[derive(Subcommand)]
pub(crate) enum DirectivesVerb {
    /// 从讲话、方案里找出任务。
    Extract {
        /// 文本文件。
        file: PathBuf,
        /// 区包目录。
        #[arg(long)]
        pack: Option<PathBuf>,
        /// 会议日期。
        #[arg(long)]
        date: Option<Date>,
    },
}

#[derive(Subcommand)]
pub(crate) enum JournalVerb {
    /// 读完整本日志：重放、比对，指出第一处不对。
    Check {
        #[command(flatten)]
        place: Place,
        /// 别处保存的封存，可写多个。
        #[arg(long)]
        head: Vec<PathBuf>,
    },
}
