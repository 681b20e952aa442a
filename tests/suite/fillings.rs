//! Every way to fill the gaps of small random tables: what comes out of the tables with gaps
//! contains what comes out of each filling.
//! `GTM_FILLINGS=500` makes more tables of each pack.

use std::collections::BTreeMap;

use gtm::data::{Dataset, TableFormat, date_text, read_date, read_table};
use gtm::eval::{Column, Evaluator, RuleOutcome, Settings, flag, truth};
use gtm::ir::{Bounds, Field, FieldSource, Link, Program, RecordId, Type};
use gtm::source::SourceFile;

use crate::support::{Random, compiled};

/// So many tables are made of each pack unless `GTM_FILLINGS` says otherwise.
const TABLES: usize = 4;
/// So many fillings of a table are looked at.
const FILLINGS: usize = 25;
/// The day of the runs.
const TODAY: &str = "2026-07-01";
const UNITS: i128 = 1_000_000;

/// A cell that cannot be read.
const FAULT: &str = "?!";

/// What a cell may hold when it is answered; nothing for a key of the row.
type Answers = Vec<String>;

/// The tables of a run: each record's headers, and its rows.
#[derive(Clone, Debug)]
struct Tables(BTreeMap<RecordId, Vec<Vec<String>>>);

/// A cell that is blank, and what may stand there.
struct Gap {
    record: RecordId,
    row: usize,
    column: usize,
    answers: Answers,
}

/// What is possible of one value.
#[derive(Clone, Debug, PartialEq)]
struct Left {
    values: Values,
    applies: bool,
    may_not_apply: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Values {
    Between(i128, i128),
    Among(Vec<u64>),
    /// One thing, or anything.
    Only(Option<String>),
}

impl Left {
    fn contains(&self, other: &Left) -> bool {
        let within = match (&self.values, &other.values) {
            (Values::Between(a, b), Values::Between(c, d)) => a <= c && d <= b,
            (Values::Among(outer), Values::Among(inner)) => outer
                .iter()
                .zip(inner)
                .all(|(outer, inner)| inner & !outer == 0),
            (Values::Only(None), Values::Only(_)) => true,
            (Values::Only(outer), Values::Only(inner)) => outer == inner,
            kinds => panic!("different kinds: {kinds:?}"),
        };
        (!other.applies || (self.applies && within)) && (self.may_not_apply || !other.may_not_apply)
    }
}

// ---- tables -------------------------------------------------------------------------------------

fn row_names(record: usize, rows: usize) -> Answers {
    (0..rows).map(|row| format!("k{record}{row}")).collect()
}

/// How many rows a record has: its name ends with the number.
fn rows_of(name: &str) -> usize {
    match name.chars().last() {
        Some('2') => 2,
        Some('4') => 4,
        _ => 3,
    }
}

fn keys_of(program: &Program, record: RecordId) -> Answers {
    let place = program.records.ids().position(|id| id == record).unwrap();
    row_names(place, rows_of(&program.records[record].named.name))
}

fn subsets(of: &[String]) -> Answers {
    let sets = 0..1_usize << of.len();
    sets.map(|bits| {
        let chosen = of
            .iter()
            .enumerate()
            .filter(|(place, _)| bits & (1 << place) != 0);
        let chosen: Vec<&str> = chosen.map(|(_, name)| name.as_str()).collect();
        if chosen.is_empty() {
            ";".to_owned()
        } else {
            chosen.join(";")
        }
    })
    .collect()
}

/// What a column may hold.
fn answers(program: &Program, ty: &Type) -> Answers {
    let ends = |bounds: &Bounds| bounds.low.unwrap()..=bounds.high.unwrap();
    match ty {
        Type::Text => vec!["u".to_owned(), "v".to_owned(), "w".to_owned()],
        Type::YesNo => vec!["yes".to_owned(), "no".to_owned()],
        Type::Number(number) => {
            let (low, high) = (number.bounds.low.unwrap(), number.bounds.high.unwrap());
            (low / UNITS..=high / UNITS)
                .map(|n| n.to_string())
                .collect()
        }
        Type::Date(bounds) => ends(bounds).map(date_text).collect(),
        Type::Duration(bounds) => ends(bounds).map(|days| days.to_string()).collect(),
        Type::Choice(domain) => {
            let members = program.domains[*domain].members.iter();
            members.map(|member| member.named.name.clone()).collect()
        }
        Type::Reference(record) => keys_of(program, *record),
        Type::List(items) => subsets(&answers(program, items)),
        Type::Months => panic!("no column holds months"),
    }
}

/// The columns of a record: their headers, and what they may hold.
fn columns(program: &Program, record: RecordId) -> Vec<(String, Option<Answers>)> {
    let of_field = |field: &Field| match &field.source {
        FieldSource::Stored(column) => {
            let is_key = field.ty == Type::Text && field.named.name == "id";
            Some((
                column.header().to_owned(),
                (!is_key).then(|| answers(program, &field.ty)),
            ))
        }
        FieldSource::Relation(relation) => match &relation.link {
            Link::Keys { column, .. } => Some((
                column.header().to_owned(),
                Some(subsets(&keys_of(program, relation.record))),
            )),
            Link::By(_) | Link::Group | Link::Through(_) => None,
        },
        FieldSource::Computed(_) | FieldSource::Shared(_) => None,
    };
    let fields = program.records[record].fields.iter();
    fields
        .filter_map(|field| of_field(&program.fields[*field]))
        .collect()
}

/// Random tables and their gaps; now and then a number cannot be read.
fn tables(program: &Program, random: &mut Random) -> (Tables, Vec<Gap>) {
    let mut found = BTreeMap::new();
    let mut gaps = Vec::new();
    let gap_in = 3 + random.below(12);
    for record in program
        .records
        .ids()
        .filter(|record| program.needs_table(*record))
    {
        let columns = columns(program, record);
        let names = keys_of(program, record);
        let mut rows = Vec::new();
        for (row, name) in names.iter().enumerate() {
            let mut cells = Vec::new();
            for (column, (_, answers)) in columns.iter().enumerate() {
                let Some(answers) = answers else {
                    cells.push(name.clone());
                    continue;
                };
                if random.below(60) == 0
                    && answers.iter().all(|answer| answer.parse::<i64>().is_ok())
                {
                    cells.push(FAULT.to_owned());
                } else if random.below(gap_in) == 0 && gaps.len() < 5 {
                    gaps.push(Gap {
                        record,
                        row,
                        column,
                        answers: answers.clone(),
                    });
                    cells.push(String::new());
                } else {
                    cells.push(answers[random.below(answers.len())].clone());
                }
            }
            rows.push(cells);
        }
        found.insert(record, rows);
    }
    (Tables(found), gaps)
}

fn dataset(program: &Program, tables: &Tables) -> Dataset {
    let read = |(record, rows): (&RecordId, &Vec<Vec<String>>)| {
        let headers = columns(program, *record)
            .into_iter()
            .map(|(header, _)| header);
        let mut text = headers.collect::<Vec<_>>().join(",");
        for row in rows {
            text.push('\n');
            text.push_str(&row.join(","));
        }
        let read = read_table(program, *record, "law", &text, TableFormat::Csv);
        (
            *record,
            read.unwrap_or_else(|errors| panic!("{errors:?}\n{text}")).0,
        )
    };
    Dataset {
        tables: tables.0.iter().map(read).collect(),
        ..Dataset::default()
    }
}

// ---- what comes out -----------------------------------------------------------------------------

fn left(column: &Column, row: usize) -> Left {
    let bits = column.flags(row);
    let values = match column {
        Column::Number(numbers) => {
            let ends = numbers.interval(row);
            Values::Between(ends.low, ends.high)
        }
        Column::YesNo(answers) => {
            Values::Among(vec![u64::from(answers.get(row) & (truth::YES | truth::NO))])
        }
        Column::Choice(choices) => Values::Among(choices.set(row).to_vec()),
        Column::Text(texts) => Values::Only(texts.get(row).map(|text| text.to_string())),
        Column::List(lists) => Values::Only(lists.get(row).map(|items| format!("{items:?}"))),
    };
    let (applies, may_not_apply) = if let Column::YesNo(answers) = column {
        let bits = answers.get(row);
        (
            bits & (truth::YES | truth::NO) != 0,
            bits & truth::NOT_APPLICABLE != 0,
        )
    } else {
        (bits & flag::APPLIES != 0, bits & flag::NOT_APPLICABLE != 0)
    };
    Left {
        values,
        applies,
        may_not_apply,
    }
}

/// What a program says of every computed field and rule of every row.
fn results(program: &Program, data: &Dataset) -> BTreeMap<String, Left> {
    let evaluator = Evaluator::new(
        program,
        data,
        Settings {
            as_of: read_date(TODAY),
        },
    );
    let mut found = BTreeMap::new();
    for (record, declared) in program.records.iter() {
        let frame = evaluator.frame(record, 0..evaluator.row_count(record));
        let mut columns = Vec::new();
        for &field in &declared.fields {
            let field_ = &program.fields[field];
            // Texts with holes print a gap as it is.
            if matches!(field_.source, FieldSource::Computed(_)) && field_.ty != Type::Text {
                columns.push((field_.named.name.clone(), evaluator.field(&frame, field)));
            }
        }
        for (id, rule) in program
            .rules
            .iter()
            .filter(|(_, rule)| rule.record == record)
        {
            let mut put = |part: &str, column: Column| {
                columns.push((format!("{}{part}", rule.named.name), column))
            };
            match &*evaluator.rule(&frame, id) {
                RuleOutcome::Segment(outcome) => put("", Column::YesNo(outcome.member.clone())),
                RuleOutcome::Score(outcome) => {
                    put("", Column::Number(outcome.value.clone()));
                    outcome
                        .band
                        .iter()
                        .for_each(|band| put(".band", Column::Choice(band.clone())));
                }
                RuleOutcome::Strategy(outcome) => put("", Column::Choice(outcome.option.clone())),
                RuleOutcome::Decision(outcome) => {
                    for (place, output) in outcome.outputs.iter().enumerate() {
                        put(&format!(".{place}"), output.clone());
                    }
                }
            }
        }
        for row in 0..frame.len() {
            let key = evaluator.row_key(record, row).unwrap_or_default();
            for (name, column) in &columns {
                found.insert(
                    format!("{} {key} {name}", declared.named.name),
                    left(column, row),
                );
            }
        }
    }
    found
}

// ---- the law ------------------------------------------------------------------------------------

fn check(name: &str, pack: &str) {
    let tables_wanted = std::env::var("GTM_FILLINGS")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(TABLES);
    let compilation = compiled(&SourceFile::new("fillings.gtm", pack));
    let program = compilation
        .program
        .unwrap_or_else(|| panic!("{:#?}", compilation.diagnostics));
    let mut wrong: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for seed in 0..tables_wanted {
        let mut random = Random(seed as u64);
        let (tables, gaps) = tables(&program, &mut random);
        let general = results(&program, &dataset(&program, &tables));
        let ways = gaps
            .iter()
            .fold(1_usize, |ways, gap| ways.saturating_mul(gap.answers.len()));
        let all = ways <= FILLINGS * 4;
        for turn in 0..ways.min(if all { ways } else { FILLINGS }) {
            let mut full = tables.clone();
            let mut which = turn;
            for gap in &gaps {
                let chosen = if all {
                    which % gap.answers.len()
                } else {
                    random.below(gap.answers.len())
                };
                which /= gap.answers.len();
                full.0.get_mut(&gap.record).unwrap()[gap.row][gap.column] =
                    gap.answers[chosen].clone();
            }
            let special = results(&program, &dataset(&program, &full));
            for (place, general) in &general {
                // A group that may not be there need not be.
                let Some(special) = special.get(place) else {
                    continue;
                };
                if !general.contains(special) {
                    let name = place.split(' ').next_back().unwrap();
                    let told = || {
                        format!(
                            "seed {seed} {place}: {general:?} but {special:?}\n{tables:?}\n{full:?}"
                        )
                    };
                    wrong
                        .entry(name.to_owned())
                        .or_insert_with(|| (0, told()))
                        .0 += 1;
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{name}: {wrong:#?}");
}

macro_rules! laws {
    ($($name:ident: $pack:expr;)*) => {
        $(#[test]
        fn $name() {
            check(stringify!($name), $pack);
        })*
    };
}

laws! {
    decisions: "\
record Row4 {
  id text key
  a 1..3
  b integer -2..2
  c one of x, y, z
  d one of low < mid < high
  p yes/no
  n_e = count(every)
  s_e = sum(every.cost)
  m_e = mean(every.cost)
  l_e = min(every.cost)
  g_e = max(every.cost)
  d_e = median(every.cost)
  h_e = \"one\" in every
  k_e = every contains \"two\"
  w   = if first is one then first.cost else b
}
decision every for Row4 all {
  | a    | c    | p   || every | cost  |
  | > 1  | -    | -   || \"one\" | (b)   |
  | -    | x, y | -   || \"two\" | 3     |
  | not 2 | -   | yes || \"one\" | -1    |
  | otherwise | | || \"rest\" | (a * b) |
}
decision unheld for Row4 all {
  | a | d || unheld | cost |
  | 1 | -  || \"one\" | (b) |
  | - | > low || \"two\" | (a) |
}
decision first for Row4 first {
  | a     | b       || first | cost |
  | 3     | -       || one   | 1    |
  | -     | > 0     || two   | (a)  |
  | 1..2  | <= -1   || one   | (b)  |
  | -     | 0       || three | 4    |
}
decision only for picked unique {
  | a | c    || only | cost |
  | 1 | x    || one  | (b)  |
  | 1 | y, z || two  | 2    |
  | > 1 and <= 2 | - || three | 3 |
}
decision maybe for Row4 unique {
  | a + b | p || maybe | cost |
  | > 1 | yes || one | (b) |
  | < 1 | - || two | 2 |
  | 1   | - || one | 7 |
}
segment picked for Row4 {
  g: a + b > 0
}
decision grid for Row4 first {
  | a / d | low | mid | high |
  | 1     | one | two | one  |
  | 2     | two | two | one  |
}
decision ask for Row4 first {
  | open2 || ask |
  | < 0 || one |
  | not >= 2 || two |
  | - || three |
}
score open2 for Row4 { multiply a, b }
";
    referenced: "\
record Rater2 {
  id text key
  bias -1..1
  given many Vote4 by rater
  n_given = count(given)
}
record Item2 {
  id text key
  votes many Vote4 by item
  listed yes/no
  sure many Vote4 by item complete when listed
  n_sure = count(sure where v > 1)
  g_sure = max(v of sure)
  m_sure = mean(v of sure)
  s_sure = sum(v of sure)
  d_sure = median(v of sure)
  x_sure = count(missing(kind of sure))
  l_sure = count(lowest(kind of sure by v))
  z_sure = none(highest(kind of sure by v))
  agree = agreement(v of votes by rater for item)
  spread = stdev(v of votes)
  mid = median(v of votes where kind is x)
}
record Vote4 {
  id text key
  item Item2
  rater Rater2
  v 1..3
  kind one of x, y, z
  n = count(item.votes)
  others = mean(v of item.votes where rater is not (this.rater))
  less = count(item.votes where v < this.v)
  most = max(v of item.votes where kind is (this.kind))
  bias = item.n_sure
  miss = count(missing(kind of item.votes))
  low = count(lowest(id of item.votes by v where kind is not x))
  agree_all = agreement(v of Vote4 by rater for item)
  who = count(missing(rater of Vote4))
  sum_all = v / sum(v of Vote4)
  place = fit.rank
}
score fit for Vote4 {
  multiply v
  rank by item
}
";
    agreement: "\
record Vote4 {
  id text key
  item one of p, q
  rater one of r, s
  v 1..3
  w = agreement(v of Vote4 by rater for item)
}
record Judge3 {
  id text key
  one 1..3
  two 1..3
}
record Pair4 {
  id text key
  item one of p, q
  judge Judge3
  v = if item is p then judge.one else judge.two
  w2 = agreement(v of Pair4 by judge for item)
}
";
    through: "\
record Left {
  id text key
  v -1..2
  ours many Right through Link4
  n = count(ours where ok)
  s = sum(v of ours)
  m = min(v of ours where v > this.v)
  g = mean(v of ours)
  x = count(missing(kind of ours))
  y = count(highest(kind of ours by v))
}
record Right {
  id text key
  v -1..2
  ok yes/no
  kind one of x, y, z
  theirs many Left through Link4
  n2 = count(theirs)
  s2 = sum(v of theirs where v is not 0)
}
record Link4 {
  id text key
  one Left
  other Right
  n3 = count(one.ours where v > (this.other.v))
}
";
    groups: "\
record Deal4 {
  id text key
  model one of a, b, c
  region text
  size 1..4
  won yes/no
  v = if won then size else 2
}
segment large for Deal4 { size: size > 2 }
decision what for large first {
  | size | won || what |
  | 3    | -   || one  |
  | 4    | yes || two  |
}
record ByWhat from Deal4 by held = what {
  n0 = count(rows)
  s0 = sum(size of rows)
}
record ByModel from large by model {
  n1 = count(rows)
  m1 = mean(v of rows)
  d1 = median(size of rows)
  x1 = count(missing(won of rows))
  l1 = count(lowest(id of rows by size))
  share1 = n1 / count(large)
}
record ByRegion from Deal4 by region {
  n2 = count(rows)
  g2 = max(v of rows)
  top = best.rank
}
score best for ByRegion {
  t: +v each rows where won
  band hot from 3
  band cold otherwise
  rank
}
record BySize from Deal4 by big = (size > 2), won {
  n3 = count(rows)
  s3 = stdev(size of rows)
}
record LargeBy from large by region {
  n6 = count(rows)
}
score sixth for LargeBy {
  multiply n6
  rank
}
record Model {
  id text key
  found many LargeOf by model2
  f1 = count(found)
  f2 = sum(n7 of found)
  f3 = max(n7 of found where n7 > 0)
}
record Sold4 {
  id text key
  model2 Model
  ok yes/no
}
segment fine for Sold4 { g: ok }
record LargeOf from fine by model2 { n7 = count(rows) }
record Further from LargeBy by several = (n6 > 1) {
  n8 = count(rows)
  s8 = sum(n6 of rows)
}
record All from Deal4 {
  c2 = count(ByRegion)
  c6 = count(LargeBy)
  t6 = sum(n6 of LargeBy)
  g6 = max(n6 of LargeBy where n6 > 1)
  c7 = count(LargeOf)

  n4 = count(rows where v > 2)
  g4 = max(v of rows)
}
record Again from ByModel by some = (n1 > 1) {
  n5 = count(rows)
  t5 = sum(n1 of rows)
  m5 = mean(m1 of rows)
}
check all_there {
  some: any(Deal4 where size > 3)
  none: none(missing(model of large))
  most: count(large) < 3
  reg: count(missing(model of Deal4)) < 2
}
check own for large {
  v: v > 2 or won
  w: this_share
}
segment this_share for Deal4 { g: size >= mean(size of Deal4) }
";
    points: "\
record Lead {
  id text key
  base 0..2
  calls many Call4 by lead
  t = heat
  place = heat.rank
}
score heat for Lead {
  at most 5 \"G\" {
    a: +2 each calls where ok halving every 1 day since d
    b: -1 each calls where v > 1, at least -2
  }
  c: +v each calls fading over 3 days since d
  d: +1 each base when any(calls where ok)
  limit -3..9
  band hot from 4
  band warm from 1
  band cold otherwise
  rank
}
score fair for Lead {
  weigh w each v of calls where ok
  scale 0..10
}
score fair2 for Lead {
  weigh w each ok of calls
  scale 0..1
}
record Call4 {
  id text key
  lead Lead
  v -1..2
  w 0..2
  ok yes/no
  d date 2026-06-28..2026-07-02
}
";
}
