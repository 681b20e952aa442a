//! Numbers of files that hold them as binary fractions, as texts.

/// A number with the 15 digits that a spreadsheet keeps, without an exponent and without `.0`. Nothing for what is no number.
pub(super) fn fifteen_digits(number: f64) -> Option<String> {
    plain_number(&format!("{number:.14e}"))
}

/// A fraction as the percentage that a spreadsheet shows: `12.5%` for 0.125.
pub(super) fn percentage(fraction: f64) -> Option<String> {
    let scientific = format!("{fraction:.14e}");
    let (mantissa, exponent) = scientific.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    let text = plain_number(&format!("{mantissa}e{}", exponent.checked_add(2)?))?;
    Some(format!("{text}%"))
}

/// `-1.25e-3` without its exponent; nothing for what is no number.
pub(super) fn plain_number(scientific: &str) -> Option<String> {
    let (mantissa, exponent) = scientific.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa),
    };
    let places = mantissa.split_once('.').map_or(0, |(_, rest)| rest.len());
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    // Where the point stands among the digits.
    let point = i32::try_from(digits.len() - places)
        .ok()?
        .checked_add(exponent)?;
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return Some("0".to_owned());
    }
    let text = match usize::try_from(point) {
        Ok(point) if point >= digits.len() => format!("{digits:0<point$}"),
        Ok(point) if point > 0 => {
            let (whole, rest) = digits.split_at(point);
            format!("{whole}.{rest}")
        }
        _ => format!("0.{}{digits}", "0".repeat(point.unsigned_abs() as usize)),
    };
    Some(format!("{sign}{text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_a_spreadsheet_shows_them() {
        for (number, expected) in [
            (0.0, "0"),
            (-0.0, "0"),
            (12.0, "12"),
            (-12.5, "-12.5"),
            (0.1 + 0.2, "0.3"),
            (1_234_567_890.0, "1234567890"),
            (123_456_789_012_345.0, "123456789012345"),
            (1_234_567_890_123_456_789.0, "1234567890123460000"),
            (0.000_012_5, "0.0000125"),
            (1e21, "1000000000000000000000"),
            (100.0, "100"),
            (999.999_999_999_999_9, "1000"),
        ] {
            assert_eq!(fifteen_digits(number).as_deref(), Some(expected));
        }
        for (scientific, expected) in [
            ("12345e-2", "123.45"),
            ("-100e0", "-100"),
            ("5e2", "500"),
            ("12e-5", "0.00012"),
        ] {
            assert_eq!(plain_number(scientific).as_deref(), Some(expected));
        }
        assert_eq!(fifteen_digits(f64::NAN), None);
        assert_eq!(fifteen_digits(f64::INFINITY), None);
    }

    #[test]
    fn percentages_are_written_as_shown() {
        for (number, expected) in [
            (0.125, "12.5%"),
            (0.07, "7%"),
            (-1.0, "-100%"),
            (0.0, "0%"),
            (0.29, "29%"),
            (12.0, "1200%"),
        ] {
            assert_eq!(percentage(number).as_deref(), Some(expected));
        }
        assert_eq!(percentage(f64::NAN), None);
    }

    #[test]
    fn the_shortest_digits_tell_a_number_from_every_other() {
        for (number, expected) in [
            (0.1 + 0.2, "0.30000000000000004"),
            (0.3, "0.3"),
            (1e16, "10000000000000000"),
            (-2.5e-7, "-0.00000025"),
        ] {
            assert_eq!(
                plain_number(&format!("{number:e}")).as_deref(),
                Some(expected)
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn the_shortest_digits_read_back_to_the_number(number in proptest::num::f64::NORMAL) {
            let text = plain_number(&format!("{number:e}")).unwrap_or_default();
            assert_eq!(text.parse::<f64>(), Ok(number));
            assert!(!text.contains('e'));
        }
    }
}
