//! `gtm sensitivity`: how far each number of a pack can move before an outcome changes.

use clap::ValueEnum;

use super::console::Console;
use super::explain::rule_named;
use super::export::{Destination, Target};
use super::run::{Input, missing_day, overrides};
use super::{Failure, Verdict, packs, provenance};
use crate::eval::Settings;
use crate::ir::RuleId;
use crate::render::{render_text, sanitize};
use crate::results::ResultTable;
use crate::study::{
    Constant, Range, Swing, Trial, constants, constants_table, margin, places_table, swings,
    tornado_table,
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
    /// Only the outcomes of this rule; may be given several times.
    #[arg(long = "rule", value_name = "RULE")]
    rules: Vec<String>,
    /// Which table to show; the formats for tools hold one.
    #[arg(long, value_enum)]
    show: Option<Show>,
    /// Tell the places of so many rows of each ranking.
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
    #[command(flatten)]
    target: Target,
}

/// A table of what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Show {
    /// Between which values of each number nothing changes.
    Numbers,
    /// What moving each number by a fifth changes.
    Tornado,
    /// The places that the first of a ranking may take.
    Places,
}

/// Tells how far each number can move.
pub(super) fn sensitivity(arguments: &Arguments, console: &Console) -> Result<Verdict, Failure> {
    let mut destination = arguments.target.settle(console)?;
    let input = &arguments.input;
    let path = packs::single(&input.pack)?;
    let overrides = overrides(&input.params, console)?;
    let compilation = packs::compiled(&path, &overrides)?;
    let Some(program) = &compilation.program else {
        let errors: Vec<_> = compilation
            .diagnostics
            .iter()
            .filter(|one| one.is_error())
            .cloned()
            .collect();
        console.tell(&render_text(
            &compilation.sources,
            &errors,
            console.error_style(),
        ));
        return Ok(Verdict::Wanting);
    };
    missing_day(&compilation.sources, program, input.as_of)?;
    let named: Vec<RuleId> = arguments
        .rules
        .iter()
        .map(|name| rule_named(program, name))
        .collect::<Result<_, _>>()?;
    let rules = if named.is_empty() {
        program.rules.ids().collect()
    } else {
        named
    };
    let loaded = input.reading.load(program, input, console)?;
    destination.spares(provenance::paths(&compilation.sources, &loaded.report))?;
    let settings = Settings { as_of: input.as_of };
    let trial = Trial::new(
        &compilation,
        program,
        &loaded.dataset,
        settings,
        &overrides,
        &rules,
    );
    let constants = constants(&compilation, program, &overrides);
    let tables = shown(arguments, &destination, &trial, &constants);
    let provenance = provenance::of_run(&compilation.sources, program, input, &loaded.report);
    destination.write(&tables, &provenance, "", console)?;
    if constants.is_empty() {
        console.tell(&sanitize("the pack has no numbers that could be moved\n"));
    }
    Ok(Verdict::Fine)
}

/// The tables to show: one, if one is asked for or the format holds no more.
fn shown(
    arguments: &Arguments,
    destination: &Destination,
    trial: &Trial<'_>,
    constants: &[Constant],
) -> Vec<ResultTable> {
    let every = match arguments.show {
        Some(show) => vec![show],
        None if destination.takes_several() => vec![Show::Numbers, Show::Tornado, Show::Places],
        None => vec![Show::Numbers],
    };
    let swings: Vec<Swing> = if every.iter().all(|show| *show == Show::Numbers) {
        Vec::new()
    } else {
        swings(trial, constants, arguments.top)
    };
    let tables = every.into_iter().filter_map(|show| match show {
        Show::Numbers => {
            let ranges: Vec<Range> = constants.iter().map(|one| margin(trial, one)).collect();
            Some(constants_table(trial, constants, &ranges))
        }
        Show::Tornado => Some(tornado_table(constants, &swings)),
        Show::Places => {
            let table = places_table(trial, constants, &swings);
            // Without a ranking there are no places, unless they were asked for.
            (table.rows > 0 || arguments.show.is_some()).then_some(table)
        }
    });
    tables.collect()
}
