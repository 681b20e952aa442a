//! Segments, scores, strategies and checks: gates, points and options in columns.

use super::columns::Columns;
use super::expressions::{expression, flat, member_name, quoted, range};
use super::lines::Item;
use super::pieces::{Pieces, width};
use super::statements::{filled, labelled, padded};
use super::{INDENT, WIDTH};
use crate::source::Span;
use crate::syntax::ast::{
    Arm, Band, Cap, CapKind, Check, Decay, DecayKind, Expr, Gate, Multiply, PointsGroup,
    PointsLine, Score, ScoreItem, Segment, Strategy, StrategyOption, Weigh, WeighEach,
};

/// A condition wider than this does not push the `else` or `because` of other lines.
const WIDEST_CONDITION: usize = 48;
/// A name and label wider than this do not push the conditions of other lines.
const WIDEST_HEAD: usize = 56;
/// A condition that begins further right is continued near the left edge.
const DEEPEST: usize = 60;
/// Words that open a line of a score: a list is not broken before an element that begins so.
const SCORE_LINES: [&str; 8] = [
    "multiply",
    "weigh",
    "scale",
    "limit",
    "band",
    "rank",
    "at",
    "otherwise",
];

/// A line of a name, a label, a condition and perhaps a text.
struct Ruled {
    span: Span,
    name: String,
    label: String,
    condition: Pieces,
    tail: Option<String>,
}

// ---- checks -------------------------------------------------------------------------------------

/// `check NAME "label" for TARGET warning { lines }`
pub fn check(check: &Check) -> Item {
    let mut head = labelled(&format!("check {}", check.name.text), check.label.as_ref());
    if let Some(target) = &check.target {
        head.push_str(&format!(" for {}", target.text));
    }
    if check.warning {
        head.push_str(" warning");
    }
    let rows: Vec<Ruled> = check.lines.iter().map(gate).collect();
    Item::block(check.span.0, vec![head], ruled_items(&rows, INDENT))
}

// ---- segments -----------------------------------------------------------------------------------

/// `segment NAME "label" for TARGET { gates }`
pub fn segment(segment: &Segment) -> Item {
    let head = labelled(
        &format!("segment {}", segment.name.text),
        segment.label.as_ref(),
    );
    let head = format!("{head} for {}", segment.target.text);
    let rows: Vec<Ruled> = segment.gates.iter().map(gate).collect();
    Item::block(segment.span.0, vec![head], ruled_items(&rows, INDENT))
}

fn gate(gate: &Gate) -> Ruled {
    let (name, label) = colon(&gate.name.text, gate.label.as_ref().map(quoted));
    let mut condition = Pieces::default();
    expression(&mut condition, &gate.condition);
    let tail = gate
        .otherwise
        .as_ref()
        .map(|text| format!("else {}", flat(text)));
    Ruled {
        span: gate.span.0,
        name,
        label,
        condition,
        tail,
    }
}

/// Name and label with the colon behind the last of them.
fn colon(name: &str, label: Option<String>) -> (String, String) {
    match label {
        Some(label) => (name.to_owned(), format!("{label}:")),
        None => (format!("{name}:"), String::new()),
    }
}

// ---- strategies ---------------------------------------------------------------------------------

/// `strategy NAME "label" for TARGET gives LIST { options }`
pub fn strategy(strategy: &Strategy) -> Item {
    let head = labelled(
        &format!("strategy {}", strategy.name.text),
        strategy.label.as_ref(),
    );
    let gives = strategy
        .gives
        .as_ref()
        .map(|list| format!(" gives {}", list.text));
    let head = format!(
        "{head} for {}{}",
        strategy.target.text,
        gives.unwrap_or_default()
    );
    let rows: Vec<Ruled> = strategy.options.iter().flat_map(arms).collect();
    Item::block(strategy.span.0, vec![head], ruled_items(&rows, INDENT))
}

/// The first arm stands behind the option's name, the others below it.
fn arms(option: &StrategyOption) -> impl Iterator<Item = Ruled> {
    option.arms.iter().enumerate().map(|(at, arm)| {
        let (name, label, start) = if at == 0 {
            let label = option.label.as_ref().map(quoted).unwrap_or_default();
            (member_name(&option.name), label, option.span.0)
        } else {
            (String::new(), String::new(), arm.span.0)
        };
        let span = Span {
            start: start.start,
            end: arm.span.0.end,
        };
        let tail = arm
            .because
            .as_ref()
            .map(|text| format!("because {}", flat(text)));
        Ruled {
            span,
            name,
            label,
            condition: arm_condition(arm),
            tail,
        }
    })
}

fn arm_condition(arm: &Arm) -> Pieces {
    let mut condition = Pieces::default();
    match &arm.condition {
        Some(expr) => {
            condition.glue("when ");
            expression(&mut condition, expr);
        }
        None => condition.glue("otherwise"),
    }
    condition
}

// ---- lines with conditions ----------------------------------------------------------------------

/// Conditions below one another; what follows them too, where it fits on the line, else on a line
/// of its own below the condition.
fn ruled_items(rows: &[Ruled], indent: usize) -> Vec<Item> {
    let heads = heads(rows);
    let fits = |row: &Ruled, head: &str, condition: usize| {
        let tail = row.tail.as_ref().map_or(0, |tail| 2 + width(tail));
        indent + width(head) + condition + tail <= WIDTH
    };
    let column = rows
        .iter()
        .zip(&heads)
        .map(|(row, head)| (row, head, width(&row.condition.flat())))
        .filter(|(row, head, wide)| {
            row.tail.is_some() && *wide <= WIDEST_CONDITION && fits(row, head, *wide)
        })
        .map(|(_, _, wide)| wide)
        .max()
        .unwrap_or(0);
    let lines = |(row, head): (&Ruled, &String)| {
        let condition = row.condition.flat();
        let column = if row.tail.is_some() { column } else { 0 };
        if !fits(row, head, column.max(width(&condition))) {
            return Item::new(row.span, broken(row, head, indent));
        }
        let line = match &row.tail {
            Some(tail) => format!("{head}{}  {tail}", padded(&condition, column)),
            None => format!("{head}{condition}"),
        };
        Item::new(row.span, vec![line])
    };
    rows.iter().zip(&heads).map(lines).collect()
}

/// Names below one another, labels too, and blanks up to where the conditions begin.
fn heads(rows: &[Ruled]) -> Vec<String> {
    let widest = |widths: &mut dyn Iterator<Item = usize>| {
        widths
            .filter(|&wide| wide <= WIDEST_HEAD)
            .max()
            .unwrap_or(0)
    };
    // The name of a line without a label does not push the labels of the others.
    let labelled = rows.iter().filter(|row| !row.label.is_empty());
    let names = widest(&mut labelled.map(|row| width(&row.name)));
    let head = |row: &Ruled| match row.label.as_str() {
        "" => row.name.clone(),
        label => format!("{} {label}", padded(&row.name, names)),
    };
    let heads: Vec<String> = rows.iter().map(head).collect();
    let column = widest(&mut heads.iter().map(|head| width(head)));
    heads
        .iter()
        .map(|head| format!("{} ", padded(head, column)))
        .collect()
}

fn broken(row: &Ruled, head: &str, indent: usize) -> Vec<String> {
    let start = width(head);
    let start = if start > DEEPEST { 2 * INDENT } else { start };
    let filled = row
        .condition
        .fill(indent + width(head), indent + start + INDENT, WIDTH);
    let mut lines = Vec::new();
    for (at, line) in filled.iter().enumerate() {
        match at {
            0 => lines.push(format!("{head}{line}")),
            _ => lines.push(format!("{}{line}", " ".repeat(start + INDENT))),
        }
    }
    if let Some(tail) = &row.tail {
        lines.push(format!("{}{tail}", " ".repeat(start)));
    }
    lines
}

// ---- scores -------------------------------------------------------------------------------------

/// `score NAME "label" for TARGET { items }`
pub fn score(score: &Score) -> Item {
    let head = labelled(&format!("score {}", score.name.text), score.label.as_ref());
    let head = format!("{head} for {}", score.target.text);
    let bands: Vec<[String; 3]> = score
        .items
        .iter()
        .filter_map(as_band)
        .map(band_cells)
        .collect();
    let bands = Columns::of(bands.iter().map(<[String; 3]>::as_slice));
    let lines: Vec<&PointsLine> = score.items.iter().filter_map(as_points).collect();
    let mut points = points_items(&lines, INDENT).into_iter();
    let mut items = Vec::new();
    for item in &score.items {
        items.extend(match item {
            ScoreItem::Multiply(multiply) => Some(multiplied(multiply)),
            ScoreItem::Weigh(weigh) => Some(weighed(weigh)),
            ScoreItem::WeighEach(weigh) => Some(weighed_each(weigh)),
            ScoreItem::Points(_) => points.next(),
            ScoreItem::Group(group) => Some(points_group(group)),
            ScoreItem::Scale(bounds) => Some(Item::new(
                bounds.span.0,
                vec![format!("scale {}", range(bounds))],
            )),
            ScoreItem::Limit(bounds) => Some(Item::new(
                bounds.span.0,
                vec![format!("limit {}", range(bounds))],
            )),
            ScoreItem::Band(band) => {
                Some(Item::new(band.span.0, vec![bands.line(&band_cells(band))]))
            }
            ScoreItem::Rank(rank) => {
                let by = rank.by.as_ref();
                let line = by.map_or("rank".to_owned(), |by| format!("rank by {}", by.text));
                Some(Item::new(rank.span.0, vec![line]))
            }
        });
    }
    Item::block(score.span.0, vec![head], items)
}

fn as_band(item: &ScoreItem) -> Option<&Band> {
    if let ScoreItem::Band(band) = item {
        Some(band)
    } else {
        None
    }
}

fn as_points(item: &ScoreItem) -> Option<&PointsLine> {
    if let ScoreItem::Points(line) = item {
        Some(line)
    } else {
        None
    }
}

fn band_cells(band: &Band) -> [String; 3] {
    let from = band
        .from
        .as_ref()
        .map_or("otherwise".to_owned(), |low| format!("from {}", flat(low)));
    let label = band.label.as_ref().map(quoted).unwrap_or_default();
    [format!("band {}", member_name(&band.name)), label, from]
}

fn multiplied(multiply: &Multiply) -> Item {
    let mut pieces = Pieces::default();
    listed(
        &mut pieces,
        "multiply",
        multiply.factors.iter(),
        &SCORE_LINES,
        expression,
    );
    Item::new(multiply.span.0, filled(&pieces, INDENT, width("multiply ")))
}

fn weighed(weigh: &Weigh) -> Item {
    let mut pieces = Pieces::default();
    listed(
        &mut pieces,
        "weigh",
        weigh.factors.iter(),
        &SCORE_LINES,
        |out, factor| {
            expression(out, &factor.weight);
            out.glue(" ");
            expression(out, &factor.factor);
        },
    );
    Item::new(weigh.span.0, filled(&pieces, INDENT, width("weigh ")))
}

fn weighed_each(weigh: &WeighEach) -> Item {
    let mut pieces = Pieces::default();
    pieces.glue("weigh ");
    expression(&mut pieces, &weigh.weight);
    pieces.glue(" each ");
    expression(&mut pieces, &weigh.each);
    Item::new(weigh.span.0, filled(&pieces, INDENT, width("weigh ")))
}

/// `word a, b, c`, broken behind commas, but not where the next element would look like a line of
/// its own.
pub fn listed<'a, T: 'a>(
    out: &mut Pieces,
    word: &str,
    values: impl Iterator<Item = &'a T>,
    openers: &[&str],
    print: impl Fn(&mut Pieces, &T),
) {
    out.glue(word);
    for (at, value) in values.enumerate() {
        let mut one = Pieces::default();
        print(&mut one, value);
        if at > 0 {
            out.glue(",");
        }
        let text = one.flat();
        let first = text
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .next()
            .unwrap_or_default();
        out.enter();
        if at == 0 || openers.contains(&first) {
            out.word("");
            out.append(&one);
        } else {
            out.leave();
            out.breakable_append(&one);
            out.enter();
        }
        out.leave();
    }
}

fn points_group(group: &PointsGroup) -> Item {
    let head = labelled(&cap_text(&group.cap), group.label.as_ref());
    let lines: Vec<&PointsLine> = group.lines.iter().collect();
    Item::block(group.span.0, vec![head], points_items(&lines, 2 * INDENT))
}

fn cap_text(cap: &Cap) -> String {
    let kind = match cap.kind {
        CapKind::AtMost => "at most",
        CapKind::AtLeast => "at least",
    };
    format!("{kind} {}", flat(&cap.value))
}

fn decay_text(decay: &Decay) -> String {
    let kind = match decay.kind {
        DecayKind::Halving => "halving every",
        DecayKind::Fading => "fading over",
    };
    format!(
        "{kind} {} since {}",
        flat(&decay.period),
        flat(&decay.since)
    )
}

fn points_items(lines: &[&PointsLine], indent: usize) -> Vec<Item> {
    let points = |line: &PointsLine| {
        format!(
            "{}{}",
            if line.negative { "-" } else { "+" },
            flat(&line.points)
        )
    };
    let column = lines
        .iter()
        .map(|line| width(&points(line)))
        .max()
        .unwrap_or(0);
    let rows: Vec<Ruled> = lines
        .iter()
        .map(|line| {
            let (name, label) = colon(&line.name.text, line.label.as_ref().map(quoted));
            let alone = line.each.is_none() && line.decay.is_none() && line.when.is_none();
            let column = if alone { 0 } else { column };
            let condition = points_condition(line, &padded(&points(line), column));
            Ruled {
                span: line.span.0,
                name,
                label,
                condition,
                tail: None,
            }
        })
        .collect();
    ruled_items(&rows, indent)
}

fn points_condition(line: &PointsLine, points: &str) -> Pieces {
    let mut out = Pieces::default();
    out.glue(points);
    let clause = |out: &mut Pieces, expr: &Expr| {
        out.enter();
        expression(out, expr);
        out.leave();
    };
    // A line may not begin with `each`, nor with `at`: these words do not carry a line on.
    if let Some(each) = &line.each {
        out.word("each ");
        clause(&mut out, each);
    }
    if let Some(decay) = &line.decay {
        out.word(&decay_text(decay));
    }
    if let Some(when) = &line.when {
        out.breakable("when ");
        clause(&mut out, when);
    }
    if let Some(cap) = &line.cap {
        out.glue(",");
        out.word(&cap_text(cap));
    }
    out
}
