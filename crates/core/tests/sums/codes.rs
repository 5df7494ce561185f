//! Personal numbers appear in no message and in no debug output, whatever was typed where.

use banjie_core::codes::{CitizenId, Phone, Uscc};
use proptest::prelude::*;

/// Whether any five characters in a row of the number stand in the text.
fn repeats(text: &str, number: &str) -> bool {
    let digits: Vec<char> = number.chars().collect();
    (digits.windows(5)).any(|part| text.contains(&part.iter().collect::<String>()))
}

/// Everything a log or a screen could show of trying this text in every field.
fn said(typed: &str) -> String {
    let citizen = CitizenId::parse(typed);
    let phone = Phone::parse(typed);
    let mut all = format!("{citizen:?} {phone:?}");
    for problem in [citizen.err(), phone.err(), Uscc::parse(typed).err()]
        .into_iter()
        .flatten()
    {
        all.push_str(&format!("{problem} {problem:?}"));
    }
    all
}

/// Digits that stand in the sentences themselves.
const OWN: [&str; 3] = ["0931", "12345", "400"];

proptest! {
    /// Right numbers and numbers with one wrong character.
    #[test]
    fn no_citizen_number_is_repeated(
        region in 110_000_u32..660_000, year in 1900_u32..2026, month in 1_u32..14, day in 1_u32..33,
        sequence in 0_u32..1000, check in "[0-9X]",
    ) {
        let number = format!("{region}{year}{month:02}{day:02}{sequence:03}{check}");
        prop_assert!(!repeats(&said(&number), &number), "{}", said(&number));
    }

    #[test]
    fn no_mobile_number_is_repeated(number in "1[0-9]{10}", junk in "[ -]{0,2}") {
        let number = format!("{number}{junk}");
        prop_assume!(!OWN.iter().any(|own| own.len() > 4 && number.contains(own)));
        prop_assert!(!repeats(&said(&number), &number), "{}", said(&number));
    }
}
