//! The files beside a pack: what is read, what is refused, and where findings point.

use std::fs;
use std::path::PathBuf;

use gtm::analysis::Overrides;
use gtm::compile::{Compilation, compile};
use gtm::diagnostics::Code;
use gtm::files::{Folder, LARGEST};
use gtm::render::render_json;
use gtm::source::{LineColumn, SourceFile, Sources as _};

use crate::support::{compiled, each, rendered};

/// A list from a file, and a field that reads it.
const PACK: &str = "record A {\n  name text key\n  place Place\n}\nlist Place from \"FILE\"\n\
                    view v for A { show name, place }\n";

fn pack(file: &str) -> SourceFile {
    SourceFile::new("pack.gtm", PACK.replace("FILE", file))
}

/// The codes of a pack in memory, and the places of their first labels.
fn places(text: &str) -> Vec<(Code, String, LineColumn)> {
    let compilation = compiled(&SourceFile::new("pack.gtm", text));
    let place = |one: &gtm::diagnostics::Diagnostic| {
        let file = compilation.sources.file_at(one.span().start);
        let place = file.line_column(one.span().start);
        (one.code, file.name().to_owned(), place)
    };
    compilation.diagnostics.iter().map(place).collect()
}

fn at(line: usize, column: usize) -> LineColumn {
    LineColumn { line, column }
}

/// What comes of the pack with a table beside it.
fn of_table(table: &str) -> Vec<(Code, String, LineColumn)> {
    let pack = PACK.replace("FILE", "places.csv");
    places(&format!("{pack}# ---- places.csv\n{table}"))
}

#[test]
fn what_is_wrong_in_a_table_is_shown_there() {
    let in_table = |code, line, column| vec![(code, "places.csv".to_owned(), at(line, column))];
    assert_eq!(of_table("name,label\nx,X\ny,Y"), []);
    assert_eq!(of_table("name\nx\nx"), in_table(Code::E106, 3, 1));
    assert_eq!(
        of_table("name,of\nx,1\n y , 2, 3"),
        in_table(Code::E019, 3, 1)
    );
    assert_eq!(of_table("place,label\nx,X"), in_table(Code::E218, 1, 1));
    assert_eq!(of_table("name,label\n,X\ny,Y"), in_table(Code::E218, 2, 1));
    assert_eq!(of_table("name,A b\nx,X"), in_table(Code::E263, 1, 6));
    assert_eq!(of_table("name,open\nx,X"), in_table(Code::E107, 1, 6));
    assert_eq!(
        of_table("name,tax\nx,20%\ny,5 EUR"),
        in_table(Code::E201, 3, 3)
    );
    assert_eq!(of_table("name\nx\n\"y\n"), in_table(Code::E263, 3, 1));
    let in_pack = |code| vec![(code, "pack.gtm".to_owned(), at(5, 17))];
    assert_eq!(of_table(""), in_pack(Code::E263));
    assert_eq!(of_table("name\n")[0].0, Code::E217);
}

/// What comes of a decision whose table stands in a file.
fn of_decision(table: &str) -> Vec<(Code, String, LineColumn)> {
    let pack = "record A {\n  name text key\n  size integer 0..9\n  town text\n}\n\
                decision d for A first from \"d.csv\"\nview v for A { show name, size, town, d }\n";
    places(&format!("{pack}# ---- d.csv\n{table}"))
}

#[test]
fn what_is_wrong_in_the_table_of_a_decision_is_shown_there() {
    let in_table = |code, line, column| vec![(code, "d.csv".to_owned(), at(line, column))];
    assert_eq!(of_decision("size,town,d\n> 3,Rome,a\notherwise,,b"), []);
    assert_eq!(
        of_decision("town / size;<= 3;> 3\nRome;a;b\notherwise;c;d"),
        []
    );
    assert_eq!(
        of_decision("size,d\n=> 3,a\notherwise,b"),
        in_table(Code::E030, 2, 1)
    );
    assert_eq!(
        of_decision("size,d\n\"=> 3\",a\notherwise,b"),
        in_table(Code::E030, 2, 2)
    );
    assert_eq!(
        of_decision("size,d\nmuch,a\notherwise,b"),
        in_table(Code::E101, 2, 1)
    );
    assert_eq!(
        of_decision("size,d\nvery much,a\notherwise,b"),
        in_table(Code::E201, 2, 1)
    );
    assert_eq!(
        of_decision("size,town,d\n-,,a\notherwise,,b"),
        in_table(Code::E230, 2, 3)
    );
    assert_eq!(of_decision("size,d\n> 3\n"), in_table(Code::E019, 2, 1));
    assert_eq!(of_decision("size,e\n> 3,a\n"), in_table(Code::E033, 1, 1));
    assert_eq!(of_decision("d,size\na,> 3\n"), in_table(Code::E032, 1, 1));
    assert_eq!(of_decision("size,d\n"), in_table(Code::E217, 1, 1));
    assert_eq!(
        of_decision("siz,d\n> 3,a\notherwise,b"),
        in_table(Code::E101, 1, 1)
    );
}

#[test]
fn one_missing_file_is_one_finding() {
    let pack = PACK.replace("FILE", "places.csv");
    let found = places(&format!(
        "{pack}segment s for A {{ g: place is here and place.tax > 1 }}\n"
    ));
    assert_eq!(found, [(Code::E131, "pack.gtm".to_owned(), at(5, 17))]);
    let found = places(
        "record A { name text key }\ndecision d for A first from \"d.csv\"\n\
         segment s for A { g: d is here and d.tax > 1 }\nview v for s { show d.tax }\n# ---- x.csv\n",
    );
    assert_eq!(found, [(Code::E131, "pack.gtm".to_owned(), at(2, 29))]);
}

#[test]
fn tools_are_told_the_file() {
    let text = PACK.replace("FILE", "places.csv") + "# ---- places.csv\nname\nx\nx\n";
    let compilation = compiled(&SourceFile::new("pack.gtm", text));
    let found = render_json(&compilation.sources, &compilation.diagnostics);
    assert_eq!(found[0]["file"], "places.csv");
    assert_eq!(found[0]["labels"][0]["line"], 3);
    assert_eq!(found[0]["labels"][0]["start"], 7);
}

/// A folder that is removed at the end: `inside` for the pack, `outside` for what it may not read.
struct Disk(PathBuf);

impl Disk {
    fn new(name: &str) -> Self {
        let root = std::env::temp_dir().join(format!("gtm-beside-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(root.join("inside/sub")).unwrap();
        fs::create_dir_all(root.join("outside")).unwrap();
        fs::write(root.join("outside/secret.csv"), "name\nhush\nhush\n").unwrap();
        fs::write(root.join("inside/sub/places.csv"), "name\nx\n").unwrap();
        Disk(root)
    }

    fn compiled(&self, file: &str) -> Compilation {
        let place = self.0.join("inside/pack.gtm");
        compile(pack(file), &Overrides::new(), &Folder::of(&place))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_pack_reads_in_its_folder_only() {
    let disk = Disk::new("outside");
    assert!(disk.compiled("sub/places.csv").is_runnable());
    assert!(disk.compiled("./sub/../sub/places.csv").is_runnable());
    let absolute = disk.0.join("outside/secret.csv").display().to_string();
    let refused = [
        "../outside/secret.csv",
        "sub/../../outside/secret.csv",
        "..\\outside\\secret.csv",
        absolute.as_str(),
        "C:/secret.csv",
        "pack.gtm",
        "sub/places",
    ];
    each(refused, |file| refuses(&disk, file, Code::E130));
    let unreadable = ["sub/place.csv", "sub", "sub/", "", "..csv/x.csv"];
    each(unreadable, |file| {
        let found = disk.compiled(file);
        let codes: Vec<Code> = found.diagnostics.iter().map(|one| one.code).collect();
        match codes.as_slice() {
            [Code::E130 | Code::E131] => Ok(()),
            other => Err(format!("{file}: {other:?}")),
        }
    });
}

/// Ok if the file is refused and nothing that it holds is shown.
fn refuses(disk: &Disk, file: &str, code: Code) -> Result<(), String> {
    let found = disk.compiled(file);
    let shown = rendered(&found.sources, &found.diagnostics);
    let codes: Vec<Code> = found.diagnostics.iter().map(|one| one.code).collect();
    if codes == [code] && !found.is_runnable() && !shown.contains("hush") {
        return Ok(());
    }
    Err(format!("{file}: {codes:?}\n{shown}"))
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out() {
    use std::os::unix::fs::symlink;
    let disk = Disk::new("links");
    let inside = disk.0.join("inside");
    symlink(disk.0.join("outside/secret.csv"), inside.join("link.csv")).unwrap();
    symlink(disk.0.join("outside"), inside.join("far")).unwrap();
    symlink(inside.join("sub/places.csv"), inside.join("near.csv")).unwrap();
    refuses(&disk, "link.csv", Code::E130).unwrap();
    refuses(&disk, "far/secret.csv", Code::E130).unwrap();
    assert!(disk.compiled("near.csv").is_runnable());
    // A link in a circle.
    symlink(inside.join("round.csv"), inside.join("round.csv")).unwrap();
    refuses(&disk, "round.csv", Code::E131).unwrap();
}

#[test]
fn only_files_of_a_size_are_read() {
    let disk = Disk::new("sizes");
    let inside = disk.0.join("inside");
    fs::create_dir(inside.join("folder.csv")).unwrap();
    refuses(&disk, "folder.csv", Code::E131).unwrap();
    // A file with a hole takes no place on the disk.
    let huge = fs::File::create(inside.join("huge.csv")).unwrap();
    huge.set_len(LARGEST + 1).unwrap();
    refuses(&disk, "huge.csv", Code::E131).unwrap();
    fs::write(inside.join("latin.csv"), b"name\nhush\xe9\n").unwrap();
    refuses(&disk, "latin.csv", Code::E131).unwrap();
    fs::write(inside.join("marked.csv"), "\u{feff}name\nx\n").unwrap();
    assert!(disk.compiled("marked.csv").is_runnable());
}
