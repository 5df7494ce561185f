//! Whole numbers in PostgreSQL's `numeric`, which is what `sum` over `bigint` gives.
//!
//! Wire form: count of digits, weight of the first, sign, scale as 16-bit numbers, then the digits
//! to the base 10,000 (`src/backend/utils/adt/numeric.c`, `numeric_send`).

const BASE: i128 = 10_000;
const NEGATIVE: u16 = 0x4000;

/// Reads a whole number; a fraction, infinity or one beyond 64 bits is refused.
pub(super) fn read(raw: &[u8]) -> Result<i64, String> {
    let broken = || "numeric 的编码不完整".to_owned();
    let mut words = raw
        .chunks(2)
        .map(|pair| Some(u16::from_be_bytes([*pair.first()?, *pair.get(1)?])));
    let mut next = || words.next().flatten().ok_or_else(broken);
    let count = next()?;
    let weight = i32::from(next()?.cast_signed());
    let sign = next()?;
    if next()? != 0 {
        // An average has decimals even when they are all zero, as on SQLite.
        return Err("是小数，库中只用整数（分、百分之一）".to_owned());
    }
    let mut number: i128 = 0;
    for _ in 0..count {
        let digit = i128::from(next()?);
        number = number
            .checked_mul(BASE)
            .and_then(|number| number.checked_add(digit))
            .ok_or("超出 64 位整数")?;
    }
    if count > 0 {
        // Zeros at the end are not sent.
        for _ in i32::from(count) - 1..weight {
            number = number.checked_mul(BASE).ok_or("超出 64 位整数")?;
        }
    }
    match sign {
        0 => {}
        NEGATIVE => number = -number,
        _ => return Err("不是有限的数".to_owned()),
    }
    i64::try_from(number).map_err(|_| "超出 64 位整数".to_owned())
}

/// Writes a whole number.
pub(super) fn write(value: i64) -> Vec<u8> {
    let mut rest = i128::from(value).abs();
    let mut digits = Vec::new();
    while rest > 0 {
        // Below 10,000, so it fits.
        digits.push((rest % BASE) as u16);
        rest /= BASE;
    }
    let count = digits.len() as u16;
    let sign = if value < 0 { NEGATIVE } else { 0 };
    [count, count.saturating_sub(1), sign, 0]
        .into_iter()
        .chain(digits.into_iter().rev())
        .flat_map(u16::to_be_bytes)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_survive_the_round_trip() {
        for value in [
            0,
            1,
            -1,
            9_999,
            10_000,
            10_001,
            100_000_000,
            -123_456_789,
            i64::MAX,
            i64::MIN,
        ] {
            assert_eq!(read(&write(value)), Ok(value));
        }
    }

    #[test]
    fn zeros_at_the_end_are_put_back() {
        // 20,000,000 as PostgreSQL sends it: one digit, 2000, of weight 1.
        assert_eq!(read(&[0, 1, 0, 1, 0, 0, 0, 0, 0x07, 0xd0]), Ok(20_000_000));
    }

    #[test]
    fn fractions_and_infinity_are_refused() {
        assert!(read(&[0, 1, 0xff, 0xff, 0, 0, 0, 1, 0x13, 0x88]).is_err());
        assert!(read(&[0, 0, 0, 0, 0xd0, 0, 0, 0]).is_err());
        assert!(read(&[0, 1]).is_err());
    }
}
