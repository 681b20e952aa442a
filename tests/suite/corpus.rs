//! One corpus through every stage: each pack is parsed, formatted, parsed again and analysed.

use gtm::format::format;
use gtm::source::SourceFile;
use gtm::syntax::ast::Pack;
use gtm::syntax::parse;

use crate::support::{compiled, each, packs, rendered, snapshot};

/// Packs made for the tests, and those that are delivered.
fn corpus() -> Vec<SourceFile> {
    let mut files = packs("tests/cases/packs");
    files.extend(packs("rules"));
    files
}

/// `tests/cases/packs/abm.gtm` is `packs_abm`.
fn short_name(source: &SourceFile) -> String {
    let mut parts = source.name().trim_end_matches(".gtm").rsplit('/');
    let (file, folder) = (parts.next().unwrap(), parts.next().unwrap());
    format!("{folder}_{file}")
}

fn comments(pack: &Pack) -> Vec<&str> {
    let mut texts: Vec<&str> = pack
        .comments
        .iter()
        .map(|comment| comment.text.as_str())
        .collect();
    texts.sort_unstable();
    texts
}

#[test]
fn every_pack_parses() {
    each(corpus(), |source| {
        let parsed = parse(&source);
        if parsed.diagnostics.iter().any(|one| one.is_error()) {
            return Err(rendered(&source, &parsed.diagnostics));
        }
        Ok(())
    });
}

#[test]
fn formatting_keeps_tree_and_comments_and_settles_at_once() {
    each(corpus(), |source| {
        let before = parse(&source).pack;
        let once = SourceFile::new(source.name(), format(&source, &before));
        let parsed = parse(&once);
        let after = parsed.pack;
        let name = source.name();
        if parsed.diagnostics.iter().any(|one| one.is_error()) {
            return Err(format!(
                "{name}: does not parse once formatted\n{}",
                rendered(&once, &parsed.diagnostics)
            ));
        }
        if after.statements != before.statements {
            return Err(format!(
                "{name}: another tree once formatted\n{}",
                once.text()
            ));
        }
        if comments(&after) != comments(&before) {
            return Err(format!("{name}: comments were lost\n{}", once.text()));
        }
        if format(&once, &after) != once.text() {
            return Err(format!(
                "{name}: formatting again changes it\n{}",
                once.text()
            ));
        }
        Ok(())
    });
}

#[test]
fn formatted_as_shown() {
    for source in corpus() {
        let text = format(&source, &parse(&source).pack);
        snapshot(&format!("format_{}", short_name(&source)), &text);
    }
}

#[test]
fn delivered_packs_are_formatted() {
    each(packs("rules"), |source| {
        let text = format(&source, &parse(&source).pack);
        if text == source.text() {
            Ok(())
        } else {
            Err(format!("{}: run `gtm fmt` on it", source.name()))
        }
    });
}

#[test]
fn findings_as_shown() {
    for source in corpus() {
        let found = compiled(&source);
        let shown = if found.diagnostics.is_empty() {
            "no findings".to_owned()
        } else {
            rendered(&found.sources, &found.diagnostics)
        };
        snapshot(&format!("check_{}", short_name(&source)), &shown);
    }
}

#[test]
fn every_pack_can_be_run() {
    each(corpus(), |source| {
        let found = compiled(&source);
        if found.is_runnable() {
            Ok(())
        } else {
            Err(rendered(&found.sources, &found.diagnostics))
        }
    });
}
