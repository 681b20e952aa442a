//! How files fit a pack before anything is run: `gtm data`.
//!
//! Looks on where a run would stop: columns may be missing, keys may be doubled, a table may not be there. The flow
//! inside: `data` tells each cell as a run would read it, [`tally`] counts, [`findings`] says what does not fit and [`lines`] which
//! line of the pack would mend it; rows that name no row of another table are looked for at the end.

mod findings;
mod lines;
mod report;
mod tally;

use std::collections::BTreeMap;

use findings::{Ground, rows};
use lines::FieldLine;
pub use report::{
    Change, ColumnFit, Finding, FindingKind, Fit, FurnitureFit, Obstacle, Place, TableFit,
    ValueCount,
};
use tally::Tally;

use crate::compile::Compilation;
use crate::data::source::{FileKind, Origin, RawTable, TableFormat};
use crate::data::{DataError, InspectedField, ReadAs, inspect, open_for, sources, unused_headers};
use crate::diagnostics::nearest;
use crate::ir::{FieldId, FieldSource, Link, Program, RecordId, Type};
use crate::profile::Occurrence;

/// Up to so many values that name no row are told.
const TOLD: usize = 5;

/// How the files that `--data` names fit a pack.
#[must_use]
pub fn fit(
    compilation: &Compilation,
    program: &Program,
    data: &[String],
    without: &[String],
    read_as: &ReadAs,
) -> Fit {
    let sources = sources(program, data, without);
    let mut fit = Fit {
        errors: sources.errors.into_iter().map(Obstacle::from).collect(),
        unused_files: sources.unused,
        ..Fit::default()
    };
    let mut looks = BTreeMap::new();
    for (record, origin) in &sources.files {
        match Look::at(program, *record, origin, read_as) {
            Ok(look) => {
                looks.insert(*record, look);
            }
            Err(error) => fit.errors.push(error.into()),
        }
    }
    for (record, look) in &looks {
        let mut table = look.table(compilation, program, *record);
        let strays = look.fields.iter().enumerate().filter_map(|(place, field)| {
            let target = target(program, field.field)?;
            look.strays(compilation, program, place, looks.get(&target)?, target)
        });
        table.findings.extend(strays);
        let order = |finding: &Finding| {
            let fields = table.columns.iter();
            let place = finding
                .field
                .as_ref()
                .and_then(|name| fields.clone().position(|column| column.field == *name));
            (place.is_some(), place, finding.kind)
        };
        let mut findings = std::mem::take(&mut table.findings);
        findings.sort_by_key(order);
        table.findings = findings;
        fit.tables.push(table);
    }
    fit
}

/// What a file is, in words.
fn form(raw: &RawTable) -> Vec<String> {
    let format = match raw.form().kind {
        FileKind::Text(TableFormat::Csv) => "separated values",
        FileKind::Text(TableFormat::Json) => "JSON, an array of objects",
        FileKind::Text(TableFormat::NdJson) => "JSON, an object a line",
        FileKind::Workbook => "a workbook",
        FileKind::Parquet => "Parquet",
        FileKind::ArrowFile | FileKind::ArrowStream => "Arrow",
    };
    let form = raw.form();
    let mut words = vec![format.to_owned()];
    words.extend(
        form.encoding
            .filter(|encoding| encoding.is_utf8())
            .map(|encoding| encoding.name().to_owned()),
    );
    words.extend((form.delimiter == Some(',')).then(|| "commas between the cells".to_owned()));
    words.extend(form.notes());
    words
}

/// A table that has been looked at.
struct Look {
    origin: String,
    form: Vec<String>,
    headers: Vec<String>,
    unused: Vec<String>,
    fields: Vec<InspectedField>,
    tally: Tally,
}

/// The record whose rows a field's values name.
fn target(program: &Program, field: FieldId) -> Option<RecordId> {
    let field = &program.fields[field];
    match (&field.source, &field.ty) {
        (FieldSource::Relation(relation), _) => match relation.link {
            Link::Keys { .. } => Some(relation.record),
            Link::By(_) | Link::Through(_) | Link::Group => None,
        },
        (FieldSource::Stored(_), Type::Reference(target)) => Some(*target),
        (FieldSource::Stored(_) | FieldSource::Computed(_) | FieldSource::Shared(_), _) => None,
    }
}

impl Look {
    fn at(
        program: &Program,
        record: RecordId,
        origin: &Origin,
        read_as: &ReadAs,
    ) -> Result<Look, DataError> {
        let options = read_as.of(&program.records[record].named.name);
        let raw: RawTable = open_for(program, record, origin, options)?;
        let stored: Vec<FieldId> = program.records[record]
            .fields
            .iter()
            .copied()
            .filter(|field| program.fields[*field].column().is_some())
            .collect();
        let place = |field: &FieldId| stored.iter().position(|other| other == field);
        let key = program.records[record]
            .key
            .iter()
            .filter_map(place)
            .collect();
        let naming: Vec<usize> = (0..stored.len())
            .filter(|place| {
                stored
                    .get(*place)
                    .is_some_and(|field| target(program, *field).is_some())
            })
            .collect();
        let mut tally = Tally::new(stored.len(), key, &naming);
        for around in raw.furniture() {
            tally.take_furniture(around.kind, around.line);
        }
        let fields = inspect(program, record, &raw, &mut |row| tally.take(row))?;
        Ok(Look {
            origin: raw.origin().to_owned(),
            form: form(&raw),
            headers: raw
                .headers()
                .iter()
                .map(|header| header.name.clone())
                .collect(),
            unused: unused_headers(&raw, &fields),
            fields,
            tally,
        })
    }

    fn table(&self, compilation: &Compilation, program: &Program, record: RecordId) -> TableFit {
        let ground = Ground {
            compilation,
            program,
            record,
            fields: &self.fields,
            headers: &self.headers,
            unused: &self.unused,
            tally: &self.tally,
        };
        let columns = self
            .fields
            .iter()
            .zip(&self.tally.fields)
            .map(|(field, tally)| {
                let header = field
                    .column
                    .as_ref()
                    .ok()
                    .and_then(|place| self.headers.get(*place));
                ColumnFit {
                    field: program.fields[field.field].named.name.clone(),
                    header: header.cloned(),
                    filled: tally.filled,
                    empty: tally.empty,
                    faults: tally.fault_count(),
                    written_as: field.style.as_ref().map(|style| style.written_as.clone()),
                    changes: tally
                        .changes
                        .values()
                        .cloned()
                        .map(|mut change| {
                            change.first.column = header.cloned();
                            change
                        })
                        .collect(),
                }
            });
        TableFit {
            record: program.records[record].named.name.clone(),
            file: self.origin.clone(),
            form: self.form.clone(),
            furniture: self.furniture(),
            rows: self.tally.rows,
            set_aside: self.tally.set_aside(),
            columns: columns.collect(),
            unused_columns: self.unused.clone(),
            findings: ground.findings(),
        }
    }

    fn furniture(&self) -> Vec<FurnitureFit> {
        let furniture = self.tally.furniture.iter();
        let fit = furniture.map(|(kind, (lines, first_line))| FurnitureFit {
            what: if *lines == 1 {
                kind.singular()
            } else {
                kind.plural()
            },
            lines: *lines,
            first_line: *first_line,
        });
        fit.collect()
    }

    /// Values of a field that name no row of another table.
    fn strays(
        &self,
        compilation: &Compilation,
        program: &Program,
        place: usize,
        other: &Look,
        target: RecordId,
    ) -> Option<Finding> {
        let [key] = program.records[target].key.as_slice() else {
            return None;
        };
        // Without the column of their keys nothing is known of their rows.
        let theirs = other.fields.iter().find(|field| field.field == *key)?;
        theirs.column.as_ref().ok()?;
        let keys = &other.tally.keys.seen;
        let field = self.fields.get(place)?;
        let names = self.tally.fields.get(place)?.names.as_ref()?;
        let mut strays: Vec<(&String, &Occurrence)> = names
            .iter()
            .filter(|(text, _)| !keys.contains_key(*text))
            .collect();
        strays.sort_by_key(|(text, seen)| (seen.first_line, *text));
        let (first, seen) = strays.first()?;
        let header = field
            .column
            .as_ref()
            .ok()
            .and_then(|place| self.headers.get(*place));
        let count: usize = strays.iter().map(|(_, seen)| seen.count).sum();
        let name = &program.fields[field.field].named.name;
        let record = &program.records[program.fields[field.field].record]
            .named
            .name;
        let target = &program.records[target].named.name;
        let first = Place {
            line: seen.first_line,
            column: header.cloned(),
            text: (*first).clone(),
        };
        strays.sort_by_key(|(text, seen)| (std::cmp::Reverse(seen.count), seen.first_line, *text));
        let values: Vec<ValueCount> = strays
            .iter()
            .take(TOLD)
            .map(|(text, seen)| ValueCount {
                text: (*text).clone(),
                rows: seen.count,
                first_line: seen.first_line,
                meant: nearest(text, keys.keys().map(String::as_str)).map(str::to_owned),
            })
            .collect();
        let words: Vec<&str> = strays.iter().map(|(text, _)| text.as_str()).collect();
        let are_missing = words.iter().all(|text| crate::profile::says_missing(text));
        let line = FieldLine::find(compilation, record, name).filter(|_| are_missing);
        let mends = values.iter().filter_map(|value| {
            let meant = value.meant.as_ref()?;
            Some(format!("`{}` into `{meant}`", value.text))
        });
        let mends: Vec<String> = mends.collect();
        Some(Finding {
            kind: FindingKind::NoSuchRow,
            field: Some(name.clone()),
            rows: count,
            first: Some(first),
            message: match (count, strays.len()) {
                (1, 1) => format!("1 row names no row of {target}"),
                (many, 1) => format!("{} name no row of {target}, all with one value", rows(many)),
                (many, values) => {
                    format!(
                        "{} name no row of {target}, with {values} different values",
                        rows(many)
                    )
                }
            },
            values,
            lines: line
                .map(|line| line.missing(words.iter().copied()))
                .into_iter()
                .collect(),
            help: (!mends.is_empty()).then(|| format!("in the file, change {}", mends.join(", "))),
        })
    }
}
