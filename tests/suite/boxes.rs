//! What is found before the run: random strategies and segments over a small grid of rows, each row
//! worked out on its own. What never decides is found, nothing else is; and every row that a finding
//! shows, run as a test of the pack, shows it.

use std::collections::BTreeSet;

use gtm::compile::Compilation;
use gtm::source::SourceFile;
use proptest::prelude::*;

use crate::support::compiled as compiled_file;

/// A row of the grid: `a` of 0 to 3, `b` of three members, `c` yes or no.
type Row = (i64, usize, bool);

const MEMBERS: [&str; 3] = ["x", "y", "z"];

fn grid() -> Vec<Row> {
    let rows = (0..4).flat_map(|a| (0..3).map(move |b| (a, b)));
    rows.flat_map(|(a, b)| [(a, b, false), (a, b, true)])
        .collect()
}

/// A condition over the grid.
#[derive(Clone, Debug)]
enum Condition {
    AtLeast(i64),
    Below(i64),
    IsA(i64),
    Member(usize),
    NotMember(usize),
    Yes,
    Large,
    Not(Box<Condition>),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
}

impl Condition {
    fn holds(&self, row: Row) -> bool {
        match self {
            Condition::AtLeast(least) => row.0 >= *least,
            Condition::Below(most) => row.0 < *most,
            Condition::IsA(value) => row.0 == *value,
            Condition::Member(member) => row.1 == *member,
            Condition::NotMember(member) => row.1 != *member,
            Condition::Yes => row.2,
            Condition::Large => row.0 > 2,
            Condition::Not(inner) => !inner.holds(row),
            Condition::And(a, b) => a.holds(row) && b.holds(row),
            Condition::Or(a, b) => a.holds(row) || b.holds(row),
        }
    }

    fn written(&self) -> String {
        match self {
            Condition::AtLeast(least) => format!("a >= {least}"),
            Condition::Below(most) => format!("a < {most}"),
            Condition::IsA(value) => format!("a is {value}"),
            Condition::Member(member) => format!("b is {}", MEMBERS[*member]),
            Condition::NotMember(member) => format!("b is not {}", MEMBERS[*member]),
            Condition::Yes => "c".to_owned(),
            Condition::Large => "large".to_owned(),
            Condition::Not(inner) => format!("not ({})", inner.written()),
            Condition::And(a, b) => format!("({}) and ({})", a.written(), b.written()),
            Condition::Or(a, b) => format!("({}) or ({})", a.written(), b.written()),
        }
    }
}

fn condition() -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![
        (1_i64..4).prop_map(Condition::AtLeast),
        (1_i64..4).prop_map(Condition::Below),
        (0_i64..4).prop_map(Condition::IsA),
        (0_usize..3).prop_map(Condition::Member),
        (0_usize..3).prop_map(Condition::NotMember),
        Just(Condition::Yes),
        Just(Condition::Large),
    ];
    leaf.prop_recursive(2, 6, 2, |inner| {
        let pair = (inner.clone(), inner.clone());
        prop_oneof![
            inner.prop_map(|inner| Condition::Not(Box::new(inner))),
            pair.clone()
                .prop_map(|(a, b)| Condition::And(Box::new(a), Box::new(b))),
            pair.prop_map(|(a, b)| Condition::Or(Box::new(a), Box::new(b))),
        ]
    })
}

const RECORD: &str = "record R {\n  id text key\n  a integer 0..3\n  b one of x, y, z\n  c yes/no\n  large = a > 2\n}\n";
/// The line of the pack on which the first line of a rule stands.
const FIRST: usize = 9;

fn compiled(text: &str) -> Compilation {
    compiled_file(&SourceFile::new("boxes.gtm", text))
}

/// The lines of the rule (from 0) that a finding of these codes is about, with the row that it shows.
fn findings(compilation: &Compilation, codes: &[&str]) -> Vec<(usize, String, Option<String>)> {
    let found = compilation.diagnostics.iter();
    found
        .filter(|finding| codes.contains(&finding.code.info().text))
        .map(|finding| {
            let at = compilation.source().line_column(finding.span().start).line;
            let row = finding.help.as_deref().and_then(shown_row);
            (at.saturating_sub(FIRST), finding.message.clone(), row)
        })
        .collect()
}

/// `a 2, b x` of "a row with a 2, b x fits here, …", as the cells of a test.
fn shown_row(help: &str) -> Option<String> {
    let rest = help.split_once("a row with ")?.1;
    let end = [" fits here", " passes `"]
        .iter()
        .filter_map(|end| rest.find(end))
        .min()?;
    let cells = rest[..end].split(", ").map(|cell| {
        let (name, value) = cell.split_once(' ').unwrap();
        format!("{name}: {value}")
    });
    Some(cells.collect::<Vec<_>>().join(", "))
}

/// The cells of a row, with those of another row where it says nothing.
fn with_rest(cells: &str, (a, b, c): Row) -> String {
    let rest = [
        ("a", a.to_string()),
        ("b", MEMBERS[b].to_owned()),
        ("c", if c { "yes" } else { "no" }.to_owned()),
    ];
    let said = |name: &str| {
        cells
            .split(", ")
            .any(|cell| cell.starts_with(&format!("{name}: ")))
    };
    let rest = rest.into_iter().filter(|(name, _)| !said(name));
    rest.fold(cells.to_owned(), |cells, (name, value)| {
        format!("{cells}, {name}: {value}")
    })
}

/// True if a test of the pack holds that is given one row and expects these lines.
fn test_holds(pack: &str, cells: &str, expected: &[String]) -> bool {
    let expected: String = expected
        .iter()
        .map(|line| format!("  expect {line}\n"))
        .collect();
    let text =
        format!("{pack}\ntest \"shown\" {{\n  given R {{ id: \"1\", {cells} }}\n{expected}}}\n");
    let compilation = compiled(&text);
    let program = compilation
        .program
        .unwrap_or_else(|| panic!("{text}\n{:#?}", compilation.diagnostics));
    let test = &program.tests[0];
    let data = gtm::data::given(&program, test);
    let evaluator = gtm::eval::Evaluator::new(&program, &data, gtm::eval::Settings::default());
    test.expectations.iter().all(|expectation| {
        let gtm::ir::Expectation::Holds(expr) = expectation.expectation else {
            panic!("every expectation is a condition");
        };
        let frame = evaluator.frame(expectation.record, 0..1);
        match &evaluator.column(&frame, expr) {
            gtm::eval::Column::YesNo(column) => column.get(0) == gtm::eval::truth::YES,
            _ => false,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn lines_of_a_strategy_that_never_decide_are_found(conditions in prop::collection::vec(condition(), 1..6)) {
        let mut text = format!("{RECORD}strategy s for R {{\n");
        for (place, condition) in conditions.iter().enumerate() {
            text += &format!("  o{place} when {}\n", condition.written());
        }
        text += "  rest otherwise\n}\n";
        let decides = |row: Row| {
            conditions.iter().position(|condition| condition.holds(row)).unwrap_or(conditions.len())
        };
        let deciding: BTreeSet<usize> = grid().into_iter().map(decides).collect();
        let dead: BTreeSet<usize> = (0..=conditions.len()).filter(|line| !deciding.contains(line)).collect();
        let mut told = BTreeSet::new();
        for (line, message, row) in findings(&compiled(&text), &["L003", "L004"]) {
            // Parts of conditions that always or never hold are told too; the line may decide.
            if message.starts_with("this is ") && deciding.contains(&line) {
                continue;
            }
            if message.contains("every row, so ") {
                told.extend(line..=conditions.len());
                continue;
            }
            told.insert(line);
            if let Some(row) = row {
                let expected = [conditions[line].written(), format!("s is not o{line}")];
                prop_assert!(test_holds(&text, &row, &expected), "{} {}\n{}", line, row, text);
            }
        }
        prop_assert_eq!(&told, &dead, "{}", text);
    }

    #[test]
    fn gates_that_decide_nothing_are_found(conditions in prop::collection::vec(condition(), 1..5)) {
        let mut text = format!("{RECORD}segment s for R {{\n");
        for (place, condition) in conditions.iter().enumerate() {
            text += &format!("  g{place}: {}\n", condition.written());
        }
        text += "}\n";
        let found = findings(&compiled(&text), &["L003", "L030", "L031"]);
        let mut inside = grid();
        for (place, condition) in conditions.iter().enumerate() {
            let about = |start: &str| found.iter().any(|(line, message, _)| *line == place && message.starts_with(start));
            let all = grid().into_iter().all(|row| condition.holds(row));
            let none = grid().into_iter().all(|row| !condition.holds(row));
            let stops_nobody = inside.iter().all(|row| condition.holds(*row));
            prop_assert_eq!(about("everybody passes"), all && !about("this is"), "{}", text);
            prop_assert_eq!(about("nobody passes"), none && !about("this is"), "{}", text);
            prop_assert_eq!(about("`g"), stops_nobody && !all, "{}", text);
            inside.retain(|row| condition.holds(*row));
            let excluded = inside.is_empty() && !none;
            prop_assert_eq!(about("nobody is in"), excluded, "{}", text);
            if inside.is_empty() {
                break;
            }
        }
        for (line, _, row) in &found {
            if let Some(row) = row {
                // Whatever else the row says: a gate above may ask what makes no difference.
                let expected = [conditions[*line].written(), "not s".to_owned()];
                for rest in grid().into_iter().step_by(7) {
                    let row = with_rest(row, rest);
                    prop_assert!(test_holds(&text, &row, &expected), "{} {}\n{}", line, row, text);
                }
            }
        }
    }
}

/// A cell of a table: as written, and whether it holds.
#[derive(Clone, Debug)]
struct Cell {
    written: String,
    holds: Vec<bool>,
}

fn cell(written: impl Into<String>, holds: impl Fn(Row) -> bool) -> Cell {
    Cell {
        written: written.into(),
        holds: grid().into_iter().map(holds).collect(),
    }
}

fn number_cell() -> impl Strategy<Value = Cell> {
    (0_usize..8, 0_i64..4, 0_i64..4).prop_map(|(kind, n, m)| match kind {
        0 | 1 => cell("-", |_| true),
        2 => cell(format!("{n}"), move |row| row.0 == n),
        3 => cell(format!(">= {n}"), move |row| row.0 >= n),
        4 => cell(format!("< {}", n + 1), move |row| row.0 <= n),
        5 => cell(format!("{}..{}", n.min(m), n.max(m)), move |row| {
            (n.min(m)..=n.max(m)).contains(&row.0)
        }),
        6 => cell(format!("not {n}, {m}"), move |row| row.0 != n && row.0 != m),
        _ => cell(format!("{n}, > {m}"), move |row| row.0 == n || row.0 > m),
    })
}

fn member_cell() -> impl Strategy<Value = Cell> {
    (0_usize..5, 0_usize..3).prop_map(|(kind, n)| {
        let (one, next) = (MEMBERS[n], MEMBERS[(n + 1) % 3]);
        match kind {
            0 => cell("-", |_| true),
            1 | 2 => cell(one, move |row| row.1 == n),
            3 => cell(format!("{one}, {next}"), move |row| row.1 != (n + 2) % 3),
            _ => cell(format!("not {one}"), move |row| row.1 != n),
        }
    })
}

fn truth_cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        Just(cell("-", |_| true)),
        Just(cell("yes", |row| row.2)),
        Just(cell("no", |row| !row.2)),
    ]
}

fn large_cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        3 => Just(cell("-", |_| true)),
        1 => Just(cell("yes", |row| row.0 > 2)),
        1 => Just(cell("no", |row| row.0 <= 2)),
    ]
}

fn line() -> impl Strategy<Value = Vec<Cell>> {
    (number_cell(), member_cell(), truth_cell(), large_cell())
        .prop_map(|(a, b, c, d)| vec![a, b, c, d])
}

/// The decision `d` with these lines and perhaps one more, as written.
fn table(policy: &str, lines: &[Vec<Cell>], more: &[String]) -> String {
    let mut text = format!("{RECORD}decision d for R {policy} {{\n  | a | b | c | large || d |\n");
    for (place, line) in lines.iter().enumerate() {
        let cells: Vec<&str> = line.iter().map(|cell| cell.written.as_str()).collect();
        text += &format!("  | {} || o{place} |\n", cells.join(" | "));
    }
    for line in more {
        text += &format!("  {line}\n");
    }
    text + "}\n"
}

/// The lines that hold on each row of the grid.
fn hits(lines: &[Vec<Cell>]) -> Vec<BTreeSet<usize>> {
    let holds = |row: usize, line: &[Cell]| line.iter().all(|cell| cell.holds[row]);
    let on = |row: usize| {
        (0..lines.len())
            .filter(|line| holds(row, &lines[*line]))
            .collect()
    };
    (0..grid().len()).map(on).collect()
}

fn proofs(compilation: &Compilation) -> (bool, bool) {
    let program = compilation.program.as_ref().unwrap();
    let gtm::ir::RuleBody::Decision(decision) = &program.rules.values().next().unwrap().body else {
        panic!("the only rule is a decision");
    };
    (decision.proved_complete, decision.proved_unique)
}

/// `a: 2, b: x` of "no line fits a row with a 2, b x", or of "a row with a 2 fits two lines, …".
fn row_of_message(message: &str) -> Option<String> {
    let rest = message.split_once("a row with ")?.1;
    shown_row(&format!(
        "a row with {} fits here",
        rest.split(" fits two").next()?
    ))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn gaps_of_tables_are_found_and_mended(lines in prop::collection::vec(line(), 1..7), policy in 0_usize..2) {
        let policy = ["first", "all"][policy];
        let mut gap = hits(&lines).iter().any(BTreeSet::is_empty);
        let mut more: Vec<String> = Vec::new();
        // Each line that is proposed fills a gap; when all are filled, nothing is proposed.
        for _ in 0..30 {
            let text = table(policy, &lines, &more);
            let compilation = compiled(&text);
            let found = findings(&compilation, &["L032"]);
            prop_assert_eq!(!found.is_empty(), gap, "{}", text);
            prop_assert_eq!(proofs(&compilation).0, !gap, "{}", text);
            prop_assert!(findings(&compilation, &["L034"]).is_empty(), "{}", text);
            if !gap {
                return Ok(());
            }
            for finding in &compilation.diagnostics {
                if finding.code.info().text != "L032" {
                    continue;
                }
                let row = row_of_message(&finding.message).unwrap_or_else(|| "a: 0".to_owned());
                for rest in grid().into_iter().step_by(7) {
                    let row = with_rest(&row, rest);
                    // A column that is not shown does not matter.
                    let none = if policy == "all" { "count(d) is 0 or d is not applicable" } else { "d is not applicable" };
                    prop_assert!(test_holds(&text, &row, &[none.to_owned()]), "{}\n{}", row, text);
                }
                let help = finding.help.as_deref().unwrap();
                if let Some(line) = help.split('`').nth(1).filter(|line| line.starts_with('|')) {
                    more.push(line.replace('?', "more"));
                } else {
                    // A gap in what a computed column says has no cell of its own.
                    return Ok(());
                }
            }
            let mended = compiled(&table(policy, &lines, &more));
            prop_assert!(mended.program.is_some(), "{:#?}", mended.diagnostics);
            gap = !findings(&mended, &["L032"]).is_empty();
        }
        prop_assert!(false, "the gaps of {} do not end", table(policy, &lines, &more));
    }

    #[test]
    fn lines_of_tables_that_never_decide_are_found(lines in prop::collection::vec(line(), 1..7), otherwise in any::<bool>()) {
        let more: Vec<String> = otherwise.then(|| "| otherwise | | | || rest |".to_owned()).into_iter().collect();
        let text = table("first", &lines, &more);
        let all = lines.len() + usize::from(otherwise);
        let first = |hits: &BTreeSet<usize>| hits.first().copied().unwrap_or(lines.len());
        let deciding: BTreeSet<usize> = hits(&lines).iter().map(first).collect();
        let dead: BTreeSet<usize> = (0..all).filter(|line| !deciding.contains(line)).collect();
        let mut told = BTreeSet::new();
        for (line, message, row) in findings(&compiled(&text), &["L003", "L004"]) {
            // The head of the table is its first line.
            let line = line - 1;
            if message.starts_with("this is ") && deciding.contains(&line) {
                continue;
            }
            if message.contains("every row, so ") {
                told.extend(line..all);
                continue;
            }
            told.insert(line);
            if let Some(row) = row {
                let expected = [format!("d is not o{line}")];
                prop_assert!(test_holds(&text, &row, &expected), "{} {}\n{}", line, row, text);
            }
        }
        prop_assert_eq!(&told, &dead, "{}", text);
    }

    #[test]
    fn lines_that_hold_at_once_are_found(lines in prop::collection::vec(line(), 1..5)) {
        let text = table("unique", &lines, &[]);
        let compilation = compiled(&text);
        let overlap = hits(&lines).iter().any(|hits| hits.len() > 1);
        let found: Vec<_> = compilation.diagnostics.iter().filter(|finding| finding.is_error()).collect();
        prop_assert_eq!(!found.is_empty(), overlap, "{}", text);
        if !overlap {
            prop_assert!(proofs(&compilation).1, "{}", text);
        }
        let counted = table("all", &lines, &[]);
        for finding in found {
            prop_assert_eq!(finding.code.info().text, "E266");
            let row = row_of_message(&finding.message).unwrap_or_else(|| "a: 0".to_owned());
            for rest in grid().into_iter().step_by(7) {
                let row = with_rest(&row, rest);
                prop_assert!(test_holds(&counted, &row, &["count(d) >= 2".to_owned()]), "{}\n{}", row, counted);
            }
        }
    }
}

/// A thousand lines over one variable, and a hundred over eight, are looked at in no time to speak of.
#[test]
fn long_rules_are_looked_at_quickly() {
    let mut text = "record R {\n  id text key\n  n integer\n".to_owned();
    for column in 0..8 {
        text += &format!("  c{column} one of a, b, c, d\n");
    }
    text += "}\nstrategy long for R {\n";
    for line in 0..1000 {
        text += &format!("  o{line} when n in {}..{}\n", line * 10, line * 10 + 9);
    }
    text += "  rest otherwise\n}\nstrategy wide for R {\n";
    for line in 0..100_usize {
        let cells = (0..8).map(|column| {
            let member = ["a", "b", "c", "d"][(line * 7 + column * 5 + line / 4) % 4];
            format!(
                "c{column} is {}{member}",
                if (line + column) % 3 == 0 { "not " } else { "" }
            )
        });
        text += &format!(
            "  o{line} when {}\n",
            cells.collect::<Vec<_>>().join(" and ")
        );
    }
    text += "  rest otherwise\n}\n";
    text += "decision table for R first {\n  | n | c0 | c1 || table |\n";
    for line in 0..1000 {
        let member = ["a", "b", "c", "d"][line % 4];
        text += &format!(
            "  | {}..{} | {member} | not {member} || {line} |\n",
            line * 5,
            line * 5 + 9
        );
    }
    text += "}\n";
    let start = std::time::Instant::now();
    let compilation = compiled(&text);
    let took = start.elapsed();
    assert!(compilation.program.is_some());
    assert!(took.as_secs() < 10, "{took:?}");
}
