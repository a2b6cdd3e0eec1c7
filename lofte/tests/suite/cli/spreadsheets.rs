//! What `analyse` writes for spreadsheets holds no formula, whatever the file it was asked about holds.

use super::support::{Workplace, lofte};

/// Made up for this test.
const ROWS: &str = "tid;kategori\n2025-03-01;=1+1\n2025-03-01;@SUM(1)\n2025-03-02;＝1\n2025-03-02;-5\n\
    2025-03-02;\"Vandringar;=1+1\"\n";

#[test]
fn no_text_of_an_answer_is_a_formula() {
    let place = Workplace::new();
    let file = place.write("formula-like.csv", ROWS).display().to_string();
    let answer = ["analyse", "counts", &file, "--time", "tid", "--by", "kategori", "--format", "csv"];
    let ran = lofte(&answer).done();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(ran.out.as_bytes());
    let cells: Vec<String> =
        reader.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect();
    assert!(cells.contains(&"'=1+1".to_owned()) && cells.contains(&"'-5".to_owned()), "{cells:?}");
    assert!(cells.contains(&"Vandringar;'=1+1".to_owned()), "{cells:?}");
    for cell in &cells {
        let dangerous =
            cell.split(';').any(|part| part.starts_with(['=', '+', '-', '@', '＝', '＠', '\t', '\r']));
        assert!(cell.parse::<f64>().is_ok() || !dangerous, "{cell}");
    }
    // A program that cuts at semicolons keeps the text whole.
    assert!(ran.out.contains("\"Vandringar;'=1+1\""), "{}", ran.out);
}

/// Whatever writes a table into a file for people lets its texts pass [`lofte_model::spreadsheet::harmless`].
#[test]
fn every_writer_of_a_table_makes_its_texts_harmless() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let (mut open, mut writers) = (Vec::new(), Vec::new());
    for entry in std::fs::read_dir(root).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        open.extend((name.starts_with("lofte") && name != "lofte-cluster").then(|| entry.path().join("src")));
    }
    while let Some(folder) = open.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let text = text.split("#[cfg(test)]").next().unwrap();
                let writes = ["csv::Writer", "WriterBuilder::new", "add_worksheet"]
                    .iter()
                    .any(|make| text.contains(make));
                if writes {
                    assert!(text.contains("harmless"), "{} writes cells as they are", path.display());
                    writers.push(path);
                }
            }
        }
    }
    assert!(writers.len() >= 4, "{writers:?}");
}
