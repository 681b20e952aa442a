//! Findings as a table like any other result, so that each format can write it.

use std::sync::Arc;

use crate::decimal::Decimal;
use crate::results::{Meaning, OpenOutcomes, ResultColumn, ResultTable, ShownColumn, Values};

/// A column of a list of findings.
pub(super) enum Column {
    /// Texts; empty ones are nulls for machines.
    Text(&'static str, &'static str, Vec<String>),
    /// Counts.
    Count(&'static str, &'static str, Vec<usize>),
    /// Numbers in millionths; nothing where there is none.
    Number(&'static str, &'static str, Vec<Option<i128>>),
    /// Yes or no.
    YesNo(&'static str, &'static str, Vec<bool>),
}

/// The table of some columns, each with its name in files and its title for people.
pub(super) fn table(name: &str, label: &str, columns: Vec<Column>, total: usize) -> ResultTable {
    let rows = columns.first().map_or(0, Column::len);
    let (columns, shown): (Vec<ResultColumn>, Vec<ShownColumn>) =
        columns.into_iter().map(Column::split).unzip();
    ResultTable {
        name: name.to_owned(),
        label: Some(label.to_owned()),
        record: String::new(),
        total,
        passing: total,
        rows,
        membership: None,
        places: Vec::new(),
        uncertain: vec![false; rows],
        columns,
        shown,
        open: OpenOutcomes::default(),
        as_of: None,
    }
}

impl Column {
    fn len(&self) -> usize {
        match self {
            Column::Text(_, _, values) => values.len(),
            Column::Count(_, _, values) => values.len(),
            Column::Number(_, _, values) => values.len(),
            Column::YesNo(_, _, values) => values.len(),
        }
    }

    fn split(self) -> (ResultColumn, ShownColumn) {
        let (name, title, numeric, values, cells) = match self {
            Column::Text(name, title, texts) => {
                let value = |text: &String| (!text.is_empty()).then(|| Arc::from(text.as_str()));
                let values = Values::Text(texts.iter().map(value).collect());
                (name, title, false, values, texts)
            }
            Column::Count(name, title, counts) => {
                let values = counts.iter().map(|count| i64::try_from(*count).ok());
                let cells = counts.iter().map(usize::to_string).collect();
                (name, title, true, Values::Whole(values.collect()), cells)
            }
            Column::Number(name, title, numbers) => {
                let text = |units: &Option<i128>| {
                    let number = units.and_then(Decimal::from_units);
                    number.map_or_else(String::new, |number| number.to_string())
                };
                let cells = numbers.iter().map(text).collect();
                (name, title, true, Values::Number(numbers), cells)
            }
            Column::YesNo(name, title, answers) => {
                let cells = answers
                    .iter()
                    .map(|yes| if *yes { "yes" } else { "no" }.to_owned());
                let cells = cells.collect();
                let values = answers.into_iter().map(Some).collect();
                (name, title, false, Values::YesNo(values), cells)
            }
        };
        let column = ResultColumn {
            name: name.to_owned(),
            values,
            meaning: Meaning::Plain,
        };
        let shown = ShownColumn {
            title: title.to_owned(),
            numeric,
            cells,
        };
        (column, shown)
    }
}
