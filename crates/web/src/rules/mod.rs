//! Rules as rows and sentences, for the public pages and the desk: values in words, groups by what
//! they are about, refusals that name the rule by its title.

mod filter;
pub(crate) mod said;
mod topics;
mod working;

pub(crate) use filter::{RuleFilter, RuleRow};
pub(crate) use said::{no_value, period, value_words};
pub(crate) use topics::{Topic, gives_a_day, group_word, topic};
pub(crate) use working::Working;

pub(crate) use topics::TOPICS;
