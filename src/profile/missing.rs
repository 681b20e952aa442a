//! Words in cells that say that there is no answer.

/// Words that say so wherever they stand, in any case.
const ALWAYS: &[&str] = &[
    "#n/a",
    "#na",
    "#value!",
    "#ref!",
    "#div/0!",
    "#name?",
    "#null!",
    "#num!",
    "#error!",
    "n/a",
    "n.a.",
    "n. a.",
    "null",
    "<null>",
    "nan",
    "<na>",
    "\\n",
    "nil",
    "-",
    "--",
    "---",
    "–",
    "—",
    "?",
    "unknown",
    "not known",
    "undefined",
    "not available",
    "not specified",
    "no data",
    "(blank)",
    "(empty)",
    "(none)",
    "--none--",
    "select",
    "please select",
    "- select -",
    "-- select --",
    "select…",
    "select...",
    "tbd",
    "k.a.",
    "k. a.",
    "keine angabe",
    "unbekannt",
    "inconnu",
    "non renseigné",
    "desconocido",
    "sconosciuto",
    "desconhecido",
    "onbekend",
    "нет данных",
    "н/д",
    "неизвестно",
    "не указано",
    "不明",
    "未知",
    "#nv",
    "#н/д",
];

/// Words that say so among numbers and dates; elsewhere they may be answers: `NA` is a continent.
const AMONG_NUMBERS: &[&str] = &["na", "none", "no", "missing", ".", "..", "x", "*"];

/// What a cell's text says of missing answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// It is an answer.
    Answer,
    /// There is none.
    Missing,
    /// There is none, if the column holds numbers or dates.
    MissingAmongNumbers,
}

/// What a trimmed text says.
pub(super) fn says(text: &str) -> Says {
    // None of the words is longer.
    if text.len() > 40 {
        return Says::Answer;
    }
    let small = text.to_lowercase();
    let is_in = |words: &[&str]| words.contains(&small.as_str());
    if is_in(ALWAYS) {
        Says::Missing
    } else if is_in(AMONG_NUMBERS) {
        Says::MissingAmongNumbers
    } else {
        Says::Answer
    }
}

/// True if a text says that there is no answer, wherever it stands.
#[must_use]
pub fn says_missing(text: &str) -> bool {
    says(text.trim()) == Says::Missing
}
