//! Files that mean something else than they seem to, through the program: one message, in one language, and an exit code
//! that a script can see.

use crate::cli::support::{Workplace, text};

const MAPPING: &str = "source = \"polisen\"\nkind = \"offence\"\n[columns]\nid = \"Nr\"\ntime = \"Tid\"\ncategory = \"Typ\"\n[categories]\n\"Inbrott\" = \"burglary\"\n";

/// Files that are refused whole, with what the Swedish and the English message must have.
const REFUSED: [(&str, &str, &str); 5] = [
    (
        "Nr;Tid;Typ\n1;13/02/2025;Inbrott\n2;02/13/2025;Inbrott\n",
        "datum i båda ordningarna",
        "dates in both orders",
    ),
    (
        "Nr;Tid;Typ\n2,02503E+15;2025-03-01;Inbrott\n",
        "kortats av ett kalkylprogram",
        "shortened by a spreadsheet",
    ),
    (
        "Nr;Tid;Typ\n1;v. 5 2025;Inbrott\n2;v. 6 2025;Inbrott\n",
        "en vecka eller ett kvartal",
        "a week or a quarter",
    ),
    ("Nr;Tid;Typ\n1;2025-03-01;Rån\n2;2025-03-02;Stöld\n", "finns inte i mappningen", "not in the mapping"),
    ("Nr;Tid;Typ\n1;2025-03-30 02:30;Inbrott\n2;2025-03-30 02:31;Inbrott\n", "ställdes fram", "put forward"),
];

#[test]
fn a_fault_of_the_whole_file_is_told_once_and_ends_with_1() {
    let workplace = Workplace::new();
    let mapping = workplace.write("polisen.toml", MAPPING);
    for (number, (table, swedish, english)) in REFUSED.into_iter().enumerate() {
        let table = workplace.write(&format!("{number}.csv"), table);
        let import = |more: &[&str]| {
            let mut arguments = vec!["import", "incidents", text(&table), "--mapping", text(&mapping)];
            arguments.extend(more);
            workplace.run(&arguments)
        };
        let ran = import(&["--dry-run"]).refused(swedish);
        assert_eq!(ran.err.matches(swedish).count(), 1, "{ran:#?}");
        assert_eq!(ran.err.lines().count(), 1, "{ran:#?}");
        import(&["--lang", "en"]).refused(english);
    }
    let deliveries = workplace.run(&["delivery", "list", "--format", "json"]).done().json();
    assert_eq!(deliveries.as_array().map(Vec::len), Some(0), "{deliveries}");
}

#[test]
fn a_file_of_nothing_but_rejects_ends_with_1() {
    let workplace = Workplace::new();
    let mapping = workplace.write("polisen.toml", MAPPING);
    let table = workplace.write("brott.csv", "Nr;Tid;Typ\n1;2025-02-31;Inbrott\n2;i går;Inbrott\n");
    let ran = workplace.run(&["import", "incidents", text(&table), "--mapping", text(&mapping)]);
    assert_eq!(ran.code, 1, "{ran:#?}");
    let one = workplace.write("ett.csv", "Nr;Tid;Typ\n1;2025-02-31;Inbrott\n2;2025-03-01;Inbrott\n");
    workplace.run(&["import", "incidents", text(&one), "--mapping", text(&mapping)]).done();
}

#[test]
fn what_is_wrong_with_a_mapping_is_said_in_one_language() {
    let workplace = Workplace::new();
    let table = workplace.write("brott.csv", "Nr;Tid;Typ\n1;2025-03-01;Inbrott\n");
    let wrong = [
        MAPPING.replace("time =", "tid ="),
        MAPPING.replace("\"offence\"", "\"brott\""),
        MAPPING.replace("\"offence\"", "offence"),
        MAPPING.replace("\"offence\"", "7"),
        MAPPING.replace("source = \"polisen\"\n", ""),
        MAPPING.replace("polisen", "Polisen i Flen"),
        MAPPING.replace("\"Inbrott\" = \"burglary\"", ""),
        MAPPING.replace("[columns]", "encoding = \"svenska\"\n[columns]"),
        MAPPING.replace("[columns]", "position = \"mitten\"\n[columns]"),
        MAPPING.to_owned() + "\"INBROTT\" = \"theft\"\n",
    ];
    let english =
        ["unknown", "expected", "missing", "invalid", "write ", "name ", "must", " the ", "there is"];
    for text_of in wrong {
        let mapping = workplace.write("fel.toml", &text_of);
        let ran = workplace.run(&["import", "incidents", text(&table), "--mapping", text(&mapping)]);
        assert_eq!(ran.code, 1, "{ran:#?}");
        assert!(ran.err.contains("appningen"), "{ran:#?}");
        for word in english {
            assert!(!ran.err.to_lowercase().contains(word), "“{word}” in {ran:#?}");
        }
    }
}

#[test]
fn what_a_file_is_that_is_no_table_is_said_in_one_language() {
    let workplace = Workplace::new();
    let mapping = workplace.write("polisen.toml", MAPPING);
    for (start, swedish, english) in [
        ("%PDF-1.7\n", "en PDF", "a PDF"),
        ("\u{1}\0\u{2}\0\0", "en binär fil", "a binary file"),
        ("$FL2@(#) SPSS DATA FILE", "en SPSS-fil", "an SPSS file"),
    ] {
        let file = workplace.write("fil.csv", start);
        let import = |lang: &str| {
            let arguments = ["import", "incidents", text(&file), "--mapping", text(&mapping), "--lang", lang];
            workplace.run(&arguments)
        };
        import("sv").refused(swedish);
        import("en").refused(english);
    }
}

#[test]
fn a_guess_is_shown_with_its_reasons_saved_and_delivered_when_nothing_is_left_to_ask() {
    let workplace = Workplace::new();
    let certain = workplace.write(
        "polisens brott.csv",
        "Ärendenummer;Brottsdatum från;Brottskod text\nK1;2025-03-01 10:15;Stöld\nK2;2025-03-14 23:40;Klotter\n",
    );
    let guessed = workplace.run(&["import", "incidents", text(&certain), "--guess"]).done().out;
    assert!(
        guessed.contains("Rubriken säger det") && guessed.contains("Allt gick att räkna ut."),
        "{guessed}"
    );
    let saved = workplace.write("gissad.toml", "");
    workplace.run(&["import", "incidents", text(&certain), "--guess", "--save", text(&saved)]).done();
    let by_file = workplace.run(&[
        "import",
        "incidents",
        text(&certain),
        "--mapping",
        text(&saved),
        "--dry-run",
        "--format",
        "json",
    ]);
    assert_eq!(by_file.done().json()["counts"]["stored"], 2);
    let open =
        workplace.write("oklart.csv", "Nr;Datum;Brott\n1;03/04/2025;Stöld\n2;05/06/2025;Rondellkörning\n");
    let refused = workplace.run(&["import", "incidents", text(&open), "--guess", "--commit"]);
    assert!(refused.code == 1 && refused.out.contains("Datumen kan läsas både med dagen"), "{}", refused.out);
    let asked = workplace
        .run(&["import", "incidents", text(&open), "--guess", "--format", "json", "--lang", "en"])
        .json();
    assert_eq!(asked["settled"], false);
    let kept =
        workplace.run(&["import", "incidents", text(&certain), "--guess", "--commit", "--format", "json"]);
    let kept = kept.done().json();
    assert_eq!((&kept["counts"]["stored"], &kept["delivery"]["quality"]["rows"]), (&2.into(), &2.into()));
}

#[test]
fn answers_of_limesurvey_become_a_draft_and_a_wave() {
    let workplace = Workplace::new();
    let answers = "id;submitdate;lastpage;startlanguage;token;G01Q01;G01Q02[SQ001];G02Q05\n\
        1;2025-05-02 10:11:12;2;sv;tok1;AO01;A1;Anna vid torget\n2;;1;sv;tok2;AO02;A2;\n\
        3;2025-05-09 10:11:12;2;sv;tok3;AO02;A2;\n";
    let file = workplace.write("svar.csv", answers);
    let lss = include_str!("../../../../lofte-import/tests/data/limesurvey/safety.lss");
    let structure = workplace.write(
        "enkat.lss",
        &lss.replace("Område 0482A0010", "0482R001").replace("Område 0482A0020", "0482R002"),
    );
    let wave = workplace.write("matning.toml", "");
    let guess = ["import", "survey", text(&file), "--guess"];
    let with = ["--structure", text(&structure), "--save", text(&wave)];
    let said = workplace.run(&[guess.as_slice(), &with].concat()).done().out;
    assert!(said.contains("1 frågor och 2 områden") && said.contains("G02Q05"), "{said}");
    assert!(said.contains("1 enkäter skickades aldrig in") && said.contains("peka ut en person"), "{said}");
    let draft = std::fs::read_to_string(&wave).unwrap();
    assert!(draft.contains("Mycket trygg") && !draft.contains("Anna"), "{draft}");
    let import = ["import", "survey", text(&file), "--mapping", text(&wave)];
    workplace.run(&import).refused("saknas");
    let filled = draft
        .replace("# instrument = \"\"", "instrument = \"trygg\"")
        .replace("# ages =", "ages =")
        .replace("# register_count = 0", "register_count = 1300")
        .replace("# mailed = 0", "mailed = 300");
    workplace.write("matning.toml", &filled);
    let kept = workplace.run(&[import.as_slice(), &["--format", "json"]].concat()).done().json();
    assert_eq!((&kept["counts"]["stored"], &kept["counts"]["rejected"]), (&2.into(), &1.into()), "{kept}");
    // What cannot be done is said.
    workplace.run(&[guess.as_slice(), &["--commit"]].concat()).refused("Ett utkast går inte att leverera");
    workplace.run(&[guess.as_slice(), &["--structure", text(&file)]].concat()).refused("ingen enkätstruktur");
    let incidents = ["import", "incidents", text(&file), "--guess", "--structure", text(&structure)];
    workplace.run(&incidents).refused("--structure finns bara");
}

#[test]
fn operations_of_the_rescue_service_are_delivered_without_a_mapping() {
    let workplace = Workplace::new();
    let file = workplace.write(
        "insatser.csv",
        "Larmtid;Händelsetyp;Brandorsak;Objekttyp\n2025-03-01 10:15;Brand ej i byggnad;Anlagd brand;Container\n\
         2025-03-02 10:15;Sjukvårdslarm (IVPA);;Villa\n",
    );
    let kept = workplace.run(&["import", "rescue_service", text(&file), "--format", "json"]).done().json();
    assert_eq!((&kept["counts"]["stored"], &kept["counts"]["rejected"]), (&1.into(), &1.into()), "{kept}");
    assert_eq!(kept["rejects"][0]["reason"], "personal_care", "{kept}");
    let guessed = workplace.run(&["import", "incidents", text(&file), "--guess"]);
    assert!(guessed.out.contains("räddningstjänstens insatser"), "{guessed:#?}");
}
