//! The plan as a table: taken out and in again it changes nothing; what it would change is told by row and column; and all of
//! it happens or nothing.

use crate::pages::desk::{Desk, Person, between};
use axum::http::StatusCode;
use lofte_app::error::AppError;
use lofte_app::plan::{self, Column, Preview, Table};
use lofte_model::plan::{
    Camera, Details, Effort, EvidenceStrength, Horizon, Measure, MeasureField, Moment, OtherPlan, PlanLink,
    PreventionLevel, WorkForm,
};
use lofte_words::Language;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::path::{Path, PathBuf};

fn any_day() -> impl Strategy<Value = jiff::civil::Date> {
    (2020_i16..2023, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| jiff::civil::date(year, month, day))
}

/// Words as people write them, and as somebody writes who would like a spreadsheet to compute.
fn any_text(signs: &'static str) -> impl Strategy<Value = String> {
    proptest::string::string_regex(signs).unwrap().prop_map(|text| text.trim().to_owned())
}

fn any_effort() -> impl Strategy<Value = Effort> {
    let count = || proptest::option::of(0_u32..100_000);
    (count(), count(), count()).prop_map(|(planning, doing, following_up)| Effort {
        planning,
        doing,
        following_up,
    })
}

fn any_moment() -> impl Strategy<Value = Moment> {
    let day = || proptest::option::of(any_day());
    (any_text("[a-zåäö(); ]{1,12}x"), day(), day()).prop_map(|(title, due, done)| Moment { title, due, done })
}

fn any_details(signs: &'static str) -> impl Strategy<Value = Details> {
    let texts = (any_text(signs), any_text(signs), any_text(signs), any_text(signs), any_text(signs));
    let sorts = (
        proptest::option::of(proptest::sample::select(WorkForm::ALL.to_vec())),
        proptest::option::of(proptest::sample::select(PreventionLevel::ALL.to_vec())),
        proptest::option::of(proptest::sample::select(Horizon::ALL.to_vec())),
        proptest::option::of(proptest::sample::select(EvidenceStrength::ALL.to_vec())),
    );
    let camera = proptest::option::of((any_text("[a-zåäö ;=]{0,8}§"), any_day()));
    let links = proptest::collection::vec(
        (proptest::sample::select(OtherPlan::ALL.to_vec()), any_text("[a-z: ]{0,9}")),
        0..3,
    );
    let moments = proptest::collection::vec(any_moment(), 0..4);
    let rest = (proptest::option::of(any_day()), any_effort(), any_effort(), camera, links, moments);
    (texts, sorts, rest).prop_map(|(texts, sorts, rest)| {
        let (dose, documentation, following_up, deputy, source) = texts;
        let (work, level, horizon, evidence) = sorts;
        let (start, hours, cost, camera, links, moments) = rest;
        Details {
            start,
            moments,
            dose,
            documentation,
            following_up,
            deputy,
            source: if source.is_empty() { "källa".into() } else { source },
            hours,
            cost,
            work,
            level,
            horizon,
            evidence,
            camera: camera.map(|(legal_ground, review)| Camera { legal_ground, review: Some(review) }),
            also_in: links.into_iter().map(|(under, title)| PlanLink { under, title }).collect(),
            ..Details::default()
        }
    })
}

/// A house whose first measure can be made to say anything.
struct Bench {
    runtime: tokio::runtime::Runtime,
    desk: Desk,
    actor: lofte_model::access::Actor,
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let (desk, actor) = runtime.block_on(async {
            let desk = Desk::new().await;
            let actor = desk.person("samordnare").await.actor;
            (desk, actor)
        });
        Self { runtime, desk, actor, folder: tempfile::tempdir().unwrap() }
    }

    fn first(&self) -> Measure {
        let list = self.runtime.block_on(plan::list(&self.actor, &self.desk.house));
        list.unwrap().remove(0)
    }

    /// Has the first measure say this; a text that looks like somebody's is answered for.
    fn say(&self, details: &Details) {
        let known = self.first();
        let measure =
            Measure { details: details.clone(), deadline: jiff::civil::date(2024, 1, 1), ..known.clone() };
        let id = known.id;
        if measure == known {
            return;
        }
        self.runtime.block_on(async {
            let read = plan::to_edit(&self.actor, &self.desk.house, id).await.unwrap().version;
            let answer = lofte_model::screening::Answer::NobodyAtAll;
            let saved = plan::amend(&self.actor, &self.desk.house, measure, read, "prov");
            lofte_app::screening::answered(answer, saved).await.unwrap();
        });
    }

    fn table(&self) -> Table {
        self.runtime.block_on(plan::table(&self.actor, &self.desk.house)).unwrap()
    }

    /// The table in both forms.
    fn files(&self, table: &Table) -> [PathBuf; 2] {
        let (csv, xlsx) = (self.folder.path().join("plan.csv"), self.folder.path().join("plan.xlsx"));
        std::fs::write(&csv, plan::csv(table).unwrap()).unwrap();
        std::fs::write(&xlsx, plan::xlsx(table).unwrap()).unwrap();
        [csv, xlsx]
    }

    fn compare(&self, file: &Path) -> Preview {
        self.runtime.block_on(plan::compare_file(&self.actor, &self.desk.house, file)).unwrap()
    }
}

fn place(column: Column) -> usize {
    Column::all().position(|known| known == column).unwrap()
}

/// Formulas, separators, quotes, lines and apostrophes: a file that nobody has touched changes nothing.
#[test]
fn an_untouched_file_changes_nothing() {
    let bench = Bench::new();
    let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    let signs = "[-=+@;,'\"a-zåäö0-9\\t\\n\u{a0}§%]{0,14}";
    runner
        .run(&any_details(signs), |details| {
            bench.say(&details);
            let table = bench.table();
            for file in bench.files(&table) {
                let preview = bench.compare(&file);
                prop_assert!(preview.rows.is_empty(), "{}: {:?}", file.display(), preview.rows);
                prop_assert_eq!(preview.same, table.rows.len());
            }
            Ok(())
        })
        .unwrap();
}

/// What a file says is what the measure says when it is taken in where nothing of it stands.
#[test]
fn a_file_says_everything_that_the_measure_says() {
    let bench = Bench::new();
    let mut runner = TestRunner::new(Config { cases: 16, failure_persistence: None, ..Config::default() });
    let signs = "[-=+@;,\"a-zåäö0-9\n§%]{0,14}";
    runner
        .run(&any_details(signs), |details| {
            bench.say(&details);
            let (was, mut table) = (bench.first(), bench.table());
            bench.say(&Details::default());
            let version = bench.table().rows[0][place(Column::Version)].clone();
            table.rows[0][place(Column::Version)] = version;
            for file in bench.files(&table) {
                let preview = bench.compare(&file);
                prop_assert!(!preview.is_refused(), "{:?}", preview.rows);
                if preview.rows.is_empty() {
                    continue;
                }
                let (actor, house) = (&bench.actor, &bench.desk.house);
                let answer = lofte_model::screening::Answer::NobodyAtAll;
                let applied = plan::apply(actor, house, &preview.carried, &preview.seen, "prov");
                let applied =
                    bench.runtime.block_on(lofte_app::screening::answered(answer, applied)).unwrap();
                prop_assert_eq!((applied.changed, applied.added), (1, 0));
                let now = bench.first();
                for field in MeasureField::ALL {
                    prop_assert!(
                        field.is_same(&was, &now),
                        "{:?}: {:?} {:?}",
                        field,
                        was.details,
                        now.details
                    );
                }
                bench.say(&Details::default());
                let version = bench.table().rows[0][place(Column::Version)].clone();
                table.rows[0][place(Column::Version)] = version;
                bench.files(&table);
            }
            Ok(())
        })
        .unwrap();
}

async fn table(person: &Person<'_>) -> Table {
    plan::table(&person.actor, &person.desk.house).await.unwrap()
}

async fn compare(person: &Person<'_>, table: &Table) -> Result<Preview, AppError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plan.csv");
    std::fs::write(&file, plan::csv(table).unwrap()).unwrap();
    plan::compare_file(&person.actor, &person.desk.house, &file).await
}

/// Every refusal, as a reader sees it.
fn told(preview: &Preview) -> Vec<String> {
    preview.refusals(Language::Swedish).iter().map(|message| message.tell(Language::Swedish)).collect()
}

#[tokio::test]
async fn every_fault_is_told_with_row_and_column_and_nothing_is_done() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let whole = table(&coordinator).await;
    let last = whole.rows.len() - 1;
    let field = |field: MeasureField| place(Column::Field(field));
    let cases: Vec<(usize, &str, &str)> = vec![
        (place(Column::Municipality), "0461", "kolumnen Kommun: Raden är från en annan kommun"),
        (place(Column::Number), "99", "kolumnen Nummer: Det finns ingen åtgärd 99."),
        (place(Column::Number), "två", "kolumnen Nummer: Skriv åtgärdens nummer"),
        (place(Column::Number), "1", "kolumnen Nummer: Åtgärd 1 står på flera rader"),
        (place(Column::Execution), "avbruten", "Rapportera på åtgärdens sida."),
        (field(MeasureField::Title), "", "kolumnen Åtgärd: Ge åtgärden en rubrik."),
        (field(MeasureField::Causes), "9:1", "kolumnen Orsaker: Det finns ingen orsak 1 i problem 9."),
        (field(MeasureField::Causes), "mörker", "kolumnen Orsaker: Skriv orsaker som problem:orsak"),
        (field(MeasureField::Causes), "", "kolumnen Orsaker: Koppla åtgärden till minst en numrerad orsak."),
        (
            field(MeasureField::Commitment),
            "2:99",
            "kolumnen Åtagande: Det finns inget åtagande 99 i löfte 2.",
        ),
        (
            field(MeasureField::Owner),
            "Någon annan AB",
            "kolumnen Ansvarar: Det finns ingen organisation med det namnet.",
        ),
        (field(MeasureField::Owner), "", "kolumnen Ansvarar: Det finns ingen organisation med det namnet."),
        (field(MeasureField::Kind), "fysisk", "kolumnen Slag: Skriv ett av: situationell, social."),
        (field(MeasureField::Deadline), "i vår", "kolumnen Senast: Skriv en dag som finns"),
        (
            field(MeasureField::Start),
            "2049-01-01",
            "kolumnen Börjar: Åtgärden ska vara klar innan den börjar.",
        ),
        (
            field(MeasureField::CameraGround),
            "14 §",
            "kolumnen Kamera omprövas: Skriv vilken dag kamerorna ska omprövas.",
        ),
        (field(MeasureField::HoursDoing), "mycket", "kolumnen Timmar göra: Skriv ett helt tal"),
        (field(MeasureField::After), "99", "kolumnen Efter åtgärd: Det finns ingen åtgärd 99."),
        (
            field(MeasureField::After),
            whole.rows[last][0].as_str(),
            "kolumnen Efter åtgärd: En åtgärd kan inte komma efter sig själv.",
        ),
    ];
    for (column, cell, expected) in cases {
        let mut changed = whole.clone();
        changed.rows[0][field(MeasureField::Title)] = "En annan rubrik".into();
        cell.clone_into(&mut changed.rows[last][column]);
        let preview = compare(&coordinator, &changed).await.unwrap();
        let faults = told(&preview);
        assert!(faults.iter().any(|fault| fault.contains(expected)), "{expected}: {faults:?}");
        let row = format!("Rad {}", last + 2);
        assert!(faults.iter().any(|fault| fault.starts_with(&row)), "{row}: {faults:?}");
        let done =
            plan::apply(&coordinator.actor, &desk.house, &preview.carried, &preview.seen, "prov").await;
        assert!(matches!(done, Err(AppError::Refused(_))), "{expected}: {done:?}");
    }
    assert_eq!(table(&coordinator).await, whole, "nothing was done");
}

#[tokio::test]
async fn a_row_from_before_somebody_else_changed_the_measure_is_refused_and_others_are_not_in_its_way() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let old = table(&coordinator).await;
    let title = place(Column::Field(MeasureField::Title));
    let save = async |table: &Table| {
        let preview = compare(&coordinator, table).await.unwrap();
        plan::apply(&coordinator.actor, &desk.house, &preview.carried, &preview.seen, "beslut i styrgruppen")
            .await
    };
    let mut first = old.clone();
    first.rows[0][title] = "Först".into();
    let applied = save(&first).await.unwrap();
    assert_eq!((applied.changed, applied.added), (1, 0));
    let again = save(&first).await;
    assert!(
        matches!(&again, Err(AppError::Refused(messages)) if messages[0].key == "plan-table-same"),
        "{again:?}"
    );

    let mut late = old.clone();
    late.rows[0][title] = "Sedan".into();
    let preview = compare(&coordinator, &late).await.unwrap();
    assert!(told(&preview)[0].contains("filen har version"), "{:?}", told(&preview));
    let mut other = old;
    other.rows[1][title] = "En annan åtgärd".into();
    // The first row says what stood before: it differs, and is told; without it the other is taken.
    assert!(compare(&coordinator, &other).await.unwrap().is_refused());
    other.rows.remove(0);
    save(&other).await.unwrap();
    let now = table(&coordinator).await;
    assert_eq!((now.rows[0][title].as_str(), now.rows[1][title].as_str()), ("Först", "En annan åtgärd"));
}

#[tokio::test]
async fn a_row_without_a_number_is_a_new_measure() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let mut plan_table = table(&coordinator).await;
    let before = plan_table.rows.len();
    let mut new = plan_table.rows[0].clone();
    new[place(Column::Number)] = String::new();
    new[place(Column::Version)] = String::new();
    new[place(Column::Field(MeasureField::Title))] = "=HYPERLINK(\"x\")".into();
    plan_table.rows.push(new);
    let preview = compare(&coordinator, &plan_table).await.unwrap();
    assert!(!preview.is_refused(), "{:?}", told(&preview));
    plan::apply(&coordinator.actor, &desk.house, &preview.carried, &preview.seen, "ny").await.unwrap();
    let now = table(&coordinator).await;
    assert_eq!(now.rows.len(), before + 1);
    let text = String::from_utf8(plan::csv(&now).unwrap()).unwrap();
    assert!(text.contains("'=HYPERLINK") && !text.contains(";\"=HYPERLINK"), "no cell is a formula: {text}");
}

#[tokio::test]
async fn the_table_is_edited_on_one_page_and_shown_before_it_is_saved() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    assert_eq!(desk.person("lasare").await.get("/plan/tabell").await.status, StatusCode::FORBIDDEN);
    let page = coordinator.get("/plan/tabell").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.html);
    let first = plan::list(&coordinator.actor, &desk.house).await.unwrap().remove(0);
    let known = plan::to_edit(&coordinator.actor, &desk.house, first.id).await.unwrap();
    let (number, version) = (first.number, known.version.to_string());
    let name = |heading: &str| format!("{number}:{heading}");
    let fields = [
        (name("Version"), version),
        (name("Åtgärd"), "Ny rubrik".to_owned()),
        (name("Sikt"), "lång sikt".to_owned()),
    ];
    let pairs: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let preview = coordinator.post("/plan/tabell", &pairs).await;
    assert!(preview.html.contains("1 rad ändrar planen när du sparar."), "{}", preview.html);
    assert_eq!(
        plan::list(&coordinator.actor, &desk.house).await.unwrap()[0].title,
        first.title,
        "nothing yet"
    );

    let rows = between(&preview.html, "name=\"rows\" value=\"", "\">")
        .replace("&#34;", "\"")
        .replace("&quot;", "\"");
    let seen = between(&preview.html, "name=\"seen\" value=\"", "\"").to_owned();
    let mute = coordinator.post("/plan/tabell/spara", &[("rows", &rows), ("seen", &seen), ("why", "")]).await;
    assert!(mute.html.contains("id=\"why-error\""), "{}", mute.html);
    let saved = [("rows", rows.as_str()), ("seen", seen.as_str()), ("why", "tydligare")];
    let done = coordinator.post("/plan/tabell/spara", &saved).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    let now = plan::list(&coordinator.actor, &desk.house).await.unwrap().remove(0);
    assert_eq!((now.title.as_str(), now.details.horizon), ("Ny rubrik", Some(Horizon::Long)));
    // The same once more is of a version that is no longer there.
    let stale = coordinator.post("/plan/tabell/spara", &saved).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
}
