//! Ids are types, so a unit can never stand where a post is meant.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    };
}

id!(
    /// 行政区划代码, six digits (GB/T 2260).
    DistrictCode
);
id!(
    /// A unit's short official name as the pack writes it, e.g. `住建局`.
    UnitId
);
id!(
    /// A leader's post, e.g. `分管工业副区长`.
    PostId
);
id!(
    /// One of the 18 indicators, by its two-digit number, e.g. `01`.
    IndicatorId
);
id!(
    /// What an appeal is about, e.g. `拖欠账款`.
    TopicId
);
id!(
    /// A person who signs in: the user name.
    PersonId
);
id!(
    /// A rule or parameter, `<capability>.<step>`, e.g. `appeal.handle`.
    RuleId
);
id!(
    /// A shared field of the forms, e.g. `enterprise_name`: one code, one meaning, asked once.
    FieldCode
);
id!(
    /// A material of the catalogue, e.g. `premises_proof`.
    MaterialCode
);
id!(
    /// A service item as the pack calls it, e.g. `establishment`.
    ItemId
);
id!(
    /// A service window, e.g. `enterprise-01`.
    WindowId
);
id!(
    /// A theme package, e.g. `open-enterprise`; stands in addresses.
    PackageId
);
