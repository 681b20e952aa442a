//! A time of day behind a date.

/// A date without the time of day behind it: `2026-01-31T14:05:00Z`, `31.01.2026 14:05`,
/// `1/31/2026, 2:05 PM`. The text itself where it has none.
#[must_use]
pub fn split_time(text: &str) -> (&str, bool) {
    let without = || {
        let colon = text.find(':')?;
        let hours = text
            .get(..colon)?
            .trim_end_matches(|c: char| c.is_ascii_digit());
        let time = text.get(hours.len()..)?;
        let date = hours
            .strip_suffix('T')
            .filter(|date| date.ends_with(|c: char| c.is_ascii_digit()))
            .or_else(|| {
                let date = hours.trim_end();
                let date = date.strip_suffix(',').unwrap_or(date).trim_end();
                (hours.ends_with(char::is_whitespace)).then_some(date)
            })?;
        is_time(time).then_some(date)
    };
    without().map_or((text, false), |date| (date, true))
}

/// `14:05`, `14:05:33.123`, `2:05 PM`, each with `Z`, `+02:00`, `UTC` or `GMT` behind it or not.
fn is_time(text: &str) -> bool {
    let mut rest = text;
    let clock = take_number(&mut rest, 23)
        .and_then(|()| rest.strip_prefix(':'))
        .and_then(|after| {
            rest = after;
            take_number(&mut rest, 59)
        });
    if clock.is_none() {
        return false;
    }
    if let Some(mut after) = rest.strip_prefix(':') {
        // 60 is a leap second.
        if take_number(&mut after, 60).is_none() {
            return false;
        }
        rest = after;
        if let Some(fraction) = rest.strip_prefix(['.', ',']) {
            let after = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if after.len() == fraction.len() {
                return false;
            }
            rest = after;
        }
    }
    let rest = rest.trim_start();
    let halves = ["am", "pm", "a.m.", "p.m."];
    let rest = halves
        .iter()
        .find_map(|half| {
            let (start, after) = rest.split_at_checked(half.len())?;
            start.eq_ignore_ascii_case(half).then_some(after)
        })
        .unwrap_or(rest);
    is_zone(rest.trim_start())
}

fn is_zone(text: &str) -> bool {
    if matches!(text, "" | "Z" | "UTC" | "GMT") {
        return true;
    }
    let text = text.strip_prefix("UTC").unwrap_or(text);
    let text = text.strip_prefix("GMT").unwrap_or(text);
    let Some(digits) = text.strip_prefix(['+', '-']) else {
        return false;
    };
    let digits = digits.replace(':', "");
    matches!(digits.len(), 2 | 4) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// One or two digits that are at most so much.
fn take_number(rest: &mut &str, most: u8) -> Option<()> {
    let count = rest.bytes().take(2).take_while(u8::is_ascii_digit).count();
    let (digits, after) = rest.split_at_checked(count)?;
    *rest = after;
    digits.parse::<u8>().ok().filter(|number| *number <= most)?;
    Some(())
}
