//! Dates: months added, years and months read.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::interval::{Limits, negate};
use super::numbers::{map, zip};
use crate::decimal::ONE;
use crate::eval::column::{Interval, NumberColumn, OPEN_HIGH, OPEN_LOW};

/// The date of a day count within [`Limits::DATE`].
fn date(days: i128) -> Option<NaiveDate> {
    let epoch = NaiveDate::default(); // 1970-01-01
    let distance = Days::new(u64::try_from(days.unsigned_abs()).ok()?);
    if days < 0 {
        epoch.checked_sub_days(distance)
    } else {
        epoch.checked_add_days(distance)
    }
}

fn days(date: NaiveDate) -> i128 {
    i128::from((date - NaiveDate::default()).num_days())
}

/// A day some months on; the last day of the month where the month is shorter.
fn months_on(day: i128, months: i128) -> Option<i128> {
    let distance = Months::new(u32::try_from(months.unsigned_abs()).ok()?);
    let start = date(day)?;
    let moved = if months < 0 {
        start.checked_sub_months(distance)
    } else {
        start.checked_add_months(distance)
    };
    moved.map(days)
}

/// An end moved by months; beyond all limits in the direction of the months where no date is there.
fn move_end(day: i128, months: i128) -> i128 {
    if day == OPEN_LOW || day == OPEN_HIGH {
        day
    } else if months == OPEN_LOW || months == OPEN_HIGH {
        months
    } else {
        months_on(day, months).unwrap_or(if months < 0 { OPEN_LOW } else { OPEN_HIGH })
    }
}

/// `date + months`; with `back`, `date - months`.
pub(crate) fn add_months(dates: &NumberColumn, months: &NumberColumn, back: bool) -> NumberColumn {
    let limits = Limits::DATE;
    zip(
        (dates, months),
        limits,
        |day, months| {
            let months = if back { -months } else { months };
            let day = months_on(i128::from(day), i128::from(months))?;
            i64::try_from(day).ok()
        },
        |day, months| {
            let months = if back { negate(months) } else { months };
            let low = move_end(day.low, months.low);
            Some(Interval {
                low,
                high: move_end(day.high, months.high),
            })
        },
    )
}

/// `year(date)`
pub(crate) fn year(dates: &NumberColumn) -> NumberColumn {
    let year_of = |day: i128| date(day).map(|date| i128::from(date.year()) * ONE);
    map(dates, Limits::NUMBER, |day| {
        Some(Interval {
            low: if day.low == OPEN_LOW {
                OPEN_LOW
            } else {
                year_of(day.low)?
            },
            high: if day.high == OPEN_HIGH {
                OPEN_HIGH
            } else {
                year_of(day.high)?
            },
        })
    })
}

/// `month(date)`: exact within a year, 1 to 12 across years.
pub(crate) fn month(dates: &NumberColumn) -> NumberColumn {
    let any = Interval {
        low: ONE,
        high: 12 * ONE,
    };
    let within_year = |day: Interval| {
        let (first, last) = (date(day.low)?, date(day.high)?);
        (first.year() == last.year()).then(|| Interval {
            low: i128::from(first.month()) * ONE,
            high: i128::from(last.month()) * ONE,
        })
    };
    map(dates, Limits::NUMBER, |day| {
        let open = day.low == OPEN_LOW || day.high == OPEN_HIGH;
        Some(if open {
            any
        } else {
            within_year(day).unwrap_or(any)
        })
    })
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )]
    use super::*;
    use crate::eval::column::flag;

    fn day(year: i32, month: u32, day: u32) -> i128 {
        days(NaiveDate::from_ymd_opt(year, month, day).unwrap())
    }

    fn column(low: i128, high: i128) -> NumberColumn {
        NumberColumn::new(vec![low], vec![high], vec![flag::APPLIES])
    }

    fn point(value: i128) -> NumberColumn {
        column(value, value)
    }

    #[test]
    fn a_shorter_month_ends_on_its_last_day() {
        let january = point(day(2026, 1, 31));
        let february = add_months(&january, &point(1), false);
        assert_eq!(february.interval(0), Interval::point(day(2026, 2, 28)));
        let back = add_months(&point(day(2024, 3, 31)), &point(1), true);
        assert_eq!(back.interval(0), Interval::point(day(2024, 2, 29)));
    }

    #[test]
    fn ends_move_together_and_beyond_the_calendar_is_a_fault() {
        let some = column(day(2026, 1, 30), OPEN_HIGH);
        let moved = add_months(&some, &point(13), false).interval(0);
        assert_eq!((moved.low, moved.high), (day(2027, 2, 28), OPEN_HIGH));
        let late = add_months(&point(day(9999, 12, 31)), &point(1), false);
        assert_eq!(late.interval(0), Interval::OPEN);
        assert_eq!(late.flags.get(0) & flag::FAULT, flag::FAULT);
    }

    #[test]
    fn years_and_months_of_uncertain_days() {
        let winter = column(day(2025, 11, 20), day(2026, 2, 1));
        assert_eq!(
            year(&winter).interval(0),
            Interval {
                low: 2025 * ONE,
                high: 2026 * ONE
            }
        );
        assert_eq!(
            month(&winter).interval(0),
            Interval {
                low: ONE,
                high: 12 * ONE
            }
        );
        let spring = column(day(2026, 3, 20), day(2026, 5, 1));
        assert_eq!(
            month(&spring).interval(0),
            Interval {
                low: 3 * ONE,
                high: 5 * ONE
            }
        );
        let since = column(day(2026, 3, 20), OPEN_HIGH);
        assert_eq!(
            year(&since).interval(0),
            Interval {
                low: 2026 * ONE,
                high: OPEN_HIGH
            }
        );
    }
}
