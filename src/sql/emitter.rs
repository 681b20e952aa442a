//! What has been written so far: the steps of the text, and for each record how far its rows are.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::cells;
use super::chain::{Chain, Names, Step};
use super::dialect::Spelling;
use super::errors::{Refused, rows_made};
use crate::ir::{Program, RecordId, RecordSource};

/// How the text is to be.
#[derive(Clone, Debug)]
pub(super) struct Settings<'a> {
    /// The day that `today` means, in days since 1970-01-01.
    pub(super) as_of: Option<i32>,
    /// The tables by the records whose rows they hold.
    pub(super) tables: &'a BTreeMap<RecordId, String>,
}

/// Writes steps.
pub(super) struct Emitter<'p> {
    pub(super) program: &'p Program,
    pub(super) spelling: &'static dyn Spelling,
    pub(super) settings: Settings<'p>,
    pub(super) steps: Vec<Step>,
    pub(super) names: Names,
    chains: BTreeMap<RecordId, Chain>,
}

impl<'p> Emitter<'p> {
    pub(super) fn new(
        program: &'p Program,
        spelling: &'static dyn Spelling,
        settings: Settings<'p>,
    ) -> Emitter<'p> {
        let mut names = Names::new(spelling.longest_name());
        // A step called like a table would stand before it.
        for table in settings.tables.values() {
            let own = table.rsplit('.').next().unwrap_or(table);
            names.give(own.trim_matches('"'));
        }
        for record in program.records.values() {
            names.give(&record.named.name);
        }
        Emitter {
            program,
            spelling,
            settings,
            steps: Vec::new(),
            names,
            chains: BTreeMap::new(),
        }
    }

    /// The rows of a record, read from its table when they are first asked for.
    pub(super) fn rows(&mut self, record: RecordId) -> Result<&mut Chain, Refused> {
        match self.chains.entry(record) {
            Entry::Occupied(entry) => Ok(entry.into_mut()),
            Entry::Vacant(entry) => {
                let declared = &self.program.records[record];
                match declared.source {
                    RecordSource::Table => {}
                    RecordSource::Derived(_) | RecordSource::ForEvery | RecordSource::Single => {
                        return Err(rows_made(declared));
                    }
                }
                let table = self.settings.tables.get(&record).cloned();
                let table =
                    table.unwrap_or_else(|| super::dialect::quoted_name(&declared.named.name));
                let read =
                    cells::read(self.program, record, table, self.spelling, &mut self.names)?;
                self.steps.extend(read.steps);
                Ok(entry.insert(read.chain))
            }
        }
    }

    /// Puts what waits on a record's rows into steps, the last of which bears the name.
    pub(super) fn flush(
        &mut self,
        record: RecordId,
        name: &str,
        comments: Vec<String>,
    ) -> Result<(), Refused> {
        self.rows(record)?;
        if let Some(chain) = self.chains.get_mut(&record) {
            self.steps
                .extend(chain.flush(name, comments, &mut self.names));
        }
        Ok(())
    }
}
