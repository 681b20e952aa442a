//! Choices: which member a text stands for.

use std::collections::HashMap;

use super::cell::{CellValue, Reading, folded, normal, quoted};
use super::coerced::Coerced;
use crate::diagnostics::did_you_mean;
use crate::ir::Domain;
use crate::written::english_month;

/// A domain's members by the texts that stand for them.
#[derive(Debug)]
pub(super) struct Members {
    exact: HashMap<String, u32>,
    any_case: HashMap<String, u32>,
    names: Vec<String>,
}

impl Members {
    /// By name, `as` text and label.
    pub(super) fn new(domain: &Domain) -> Members {
        let mut members = Members {
            exact: HashMap::new(),
            any_case: HashMap::new(),
            names: domain
                .members
                .iter()
                .map(|member| member.named.name.clone())
                .collect(),
        };
        // Names win over `as` texts, and those over labels, where two members share a text.
        let names = domain
            .members
            .iter()
            .map(|member| Some(member.named.name.as_str()));
        let written = domain
            .members
            .iter()
            .map(|member| member.written_as.as_deref());
        let labels = domain
            .members
            .iter()
            .map(|member| member.named.label.as_deref());
        let texts = names
            .enumerate()
            .chain(written.enumerate())
            .chain(labels.enumerate());
        for (place, text) in texts.filter_map(|(place, text)| Some((place, text?.trim()))) {
            let place = u32::try_from(place).unwrap_or(u32::MAX); // lists are far shorter
            members
                .exact
                .entry(normal(text).into_owned())
                .or_insert(place);
            members.any_case.entry(folded(text)).or_insert(place);
        }
        members
    }

    /// The member that a text stands for.
    pub(super) fn read(&self, text: &str) -> Reading<'static> {
        let found = self
            .exact
            .get(text)
            .or_else(|| self.any_case.get(&folded(text)));
        match found {
            Some(member) => Reading::Value(CellValue::Member(*member), Coerced::NOT),
            None => Reading::Fault(self.none_of(text, &numbers_of_month(text))),
        }
    }

    /// A day that the file knows to be one is no member; what it was made of may be.
    pub(super) fn read_day(&self, day: &str) -> Reading<'static> {
        match self.exact.get(day) {
            Some(member) => Reading::Value(CellValue::Member(*member), Coerced::NOT),
            None => Reading::Fault(self.none_of(day, &numbers_of_day(day))),
        }
    }

    /// `pairs` are the numbers that a spreadsheet may have taken for this day.
    fn none_of(&self, text: &str, pairs: &[[u32; 2]]) -> String {
        const SHOWN: usize = 8;
        let range = |name: &&String| range_of(name).is_some_and(|range| pairs.contains(&range));
        if let Some(name) = self.names.iter().find(range) {
            return format!(
                "{} is what a spreadsheet makes of \"{name}\", taking it for a date: write `as {}` behind that value, \
                 or make the column text before it is filled in",
                quoted(text),
                quoted(text)
            );
        }
        let mut problem = format!(
            "{} is none of {}",
            quoted(text),
            self.names
                .iter()
                .take(SHOWN)
                .cloned()
                .collect::<Vec<_>>()
                .join(", ")
        );
        if let Some(more) = self.names.len().checked_sub(SHOWN + 1) {
            problem.push_str(&format!(" and {} more", more + 1));
        }
        let known = self.names.iter().map(String::as_str);
        let known = known.chain(self.exact.keys().map(String::as_str));
        if let Some(question) = did_you_mean(text, known) {
            problem.push_str(&format!("; {question}"));
        }
        problem
    }
}

/// The two numbers of a range such as `5-20` or `5 to 20`.
fn range_of(name: &str) -> Option<[u32; 2]> {
    let mut numbers = name
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(str::parse);
    match (numbers.next(), numbers.next(), numbers.next()) {
        (Some(Ok(one)), Some(Ok(other)), None) => Some([one, other]),
        _ => None,
    }
}

/// The numbers that `May-20` or `20-May` may have been: 5 and 20, in either order.
fn numbers_of_month(text: &str) -> Vec<[u32; 2]> {
    let Some((one, other)) = text.split_once(['-', ' ', '/']) else {
        return Vec::new();
    };
    let pair = |month: &str, number: &str| {
        let month = u32::try_from(english_month(&month.to_lowercase())? + 1).ok()?;
        Some((month, number.parse::<u32>().ok()?))
    };
    let found = pair(one, other).or_else(|| pair(other, one));
    found.map_or_else(Vec::new, |(month, number)| {
        vec![[month, number], [number, month]]
    })
}

/// The numbers that a day `2020-05-01` may have been: month and day, or month and the end of the year.
fn numbers_of_day(day: &str) -> Vec<[u32; 2]> {
    let date = day.get(..10).unwrap_or(day);
    let mut parts = date.split('-').map(str::parse);
    let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day))) =
        (parts.next(), parts.next(), parts.next())
    else {
        return Vec::new();
    };
    let end = year % 100;
    vec![[month, day], [day, month], [month, end], [end, month]]
}
