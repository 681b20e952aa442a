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
        CODES
            .iter()
            .copied()
            .find(|code| code.info().text.eq_ignore_ascii_case(text))
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.info().text)
    }
}
