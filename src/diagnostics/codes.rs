//! The table of every finding the tool can make: code, severity, title, page.
//!
//! E0 syntax, E1 names, E2 types and meaning, E3 data and evaluation, E4 SQL, L lints. The page of a code
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
    E030 Error "a cell of a table is written another way"
    E031 Error "how a table decides is not said"
    E032 Error "`||` is missing or misplaced"
    E033 Error "a column without its name"
    E034 Error "a table without bars"
    E035 Error "rows grouped by something without a name"
    // ---- names ------------------------------------------------------------------------------
    E101 Error "unknown name"
    E102 Error "no such part after a dot"
    E103 Error "not a value of this choice"
    E104 Error "unknown function"
    E105 Error "unknown type"
    E106 Error "the same name twice"
    E107 Error "a name that is taken"
    E108 Error "names that look alike"
    E109 Error "a name of another kind"
    E110 Error "a value in the wrong place"
    E111 Error "a rule for another record"
    E112 Error "a circle"
    E113 Error "`this` in the wrong place"
    E114 Error "a param that cannot be set so"
    E118 Error "a field where no row is at hand"
    E130 Error "a file that may not be read"
    E131 Error "a file that cannot be read"
    E132 Error "packs that use each other in a circle"
    E133 Error "what packs share does not fit"
    E134 Error "no such name in the pack that is used"
    E135 Error "a binding of another kind"
    // ---- types and meaning ------------------------------------------------------------------
    E201 Error "values of different types"
    E202 Error "no arithmetic with these"
    E203 Error "yes or no is needed"
    E204 Error "wrong values for a function"
    E205 Error "this cannot be compared so"
    E206 Error "a text for readers cannot decide"
    E207 Error "rows and values mixed up"
    E208 Error "not a constant"
    E209 Error "outside a range"
    E210 Error "weights that do not make 100%"
    E211 Error "a factor that cannot be used"
    E212 Error "parts of a score that do not go together"
    E213 Error "bands out of order"
    E214 Error "points that cannot be counted"
    E215 Error "a value of the wrong type"
    E216 Error "`otherwise` is missing or misplaced"
    E217 Error "an empty block"
    E218 Error "a list without names"
    E219 Error "keys and columns that do not fit"
    E220 Error "a view that cannot be shown"
    E221 Error "a test given what cannot be given"
    E222 Error "an expectation that cannot be judged"
    E223 Error "a test without its day"
    E224 Error "one value and several mixed up"
    E230 Error "a blank cell"
    E240 Error "rows cannot be grouped so"
    E241 Error "what a derived record cannot have"
    E242 Error "`for every` of what has no end"
    E243 Error "too many groups"
    E246 Error "rows that are no pairs"
    E247 Error "which rows are paired is not clear"
    E248 Error "values that cannot be listed or ordered"
    E249 Error "`by` or `for` is left out"
    E250 Error "`by` or `for` in the wrong place"
    E255 Error "`failing` where nothing is found"
    E256 Error "rows without a key"
    E257 Error "a row of a check of all rows"
    E258 Error "points that wear off from no date"
    E259 Error "points that wear off by no length of time"
    E260 Error "a weight of nothing"
    E261 Error "a weight of rows that is none"
    E263 Error "the file of a list is not a table"
    E266 Error "two lines at once"
    E270 Error "an example with two readings"
    E271 Error "an `as` that does not say how cells are written"
    E272 Error "the currency of what is no amount"
    // ---- data and evaluation ----------------------------------------------------------------
    E301 Error "a table is missing"
    E302 Error "a file cannot be read"
    E303 Error "a column is missing"
    E304 Error "two columns with the same header"
    E305 Error "a text is not in its encoding"
    E306 Error "no such record"
    E307 Error "which file holds which record is not clear"
    E308 Error "the file is not a table"
    E309 Error "the day of `today` is missing"
    E310 Error "no such view"
    E311 Error "no such row"
    E320 Error "a table for rows that are made of others"
    E321 Error "too many combinations"
    E330 Error "git is not there"
    E331 Error "no such revision"
    E332 Error "the pack is not in the revision"
    E333 Error "standard input is needed twice"
    E340 Error "a snapshot that cannot be read"
    E341 Error "a snapshot without its tables"
    E342 Error "a snapshot without its pack"
    E343 Error "no tables for a snapshot"
    E360 Error "a packed file grows too far"
    E361 Error "no such encoding"
    E362 Error "no such delimiter"
    E363 Error "a file changed while it was read"
    E364 Error "a file is cut off or damaged"
    E365 Error "which sheet holds the rows is not clear"
    E366 Error "no such sheet"
    E370 Error "two columns for one field"
    E367 Error "a row that ends the run"
    E380 Error "format and ending contradict each other"
    E381 Error "a format that is not written"
    E382 Error "no text for a screen"
    E383 Error "a result over what it is made of"
    E384 Error "a result cannot be written"
    E385 Error "several views in one file"
    // ---- SQL --------------------------------------------------------------------------------
    E400 Error "this has no translation into SQL"
    E401 Error "a choice of too many values for SQL"
    E402 Error "a name too long for the engine"
    E403 Error "two columns that the engine takes for one"
    // ---- lints ------------------------------------------------------------------------------
    L001 Warning "never used"
    L002 Warning "a field that is never read"
    L003 Warning "always or never the case"
    L004 Warning "never reached"
    L005 Warning "a band that no score reaches"
    L006 Warning "a value that is never given"
    L007 Warning "`is` beside a quotient"
    L008 Warning "a list of one"
    L009 Warning "texts that differ in capitals only"
    L010 Warning "a test that expects nothing"
    L011 Warning "two tests of one name"
    L012 Warning "a day that nothing reads"
    L013 Warning "a percent beside a plain number"
    L030 Warning "gates that exclude each other"
    L031 Warning "a gate that stops nobody"
    L032 Warning "a table that leaves a gap"
    L033 Warning "a line twice"
    L034 Warning "a table that could not be looked through"
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
