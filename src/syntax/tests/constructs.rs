//! Every construct gives the tree that was written.

use super::ast::*;
use super::shape::{range_shape, shape};
use super::{read, sound};

fn record(body: &str) -> Vec<RecordItem> {
    match sound(&format!("record R {{\n{body}\n}}\n"))
        .statements
        .remove(0)
    {
        Statement::Record(record) => record.items,
        other => panic!("{other:?}"),
    }
}

fn field(item: &RecordItem) -> &Field {
    match item {
        RecordItem::Field(field) => field,
        other => panic!("{other:?}"),
    }
}

/// A type in a short notation.
fn kind(ty: &TypeExpr) -> String {
    let with = |name: &str, range: &Option<Range>| {
        range.as_ref().map_or(name.to_owned(), |range| {
            format!("{name} {}", range_shape(range))
        })
    };
    match &ty.kind {
        TypeKind::Text => "text".into(),
        TypeKind::YesNo => "yes/no".into(),
        TypeKind::Integer(range) => with("integer", range),
        TypeKind::Number(range) => with("number", range),
        TypeKind::Percent(range) => with("percent", range),
        TypeKind::Money(currency, range) => with(&format!("money {}", currency.text), range),
        TypeKind::Date(range) => with("date", range),
        TypeKind::Duration(range) => with("duration", range),
        TypeKind::Rating(range) => format!("rating {}", range_shape(range)),
        TypeKind::OneOf { ordered, members } => {
            let members: Vec<String> = members
                .iter()
                .map(|member| {
                    let name = member_text(&member.name);
                    let part = |sign: &str, text: &Option<Text>| {
                        text.as_ref()
                            .map_or(String::new(), |text| format!("{sign}{}", text.value))
                    };
                    name + &part("=", &member.written_as) + &part(":", &member.label)
                })
                .collect();
            format!(
                "one of{} {}",
                if *ordered { " ordered" } else { "" },
                members.join(" ")
            )
        }
        TypeKind::ListOf(inner) => format!("list of {}", kind(inner)),
        TypeKind::Named(name) => format!("<{}>", name.text),
    }
}

#[test]
fn every_type() {
    for (written, expected) in [
        ("text", "text"),
        ("yes/no", "yes/no"),
        ("integer", "integer"),
        ("integer 0..500", "integer (.. 0 500)"),
        ("number -1.5..", "number (.. (neg 1.5) _)"),
        ("number ..100", "number (.. _ 100)"),
        ("percent 0%..100%", "percent (.. 0% 100%)"),
        ("money EUR", "money EUR"),
        ("money EUR 0..5M", "money EUR (.. 0 5M)"),
        ("date 2020-01-01..", "date (.. day18262 _)"),
        ("duration 0 days..2 years", "duration (.. 0 days 2 years)"),
        ("1..5", "rating (.. 1 5)"),
        ("1.0..5.0", "rating (.. 1.0 5.0)"),
        ("one of a, b, c", "one of a b c"),
        ("one of a < b < c", "one of ordered a b c"),
        (
            "one of \"1-9\", many as \"01: Many\" \"A lot\", one",
            "one of \"1-9\" many=01: Many:A lot one",
        ),
        ("list of text", "list of text"),
        ("list of one of a, b", "list of one of a b"),
        ("Strategy", "<Strategy>"),
    ] {
        let items = record(&format!("x {written}"));
        assert_eq!(kind(&field(&items[0]).ty), expected, "{written}");
    }
}

#[test]
fn parts_of_a_field() {
    let items = record(
        "a yes/no key as \"Oui\", \"O\"/\"Non\" missing \"-\" column \"A b\", \"a_b\" currency \"ISO\" \"Is it?\"",
    );
    let all = field(&items[0]);
    assert!(all.key);
    assert_eq!(
        all.written_as
            .iter()
            .map(|texts| values(texts))
            .collect::<Vec<_>>(),
        [["Oui", "O"].as_slice(), &["Non"]]
    );
    assert_eq!(values(&all.missing), ["-"]);
    assert_eq!(values(&all.columns), ["A b", "a_b"]);
    assert_eq!(values(&all.currency), ["ISO"]);
    assert_eq!(all.label.as_ref().unwrap().value, "Is it?");
}

fn values(texts: &[Text]) -> Vec<&str> {
    texts.iter().map(|text| text.value.as_str()).collect()
}

#[test]
fn a_record_says_how_all_its_cells_are_written() {
    let items = record(
        "written numbers \"1.234,5\", dates \"D MMM YYYY\", \"janv.\", yes/no \"Ja\", \"J\" / \"Nein\", lists \"a|b\"\n\
         written yes/no \"Was it written?\"\ndates text\nmissing text currency text",
    );
    let RecordItem::Written(line) = &items[0] else {
        panic!("{:?}", items[0])
    };
    let parts: Vec<(WrittenKind, Vec<Vec<&str>>)> = line
        .parts
        .iter()
        .map(|part| {
            (
                part.kind,
                part.written_as.iter().map(|texts| values(texts)).collect(),
            )
        })
        .collect();
    assert_eq!(
        parts,
        [
            (WrittenKind::Numbers, vec![vec!["1.234,5"]]),
            (WrittenKind::Dates, vec![vec!["D MMM YYYY", "janv."]]),
            (WrittenKind::YesNo, vec![vec!["Ja", "J"], vec!["Nein"]]),
            (WrittenKind::Lists, vec![vec!["a|b"]]),
        ]
    );
    // Without words for no it is a field of that name, and so are the other words.
    let names: Vec<&str> = items[1..]
        .iter()
        .map(|item| field(item).name.text.as_str())
        .collect();
    assert_eq!(names, ["written", "dates", "missing", "currency"]);
}

#[test]
fn fields_share_a_line() {
    let items = record(
        "market text   name text key   days integer 0..5   weeks 1..5   EUR money EUR   is yes/no",
    );
    let names: Vec<String> = items
        .iter()
        .map(|item| format!("{} {}", field(item).name.text, kind(&field(item).ty)))
        .collect();
    assert_eq!(
        names,
        [
            "market text",
            "name text",
            "days integer (.. 0 5)",
            "weeks rating (.. 1 5)",
            "EUR money EUR",
            "is yes/no",
        ]
    );
    assert!(field(&items[1]).key);
}

#[test]
fn key_is_a_name_where_a_type_follows() {
    let items = record("name text   key text");
    assert_eq!(field(&items[1]).name.text, "key");
    assert!(!field(&items[0]).key);
    let items = record("key text key");
    assert!(field(&items[0]).key);
}

#[test]
fn a_text_after_the_last_member_is_the_fields_unless_members_have_labels() {
    let items = record(
        "a one of x, y \"Which?\"\nb one of x \"X\", y \"Y\"\nc one of x \"X\", y \"Y\" \"Which?\"",
    );
    let label = |index: usize| {
        field(&items[index])
            .label
            .as_ref()
            .map(|text| text.value.as_str())
    };
    assert_eq!(
        (kind(&field(&items[0]).ty).as_str(), label(0)),
        ("one of x y", Some("Which?"))
    );
    assert_eq!(
        (kind(&field(&items[1]).ty).as_str(), label(1)),
        ("one of x:X y:Y", None)
    );
    assert_eq!(
        (kind(&field(&items[2]).ty).as_str(), label(2)),
        ("one of x:X y:Y", Some("Which?"))
    );
}

#[test]
fn relations_computed_fields_and_missing() {
    let items = record(
        "missing \"Select\", \"n/a\"\nrivals many Rival by market complete when listed and x > 1 \"Rivals\"\n\
         share percent \"Share\" = a / b\nplain = count(rivals)\nmany_x = 3 days",
    );
    let RecordItem::Missing(missing) = &items[0] else {
        panic!()
    };
    assert_eq!(missing.texts.len(), 2);
    let RecordItem::Relation(relation) = &items[1] else {
        panic!()
    };
    assert_eq!(
        (relation.name.text.as_str(), relation.record.text.as_str()),
        ("rivals", "Rival")
    );
    let Link::By(by) = &relation.link else {
        panic!()
    };
    assert_eq!(by.text, "market");
    assert_eq!(
        shape(relation.complete_when.as_ref().unwrap()),
        "(and listed (> x 1))"
    );
    assert_eq!(relation.label.as_ref().unwrap().value, "Rivals");
    let RecordItem::Computed(share) = &items[2] else {
        panic!()
    };
    assert_eq!(kind(share.ty.as_ref().unwrap()), "percent");
    assert_eq!(share.label.as_ref().unwrap().value, "Share");
    assert_eq!(shape(&share.value), "(/ a b)");
    let RecordItem::Computed(plain) = &items[3] else {
        panic!()
    };
    assert!(plain.ty.is_none() && plain.label.is_none());
}

#[test]
fn lists_and_params() {
    let pack = sound(
        "list Step ordered \"Steps\" {\n  | name | label | weight |\n  | a | \"A\" | 40% |\n\n  | b | | -3 |\n}\n\
         param x percent = 5% \"Label\"\nparam y = [\"a\", \"b\"]\n  \"Two\"\n",
    );
    let Statement::List(list) = &pack.statements[0] else {
        panic!()
    };
    assert!(list.ordered);
    assert_eq!(list.label.as_ref().unwrap().value, "Steps");
    let ListRows::Table(table) = &list.rows else {
        panic!()
    };
    assert_eq!(
        table
            .header
            .iter()
            .map(|name| name.text.as_str())
            .collect::<Vec<_>>(),
        ["name", "label", "weight"]
    );
    let rows: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|row| {
            row.cells
                .iter()
                .map(|cell| cell.as_ref().map_or("-".to_owned(), shape))
                .collect()
        })
        .collect();
    assert_eq!(
        rows,
        [vec!["a", "(text \"A\")", "40%"], vec!["b", "-", "(neg 3)"]]
    );
    let Statement::Param(x) = &pack.statements[1] else {
        panic!()
    };
    assert_eq!(
        (
            kind(x.ty.as_ref().unwrap()).as_str(),
            x.label.as_ref().unwrap().value.as_str()
        ),
        ("percent", "Label")
    );
    let Statement::Param(y) = &pack.statements[2] else {
        panic!()
    };
    assert_eq!(
        (
            shape(&y.value).as_str(),
            y.label.as_ref().unwrap().value.as_str()
        ),
        ("[(text \"a\") (text \"b\")]", "Two")
    );
}

fn score(body: &str) -> Vec<ScoreItem> {
    match sound(&format!("score s \"S\" for R {{\n{body}\n}}\n"))
        .statements
        .remove(0)
    {
        Statement::Score(score) => score.items,
        other => panic!("{other:?}"),
    }
}

#[test]
fn lines_of_a_score() {
    let items = score(
        "multiply a, b + 1\nweigh 40% a, w b\nscale 0..100\nlimit ..cap\nrank\n\
         band hot \"Call\" from 300   band warm from 100\nband cold otherwise",
    );
    assert_eq!(items.len(), 8);
    let ScoreItem::Multiply(multiply) = &items[0] else {
        panic!()
    };
    assert_eq!(
        multiply.factors.iter().map(shape).collect::<Vec<_>>(),
        ["a", "(+ b 1)"]
    );
    let ScoreItem::Weigh(weigh) = &items[1] else {
        panic!()
    };
    let weighed: Vec<String> = weigh
        .factors
        .iter()
        .map(|factor| format!("{} {}", shape(&factor.weight), shape(&factor.factor)))
        .collect();
    assert_eq!(weighed, ["40% a", "w b"]);
    let (ScoreItem::Scale(scale), ScoreItem::Limit(limit)) = (&items[2], &items[3]) else {
        panic!()
    };
    assert_eq!(
        (range_shape(scale), range_shape(limit)),
        ("(.. 0 100)".into(), "(.. _ cap)".into())
    );
    assert!(matches!(items[4], ScoreItem::Rank(_)));
    let bands: Vec<(String, Option<String>)> = items[5..]
        .iter()
        .map(|item| {
            let ScoreItem::Band(band) = item else {
                panic!()
            };
            (member_text(&band.name), band.from.as_ref().map(shape))
        })
        .collect();
    assert_eq!(
        bands,
        [
            ("hot".into(), Some("300".into())),
            ("warm".into(), Some("100".into())),
            ("cold".into(), None)
        ]
    );
}

#[test]
fn points_and_groups() {
    let items = score(
        "demo \"Demo\": +10 when asked\nat most 40 \"Web\" {\n  web: +w each visits where date >= today - 30 days\n\
         docs: -5 each papers when opted_in, at least -20\n}\nrank \"Rank\": +1",
    );
    let ScoreItem::Points(demo) = &items[0] else {
        panic!()
    };
    assert_eq!(
        (
            demo.label.as_ref().unwrap().value.as_str(),
            demo.negative,
            shape(&demo.points)
        ),
        ("Demo", false, "10".into())
    );
    assert_eq!(demo.when.as_ref().map(shape), Some("asked".into()));
    let ScoreItem::Group(group) = &items[1] else {
        panic!()
    };
    assert_eq!(
        (group.cap.kind, shape(&group.cap.value), group.lines.len()),
        (CapKind::AtMost, "40".into(), 2)
    );
    assert_eq!(
        group.lines[0].each.as_ref().map(shape),
        Some("(query visits where (>= date (- today 30 days)))".into())
    );
    let docs = &group.lines[1];
    assert!(docs.negative);
    let cap = docs.cap.as_ref().unwrap();
    assert_eq!(
        (cap.kind, shape(&cap.value)),
        (CapKind::AtLeast, "(neg 20)".into())
    );
    let ScoreItem::Points(rank) = &items[2] else {
        panic!()
    };
    assert_eq!(rank.name.text, "rank");
}

#[test]
fn options_and_their_ways() {
    let pack = sound(
        "strategy s \"S\" for R gives L {\n  a \"A\" when x\n    because \"why {x}\"\n    when y\n  \"200-499\" \"B\" when z\n\
         c otherwise because \"rest\"\n}\n",
    );
    let Statement::Strategy(strategy) = &pack.statements[0] else {
        panic!()
    };
    assert_eq!(strategy.gives.as_ref().unwrap().text, "L");
    let options: Vec<String> = strategy
        .options
        .iter()
        .map(|option| {
            let name = member_text(&option.name);
            let arms: Vec<String> = option
                .arms
                .iter()
                .map(|arm| {
                    let because = arm
                        .because
                        .as_ref()
                        .map_or(String::new(), |text| format!(" because {}", shape(text)));
                    arm.condition.as_ref().map_or("otherwise".into(), shape) + &because
                })
                .collect();
            format!("{name}: {}", arms.join("; "))
        })
        .collect();
    assert_eq!(
        options,
        [
            "a: x because (text \"why \" {x}); y",
            "\"200-499\": z",
            "c: otherwise because (text \"rest\")",
        ]
    );
}

#[test]
fn views_and_tests() {
    let pack = sound(
        "view v \"V\" for s {\n  show name \"Who\", bant.band,\n    name of rivals where strong\n  where a > 1\n\
         sort a descending, b, c ascending\n  top n\n}\n\
         test \"t\" {\n  as of 2026-01-31\n  param x = 5\n  given R { when: 1, tags: [\"a\"], at: 2 }\n\
         given Q {\n    | a | b |\n    | 1 | |\n  }\n  given Z { }\n\
         expect bant is 1..5\n  expect \"Acme\": a.b\n  expect bant.band possible hot, warm\n}\n",
    );
    let Statement::View(view) = &pack.statements[0] else {
        panic!()
    };
    let ViewItem::Show { columns, .. } = &view.items[0] else {
        panic!()
    };
    assert_eq!(
        columns
            .iter()
            .map(|column| shape(&column.value))
            .collect::<Vec<_>>(),
        [
            "name",
            "(. bant band)",
            "(query name of rivals where strong)"
        ]
    );
    assert_eq!(columns[0].heading.as_ref().unwrap().value, "Who");
    let ViewItem::Where { condition, .. } = &view.items[1] else {
        panic!()
    };
    assert_eq!(shape(condition), "(> a 1)");
    let ViewItem::Sort { keys, .. } = &view.items[2] else {
        panic!()
    };
    assert_eq!(
        keys.iter().map(|key| key.descending).collect::<Vec<_>>(),
        [true, false, false]
    );
    assert!(matches!(&view.items[3], ViewItem::Top { count, .. } if shape(count) == "n"));

    let Statement::Test(test) = &pack.statements[1] else {
        panic!()
    };
    assert!(matches!(&test.items[0], TestItem::AsOf { date, .. } if shape(date) == "day20484"));
    assert!(
        matches!(&test.items[1], TestItem::Param { name, value, .. } if name.text == "x" && shape(value) == "5")
    );
    let TestItem::Given {
        rows: GivenRows::One(cells),
        ..
    } = &test.items[2]
    else {
        panic!()
    };
    assert_eq!(
        cells
            .iter()
            .map(|cell| format!("{}={}", cell.name.text, shape(&cell.value)))
            .collect::<Vec<_>>(),
        ["when=1", "tags=[(text \"a\")]", "at=2"]
    );
    let TestItem::Given {
        rows: GivenRows::Table(table),
        ..
    } = &test.items[3]
    else {
        panic!()
    };
    assert_eq!(
        (
            table.header.len(),
            table.rows.len(),
            table.rows[0].cells[1].is_none()
        ),
        (2, 1, true)
    );
    assert!(
        matches!(&test.items[4], TestItem::Given { rows: GivenRows::One(cells), .. } if cells.is_empty())
    );
    let TestItem::Expect {
        row: None,
        expectation: Expectation::Holds(exact),
        ..
    } = &test.items[5]
    else {
        panic!()
    };
    assert_eq!(shape(exact), "(is bant (.. 1 5))");
    let TestItem::Expect { row: Some(row), .. } = &test.items[6] else {
        panic!()
    };
    assert_eq!(row.value, "Acme");
    let TestItem::Expect {
        expectation: Expectation::Possible { value, outcomes },
        ..
    } = &test.items[7]
    else {
        panic!()
    };
    assert_eq!(
        (shape(value), outcomes.iter().map(shape).collect::<Vec<_>>()),
        (
            "(. bant band)".into(),
            vec!["hot".to_owned(), "warm".to_owned()]
        )
    );
}

#[test]
fn lines_join_where_the_rule_says() {
    let joined = "segment s for R {\n  a \"A\":\n    x > 1\n    and # why\n\n    y in [\n      1,\n\n      2 # two\n    ]\n    else\n    \"no\"\n}\n";
    let plain = "segment s for R {\n  a \"A\": x > 1 and y in [1, 2] else \"no\"\n}\n";
    assert_eq!(sound(joined).statements, sound(plain).statements);
    // after a dot a word does not call for more
    let pack = sound("view v for R {\n  show s.because\n  sort s.when\n  top 3\n}\n");
    let Statement::View(view) = &pack.statements[0] else {
        panic!()
    };
    assert_eq!(view.items.len(), 3);
}

#[test]
fn line_ends_marks_and_blanks_do_not_matter() {
    let plain = "record R {\n  a text\n  b 1..5\n}\nparam x = 1\n";
    let expected = sound(plain).statements;
    for other in [
        plain.replace('\n', "\r\n"),
        format!("\u{feff}{plain}"),
        plain.replace(' ', "\u{a0}"),
        plain.replace("  ", "\t"),
        plain.trim_end().to_owned(),
        format!("\n\n# head\n{plain}# tail"),
        plain.replace("\n}", " }"),
    ] {
        assert_eq!(sound(&other).statements, expected, "{other:?}");
    }
}

#[test]
fn comments_are_kept_with_their_places() {
    let text = "# head \nparam x = \"# no\" # tail\n  #\n";
    let pack = sound(text);
    let comments: Vec<(&str, bool, u32)> = pack
        .comments
        .iter()
        .map(|comment| {
            (
                comment.text.as_str(),
                comment.own_line,
                comment.span.0.start,
            )
        })
        .collect();
    assert_eq!(
        comments,
        [(" head", true, 0), (" tail", false, 25), ("", true, 34)]
    );
}

#[test]
fn places_are_those_of_the_file() {
    let text = "\u{feff}record Café {\r\n  é text # ü\r\n  größe integer = 3\r\n}\r\n";
    let parsed = read(text);
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    let Statement::Record(record) = &parsed.pack.statements[0] else {
        panic!()
    };
    let at = |span: NodeSpan| &text[span.0.start as usize..span.0.end as usize];
    assert_eq!(at(record.name.span), "Café");
    assert_eq!(at(field(&record.items[0]).span), "é text");
    let RecordItem::Computed(computed) = &record.items[1] else {
        panic!()
    };
    assert_eq!(
        (at(computed.span), at(computed.value.span)),
        ("größe integer = 3", "3")
    );
    assert!(at(record.span).ends_with('}'));
}

#[test]
fn a_list_may_stand_in_a_file() {
    let pack = sound("list A from \"a.csv\"\nlist B ordered \"Bs\" from \"sub/b.csv\"\n");
    let file = |at: usize| {
        let Statement::List(list) = &pack.statements[at] else {
            panic!()
        };
        let crate::syntax::ast::ListRows::File(path) = &list.rows else {
            panic!()
        };
        let label = list.label.as_ref().map(|label| label.value.as_str());
        (list.ordered, label, path.value.as_str())
    };
    assert_eq!(file(0), (false, None, "a.csv"));
    assert_eq!(file(1), (true, Some("Bs"), "sub/b.csv"));
}

fn member_text(name: &MemberName) -> String {
    match name {
        MemberName::Name(name) => name.text.clone(),
        MemberName::Text(text) => format!("{:?}", text.value),
        MemberName::Number(number) => number.value.clone(),
    }
}
