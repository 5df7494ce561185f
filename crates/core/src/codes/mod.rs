//! Codes that people type: unified social credit code, citizen number, telephone, service item
//! (rules.md §9).
//!
//! Each is parsed once, at the border, into a type that can only hold a checked value; what is
//! wrong comes back as a sentence naming the position. Crates exist for some of them, but none
//! that we found names the position and keeps all traps (check value 0, letters in first place).

mod citizen_id;
mod item;
mod phone;
mod uscc;

pub use citizen_id::CitizenId;
pub use item::ItemCode;
pub use phone::{Phone, PhoneKind};
pub use uscc::Uscc;

/// Why a code is not valid: a sentence for the person who typed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeProblem {
    /// Position of the first wrong character, counted from 1, if one can be named.
    pub position: Option<usize>,
    /// What is wrong and what to do. Never contains a citizen number or a telephone number.
    pub sentence: String,
}

impl CodeProblem {
    fn new(position: impl Into<Option<usize>>, sentence: impl Into<String>) -> Self {
        Self {
            position: position.into(),
            sentence: sentence.into(),
        }
    }
}

impl std::fmt::Display for CodeProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl std::error::Error for CodeProblem {}

/// The one form in which codes are compared and stored: half-width, upper case, without spaces,
/// invisible characters and hyphens of any kind.
pub fn normalise(text: &str) -> String {
    half_width(text)
        .filter(|c| !is_hyphen(*c))
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// Half-width characters, spaces and invisible characters dropped.
fn half_width(text: &str) -> impl Iterator<Item = char> {
    text.chars()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .map(|c| match c {
            // The full-width forms stand exactly 0xFEE0 above ASCII.
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            c => c,
        })
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}')
        || c.is_control()
}

fn is_hyphen(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_spaces_and_hyphens_do_not_matter() {
        let typed = "\u{FEFF}９１３３0100－7996 5505—8ｂ\u{3000}\n";
        assert_eq!(normalise(typed), "91330100799655058B");
    }
}
