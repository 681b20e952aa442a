//! From the counts of a table to what does not fit, each with the line that would mend it.

use super::lines::{FieldLine, quote};
use super::report::{Finding, FindingKind, Place, ValueCount};
use super::tally::{Count, FaultClass, Faults, SEPARATOR, Tally};
use crate::compile::Compilation;
use crate::data::InspectedField;
use crate::data::style::{ColumnEvidence, OpenReading, Verdict};
use crate::diagnostics::{Code, nearest};
use crate::ir::{Program, RecordId, Type};
use crate::profile::{Values, says_missing};

/// Up to so many values are told of a finding, or written into its line.
const TOLD: usize = 5;

/// What the findings of a table are made of.
pub(super) struct Ground<'a> {
    pub(super) compilation: &'a Compilation,
    pub(super) program: &'a Program,
    pub(super) record: RecordId,
    pub(super) fields: &'a [InspectedField],
    pub(super) headers: &'a [String],
    pub(super) unused: &'a [String],
    pub(super) tally: &'a Tally,
}

impl Ground<'_> {
    /// Everything that does not fit, but for rows of other tables.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let mut findings: Vec<Finding> = self
            .fields
            .iter()
            .filter_map(|one| self.column(one))
            .collect();
        findings.extend(self.bad_rows());
        findings.extend(self.keys());
        for (field, tally) in self.fields.iter().zip(&self.tally.fields) {
            for (class, faults) in &tally.faults {
                findings.push(self.fault(field, *class, faults));
            }
        }
        findings
    }

    fn name(&self, field: &InspectedField) -> &str {
        &self.program.fields[field.field].named.name
    }

    fn line(&self, field: &InspectedField) -> Option<FieldLine> {
        let record = &self.program.records[self.record].named.name;
        FieldLine::find(self.compilation, record, self.name(field))
    }

    /// The header of a field's column.
    fn header(&self, field: &InspectedField) -> Option<String> {
        let place = field.column.as_ref().ok()?;
        self.headers.get(*place).cloned()
    }

    fn column(&self, field: &InspectedField) -> Option<Finding> {
        let error = field.column.as_ref().err()?;
        let missing = error.code == Code::E303;
        let column = self.program.fields[field.field].column();
        let names = column
            .map(|column| column.headers.as_slice())
            .unwrap_or_default();
        let unused = || self.unused.iter().map(String::as_str);
        let near = names.iter().find_map(|name| nearest(name, unused()));
        let line = near
            .filter(|_| missing)
            .and_then(|near| Some(self.line(field)?.column(near)));
        Some(Finding {
            kind: if missing {
                FindingKind::MissingColumn
            } else {
                FindingKind::SeveralColumns
            },
            field: Some(self.name(field).to_owned()),
            rows: 0,
            first: None,
            message: error.message.clone(),
            values: Vec::new(),
            help: error.help.clone().filter(|_| line.is_none()),
            lines: line.into_iter().collect(),
        })
    }

    fn bad_rows(&self) -> Option<Finding> {
        let (line, problem) = self.tally.first_bad.clone()?;
        let rows = rows(self.tally.bad_rows);
        Some(Finding {
            kind: FindingKind::BadRow,
            field: None,
            rows: self.tally.bad_rows,
            first: Some(row(line)),
            message: format!("{rows} cannot be read as rows of the table: {problem}"),
            values: Vec::new(),
            lines: Vec::new(),
            help: Some("mend them in the file".to_owned()),
        })
    }

    fn keys(&self) -> Vec<Finding> {
        let keys = &self.tally.keys;
        let names: Vec<String> = self.program.records[self.record]
            .key
            .iter()
            .map(|field| format!("`{}`", self.program.fields[*field].named.name))
            .collect();
        let key = names.join(" and ");
        let finding = |kind, count: &Count, message: String, help: &str| Finding {
            kind,
            field: None,
            rows: count.rows,
            first: Some(row(count.first_line)),
            message,
            values: Vec::new(),
            lines: Vec::new(),
            help: Some(help.to_owned()),
        };
        let mut findings = Vec::new();
        if keys.blank.rows > 0 {
            findings.push(finding(
                FindingKind::BlankKey,
                &keys.blank,
                format!("{} without a key ({key})", rows(keys.blank.rows)),
                "fill it in, or let another column be the `key`",
            ));
        }
        if keys.unreadable.rows > 0 {
            findings.push(finding(
                FindingKind::UnreadableKey,
                &keys.unreadable,
                format!(
                    "{} with a key ({key}) that cannot be read",
                    rows(keys.unreadable.rows)
                ),
                "mend the cells of the key in the file",
            ));
        }
        if keys.doubled.rows > 0 {
            let mut doubled: Vec<_> = keys
                .seen
                .iter()
                .filter(|(_, seen)| seen.count > 1)
                .collect();
            doubled.sort_by_key(|(text, seen)| {
                (std::cmp::Reverse(seen.count), seen.first_line, *text)
            });
            let message = format!(
                "{} with a key ({key}) that was there already; {} used more than once",
                rows(keys.doubled.rows),
                match doubled.len() {
                    1 => "1 key is".to_owned(),
                    many => format!("{many} keys are"),
                }
            );
            let help = "leave the doubles out of the file, or write `key` behind a further field";
            let mut finding = finding(FindingKind::DoubledKey, &keys.doubled, message, help);
            finding.values = doubled
                .into_iter()
                .take(TOLD)
                .map(|(text, seen)| ValueCount {
                    text: text.replace(SEPARATOR, ", "),
                    rows: seen.count,
                    first_line: seen.first_line,
                    meant: None,
                })
                .collect();
            findings.push(finding);
        }
        findings
    }

    fn fault(&self, field: &InspectedField, class: FaultClass, faults: &Faults) -> Finding {
        let mut first = faults.first.clone();
        first.column = self.header(field);
        let cells = count(faults.count, "cell");
        let problem = &faults.problem;
        let kind = match class {
            FaultClass::Open => FindingKind::Ambiguous,
            FaultClass::Unreadable => FindingKind::Unreadable,
            FaultClass::OutOfRange => FindingKind::OutOfRange,
            FaultClass::NoMember => FindingKind::NotAMember,
        };
        let (lines, help) = self.mend(field, class, faults);
        Finding {
            kind,
            field: Some(self.name(field).to_owned()),
            rows: faults.count,
            first: Some(first),
            message: format!("{cells}: {problem}"),
            values: self.values(field, class, &faults.values),
            lines,
            help,
        }
    }

    /// The commonest values, with the members that may be meant.
    fn values(
        &self,
        field: &InspectedField,
        class: FaultClass,
        values: &Values,
    ) -> Vec<ValueCount> {
        let ty = &self.program.fields[field.field].ty;
        let domain = match ty {
            Type::Choice(domain) => Some(*domain),
            Type::Text
            | Type::YesNo
            | Type::Number(_)
            | Type::Date(_)
            | Type::Duration(_)
            | Type::Months
            | Type::List(_)
            | Type::Reference(_) => None,
        };
        let members = domain.filter(|_| class == FaultClass::NoMember);
        let members = members.map(|domain| self.program.domains[domain].members.as_slice());
        let members = members.unwrap_or_default();
        let known = || {
            let labels = members.iter().filter_map(|one| one.named.label.as_deref());
            members
                .iter()
                .map(|one| one.named.name.as_str())
                .chain(labels)
        };
        let commonest = values.commonest();
        let told = commonest.iter().take(TOLD).map(|(text, seen)| ValueCount {
            text: (*text).to_owned(),
            rows: seen.count,
            first_line: seen.first_line,
            meant: nearest(text, known()).map(str::to_owned),
        });
        told.collect()
    }

    /// The lines that would mend a fault, and what else to do.
    fn mend(
        &self,
        field: &InspectedField,
        class: FaultClass,
        faults: &Faults,
    ) -> (Vec<String>, Option<String>) {
        let ty = &self.program.fields[field.field].ty;
        let Some(line) = self.line(field) else {
            return (Vec::new(), None);
        };
        let texts: Vec<&str> = faults
            .values
            .commonest()
            .iter()
            .map(|(text, _)| *text)
            .collect();
        match class {
            FaultClass::Open => open(&line, field, ty),
            FaultClass::OutOfRange => {
                let range = faults.ends.and_then(|ends| line.range(ty, ends));
                (range.into_iter().collect(), None)
            }
            FaultClass::NoMember => match line.clone().members(texts.iter().copied().take(TOLD)) {
                Some(text) => (vec![text], more(texts.len())),
                None => (self.list_rows(ty, &texts), more(texts.len())),
            },
            FaultClass::Unreadable => (unreadable(&line, ty, &faults.values, &texts), None),
        }
    }

    /// Rows for the list that a field takes its values from.
    fn list_rows(&self, ty: &Type, texts: &[&str]) -> Vec<String> {
        let Type::Choice(domain) = ty else {
            return Vec::new();
        };
        let list = &self.program.domains[*domain].name;
        let row = |text: &&str| {
            if crate::syntax::is_name(text) {
                format!("| {text} |  in list {list}")
            } else {
                format!("| … | {} |  in list {list}, with a name", quote(text))
            }
        };
        texts.iter().take(TOLD).map(row).collect()
    }
}

/// A line for each reading that is left.
fn open(line: &FieldLine, field: &InspectedField, ty: &Type) -> (Vec<String>, Option<String>) {
    let help = Some(
        "the file does not say which is meant: write the one that you know to be right".to_owned(),
    );
    if let Some((_, readings)) = &field.open {
        let written = |reading: &OpenReading| line.clone().written(&quote(&reading.written_as));
        return (readings.iter().map(written).collect(), help);
    }
    match ty {
        Type::Number(_) => {
            let lines = ["\"12\"", "\"0.12\""].map(|written| line.clone().written(written));
            (lines.to_vec(), help)
        }
        Type::Text
        | Type::YesNo
        | Type::Date(_)
        | Type::Duration(_)
        | Type::Months
        | Type::Choice(_)
        | Type::List(_)
        | Type::Reference(_) => (Vec::new(), None),
    }
}

/// Another way of writing, if that reads them all; words for a missing answer; else text.
fn unreadable(line: &FieldLine, ty: &Type, values: &Values, texts: &[&str]) -> Vec<String> {
    if let Some(written) = another_style(ty, values) {
        return vec![line.clone().written(&written)];
    }
    if texts.iter().all(|text| says_missing(text)) && !texts.is_empty() {
        return vec![line.clone().missing(texts.iter().copied().take(TOLD))];
    }
    let mut lines = Vec::new();
    if let (Type::YesNo, [one, other]) = (ty, texts) {
        lines.push(
            line.clone()
                .written(&format!("{} / {}", quote(one), quote(other))),
        );
    } else if texts.len() <= TOLD {
        lines.push(line.clone().missing(texts.iter().copied()));
    }
    lines.push(line.clone().text_type());
    lines
}

/// How the cells are written that cannot be read, if they are all written in one way.
fn another_style(ty: &Type, values: &Values) -> Option<String> {
    let mut evidence = ColumnEvidence::default();
    for (text, seen) in values.each() {
        evidence.take(text, seen.first_line);
    }
    match ty {
        Type::Date(_) if evidence.all_dates() => match evidence.dates.verdict() {
            Verdict::Plain { .. } => Some("\"YYYY-MM-DD\"".to_owned()),
            Verdict::Proved { style, .. } => Some(quote(style.text())),
            Verdict::Nothing | Verdict::Open { .. } | Verdict::Contradictory { .. } => None,
        },
        Type::Number(_) if evidence.all_numbers() => match evidence.numbers.verdict() {
            Verdict::Proved { style, .. } => Some(quote(&style.example())),
            Verdict::Plain { .. }
            | Verdict::Nothing
            | Verdict::Open { .. }
            | Verdict::Contradictory { .. } => None,
        },
        Type::Number(_)
        | Type::Date(_)
        | Type::Text
        | Type::YesNo
        | Type::Duration(_)
        | Type::Months
        | Type::Choice(_)
        | Type::List(_)
        | Type::Reference(_) => None,
    }
}

fn more(values: usize) -> Option<String> {
    let more = values.checked_sub(TOLD).filter(|more| *more > 0)?;
    Some(format!("and {more} further values"))
}

fn row(line: u64) -> Place {
    Place {
        line,
        column: None,
        text: String::new(),
    }
}

pub(super) fn rows(rows: usize) -> String {
    count(rows, "row")
}

fn count(count: usize, what: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {what}{s}")
}
