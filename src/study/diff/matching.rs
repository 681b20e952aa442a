//! Finding the lines of one pack again in another: by their names; those without a name by what they
//! say.

use std::collections::{BTreeMap, HashMap};

use crate::study::tree::{Head, Node, line_text, meaning, member};
use crate::syntax::ast::{RecordItem, ScoreItem, Statement};

/// A line of both packs, or of one: its place among the old lines and among the new ones.
pub(super) type Pair = (Option<usize>, Option<usize>);

/// Lines that share less than this part of their words (in a hundred) are not the same line edited.
const ALIKE: usize = 30;
/// What an unchanged line counts beside one that is merely alike.
const SAME: usize = 1_000;
/// More comparisons than this are not made; what is left is paired in the order written.
const MANY: usize = 1_000_000;

/// The lines of two blocks in pairs, in the order of the new block; a line that is gone stands behind the
/// one that it stood behind.
pub(super) fn pairs(old: &[Node], new: &[Node], parents: &[&Head]) -> Vec<Pair> {
    let mut partners: BTreeMap<usize, usize> = BTreeMap::new(); // old by new
    let (old_names, new_names) = (names(old), names(new));
    let named: HashMap<&String, usize> = old_names
        .iter()
        .enumerate()
        .filter_map(|(place, name)| Some((name.as_ref()?, place)))
        .collect();
    for (place, name) in new_names.iter().enumerate() {
        if let Some(partner) = name.as_ref().and_then(|name| named.get(name)) {
            partners.insert(place, *partner);
        }
    }
    let unnamed = |names: &[Option<String>]| -> Vec<usize> {
        let places = names.iter().enumerate();
        let places = places.filter(|(_, name)| name.is_none());
        places.map(|(place, _)| place).collect()
    };
    let (old_places, new_places) = (unnamed(&old_names), unnamed(&new_names));
    partners.extend(aligned(
        &lines(old, &old_places, parents),
        &lines(new, &new_places, parents),
    ));
    in_order(old.len(), new.len(), &partners)
}

/// Pairs in the order of the new block.
fn in_order(old: usize, new: usize, partners: &BTreeMap<usize, usize>) -> Vec<Pair> {
    let new_of: HashMap<usize, usize> = partners.iter().map(|(new, old)| (*old, *new)).collect();
    // What is gone, by the old line that it stood behind.
    let mut gone: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    let mut before = None;
    for place in 0..old {
        if new_of.contains_key(&place) {
            before = Some(place);
        } else {
            gone.entry(before).or_default().push(place);
        }
    }
    let mut pairs: Vec<Pair> = Vec::new();
    let mut add_gone = |behind: Option<usize>, pairs: &mut Vec<Pair>| {
        let gone = gone.remove(&behind).unwrap_or_default();
        pairs.extend(gone.into_iter().map(|place| (Some(place), None)));
    };
    add_gone(None, &mut pairs);
    for place in 0..new {
        let partner = partners.get(&place).copied();
        pairs.push((partner, Some(place)));
        if partner.is_some() {
            add_gone(partner, &mut pairs);
        }
    }
    pairs
}

/// The names of lines; a name that stands twice is told apart by a number.
fn names(nodes: &[Node]) -> Vec<Option<String>> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let named = nodes.iter().map(|node| {
        let name = name(&node.head)?;
        let count = seen.entry(name.clone()).or_default();
        *count += 1;
        Some(format!("{name} {count}"))
    });
    named.collect()
}

/// What a line is known by among its neighbours.
fn name(head: &Head) -> Option<String> {
    let words = |kind: &str, name: &str| Some(format!("{kind} {name}"));
    match head {
        Head::Statement(statement) => match statement {
            Statement::Pack(_) => Some("pack".to_owned()),
            Statement::Source(_) => None,
            Statement::Use(used) => words("name", &used.name.text),
            Statement::Record(record) => words("name", &record.name.text),
            Statement::List(list) => words("name", &list.name.text),
            Statement::Param(param) => words("name", &param.name.text),
            Statement::Segment(segment) => words("name", &segment.name.text),
            Statement::Score(score) => words("name", &score.name.text),
            Statement::Strategy(strategy) => words("name", &strategy.name.text),
            Statement::Check(check) => words("name", &check.name.text),
            Statement::Decision(decision) => words("name", &decision.name.text),
            Statement::View(view) => words("view", &view.name.text),
            Statement::Test(test) => words("test", &test.label.value),
        },
        Head::RecordItem(item) => match item {
            RecordItem::Field(field) => words("field", &field.name.text),
            RecordItem::Computed(field) => words("field", &field.name.text),
            RecordItem::Relation(relation) => words("field", &relation.name.text),
            RecordItem::Missing(_) => Some("missing".to_owned()),
            RecordItem::Written(_) => Some("written".to_owned()),
        },
        Head::Gate(gate) => words("gate", &gate.name.text),
        Head::ScoreItem(item) => match item {
            ScoreItem::Multiply(_) | ScoreItem::Weigh(_) | ScoreItem::WeighEach(_) => {
                Some("parts".to_owned())
            }
            ScoreItem::Points(line) => words("line", &line.name.text),
            ScoreItem::Group(_) => None,
            ScoreItem::Scale(_) => Some("scale".to_owned()),
            ScoreItem::Limit(_) => Some("limit".to_owned()),
            ScoreItem::Band(band) => words("band", member(&band.name)),
            ScoreItem::Rank(_) => Some("rank".to_owned()),
        },
        Head::Points(line) => words("line", &line.name.text),
        Head::Option(option) => words("option", member(&option.name)),
        Head::Arm(_) | Head::Line(..) | Head::GridLine(_) => None,
        Head::Row(row) => row.cells.first()?.as_ref()?.as_name(),
        Head::ViewItem(_) => None,
    }
}

/// A line without a name.
struct Line {
    place: usize,
    meaning: Head,
    text: String,
    words: Vec<String>,
}

fn lines(nodes: &[Node], places: &[usize], parents: &[&Head]) -> Vec<Line> {
    let of = |place: &usize| {
        let node = nodes.get(*place)?;
        let text = line_text(parents, node);
        let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        words.sort();
        Some(Line {
            place: *place,
            meaning: meaning(node.head.clone()),
            text,
            words,
        })
    };
    places.iter().filter_map(of).collect()
}

/// Partners of lines without a name, in the order written: as many unchanged ones as can be, then those that are
/// most alike. Gives the new and the old place of each.
fn aligned(old: &[Line], new: &[Line]) -> Vec<(usize, usize)> {
    let common = |left: &mut dyn Iterator<Item = (&Line, &Line)>| {
        left.take_while(|(old, new)| old.text == new.text).count()
    };
    let head = common(&mut old.iter().zip(new));
    let (old_rest, new_rest) = (
        old.get(head..).unwrap_or_default(),
        new.get(head..).unwrap_or_default(),
    );
    let tail = common(&mut old_rest.iter().rev().zip(new_rest.iter().rev()));
    let middle = |lines: &'_ [Line]| (head, lines.len() - tail);
    let (start, old_end) = middle(old);
    let (_, new_end) = middle(new);
    let mut partners: Vec<(usize, usize)> = Vec::new();
    let mut pair = |old: Option<&Line>, new: Option<&Line>| {
        if let (Some(old), Some(new)) = (old, new) {
            partners.push((new.place, old.place));
        }
    };
    for place in 0..start {
        pair(old.get(place), new.get(place));
    }
    for place in 0..tail {
        pair(old.get(old_end + place), new.get(new_end + place));
    }
    let old_middle = old.get(start..old_end).unwrap_or_default();
    let new_middle = new.get(start..new_end).unwrap_or_default();
    let moved = moved(old_middle, new_middle);
    for (old, new) in &moved {
        pair(Some(old), Some(new));
    }
    let left = |lines: &'_ [Line], taken: &dyn Fn(&Line) -> bool| -> Vec<usize> {
        let places = lines.iter().enumerate();
        let places = places.filter(|(_, line)| !taken(line));
        places.map(|(place, _)| place).collect()
    };
    let old_left = left(old_middle, &|line| {
        moved.iter().any(|(old, _)| old.place == line.place)
    });
    let new_left = left(new_middle, &|line| {
        moved.iter().any(|(_, new)| new.place == line.place)
    });
    let old_left: Vec<&Line> = old_left
        .iter()
        .filter_map(|at| old_middle.get(*at))
        .collect();
    let new_left: Vec<&Line> = new_left
        .iter()
        .filter_map(|at| new_middle.get(*at))
        .collect();
    if old_left.len() == new_left.len() || old_left.len() * new_left.len() > MANY {
        for (old, new) in old_left.iter().zip(&new_left) {
            pair(Some(old), Some(new));
        }
    } else {
        for (old, new) in best(&old_left, &new_left) {
            pair(old_left.get(old).copied(), new_left.get(new).copied());
        }
    }
    partners
}

/// Lines of decisions that say the same at another place: there the order counts, and is told by itself.
fn moved<'l>(old: &'l [Line], new: &'l [Line]) -> Vec<(&'l Line, &'l Line)> {
    let of_decision = |line: &&Line| matches!(line.meaning, Head::Line(..) | Head::GridLine(_));
    let mut left: Vec<&Line> = old.iter().filter(of_decision).collect();
    if left.len() * new.len() > MANY {
        return Vec::new();
    }
    let mut found = Vec::new();
    for line in new.iter().filter(of_decision) {
        if let Some(place) = left.iter().position(|old| old.meaning == line.meaning) {
            found.push((left.remove(place), line));
        }
    }
    found
}

/// The pairs, in order, that are most alike together.
fn best(old: &[&Line], new: &[&Line]) -> Vec<(usize, usize)> {
    let wide = new.len() + 1;
    let at = |row: usize, column: usize| row * wide + column;
    let mut most = vec![0_usize; (old.len() + 1) * wide];
    let value = |most: &[usize], place: usize| most.get(place).copied().unwrap_or(0);
    let weight = |row: usize, column: usize| match (old.get(row), new.get(column)) {
        (Some(old), Some(new)) => alike(old, new),
        (_, _) => 0,
    };
    for row in (0..old.len()).rev() {
        for column in (0..new.len()).rev() {
            let apart = value(&most, at(row + 1, column)).max(value(&most, at(row, column + 1)));
            let together = match weight(row, column) {
                0 => 0,
                weight => weight + value(&most, at(row + 1, column + 1)),
            };
            if let Some(slot) = most.get_mut(at(row, column)) {
                *slot = apart.max(together);
            }
        }
    }
    let (mut row, mut column) = (0, 0);
    let mut found = Vec::new();
    while row < old.len() && column < new.len() {
        let here = value(&most, at(row, column));
        let weight = weight(row, column);
        if weight > 0 && here == weight + value(&most, at(row + 1, column + 1)) {
            found.push((row, column));
            row += 1;
            column += 1;
        } else if here == value(&most, at(row + 1, column)) {
            row += 1;
        } else {
            column += 1;
        }
    }
    found
}

/// How alike two lines are; 0 for those that have too little in common.
fn alike(old: &Line, new: &Line) -> usize {
    if old.meaning == new.meaning {
        return SAME;
    }
    let mut others = new.words.as_slice();
    let mut shared = 0;
    for word in &old.words {
        let smaller = others.partition_point(|other| other < word);
        others = others.get(smaller..).unwrap_or_default();
        if others.first() == Some(word) {
            shared += 1;
            others = others.get(1..).unwrap_or_default();
        }
    }
    let longest = old.words.len().max(new.words.len()).max(1);
    let share = shared * 100 / longest;
    if share >= ALIKE { share } else { 0 }
}
