#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use proptest::prelude::*;

use super::*;

/// Letters that something could be made of that is not what it was: marks of the format, quotes, line ends, escapes of
/// terminals, what nobody sees, what turns round.
const LETTERS: &str =
    "ab=-?:<>|\"\\ \n\r\t\u{1b}\u{0}\u{7f}\u{85}\u{202e}\u{2028}\u{feff}é東🙂\u{e0001}";

fn text() -> impl Strategy<Value = String> {
    let letters: Vec<char> = LETTERS.chars().collect();
    prop::collection::vec(prop::sample::select(letters), 0..8)
        .prop_map(|letters| letters.into_iter().collect())
}

/// Rows with keys and columns from a few, so that two runs have some in common.
fn rows() -> impl Strategy<Value = Vec<Row>> {
    let cell = (
        prop::sample::select(vec!["fit", "step", "a: b", "\"q\""]),
        text(),
    );
    let cells = prop::collection::btree_map(cell.0, cell.1, 0..4);
    let keys =
        prop::sample::subsequence(vec!["A", "B", "C", "== D", "  E", "F\n"], 0..=6).prop_shuffle();
    (keys, prop::collection::vec(cells, 6)).prop_map(|(keys, cells)| {
        let row = |(key, cells): (&str, std::collections::BTreeMap<&str, String>)| Row {
            key: key.to_owned(),
            cells: cells
                .into_iter()
                .filter(|(_, text)| !text.is_empty())
                .map(|(name, text)| (name.to_owned(), text))
                .collect(),
        };
        keys.into_iter().zip(cells).map(row).collect()
    })
}

fn parts() -> impl Strategy<Value = Vec<Part>> {
    let kinds = vec![
        (PartKind::Tables, ""),
        (PartKind::Record, "Account"),
        (PartKind::Record, "a: \u{1b}"),
        (PartKind::Checks, ""),
        (PartKind::View, "calls"),
    ];
    let kinds = prop::sample::subsequence(kinds, 0..=5);
    (kinds, prop::collection::vec(rows(), 5)).prop_map(|(kinds, rows)| {
        let part = |((kind, name), rows): ((PartKind, &str), Vec<Row>)| Part {
            kind,
            name: name.to_owned(),
            rows,
        };
        kinds.into_iter().zip(rows).map(part).collect()
    })
}

fn head() -> impl Strategy<Value = Head> {
    (
        text(),
        prop::collection::vec(text(), 1..3),
        prop::option::of(text()),
    )
        .prop_map(|(pack, data, as_of)| Head {
            pack,
            data,
            without: vec!["Deal".to_owned()],
            as_of,
        })
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(head in head(), parts in parts()) {
        let snapshot = Snapshot { head, parts };
        let text = write(&snapshot);
        prop_assert_eq!(read(&text).unwrap(), snapshot.clone());
        // Nothing steers a terminal, and line ends of another system change nothing.
        prop_assert!(!text.chars().any(crate::source::is_unseen), "{:?}", text);
        prop_assert_eq!(read(&text.replace('\n', "\r\n")).unwrap(), snapshot);
    }

    #[test]
    fn reading_never_panics(lines in prop::collection::vec(text(), 0..6)) {
        let text = format!("---\ninfo:\n  data:\n    - x\n---\n== tables\n{}", lines.join("\n"));
        let _ = read(&text);
        let _ = read(&lines.join("\n"));
    }

    #[test]
    fn all_differences_taken_in_any_order_give_the_new_run(
        old in parts(),
        new in parts(),
        backwards in any::<bool>(),
    ) {
        let mut differences = compare(&old, &new);
        prop_assert_eq!(differences.is_empty(), compare(&new, &old).is_empty());
        if backwards {
            differences.reverse();
        }
        let mut kept = old;
        for difference in &differences {
            apply(&mut kept, &new, difference);
        }
        prop_assert_eq!(compare(&kept, &new), vec![]);
    }

    #[test]
    fn a_difference_taken_leaves_the_others(old in parts(), new in parts(), place in 0_usize..8) {
        let differences = compare(&old, &new);
        if let Some(taken) = differences.get(place % differences.len().max(1)) {
            let mut kept = old;
            apply(&mut kept, &new, taken);
            let left = compare(&kept, &new);
            prop_assert!(!left.contains(taken));
            for other in differences.iter().filter(|other| *other != taken) {
                // A row that is there tells which columns are new, so a column may become single cells.
                let is_whole = |one: &Difference| matches!(one.what, What::Column { .. } | What::Row { .. });
                prop_assert!(left.contains(other) || is_whole(other), "{:?} of {:?}", other, left);
            }
        }
    }
}

fn part(kind: PartKind, rows: &[(&str, &[(&str, &str)])]) -> Part {
    Part {
        kind,
        name: "calls".to_owned(),
        rows: rows
            .iter()
            .map(|(key, cells)| Row {
                key: (*key).to_owned(),
                cells: cells
                    .iter()
                    .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
                    .collect(),
            })
            .collect(),
    }
}

#[test]
fn a_new_column_is_one_difference_and_so_is_a_row() {
    let old = [part(
        PartKind::Record,
        &[
            ("A", &[("fit", "1")]),
            ("B", &[("fit", "2")]),
            ("C", &[("fit", "3")]),
        ],
    )];
    let new = [part(
        PartKind::Record,
        &[
            ("A", &[("fit", "1"), ("step", "call")]),
            ("B", &[("fit", "5"), ("step", "wait")]),
            ("D", &[("fit", "3"), ("step", "wait")]),
        ],
    )];
    let what: Vec<What> = compare(&old, &new)
        .into_iter()
        .map(|one| one.what)
        .collect();
    let [
        What::Column {
            column,
            is_new: true,
            cells,
        },
        What::Row {
            key,
            cells: changed,
        },
        What::Added(added),
        What::Gone(gone),
    ] = what.as_slice()
    else {
        panic!("{what:?}");
    };
    assert_eq!((column.as_str(), cells.len()), ("step", 2));
    assert_eq!((key.as_str(), changed.len()), ("B", 1));
    assert_eq!(
        (changed[0].old.as_deref(), changed[0].new.as_deref()),
        (Some("2"), Some("5"))
    );
    assert_eq!((added.key.as_str(), gone.key.as_str()), ("D", "C"));
}

#[test]
fn in_a_view_only_those_moved_who_passed_others() {
    let listed = |keys: &[&str]| {
        let rows: Vec<(&str, &[(&str, &str)])> =
            keys.iter().map(|key| (*key, [].as_slice())).collect();
        [part(PartKind::View, &rows)]
    };
    let found = compare(
        &listed(&["A", "B", "C", "D"]),
        &listed(&["N", "B", "C", "A"]),
    );
    let [
        Difference {
            what: What::Listing(listing),
            ..
        },
    ] = found.as_slice()
    else {
        panic!("{found:?}");
    };
    assert_eq!(listing.came, [("N".to_owned(), 1)]);
    assert_eq!(listing.left, [("D".to_owned(), 4)]);
    // B and C kept their order behind one that came; A went behind both.
    assert_eq!(listing.moved, [("A".to_owned(), 1, 4)]);
    // Of a record the order says nothing.
    let mut swapped = listed(&["B", "A"]);
    let mut straight = listed(&["A", "B"]);
    swapped[0].kind = PartKind::Record;
    straight[0].kind = PartKind::Record;
    assert_eq!(compare(&straight, &swapped), []);
}

#[test]
fn a_corrupt_text_says_where() {
    const HEAD: &str = "---\nsource: \"a.gtm\"\ninfo:\n  data:\n    - \"a.csv\"\n---\n";
    for (text, line, words) in [
        ("", 1, "begins with"),
        ("fit: 3\n", 1, "begins with"),
        ("---\nsource: a\n", 2, "does not end"),
        ("---\nsource: a\n---\n", 3, "on which tables"),
        ("---\nnonsense\n---\n", 2, "name: value"),
        ("---\nsource: \"a\n---\n", 2, "not a text in quotes"),
    ] {
        let found = read(text).unwrap_err();
        assert_eq!(found.line, line, "{text:?}: {found:?}");
        assert!(found.problem.contains(words), "{text:?}: {found:?}");
    }
    for (text, line, words) in [
        ("Acme\n", 1, "before the first"),
        ("== rows\n", 1, "no part of a run"),
        ("== tables\n  fit: 1\n", 2, "before the first row"),
        ("== tables\nAcme\n  fit\n", 3, "is not `column: text`"),
        ("== tables\nAcme\nAcme\n", 3, "twice"),
        ("== tables\n== tables\n", 2, "twice"),
        ("== tables\nAcme\n  fit: 1\n  fit: 2\n", 4, "twice"),
        ("== tables\nAcme\n<<<<<<< HEAD\n", 3, "merged"),
        ("== tables\n=======\n", 2, "merged"),
        ("== tables\n(Acme)\n", 2, "is no row"),
        ("== tables\n\"Acme\n", 2, "in quotes"),
        ("== tables\nA\n  \"fit: 1\n", 3, "is not `column: text`"),
    ] {
        let found = read(&format!("{HEAD}{text}")).unwrap_err();
        assert_eq!(found.line, line + 6, "{text:?}: {found:?}");
        assert!(found.problem.contains(words), "{text:?}: {found:?}");
    }
}
