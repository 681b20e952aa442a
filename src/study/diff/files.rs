//! What differs outside the tree: files beside the packs, comments, the layout of a whole file.

use std::collections::BTreeMap;

use super::merged::{Change, Edit, Significance};
use crate::compile::Compilation;
use crate::files::{FileProblem, Files};
use crate::source::{SourceFile, SourceMap};
use crate::syntax::ast::Comment;

/// The files that both packs name and that hold something else.
pub(super) fn changed_files(old: &Compilation, new: &Compilation) -> Vec<Edit> {
    let (before, after) = (beside(&old.sources), beside(&new.sources));
    let both = before.iter().filter_map(|(path, old)| {
        let new = after.get(path)?;
        (old.text() != new.text()).then_some((path, old, new))
    });
    both.map(|(path, old, new)| Edit {
        path: format!("file {path}"),
        change: Change::Changed,
        significance: Significance::Meaning,
        before: counted_lines(old),
        after: counted_lines(new),
        old_line: None,
        new_line: None,
        touches_tables: true,
        declares: false,
        file: Some(path.clone()),
    })
    .collect()
}

fn counted_lines(file: &SourceFile) -> String {
    match file.text().lines().count() {
        1 => "1 line".to_owned(),
        many => format!("{many} lines"),
    }
}

/// The files beside a pack, by their path from its folder.
fn beside(sources: &SourceMap) -> BTreeMap<String, &SourceFile> {
    let main = sources.main().name();
    let folder_end = main.rfind(['/', '\\']).map_or(0, |at| at + 1);
    let files = sources.others().iter().map(|file| {
        let path = file.name().get(folder_end..).unwrap_or(file.name());
        (path.to_owned(), file)
    });
    files.collect()
}

/// The files beside two packs: of those that differ, the new one where its edit is applied.
pub(super) struct Mixed<'a> {
    /// Beside the old pack.
    pub old: &'a dyn Files,
    /// Beside the new pack.
    pub new: &'a dyn Files,
    /// The edits that are applied and about a file.
    pub renewed: Vec<&'a str>,
}

impl Files for Mixed<'_> {
    fn read(&self, path: &str) -> Result<String, FileProblem> {
        let (first, second) = if self.renewed.contains(&path) {
            (self.new, self.old)
        } else {
            (self.old, self.new)
        };
        first
            .read(path)
            .or_else(|problem| second.read(path).map_err(|_| problem))
    }
}

/// The comments that only one of the packs has.
pub(super) fn comments(old: &Compilation, new: &Compilation) -> Vec<Edit> {
    let missing = |ours: &[Comment], theirs: &[Comment]| -> Vec<Comment> {
        let mut theirs: Vec<&str> = theirs.iter().map(|comment| comment.text.as_str()).collect();
        let ours = ours.iter().filter(|comment| {
            match theirs.iter().position(|text| *text == comment.text) {
                Some(place) => {
                    theirs.swap_remove(place);
                    false
                }
                None => true,
            }
        });
        ours.cloned().collect()
    };
    let gone = missing(&old.pack.comments, &new.pack.comments);
    let added = missing(&new.pack.comments, &old.pack.comments);
    let line = |compilation: &Compilation, comment: &Comment| {
        Some(compilation.source().line_column(comment.span.0.start).line)
    };
    let edit = |change, before, after, old_line, new_line| Edit {
        path: "comment".to_owned(),
        change,
        significance: Significance::Wording,
        before,
        after,
        old_line,
        new_line,
        touches_tables: false,
        declares: false,
        file: None,
    };
    let text = |comment: &Comment| format!("#{}", comment.text);
    let gone = gone.iter().map(|comment| {
        let line = line(old, comment);
        edit(Change::Removed, text(comment), String::new(), line, None)
    });
    let added = added.iter().map(|comment| {
        let line = line(new, comment);
        edit(Change::Added, String::new(), text(comment), None, line)
    });
    gone.chain(added).collect()
}

/// What is left when the texts differ and the trees do not: blanks, ends of lines, the order of what may stand in any.
pub(super) fn layout(old: &Compilation, new: &Compilation, found: &[Edit]) -> Vec<Edit> {
    let (before, after) = (squeezed(old.source()), squeezed(new.source()));
    let in_lines = found.iter().any(|edit| edit.file.is_none());
    let differs = if in_lines {
        // Lines that say something else are told already; of the others only what is blank can differ.
        respaced(old.source(), new.source()) > 0
    } else {
        old.source().text() != new.source().text()
    };
    if !differs {
        return Vec::new();
    }
    let lines = match respaced(old.source(), new.source()) {
        0 if before == after => "blank lines or ends of lines".to_owned(),
        0 => "the order of what may stand in any order".to_owned(),
        1 => "1 line with other blanks".to_owned(),
        many => format!("{many} lines with other blanks"),
    };
    vec![Edit {
        path: "the whole file".to_owned(),
        change: Change::Changed,
        significance: Significance::Layout,
        before: String::new(),
        after: lines,
        old_line: None,
        new_line: None,
        touches_tables: false,
        declares: false,
        file: None,
    }]
}

fn squeezed(file: &SourceFile) -> Vec<String> {
    let lines = file.text().lines().map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.join(" ")
    });
    lines.filter(|line| !line.is_empty()).collect()
}

/// How many lines of the new text are in the old one with other blanks only.
fn respaced(old: &SourceFile, new: &SourceFile) -> usize {
    let as_written: std::collections::HashSet<&str> = old.text().lines().collect();
    let squeezed: std::collections::HashSet<String> = squeezed(old).into_iter().collect();
    let other_blanks = |line: &&str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        !words.is_empty() && !as_written.contains(line) && squeezed.contains(&words.join(" "))
    };
    new.text().lines().filter(other_blanks).count()
}
