//! The table of every finding the tool can make: code, severity, title, page.
//!
//! E0 syntax, E1 names, E2 types and meaning, E3 data and evaluation, L lints. The page of a code
//! is `docs/codes/CODE.md`; its examples are run by the tests, and `gtm help CODE` prints it.

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The pack cannot be run.
    Error,
    /// The pack runs, but something is probably not meant.
    Warning,
}

/// What is known about a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeInfo {
    /// The code as printed, such as `E101`.
    pub text: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// A few words, lowercase.
    pub title: &'static str,
    /// The page, in Markdown.
    pub page: &'static str,
}

macro_rules! codes {
    ($($code:ident $severity:ident $title:literal)*) => {
        /// The code of a finding.
        #[allow(missing_docs)] // each variant's documentation is its title and page
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($code,)* }

        /// Every code, in the order of the table.
        pub const CODES: &[Code] = &[$(Code::$code,)*];

        impl Code {
            /// Severity, title and page.
            #[must_use]
            pub fn info(self) -> CodeInfo {
                match self {
                    $(Code::$code => CodeInfo {
                        text: stringify!($code),
                        severity: Severity::$severity,
                        title: $title,
                        page: include_str!(concat!("../../docs/codes/", stringify!($code), ".md")),
                    },)*
                }
            }
        }
    };
}

codes! {
    // ---- syntax -----------------------------------------------------------------------------
    E001 Error "something else was expected here"
    E002 Error "no such statement"
    E003 Error "a text is not closed"
    E004 Error "a bracket or block is not closed"
    E005 Error "a text stands in other quotes"
    E006 Error "a comparison is written another way"
    E007 Error "`and`, `or`, `not` are written another way"
    E008 Error "comparisons are chained"
    E009 Error "`and` and `or` are mixed"
    E010 Error "`if` is not whole"
    E011 Error "a number is written another way"
    E012 Error "a date is written another way"
    E013 Error "money without its currency"
    E014 Error "a mark that the language does not have"
    E015 Error "a comma with nothing after it"
    E016 Error "absence is asked for another way"
    E017 Error "several values are compared another way"
    E018 Error "a range does not fit here"
    E019 Error "a row with the wrong number of cells"
    E020 Error "this cannot be a name"
    E021 Error "nested too deeply"
    E022 Error "the file is too large"
    E023 Error "no such type"
    E024 Error "points or a weight are not whole"
    E025 Error "a brace in a text"
    E026 Error "stated twice"
    E027 Error "a calculation is written another way"
    E028 Error "a `:`, `=` or comma in the wrong place"
    // ---- names ------------------------------------------------------------------------------
    E101 Error "unknown name"
    // ---- types and meaning ------------------------------------------------------------------
    E201 Error "values of different types"
    // ---- data and evaluation ----------------------------------------------------------------
    E301 Error "a table is missing"
    // ---- lints ------------------------------------------------------------------------------
    L001 Warning "never used"
}

impl Code {
    /// The code printed as `text`, in any case.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Code> {
        CODES.iter().copied().find(|code| code.info().text.eq_ignore_ascii_case(text))
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.info().text)
    }
}
