//! Who a person is at work. What a role may do is the table in `actions.rs`.

use serde::{Deserialize, Serialize};

/// 角色. A person has one or more; every one acts for the person's unit only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 经办.
    Clerk,
    /// 部门负责人.
    UnitHead,
    /// 区营商办: dispatches and publishes.
    Coordinator,
    /// 指标长.
    IndicatorOwner,
    /// 区领导 (包抓).
    Leader,
    /// 纪委监委.
    Inspector,
    /// 组织部: the assessment method and its consequences.
    Organisation,
    /// 系统管理员: people, pack, health; no business data.
    SystemAdmin,
    /// 安全管理员: roles and keys; no business data.
    SecurityAdmin,
    /// 审计管理员: the audit log; no business data.
    AuditAdmin,
}

impl Role {
    /// All roles, in the order of the table.
    pub const ALL: [Role; 10] = [
        Role::Clerk,
        Role::UnitHead,
        Role::Coordinator,
        Role::IndicatorOwner,
        Role::Leader,
        Role::Inspector,
        Role::Organisation,
        Role::SystemAdmin,
        Role::SecurityAdmin,
        Role::AuditAdmin,
    ];

    /// The code used in packs, commands and the API, e.g. `unit_head`.
    pub fn code(self) -> &'static str {
        match self {
            Role::Clerk => "clerk",
            Role::UnitHead => "unit_head",
            Role::Coordinator => "coordinator",
            Role::IndicatorOwner => "indicator_owner",
            Role::Leader => "leader",
            Role::Inspector => "inspector",
            Role::Organisation => "organisation",
            Role::SystemAdmin => "system_admin",
            Role::SecurityAdmin => "security_admin",
            Role::AuditAdmin => "audit_admin",
        }
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Role::Clerk => "经办",
            Role::UnitHead => "部门负责人",
            Role::Coordinator => "区营商办",
            Role::IndicatorOwner => "指标长",
            Role::Leader => "区领导",
            Role::Inspector => "纪委监委",
            Role::Organisation => "组织部",
            Role::SystemAdmin => "系统管理员",
            Role::SecurityAdmin => "安全管理员",
            Role::AuditAdmin => "审计管理员",
        }
    }

    /// The role with this code.
    pub fn from_code(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|r| r.code() == code)
    }
}
