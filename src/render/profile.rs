//! Where the time of a run went, as a table for people.

use std::cmp::Reverse;
use std::fmt::Write;
use std::time::Duration;

use crate::eval::Task;
use crate::ir::Program;

/// The stages of a run, and the tasks of its evaluation, the longest first.
#[must_use]
pub fn profile(
    program: &Program,
    stages: &[(&str, Duration)],
    tasks: &[(Task, Duration)],
) -> String {
    let mut tasks = tasks.to_vec();
    tasks.sort_by_key(|(task, taken)| (Reverse(*taken), *task));
    let tasks = tasks.into_iter();
    let tasks: Vec<_> = tasks
        .map(|(task, taken)| (words(program, task), taken))
        .collect();
    told(stages, &tasks)
}

fn told(stages: &[(&str, Duration)], tasks: &[(String, Duration)]) -> String {
    let whole: Duration = stages.iter().map(|(_, taken)| *taken).sum();
    let mut text = format!("where the time went: {}\n", milliseconds(whole).trim());
    for (stage, taken) in stages {
        line(&mut text, stage, *taken, whole);
    }
    if tasks.is_empty() {
        return text;
    }
    let all: Duration = tasks.iter().map(|(_, taken)| *taken).sum();
    text.push_str("evaluation, all threads together:\n");
    for (task, taken) in tasks {
        line(&mut text, task, *taken, all);
    }
    text
}

fn line(text: &mut String, what: &str, taken: Duration, of: Duration) {
    let share = if of.is_zero() {
        0.0
    } else {
        taken.as_secs_f64() / of.as_secs_f64() * 100.0
    };
    let _ = writeln!(text, "{}  {share:>4.0}%  {what}", milliseconds(taken));
}

fn milliseconds(taken: Duration) -> String {
    format!("{:>9.1} ms", taken.as_secs_f64() * 1000.0)
}

fn words(program: &Program, task: Task) -> String {
    match task {
        Task::Cells => "cells of the tables".to_owned(),
        Task::Field(field) => program.fields[field].named.name.clone(),
        Task::Rule(rule) => program.rules[rule].named.name.clone(),
        Task::Reasons(rule) => format!("{}: reasons", program.rules[rule].named.name),
        Task::Sort => "order of the rows".to_owned(),
        Task::Collect => "values of the view".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_and_tasks_have_their_share() {
        let ms = Duration::from_millis;
        let stages = [("read", ms(750)), ("evaluate", ms(250))];
        let tasks = [
            ("order of the rows".to_owned(), ms(150)),
            ("bant".to_owned(), ms(50)),
        ];
        assert_eq!(
            told(&stages, &tasks),
            "where the time went: 1000.0 ms\n    750.0 ms    75%  read\n    250.0 ms    25%  evaluate\n\
             evaluation, all threads together:\n    150.0 ms    75%  order of the rows\n     50.0 ms    25%  bant\n"
        );
        assert_eq!(told(&[], &[]), "where the time went: 0.0 ms\n");
    }
}
