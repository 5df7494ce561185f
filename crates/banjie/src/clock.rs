//! The only place that reads the clock.

use banjie_core::moment::Moment;
use jiff::civil::Date;

/// Now.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one reader of the clock"
)]
pub(crate) fn now() -> Moment {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let ms = since.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX));
    Moment::from_ms(ms)
}

/// A clock that shows another day: the demo placed on `today` goes on from there in real time.
pub(crate) fn shifted(today: Option<Date>) -> impl Fn() -> Moment + Send + Sync + Clone {
    let shift = today.map_or(0, |day| {
        let real = now();
        Moment::start_of(day).ms() - Moment::start_of(real.date()).ms()
    });
    move || now().plus_ms(shift)
}
