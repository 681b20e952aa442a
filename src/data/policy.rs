//! What becomes of a row with a cell that cannot be read: `--bad keep | set-aside | stop`.

/// What becomes of bad cells. A row that cannot be evaluated at all (too many cells, no key, a doubled key) is never kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BadCells {
    /// The cell is a fault, the row is kept.
    #[default]
    Keep,
    /// The row is set aside.
    SetAside,
    /// The run ends at the first row that is not sound.
    Stop,
}
