//! Two packs held against each other: edits made by hand, with what they must come to worked out by hand.

use crate::support::compiled;
use gtm::analysis::Overrides;
use gtm::compile::Compilation;
use gtm::data::{Dataset, TableFormat, read_table};
use gtm::eval::Settings;
use gtm::files::Memory;
use gtm::ir::Program;
use gtm::source::SourceFile;
use gtm::study::{Cause, Comparison, Edits, Side, Significance, attribute, compare, edits};

const PACK: &str = r#"
param least = 20

record Firm {
  name text key
  size integer 0..
  need 0..10
  time 0..10
}

segment target for Firm {
  size: size >= least else "only {size}"
}

score heat for Firm {
  weigh 50% need, 50% time
  scale 0..100
  band hot  from 60
  band cold otherwise
}

strategy step for Firm {
  call when heat.band is hot and target because "hot"
  wait otherwise
}
"#;

/// Scores: Acme (8 + 6) × 5 = 70, Beta (2 + 8) × 5 = 50, Gamma (10 + 4) × 5 = 70, Delta 30 to 80.
const FIRMS: &str = "name,size,need,time\nAcme,40,8,6\nBeta,25,2,8\nGamma,10,10,4\nDelta,22,6,\n";

fn pack(text: &str) -> (Compilation, Program) {
    let found = compiled(&SourceFile::new("pack.gtm", text));
    let program = found.program.clone();
    (found, program.unwrap_or_else(|| panic!("{text}")))
}

fn tables(program: &Program, firms: &str) -> Dataset {
    let mut data = Dataset::default();
    let record = program.named_records().next().unwrap();
    let (table, _) = read_table(program, record, "firms.csv", firms, TableFormat::Csv).unwrap();
    data.tables.insert(record, table);
    data
}

struct Told {
    edits: Edits,
    comparison: Comparison,
    causes: Vec<Cause>,
}

fn told(old: &str, new: &str, firms: &str) -> Told {
    let ((before, old_program), (after, new_program)) = (pack(old), pack(new));
    let (old_data, new_data) = (tables(&old_program, firms), tables(&new_program, firms));
    let files = Memory::default();
    let old = Side {
        compilation: &before,
        files: &files,
        program: &old_program,
        data: &old_data,
    };
    let new = Side {
        compilation: &after,
        files: &files,
        program: &new_program,
        data: &new_data,
    };
    let edits = edits(&before, &after);
    let settings = Settings::default();
    let comparison = compare(old, new, settings, None);
    let read = |program: &Program| Some(tables(program, firms));
    let causes = attribute(
        old,
        new,
        &edits,
        &comparison,
        &Overrides::new(),
        settings,
        &read,
    );
    Told {
        edits,
        comparison,
        causes,
    }
}

impl Told {
    /// `heat Beta cold > hot: param least` for each row that moved.
    fn moves(&self) -> Vec<String> {
        let name = |place: &usize| self.edits.all[*place].path.clone();
        let moves = self
            .comparison
            .moves
            .iter()
            .zip(&self.causes)
            .map(|(one, cause)| {
                let cause = match cause {
                    Cause::Alone(edits) => edits.iter().map(name).collect::<Vec<_>>().join(" | "),
                    Cause::Needed(edits) => edits.iter().map(name).collect::<Vec<_>>().join(" & "),
                    Cause::Together => "together".to_owned(),
                };
                format!(
                    "{} {} {} > {}: {cause}",
                    one.rule, one.row, one.from.text, one.to.text
                )
            });
        moves.collect()
    }

    fn matrix(&self, rule: &str) -> Vec<String> {
        let mut rules = self.comparison.rules.iter();
        let rule = rules.find(|found| found.rule == rule).unwrap();
        let cells = rule.matrix.iter();
        cells
            .map(|((from, to), rows)| format!("{from} > {to}: {rows}"))
            .collect()
    }
}

fn edited(changes: &[(&str, &str)]) -> Told {
    let mut text = PACK.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    told(PACK, &text, FIRMS)
}

#[test]
fn a_threshold_moves_those_beside_it() {
    // Sizes 40, 25, 10, 22: with 24 only Delta falls out.
    let told = edited(&[("least = 20", "least = 24")]);
    assert_eq!(
        told.matrix("target"),
        ["no > no: 1", "yes > no: 1", "yes > yes: 2"]
    );
    assert_eq!(
        told.moves(),
        [
            "target Delta yes > no: param least",
            "step Delta call or wait > wait: param least",
        ]
    );
    assert_eq!(told.comparison.moves[0].why, "only 22");
}

#[test]
fn a_weight_moves_the_scores_and_their_mean() {
    // With 20% and 80%: Acme 16 + 48 = 64, Beta 4 + 64 = 68, Gamma 20 + 32 = 52, Delta 12 to 92.
    let told = edited(&[("50% need, 50% time", "20% need, 80% time")]);
    assert_eq!(
        told.matrix("heat"),
        [
            "cold > hot: 1",
            "hot > cold: 1",
            "hot > hot: 1",
            "hot or cold > hot or cold: 1",
        ]
    );
    assert_eq!(
        told.moves(),
        [
            "heat Beta cold > hot: score heat, weigh",
            "heat Gamma hot > cold: score heat, weigh",
            "step Beta wait > call: score heat, weigh",
        ]
    );
    let shift = told
        .comparison
        .rules
        .iter()
        .find_map(|rule| rule.shift.as_ref())
        .unwrap();
    // (70 + 50 + 70) ÷ 3 and (64 + 68 + 52) ÷ 3; the bands hold 2 and 1 before and after.
    assert_eq!(
        (shift.mean_before, shift.mean_after),
        (Some(63_333_333), Some(61_333_333))
    );
    assert_eq!(shift.stability, Some(0.0));
}

#[test]
fn an_arm_that_reads_a_new_name_moves_alone_with_its_declaration() {
    let told = edited(&[
        ("record Firm", "param far = 5\n\nrecord Firm"),
        (
            "  wait otherwise",
            "  mail when time >= far\n  wait otherwise",
        ),
    ]);
    // Times 6, 8, 4, unknown; Acme is called already.
    assert_eq!(
        told.moves(),
        [
            "step Beta wait > mail: strategy step, mail",
            "step Delta call or wait > call, mail or wait: strategy step, mail",
        ]
    );
}

#[test]
fn what_two_edits_do_only_together_is_laid_to_both() {
    // Gamma needs the smaller size to be in target, and Beta both a lower band and nothing else.
    let told = edited(&[
        ("least = 20", "least = 5"),
        ("hot  from 60", "hot  from 50"),
    ]);
    assert_eq!(
        told.moves(),
        [
            "target Gamma no > yes: param least",
            "heat Beta cold > hot: score heat, band hot",
            "step Beta wait > call: score heat, band hot",
            "step Gamma wait > call: param least",
        ]
    );
    // A firm of size 10 with a score of 50 needs both.
    let old = PACK;
    let new = PACK
        .replace("least = 20", "least = 5")
        .replace("from 60", "from 50");
    let told = self::told(old, &new, "name,size,need,time\nBoth,10,2,8\n");
    assert_eq!(
        told.moves().last().unwrap(),
        "step Both wait > call: param least & score heat, band hot"
    );
}

#[test]
fn wording_moves_nobody() {
    let told = edited(&[("\"hot\"", "\"very hot\""), ("only {size}", "just {size}")]);
    assert!(told.comparison.moves.is_empty());
    assert_eq!(
        told.matrix("step"),
        [
            "call > call: 1",
            "call or wait > call or wait: 1",
            "wait > wait: 2"
        ]
    );
    let kinds: Vec<&str> = told
        .edits
        .all
        .iter()
        .map(|edit| edit.significance.word())
        .collect();
    assert_eq!(kinds, ["wording", "wording"]);
}

#[test]
fn what_one_pack_has_alone_is_named() {
    let told = edited(&[
        ("strategy step", "strategy next"),
        ("score heat", "score warmth"),
        ("heat.band", "warmth.band"),
    ]);
    assert_eq!(told.comparison.only_old, ["heat", "step"]);
    assert_eq!(told.comparison.only_new, ["warmth", "next"]);
}

const NAMED: &str = "record Firm {\n  name text key\n  staff integer\n  big = staff > least\n}\n\nparam least = 10\n\n\
segment target for Firm {\n  size: big\n}\n\nscore fit for target {\n  base: +10\n  many: +5 when big\n  band good from 15\n  \
band poor otherwise\n}\n\nview all for target { show name, fit }\n\n\
test \"t\" {\n  given Firm { name: \"A\", staff: 11 }\n  expect target\n}\n";

/// What is told of a pack in which words are written otherwise.
fn renamed_edits(words: &[(&str, &str)]) -> Vec<String> {
    let new = words.iter().fold(NAMED.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    });
    let ((old, _), (new, _)) = (pack(NAMED), pack(&new));
    let found = gtm::study::renamed(&old, &new, &gtm::analysis::Overrides::new());
    let (old, renames) = match found {
        Some(found) => (found.compilation, found.edits),
        None => (old, Vec::new()),
    };
    let mut found = edits(&old, &new);
    found.add(renames);
    let told = found
        .all
        .iter()
        .filter(|edit| edit.significance != Significance::Layout);
    told.map(|edit| {
        let names = match edit.change {
            gtm::study::Change::Renamed => format!(" {} → {}", edit.before, edit.after),
            _ => String::new(),
        };
        format!(
            "{} {} {}{names}",
            edit.path,
            edit.change.word(),
            edit.significance.word()
        )
    })
    .collect()
}

#[test]
fn another_name_for_the_same_is_told_as_such() {
    let told = renamed_edits(&[("target", "ours")]);
    assert_eq!(told, ["segment ours renamed wording target → ours"]);
    let told = renamed_edits(&[("least", "at_least")]);
    assert_eq!(told, ["param at_least renamed wording least → at_least"]);
    let told = renamed_edits(&[("big", "large")]);
    assert_eq!(
        told,
        ["record Firm, field large renamed wording big → large"]
    );
    let told = renamed_edits(&[("many:", "several:"), ("size:", "staff_size:")]);
    assert_eq!(
        told,
        [
            "segment target, staff_size renamed wording size → staff_size",
            "score fit, several renamed wording many → several",
        ]
    );
    // Several at once, one of which another reads.
    let told = renamed_edits(&[
        ("target", "ours"),
        ("least", "minimum"),
        ("fit", "match_score"),
    ]);
    assert_eq!(
        told,
        [
            "param minimum renamed wording least → minimum",
            "segment ours renamed wording target → ours",
            "score match_score renamed wording fit → match_score",
        ]
    );
    // What says something else too is another line.
    let told = renamed_edits(&[("target", "ours"), ("size: big", "size: not big")]);
    assert!(
        told.contains(&"segment target removed meaning".to_owned()),
        "{told:?}"
    );
    assert!(renamed_edits(&[]).is_empty());
}
