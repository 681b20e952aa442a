//! Bytes to text: which encoding, told by its mark, its zero bytes or its letters, or as the user says.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::data::error::DataError;
use crate::diagnostics::{Code, did_you_mean};

/// How a text was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextEncoding {
    encoding: &'static Encoding,
    /// True if nothing but its letters tells it.
    is_guess: bool,
}

impl TextEncoding {
    /// Its name, such as `windows-1252`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.encoding.name()
    }

    /// True if nothing but its letters tells it.
    #[must_use]
    pub fn is_guess(&self) -> bool {
        self.is_guess
    }

    /// True if it is UTF-8, which needs no word.
    #[must_use]
    pub fn is_utf8(&self) -> bool {
        self.encoding == UTF_8
    }
}

/// The encoding of a name that a user writes.
pub(super) fn named(name: &str) -> Result<&'static Encoding, DataError> {
    let plain = name.trim();
    let page = || format!("windows-{}", plain.trim_start_matches(['c', 'p', 'C', 'P']));
    Encoding::for_label(plain.as_bytes())
        .or_else(|| Encoding::for_label(page().as_bytes()))
        .ok_or_else(|| {
            const KNOWN: [&str; 8] = [
                "utf-8",
                "utf-16le",
                "utf-16be",
                "windows-1252",
                "windows-1250",
                "windows-1251",
                "macintosh",
                "shift_jis",
            ];
            let near =
                did_you_mean(&plain.to_lowercase(), KNOWN).map(|question| format!("{question} "));
            DataError::new(Code::E361, format!("there is no encoding `{plain}`")).help(format!(
                "{}write one of {}, or another by its name on the web",
                near.unwrap_or_default(),
                KNOWN.join(", ")
            ))
        })
}

/// The text of a file; `wanted` is what the user says that it is written in.
pub(super) fn decode(
    bytes: Vec<u8>,
    wanted: Option<&'static Encoding>,
) -> Result<(String, TextEncoding), DataError> {
    let marked = Encoding::for_bom(&bytes);
    let told = wanted
        .or(marked.map(|(encoding, _)| encoding))
        .or_else(|| by_zeros(&bytes));
    let skip = match marked {
        Some((encoding, length)) if told == Some(encoding) => length,
        Some(_) | None => 0,
    };
    if told.is_none_or(|encoding| encoding == UTF_8) {
        return match utf8(bytes, skip) {
            Ok(text) => Ok((
                text,
                TextEncoding {
                    encoding: UTF_8,
                    is_guess: false,
                },
            )),
            Err(bytes) if told.is_none() && !is_damaged_utf8(&bytes) => by_letters(&bytes),
            Err(bytes) => Err(not_utf8(&bytes, told.is_some())),
        };
    }
    let encoding = told.unwrap_or(UTF_8);
    let text = exactly(encoding, bytes.get(skip..).unwrap_or_default())?;
    Ok((
        text,
        TextEncoding {
            encoding,
            is_guess: false,
        },
    ))
}

/// Without copying where there is no mark; the bytes back when they are not UTF-8.
fn utf8(bytes: Vec<u8>, skip: usize) -> Result<String, Vec<u8>> {
    let mut text = String::from_utf8(bytes).map_err(std::string::FromUtf8Error::into_bytes)?;
    text.drain(..skip);
    Ok(text)
}

/// UTF-16 without a mark: in its first line every second byte of a Latin letter is zero. No other text has zeros there.
fn by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    const LOOKED_AT: usize = 4096;
    let sample = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    let line = sample
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    if !line.contains(&0) {
        return None;
    }
    let zeros = |odd: usize| {
        let every = sample.iter().skip(odd).step_by(2);
        every.filter(|byte| **byte == 0).count()
    };
    match (zeros(0), zeros(1)) {
        (even, odd) if odd > even * 8 => Some(UTF_16LE),
        (even, odd) if even > odd * 8 => Some(UTF_16BE),
        _ => None,
    }
}

/// A text of one of the older encodings. Which one is a guess, and said to be one.
fn by_letters(bytes: &[u8]) -> Result<(String, TextEncoding), DataError> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    let text = exactly(encoding, bytes)?;
    Ok((
        text,
        TextEncoding {
            encoding,
            is_guess: true,
        },
    ))
}

/// Every byte must be a letter's.
fn exactly(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, DataError> {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    if !had_errors {
        return Ok(text.into_owned());
    }
    let before = text.split('\u{fffd}').next().unwrap_or_default();
    let error = DataError::new(Code::E305, format!("the text is not {}", encoding.name()));
    Err(at_end_of(error, before)
        .help("say in which encoding it is written: --encoding windows-1252"))
}

/// More letters of several bytes than faulty ones: UTF-8 that was cut or mixed. Read as anything else, all of its letters would be wrong.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk
            .valid()
            .chars()
            .filter(|letter| !letter.is_ascii())
            .count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad
}

fn not_utf8(bytes: &[u8], is_told: bool) -> DataError {
    let before = bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let help = if is_told {
        "say in which encoding it is written: --encoding windows-1252"
    } else {
        "most of it is UTF-8: save the file again, or say in which encoding it is written: --encoding windows-1252"
    };
    at_end_of(DataError::new(Code::E305, "the text is not UTF-8"), before).help(help)
}

/// The place behind a text.
fn at_end_of(error: DataError, before: &str) -> DataError {
    let line = before.matches('\n').count() as u64 + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count() as u64
        + 1;
    error.line(line).column(column)
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

    fn text(bytes: &[u8]) -> (String, &'static str) {
        let (text, encoding) = decode(bytes.to_vec(), None).unwrap();
        (text, encoding.name())
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        let bytes = |unit: u16| {
            if big {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        };
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn unicode_is_told_by_its_mark_or_its_zeros() {
        assert_eq!(text(b"\xef\xbb\xbfname"), ("name".to_owned(), "UTF-8"));
        assert_eq!(text("Café".as_bytes()), ("Café".to_owned(), "UTF-8"));
        assert_eq!(text(b""), (String::new(), "UTF-8"));
        let words = "name,город\nCafé,Москва 😀\n";
        for (mark, big, name) in [
            (&b"\xff\xfe"[..], false, "UTF-16LE"),
            (b"\xfe\xff", true, "UTF-16BE"),
            (b"", false, "UTF-16LE"),
            (b"", true, "UTF-16BE"),
        ] {
            let bytes = [mark, &utf16(words, big)].concat();
            assert_eq!(text(&bytes), (words.to_owned(), name));
        }
        // A zero byte in a cell makes no UTF-16.
        assert_eq!(text(b"name\na\0b").1, "UTF-8");
    }

    #[test]
    fn code_pages_are_told_by_their_letters() {
        for (words, name) in [
            (
                "Firma;Straße\nMüller & Söhne;Hauptstraße 5\nCafé Zürich;Äußere Allee\n",
                "windows-1252",
            ),
            (
                "Компания;Город\nРомашка;Москва\nВектор;Санкт-Петербург\n",
                "windows-1251",
            ),
            (
                "Firma;Miasto\nŻółta Łódź;Kraków\nŚwięty Źródło;Gdańsk\n",
                "windows-1250",
            ),
            (
                "会社,都市\n株式会社さくら,東京\nひまわり,大阪\n",
                "Shift_JIS",
            ),
        ] {
            let encoding = named(name).unwrap();
            let (bytes, _, failed) = encoding.encode(words);
            assert!(!failed);
            let (text, found) = decode(bytes.to_vec(), None).unwrap();
            assert_eq!(
                (text.as_str(), found.name(), found.is_guess()),
                (words, name, true)
            );
            let (text, found) = decode(bytes.to_vec(), Some(encoding)).unwrap();
            assert_eq!((text.as_str(), found.is_guess()), (words, false));
        }
        assert_eq!(
            text(b"name\nCaf\xe9 \x80 5"),
            ("name\nCafé € 5".to_owned(), "windows-1252")
        );
    }

    #[test]
    fn damaged_texts_are_refused_with_the_place() {
        let damaged = ["é\n".repeat(3).as_bytes(), b"caf\xe9\n"].concat();
        let error = decode(damaged, None).unwrap_err();
        assert_eq!(
            (error.code, error.line, error.column),
            (Code::E305, Some(4), Some(4))
        );
        let error = decode(b"caf\xe9\n".to_vec(), Some(UTF_8)).unwrap_err();
        assert_eq!((error.line, error.column), (Some(1), Some(4)));
        // Half a letter at the end of UTF-16.
        let cut = [&b"\xff\xfe"[..], &utf16("a\nb", false), b"c"].concat();
        assert_eq!(decode(cut, None).unwrap_err().line, Some(2));
        let error = decode(b"a\n\x81\xff".to_vec(), Some(named("shift_jis").unwrap())).unwrap_err();
        assert_eq!(error.line, Some(2));
    }

    #[test]
    fn encodings_have_several_names() {
        for (name, expected) in [
            ("UTF-8", "UTF-8"),
            ("latin1", "windows-1252"),
            ("cp1252", "windows-1252"),
            ("1250", "windows-1250"),
            ("CP1251", "windows-1251"),
            ("utf-16", "UTF-16LE"),
            ("mac", "macintosh"),
        ] {
            assert_eq!(named(name).unwrap().name(), expected, "{name}");
        }
        let error = named("utf8x").unwrap_err();
        assert_eq!(error.code, Code::E361);
        assert!(error.help.unwrap().contains("utf-8"));
    }
}
