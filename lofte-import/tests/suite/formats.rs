//! Parquet as analysts' programs write it, layers of a GeoPackage, and files that are refused in words. The files are made by
//! `tests/data/formats/make.py`; further ones are written here with the library that reads them.

use crate::support::same_rows::{MAPPING, read};
use crate::support::{Place, data, file, told};
use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use lofte_import::guess::{Hints, Proposal, guess};
use lofte_import::sheet::{Sheet, sheet};
use lofte_import::{AreaFileError, Format, Found, ImportError, Told, inspect};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use proptest::prelude::*;
use std::sync::Arc;

fn rows(name: &str, columns: &[&str]) -> Result<Sheet, ImportError> {
    sheet(&data(name), columns)
}

#[test]
fn parquet_gives_the_rows_of_the_same_text_table() {
    let plain = rows("formats/rows.tsv", &["nr", "tid"]).unwrap();
    let (report, memory) = read(MAPPING, &data("formats/rows.tsv"));
    for name in ["formats/rows.parquet", "formats/rows_zstd.parquet"] {
        assert_eq!(inspect(&data(name)).unwrap().format, Format::Parquet);
        let columns = rows(name, &["nr", "tid"]).unwrap();
        assert_eq!((&columns.names, &columns.rows), (&plain.names, &plain.rows), "{name}");
        let (same, rows) = read(MAPPING, &data(name));
        assert_eq!(same.unwrap().counts, report.as_ref().unwrap().counts);
        assert_eq!(told(&rows), told(&memory));
    }
}

#[test]
fn every_kind_of_column_is_written_as_a_text_table_would() {
    let found = rows("formats/kinds.parquet", &["dag", "utc"]).unwrap();
    let lines: Vec<String> =
        found.rows.iter().map(|(row, cells)| format!("{row}: {}", cells.join("|"))).collect();
    insta::assert_snapshot!(format!("{}\n{}", found.names.join("|"), lines.join("\n")), @"
    dag|utc|ns|s|kl|pris|ja|u|f|tom
    2: 2025-03-01|2025-03-01 12:45:00Z|2025-03-01 13:45:00.123456789|2025-03-01 12:45:00Z|13:45:00|12.50|true|9223372036854775809|0.1|
    3: |2025-03-01 12:45:00Z||2025-03-01 12:45:00Z||-0.05|false|0||
    ");
}

#[test]
fn an_instant_is_the_local_time_of_the_place() {
    let mapping = "source = \"a\"\nkind = \"fault\"\nfixed_category = \"litter\"\n[columns]\ntime = \"utc\"\nid = \"u\"\n";
    let (report, memory) = read(mapping, &data("formats/kinds.parquet"));
    assert_eq!(report.unwrap().counts.stored(), 2);
    assert_eq!(memory.incidents()[0].start.to_string(), "2025-03-01T13:45:00");
}

#[test]
fn what_is_not_read_of_parquet_is_told_by_name() {
    let refused = |name: &str| rows(name, &["nr"]).unwrap_err();
    let of_column = |error: ImportError| match error {
        ImportError::UnreadColumn { column, holds } => (column, holds),
        other => panic!("{other:?}"),
    };
    assert_eq!(of_column(refused("formats/nested.parquet")), ("plats".to_owned(), "parts"));
    assert_eq!(of_column(refused("formats/bytes.parquet")), ("geometry".to_owned(), "bytes"));
    for (name, packing) in [("gzip", "GZIP"), ("lengths", "DELTA_LENGTH_BYTE_ARRAY")] {
        let error = refused(&format!("formats/{name}.parquet"));
        assert!(error.to_string().contains(packing), "{error}");
        assert_eq!(error.code(), "packed-otherwise");
    }
    let bytes = std::fs::read(data("formats/rows.parquet")).unwrap();
    for length in (4..bytes.len()).step_by(97) {
        let error = sheet(file(&bytes[..length]).path(), &["nr"]).unwrap_err();
        assert!(matches!(error, ImportError::Damaged { .. }), "{length}: {error}");
    }
    let mut encrypted = bytes.clone();
    let end = encrypted.len() - 4;
    encrypted[end..].copy_from_slice(b"PARE");
    let error = sheet(file(&encrypted).path(), &["nr"]).unwrap_err();
    assert!(matches!(error, ImportError::NotATable { found: Found::EncryptedParquet, .. }), "{error}");
}

#[test]
fn a_layer_of_points_gives_the_rows_of_the_same_text_table() {
    let path = data("formats/points.gpkg");
    assert_eq!(inspect(&path).unwrap().format, Format::GeoPackage);
    let layer = rows("formats/points.gpkg", &["nr", "tid"]).unwrap();
    assert_eq!(layer.names, ["fid", "Nr", "Tid", "Typ", "Antal", "Not", "longitude", "latitude"]);
    let mapping = MAPPING.replace("\"Lon\"", "\"longitude\"").replace("\"Lat\"", "\"latitude\"");
    let ((one, first), (other, second)) = (read(&mapping, &path), read(MAPPING, &data("formats/rows.tsv")));
    assert_eq!(one.unwrap().counts, other.unwrap().counts);
    assert_eq!(told(&first), told(&second));
}

#[test]
fn points_of_a_local_zone_become_degrees_and_those_of_no_system_stay() {
    let local = rows("formats/points.gpkg", &["geometry.longitude"]).unwrap();
    assert_eq!(local.names, ["fid", "longitude", "geometry.longitude", "latitude"]);
    let (lon, lat): (f64, f64) = (local.rows[0].1[2].parse().unwrap(), local.rows[0].1[3].parse().unwrap());
    // On the meridian of the zone: 16° 30′ east.
    assert!((lon - 16.5).abs() < 1e-7 && (59.0..59.1).contains(&lat), "{lon} {lat}");
    let unknown = rows("formats/points.gpkg", &["sort"]).unwrap();
    assert_eq!(unknown.names, ["fid", "Sort", "east", "north"]);
    assert_eq!(unknown.rows[0].1[2..], ["591000", "6547000.5"]);
    let mapping = "source = \"a\"\nkind = \"fault\"\nfixed_category = \"litter\"\nsheet = \"brittisk\"\n[columns]\ntime = \"Typ\"\n";
    let (refused, _) = read(mapping, &data("formats/points.gpkg"));
    assert!(
        matches!(&refused, Err(ImportError::AreaFile { source: AreaFileError::UnknownSystem { system }, .. }) if system == "EPSG:27700"),
        "{refused:?}"
    );
}

#[test]
fn the_guess_finds_the_columns_of_every_format() {
    let look = |name: &str| -> Proposal {
        let place = Place::flen();
        let hints =
            Hints { areas: &place.areas, today: place.context().today, file_name: name, ..Hints::default() };
        guess(&data(name), &hints).unwrap()
    };
    let plain = look("formats/rows.tsv");
    for name in
        ["formats/rows.xls", "formats/rows_1904.xls", "formats/rows.parquet", "formats/rows_zstd.parquet"]
    {
        let found = look(name);
        assert_eq!(found.mapping.columns.said(), plain.mapping.columns.said(), "{name}");
        assert_eq!(found.texts, plain.texts, "{name}");
    }
    let said = plain.mapping.columns.said();
    assert!(said.contains(&("time", "Tid")) && said.contains(&("longitude", "Lon")), "{said:?}");
    let layer = look("formats/points.gpkg");
    let said = layer.mapping.columns.said();
    assert!(said.contains(&("time", "Tid")) && said.contains(&("longitude", "longitude")), "{said:?}");
}

#[test]
fn geojson_points_in_metres_are_not_called_degrees() {
    let point = |x: f64, y: f64| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"Typ":"a"}},"geometry":{{"type":"Point","coordinates":[{x},{y}]}}}}]}}"#
        )
    };
    let names = |text: String| sheet(file(text).path(), &["typ"]).unwrap().names;
    assert_eq!(names(point(16.5, 59.0)), ["Typ", "longitude", "latitude"]);
    assert_eq!(names(point(591_000.0, 6_547_000.0)), ["Typ", "east", "north"]);
}

#[test]
fn files_of_spss_and_plain_databases_are_told_what_to_do() {
    for magic in ["$FL2@(#) SPSS DATA FILE", "$FL3@(#) SPSS DATA FILE"] {
        let error = inspect(file(magic).path()).unwrap_err();
        assert!(matches!(error, ImportError::NotATable { found: Found::Spss, .. }), "{error}");
    }
    let mut bytes = std::fs::read(data("formats/points.gpkg")).unwrap();
    let name = b"gpkg_geometry_columns";
    let places: Vec<usize> =
        (0..bytes.len() - name.len()).filter(|at| &bytes[*at..*at + name.len()] == name).collect();
    for at in places {
        bytes[at] = b'x';
    }
    let error = sheet(file(&bytes).path(), &["nr"]).unwrap_err();
    assert!(matches!(error, ImportError::NotATable { found: Found::Database, .. }), "{error}");
}

/// A Parquet file of one number and one text a row.
fn parquet(table: &[(i32, String, Option<f64>)], groups: usize, packing: Compression) -> Vec<u8> {
    let numbers: Int64Array = table.iter().map(|(number, ..)| Some(i64::from(*number))).collect();
    let texts: StringArray = table.iter().map(|(_, text, _)| Some(text.as_str())).collect();
    let parts: Float64Array = table.iter().map(|(.., part)| *part).collect();
    let columns: [(&str, ArrayRef); 3] =
        [("Antal", Arc::new(numbers)), ("Typ", Arc::new(texts)), ("Del", Arc::new(parts))];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let properties = WriterProperties::builder()
        .set_compression(packing)
        .set_max_row_group_row_count(Some(groups))
        .set_data_page_row_count_limit(7)
        .set_write_batch_size(3)
        .build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_table_is_the_same_as_text_and_as_columns(
        table in prop::collection::vec((any::<i32>(), "[a-zåäö€]{1,12}", prop::option::of(-1e6..1e6_f64)), 1..80),
        groups in 1_usize..40,
        packed in any::<bool>(),
    ) {
        let text = table.iter().fold("Antal\tTyp\tDel\n".to_owned(), |text, (number, kind, part)| {
            text + &format!("{number}\t{kind}\t{}\n", part.map(|part| part.to_string()).unwrap_or_default())
        });
        let packing = if packed { Compression::SNAPPY } else { Compression::UNCOMPRESSED };
        let (text, columns) = (file(text), file(parquet(&table, groups, packing)));
        let wanted = ["antal", "typ"];
        let (text, columns) = (sheet(text.path(), &wanted).unwrap(), sheet(columns.path(), &wanted).unwrap());
        prop_assert_eq!((text.names, text.rows), (columns.names, columns.rows));
    }

    #[test]
    fn no_bytes_of_these_formats_panic(
        which in 0_usize..4,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in any::<prop::sample::Index>(),
        shorter in any::<bool>(),
    ) {
        let name = ["rows.parquet", "rows_zstd.parquet", "kinds.parquet", "points.gpkg"][which];
        let mut bytes = std::fs::read(data("formats").join(name)).unwrap();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if shorter {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let (Err(error), _) = read(MAPPING, file(bytes).path()) {
            prop_assert!(!error.code().is_empty());
        }
    }
}
