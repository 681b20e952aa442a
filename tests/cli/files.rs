//! Files as they come: encodings, delimiters, packed files, lines that are not of the table.

use std::io::Write;
use std::process::Stdio;

use crate::support::Folder;

const PACK: &str = r#"pack large "Large accounts"

record Account {
  name   text key
  amount integer 0..  column "Annual Revenue"
}

view accounts "Accounts" for Account {
  show name, amount
}
"#;

const RUN: &str = "run large.gtm --format csv --data";

fn folder(name: &str) -> Folder {
    Folder::new(&format!("files-{name}"), &[("large.gtm", PACK)])
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn utf16(text: &str) -> Vec<u8> {
    let units = text.encode_utf16().flat_map(u16::to_le_bytes);
    [0xff, 0xfe].into_iter().chain(units).collect()
}

#[test]
fn every_way_to_write_a_table_gives_the_same_rows_and_says_what_it_was() {
    let folder = folder("ways");
    let plain = "name,Annual Revenue\nCafé,120\nBeta,80\n";
    let json =
        r#"[{"name": "Café", "Annual Revenue": 120}, {"name": "Beta", "Annual Revenue": 80}]"#;
    let semicolons = "\u{feff}name;Annual Revenue\r\nCafé;120\r\nBeta;80\r\n";
    let cut_header = b"name,\"Annual\nRevenue\"\nCaf\xe9,120\nBeta,80\n";
    let bars = b"name|Annual Revenue\nCaf\xe9|120\nBeta|80\n";
    let told = "--encoding Account=latin1 --delimiter Account=|";
    let zstd = zstd::encode_all(plain.as_bytes(), 1).unwrap();
    for (file, bytes, more, note) in [
        ("a.csv", plain.as_bytes(), "", ""),
        (
            "b.csv",
            semicolons.as_bytes(),
            "",
            " (`;` between the cells)",
        ),
        ("c.csv", cut_header, "", " (windows-1252 by its letters)"),
        (
            "d.csv",
            bars,
            told,
            " (windows-1252, `|` between the cells)",
        ),
        (
            "e.tsv",
            &utf16(&plain.replace(',', "\t")),
            "",
            " (UTF-16LE, tabs between the cells)",
        ),
        ("f.csv.zst", &zstd, "", " (zstd)"),
        ("g.json", json.as_bytes(), "", ""),
        ("h.json.gz", &gzip(json.as_bytes()), "", " (gzip)"),
        (
            "i.txt",
            b"sep=;\nname;Annual Revenue\nCaf\xc3\xa9;120\nBeta;80",
            "",
            " (`;` between the cells)",
        ),
    ] {
        std::fs::write(folder.path(file), bytes).unwrap();
        let ran = folder.gtm(&format!("{RUN} {file} {more}"));
        let said = format!("Account: 2 rows read from {file}{note}\n");
        assert_eq!((ran.status, ran.err.as_str()), (0, said.as_str()));
        assert_eq!(ran.out, "name,amount\nBeta,80\nCafé,120\n", "{file}");
    }
}

#[test]
fn standard_input_is_told_by_how_it_begins() {
    let folder = folder("input");
    let json = "{\"name\": \"Café\", \"Annual Revenue\": 120}\n";
    for bytes in [
        json.as_bytes().to_vec(),
        gzip(json.as_bytes()),
        utf16("name;Annual Revenue\nCafé;120\n"),
    ] {
        let mut command = folder.command(&format!("{RUN} -"));
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(&bytes).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(
            String::from_utf8(output.stdout).unwrap(),
            "name,amount\nCafé,120\n"
        );
    }
}

#[test]
fn what_is_not_of_the_table_is_said_and_never_counted_as_a_row() {
    let folder = folder("report");
    let report = "Accounts by revenue\nOwner,Me,\n\nname,Annual Revenue,\nAcme,120,\n,,\nname,Annual Revenue,\nBeta,80,\n\
        Total,200,\n\"Confidential Information - Do Not Distribute\"\n";
    std::fs::write(folder.path("report.csv"), report).unwrap();
    let ran = folder.gtm(&format!("{RUN} report.csv"));
    assert_eq!(ran.out, "name,amount\nAcme,120\nBeta,80\n", "{}", ran.err);
    assert_eq!(
        ran.err,
        "Account: 2 rows read from report.csv\n\
        \x20 not of the table: 2 lines above the headers, first on line 1: Accounts by revenue\n\
        \x20 not of the table: 1 line of totals, line 9: Total 200\n\
        \x20 not of the table: 1 footer, line 10: Confidential Information - Do Not Distr…\n\
        \x20 not of the table: 1 empty row, line 6\n\
        \x20 not of the table: 1 line that repeats the headers, line 7: name Annual Revenue\n"
    );
    assert_eq!(ran.status, 0);
    // A sum that does not add up is a row like any other.
    std::fs::write(folder.path("report.csv"), report.replace("200", "201")).unwrap();
    let ran = folder.gtm(&format!("{RUN} report.csv"));
    assert!(ran.out.contains("Total,201"), "{}", ran.out);
    assert!(
        ran.err
            .starts_with("Account: 3 rows read from report.csv\n"),
        "{}",
        ran.err
    );
}

#[test]
fn files_that_cannot_be_trusted_end_the_run() {
    let folder = folder("broken");
    let packed = gzip(&b"name,Annual Revenue\nAcme,120\n".repeat(500));
    let mixed = [&"Café,1\n".repeat(5).into_bytes()[..], b"Caf\xe9,2\n"].concat();
    for (file, bytes, more, code) in [
        ("cut.csv.gz", &packed[..packed.len() / 2], "", "E364"),
        (
            "mixed.csv",
            &[b"name,Annual Revenue\n", &mixed[..]].concat(),
            "",
            "E305",
        ),
        ("page.xls", b"<html><table><tr><td>name", "", "E308"),
        (
            "a.csv",
            b"name,Annual Revenue\n",
            "--encoding utf-88",
            "E361",
        ),
        ("a.csv", b"name,Annual Revenue\n", "--delimiter xx", "E362"),
        (
            "a.csv",
            b"name,Annual Revenue\n",
            "--encoding Acount=utf-8",
            "E306",
        ),
        ("empty.csv", b"", "", "E308"),
    ] {
        std::fs::write(folder.path(file), bytes).unwrap();
        let ran = folder.gtm(&format!("{RUN} {file} {more}"));
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{file} {more}");
        assert!(ran.err.contains(code), "{file} {more}: {}", ran.err);
    }
}

const BAD: &str =
    "name,Annual Revenue,note\nAcme,120,=1+1\nBeta,many,x\nGamma,1,2,3\nAcme,9,y\nDelta,-5,z\n";

#[test]
fn bad_cells_are_kept_set_aside_or_end_the_run() {
    let folder = folder("bad");
    std::fs::write(folder.path("bad.csv"), BAD).unwrap();
    // `many` and -5 are bad cells; four cells and the second Acme are never rows.
    for (bad, status, rows, said) in [
        (
            "keep",
            1,
            "Acme,120\nBeta,\nDelta,\n",
            "5 rows read from bad.csv, 3 evaluated, 2 set aside",
        ),
        (
            "set-aside",
            1,
            "Acme,120\n",
            "5 rows read from bad.csv, 1 evaluated, 4 set aside",
        ),
    ] {
        let ran = folder.gtm(&format!("{RUN} bad.csv --bad {bad}"));
        assert_eq!(
            (ran.status, ran.out),
            (status, format!("name,amount\n{rows}")),
            "{}",
            ran.err
        );
        assert!(ran.err.contains(said), "{}", ran.err);
    }
    let ran = folder.gtm(&format!("{RUN} bad.csv --bad stop"));
    assert_eq!((ran.status, ran.out.as_str()), (1, ""));
    assert!(
        ran.err.contains("E367") && ran.err.contains("bad.csv:3"),
        "{}",
        ran.err
    );
    let sound = BAD.lines().take(2).collect::<Vec<_>>().join("\n");
    std::fs::write(folder.path("sound.csv"), sound).unwrap();
    assert_eq!(folder.gtm(&format!("{RUN} sound.csv --bad stop")).status, 0);
}

#[test]
fn rows_set_aside_are_written_as_they_stood() {
    let folder = folder("rejects");
    std::fs::write(folder.path("bad.csv"), BAD).unwrap();
    let run = format!("{RUN} bad.csv --rejects rejects.csv");
    folder.gtm(&run);
    assert_eq!(
        folder.text("rejects.csv"),
        "record,file,line,reason,name,Annual Revenue,note,cell 4\n\
        Account,bad.csv,4,4 cells where the header has 3,Gamma,1,2,3\n\
        Account,bad.csv,5,the key `Acme` was already used on line 2,Acme,9,y,\n"
    );
    folder.gtm(&format!("{run} --bad set-aside"));
    let rejects = folder.text("rejects.csv");
    assert!(
        rejects.contains("Account,bad.csv,3,") && rejects.contains(",Beta,many,x,"),
        "{rejects}"
    );
    assert!(rejects.contains("Delta,-5,z"), "{rejects}");
    // What a spreadsheet would run is made harmless; a row of JSON is its text; nothing set aside leaves the names only.
    std::fs::write(folder.path("bad.csv"), BAD.replace("Gamma", "=cmd()")).unwrap();
    folder.gtm(&run);
    assert!(
        folder.text("rejects.csv").contains(",'=cmd(),1,2,3"),
        "{}",
        folder.text("rejects.csv")
    );
    std::fs::write(
        folder.path("bad.json"),
        "[{\"name\": \"Acme\", \"Annual Revenue\": 1}, [1]]",
    )
    .unwrap();
    folder.gtm(&format!("{RUN} bad.json --rejects rejects.csv"));
    let rejects = folder.text("rejects.csv");
    assert!(
        rejects.starts_with("record,file,line,reason,row\n") && rejects.ends_with(",[1]\n"),
        "{rejects}"
    );
    std::fs::write(folder.path("good.csv"), "name,Annual Revenue\nAcme,1\n").unwrap();
    folder.gtm(&format!("{RUN} good.csv --rejects rejects.csv"));
    assert_eq!(folder.text("rejects.csv"), "record,file,line,reason\n");
    // The table itself is never written over.
    let ran = folder.gtm(&format!("{RUN} good.csv --rejects good.csv"));
    assert!(ran.status == 2 && ran.err.contains("E383"), "{}", ran.err);
    // A file that cannot be written ends the run, and nothing is left of it.
    let ran = folder.gtm(&format!("{RUN} good.csv --rejects nowhere/rejects.csv"));
    assert_eq!(ran.status, 2, "{}", ran.err);
}
