//! What a file is.

/// The form in which a file holds its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    /// Separated by commas, semicolons, tabs or bars.
    Csv,
    /// An array of objects.
    Json,
    /// An object a line.
    NdJson,
}
