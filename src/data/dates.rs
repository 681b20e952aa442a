//! Days as they are written in packs, arguments and results: `2026-01-31`.

use chrono::{Datelike, NaiveDate};

use crate::written::DatePattern;

/// Days since 1970-01-01 of a date written `2026-01-31`.
#[must_use]
pub fn read_date(text: &str) -> Option<i32> {
    let (day, timed) = DatePattern::iso().read(text.trim())?;
    (!timed).then_some(day)
}

/// `2026-01-31`, of days since 1970-01-01; the number of days where no calendar reaches.
#[must_use]
pub fn date_text(days: i128) -> String {
    let from_epoch = |days: i128| {
        let epoch = NaiveDate::from_ymd_opt(1970, 1, 1)?;
        let days = i32::try_from(days)
            .ok()?
            .checked_add(epoch.num_days_from_ce())?;
        NaiveDate::from_num_days_from_ce_opt(days)
    };
    from_epoch(days).map_or_else(
        || format!("day {days}"),
        |date| date.format("%Y-%m-%d").to_string(),
    )
}
