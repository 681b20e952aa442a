//! A page about a pack, made from the pack itself: what it asks for, what it answers, its rules as
//! sentences and tables, and a real run. Markdown, for people who never open the pack.

mod answers;
mod asks;
mod pieces;
mod rules;
mod words;

use crate::eval::Explanation;
use crate::ir::Program;
use crate::results::ResultTable;
use pieces::Page;

/// A run of a pack, to be shown on its page.
#[derive(Debug)]
pub struct ShownRun {
    /// The command that gives it.
    pub command: String,
    /// What the views come to.
    pub results: Vec<ResultTable>,
    /// What is said of the checks of the pack; empty if it has none.
    pub checks: String,
    /// One row explained.
    pub explanation: Option<Explanation>,
}

/// The page of a pack; with a run of it, if there is one to show.
#[must_use]
pub fn document(program: &Program, run: Option<&ShownRun>) -> String {
    let mut page = Page::new(program);
    page.heading(1, program.label.as_deref().unwrap_or(&program.name));
    page.paragraph(&format!("The pack {}.", pieces::code(&program.name)));
    for source in &program.sources {
        page.paragraph(&format!("Source: {}.", pieces::escaped(source)));
    }
    answers::write(&mut page);
    asks::write(&mut page);
    rules::write(&mut page);
    if let Some(run) = run {
        write_run(&mut page, run);
    }
    page.finish()
}

fn write_run(page: &mut Page<'_>, run: &ShownRun) {
    page.heading(2, "A run");
    page.block("console", &format!("$ {}\n", run.command));
    for result in &run.results {
        page.raw(&super::markdown(result));
    }
    if !run.checks.trim().is_empty() {
        page.heading(3, "Checks");
        page.block("text", &run.checks);
    }
    if let Some(explanation) = &run.explanation {
        page.heading(3, &format!("Why, for {}", explanation.key));
        page.block("text", &super::explanation_text(explanation, Some(100)));
    }
}
