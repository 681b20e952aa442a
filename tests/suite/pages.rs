//! Pages made from packs: every part of a pack is on its page, in words.

use gtm::render::document;
use gtm::source::SourceFile;

use crate::support::{compiled, each, packs, path, rendered, snapshot};

const PACK: &str = r#"pack visits "Whom to visit"
source "Our own sales meetings"

record Firm "One firm a row" {
  missing "n/a"
  name   text key
  active yes/no    as "Oui"/"Non" "Do they buy?"
  since  date      as "DD/MM/YYYY"
  staff  integer 0..
  mood   one of angry < neutral < happy
  deals  many Deal by firm complete when active
  total  "Bought" = sum(amount of deals where paid)
}

record Deal {
  firm   Firm
  amount money EUR 0..
  paid   yes/no
}

param least = 20 "Fewer people than this need no visit"

segment target "On target" for Firm {
  size "Big enough": staff >= least and (active or mood in [neutral, happy])  else "only {staff}"
  new  "Not new":    not (since is known and since > 2026-01-31)
}

score worth "Worth" for target {
  deals "Deals": +5 each deals where paid, at most 20
  happy "Happy": -10 when mood is angry
  limit 0..100
  band good "Good" from 15
  band poor otherwise
}

strategy step "Next step" for Firm {
  visit "Visit them" when worth.band is good  because "bought for {total}"
  wait  "Wait"       otherwise
}
"#;

#[test]
fn a_pack_in_words() {
    let source = SourceFile::new("visits.gtm", PACK);
    let found = compiled(&source);
    let program = found
        .program
        .unwrap_or_else(|| panic!("{}", rendered(&source, &found.diagnostics)));
    let page = document(&program, None);
    for line in [
        "# Whom to visit",
        "Source: Our own sales meetings.",
        "- For each `Firm`: **Next step** (`step`): Visit them · Wait",
        "| `name` (key) |  | a text |",
        "| `active` | Do they buy? | `Oui` for yes, `Non` for no |",
        "| `since` |  | a date, written `DD/MM/YYYY` |",
        "| `staff` |  | a whole number, 0 or more |",
        "| `mood` |  | `angry`, `neutral` or `happy` |",
        "Read as an empty cell: `n/a`.",
        "- `deals`: the rows of `Deal` whose `firm` is this one; known to be all there when `active` is yes",
        "- `total` (Bought): the total `amount` of `deals` where `paid` is yes",
        "| `least` | 20 | Fewer people than this need no visit |",
        "| Big enough | `staff` is at least `least` (20) and (`active` is yes or `mood` is one of neutral or happy) | only {staff} |",
        "| Not new | it is not so that `since` is known and `since` is after 2026-01-31 |  |",
        "| Deals | +5 | the number of `deals` where `paid` is yes |  | at most 20 |",
        "| Happy | -10 |  | `mood` is angry |  |",
        "Less than 0 counts as 0, more than 100 as 100.",
        "| **Good** (`good`) | from 15 |",
        "| `poor` | everything below |",
        "| **Visit them** (`visit`) | `worth.band` is good | bought for {total} |",
        "| **Wait** (`wait`) | in every other case |  |",
    ] {
        assert!(page.lines().any(|found| found == line), "{line}\n{page}");
    }
}

#[test]
fn nothing_in_a_label_acts_on_the_page() {
    let source = SourceFile::new(
        "sly.gtm",
        "record R \"<script>|*x*\" {\n  a integer \"`code` | [link](http://x)\"\n}\n",
    );
    let program = compiled(&source).program.unwrap();
    let page = document(&program, None);
    assert!(!page.contains("<script>"), "{page}");
    assert!(page.contains(r"\`code\` \| \[link\](http://x)"), "{page}");
}

#[test]
fn pages_as_shown() {
    for source in packs("tests/cases/packs") {
        let name = source.name().rsplit('/').next().unwrap().to_owned();
        let program = compiled(&source).program.unwrap();
        snapshot(
            &format!("page_{}", name.trim_end_matches(".gtm")),
            &document(&program, None),
        );
    }
}

#[test]
fn the_index_names_every_pack_its_question_and_its_columns() {
    let index = std::fs::read_to_string(path("rules/README.md")).unwrap();
    each(packs("rules"), |source| {
        let file = source.name().rsplit('/').next().unwrap().to_owned();
        let name = file.trim_end_matches(".gtm");
        let program = compiled(&source).program.unwrap();
        let row = index
            .lines()
            .find(|line| line.contains(&format!("]({file})")));
        let row = row.ok_or(format!("rules/README.md has no row for {name}"))?;
        let label = program.label.clone().unwrap_or_default();
        let mut wanted = vec![label, format!("(../docs/packs/{name}.md)")];
        for id in program.tables().filter(|id| program.needs_table(*id)) {
            let record = &program.records[id];
            let columns = record
                .fields
                .iter()
                .filter_map(|field| program.fields[*field].column());
            let columns: Vec<String> = columns
                .map(|column| format!("`{}`", column.header()))
                .collect();
            wanted.push(format!("{}: {}", record.named.name, columns.join(", ")));
        }
        match wanted.iter().find(|part| !row.contains(part.as_str())) {
            Some(part) => Err(format!("rules/README.md, {name}: should say {part}\n{row}")),
            None => Ok(()),
        }
    });
}
