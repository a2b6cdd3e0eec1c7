//! The story of the demo, year by year, told through the use cases: nothing here writes casework by itself.

use super::files::DemoFile;
use super::texts::{self, housing_causes, station_causes};
use super::{Cast, DemoMade, DemoPromise, Progress, STEPS, moment};
use super::{casework, ongoing, plan as plan_of_demo, sides};
use lofte_app::delivery::{Request, Source};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{
    agreement, coordination, delivery, dictionary, feedback, followup, picture, plan, problem, promise,
    publication,
};
use lofte_model::access::{Actor, Role};
use lofte_model::agreement::{Agreement, NewSignature};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::followup::Telling;
use lofte_model::followup::feedback::Said;
use lofte_model::id::{AgreementId, PromiseId};
use lofte_model::period::Period;
use lofte_model::picture::Assessment;
use lofte_model::plan::Measure;
use lofte_model::problem::{CauseNumber, NewCause, Problem};
use lofte_model::promise::{CitizenPromise, PromiseState, Sides};
use lofte_words::Message;
use lofte_words::verdict::together;

pub(super) async fn tell(
    house: &House,
    cast: &Cast,
    files: &[DemoFile],
    progress: Progress<'_>,
) -> Result<DemoMade, AppError> {
    progress(2, STEPS, "demo-step-deliveries");
    let history = history(&house.at(moment(2022, 3, 1)?), cast).await?;
    agree(&house.at(moment(2023, 2, 14)?), cast).await?;
    let split = files.partition_point(|file| file.day < (2023, 6, 15));
    let (early, late) = files.split_at(split);
    let mut rows = deliver(house, cast, early).await?;
    progress(3, STEPS, "demo-step-picture");
    let problems = prioritise(&house.at(moment(2023, 6, 15)?), cast).await?;
    progress(4, STEPS, "demo-step-promises");
    let promises = Box::pin(promise_all(house, cast, &problems, history)).await?;
    let measures = plan_all(&house.at(moment(2023, 7, 3)?), cast, &problems, &promises).await?;
    decide(&house.at(moment(2023, 7, 4)?), &cast.coordinator).await?;
    publish(&cast.coordinator, &house.at(moment(2023, 7, 5)?)).await?;
    report_all(house, cast, &measures).await?;
    progress(5, STEPS, "demo-step-follow-up");
    rows += deliver(house, cast, late).await?;
    judge_all(&house.at(moment(2025, 6, 18)?), cast, &promises, history).await?;
    keep_on(house, cast, &problems[0], &promises[0]).await?;
    progress(6, STEPS, "demo-step-publication");
    second_edition(&house.at(moment(2026, 4, 7)?), cast).await?;
    coordinate(house, cast).await?;
    publish(&cast.coordinator, &house.at(moment(2026, 4, 8)?)).await?;
    progress(STEPS, STEPS, "demo-step-done");
    made(&house.at(moment(2026, 4, 8)?), &cast.coordinator, rows).await
}

async fn made(house: &House, actor: &Actor, rows: u64) -> Result<DemoMade, AppError> {
    let verdicts = followup::recorded(actor, house).await?;
    let deeds = followup::fulfilments(actor, house).await?;
    let promises = promise::list(actor, house).await?;
    Ok(DemoMade {
        dir: house.dir().to_owned(),
        deliveries: delivery::list(actor, house).await?.len(),
        rows,
        promises: promises
            .into_iter()
            .map(|promise| {
                let verdict = verdicts.iter().find(|verdict| verdict.promise == promise.id);
                DemoPromise {
                    number: promise.number,
                    deeds: deeds.get(&promise.id).and_then(|deeds| together(deeds)),
                    title: promise.title,
                    answer: verdict.map(|verdict| verdict.answer.word().to_owned()),
                }
            })
            .collect(),
    })
}

/// Delivers files; says how many rows were stored.
pub(super) async fn deliver(house: &House, cast: &Cast, files: &[DemoFile]) -> Result<u64, AppError> {
    let mut rows = 0;
    for file in files {
        let (year, month, day) = file.day;
        let by = if file.source == "incidents" { &cast.police } else { &cast.coordinator };
        let name = file.file.file_name().map(|name| name.to_string_lossy().into_owned());
        let request = Request {
            source: Source::new(file.source, file.mapping.as_deref())?,
            file: file.file.clone(),
            file_name: name.unwrap_or_default(),
            dry_run: false,
        };
        let at = house.at(moment(year, month, day)?);
        let delivered = delivery::import(by, &at, request, Box::new(|_, _| {})).await?;
        rows += delivered.counts.stored();
    }
    Ok(rows)
}

/// The earlier promise, as history: it named no indicator and no baseline, and so nobody can tell.
async fn history(house: &House, cast: &Cast) -> Result<PromiseId, AppError> {
    let promise = CitizenPromise {
        id: PromiseId::named("demo/2022"),
        number: 0,
        title: "Tryggare bostadsområden och station 2022".into(),
        text:
            "Tryggheten i bostadsområdena och på stationsområdet ska öka, och ökningen ska gå att läsa av i \
               mätningen 2023."
                .into(),
        period: Period::year(2022),
        areas: Vec::new(),
        problems: Vec::new(),
        commitments: Vec::new(),
        effect_goal: None,
        continues: None,
        carried: vec![],
        state: PromiseState::Historical { source: "Efter temat i löftet för 2022, med våra ord".into() },
        sealed: None,
        sides: Sides::default(),
        goals: vec![],
    };
    Ok(promise::create(&cast.coordinator, house, promise).await?.id)
}

/// Who leads, coordinates and meets, and what happened of it.
async fn coordinate(house: &House, cast: &Cast) -> Result<(), AppError> {
    let then = house.at(moment(2024, 2, 6)?);
    coordination::organise(&cast.coordinator, &then, casework::organised(), 0, "").await?;
    for told in casework::on_record() {
        let on = told.on;
        let then = house.at(moment(on.year(), on.month(), on.day())?);
        coordination::put(&cast.coordinator, &then, told).await?;
    }
    Ok(())
}

async fn agree(house: &House, cast: &Cast) -> Result<(), AppError> {
    let agreement = Agreement {
        id: AgreementId::named("demo/agreement"),
        title: "Samverkansöverenskommelse 2023–2026".into(),
        parties: vec![texts::municipality(), texts::police(), texts::housing(), texts::station()],
        purposes: vec![
            "Minska brottsligheten och öka tryggheten där människor bor och reser".into(),
            "Arbeta efter en gemensam lägesbild och följa upp det vi lovar".into(),
        ],
        areas: vec!["Trygga bostadsområden".into(), "Tryggt stationsområde".into()],
        period: Period::years(2023, 2026),
        registry_number: Some("DEMO 2023/1".into()),
        signatures: Vec::new(),
        fallen: Vec::new(),
    };
    let mut agreed = agreement::save(&cast.coordinator, house, &agreement, None).await?;
    let offices = [
        (&cast.coordinator, texts::municipality(), "kommunstyrelsens ordförande"),
        (&cast.police, texts::police(), "lokalpolisområdeschef"),
        (&cast.coordinator, texts::housing(), "verkställande direktör"),
        (&cast.coordinator, texts::station(), "förvaltningschef"),
    ];
    for (noted_by, party, office) in offices {
        let new = NewSignature { party, office: office.to_owned(), signed_on: house.today() };
        agreed = agreement::sign(noted_by, house, agreed.id, new, &agreed.fingerprint()?).await?;
    }
    Ok(())
}

/// Publishes what the coordinator has read.
async fn publish(coordinator: &Actor, house: &House) -> Result<(), AppError> {
    let preview = publication::preview(coordinator, house).await?;
    publication::publish(coordinator, house, &preview.seen).await?;
    Ok(())
}

/// Adopts the picture that the coordinator has read.
async fn adopt(coordinator: &Actor, house: &House, words: Assessment) -> Result<u32, AppError> {
    let drawn = picture::draft(coordinator, house).await?;
    let drawn = drawn.ok_or_else(|| AppError::refused(Message::plain("picture-empty")))?;
    let seen = Fingerprint::of(&drawn)?;
    Ok(picture::adopt(coordinator, house, words, &seen).await?.number)
}

/// Picture, edition 1, and the problems that rest on it.
async fn prioritise(house: &House, cast: &Cast) -> Result<[Problem; 2], AppError> {
    let coordinator = &cast.coordinator;
    picture::refresh(coordinator, house).await?;
    let edition = adopt(coordinator, house, casework::first_assessment()).await?;
    let station = problem::create(coordinator, house, casework::station_problem(edition)).await?;
    let housing = problem::create(coordinator, house, casework::housing_problem(edition)).await?;
    problem::create(coordinator, house, casework::left_problem(edition)).await?;
    let station = explain(house, coordinator, station, station_causes()).await?;
    let housing = explain(house, coordinator, housing, housing_causes()).await?;
    picture::refresh(coordinator, house).await?;
    Ok([station, housing])
}

async fn explain(
    house: &House,
    actor: &Actor,
    problem: Problem,
    causes: Vec<(Option<u16>, NewCause)>,
) -> Result<Problem, AppError> {
    let mut problem = problem;
    for (behind, cause) in causes {
        let parent = behind.map(CauseNumber::direct);
        problem = problem::add_cause(actor, house, problem.id, parent.as_ref(), cause).await?;
    }
    Ok(problem)
}

/// The two promises, written by the coordinator and signed by all their sides.
async fn promise_all(
    house: &House,
    cast: &Cast,
    [station, housing]: &[Problem; 2],
    history: PromiseId,
) -> Result<[CitizenPromise; 2], AppError> {
    let days = [moment(2023, 6, 19)?, moment(2023, 6, 26)?, moment(2023, 6, 28)?];
    Ok([
        sides::sign(house, cast, casework::station_promise(station.id, history), days).await?,
        sides::sign(house, cast, casework::housing_promise(housing.id, history), days).await?,
    ])
}

/// The promise that goes on from the one about the station, with its measures and what was done in its first months.
async fn keep_on(
    house: &House,
    cast: &Cast,
    station: &Problem,
    before: &CitizenPromise,
) -> Result<(), AppError> {
    let days = [moment(2026, 1, 12)?, moment(2026, 1, 19)?, moment(2026, 1, 21)?];
    let promise = sides::sign(house, cast, ongoing::presence_promise(station, before.id), days).await?;
    ongoing::plan(&house.at(moment(2026, 1, 22)?), cast, &promise).await?;
    ongoing::log(house, cast, &promise).await?;
    ongoing::check_in(house, cast, &promise).await
}

/// One measure for each undertaking, tied to the cause it should remove.
async fn plan_all(
    house: &House,
    cast: &Cast,
    problems: &[Problem; 2],
    promises: &[CitizenPromise; 2],
) -> Result<Vec<Measure>, AppError> {
    let mut measures = Vec::new();
    for measure in plan_of_demo::measures(problems, promises) {
        measures.push(plan::add(&cast.coordinator, house, measure).await?);
    }
    Ok(measures)
}

/// The plan, decided as it was read, and what two words in it mean.
async fn decide(house: &House, coordinator: &Actor) -> Result<(), AppError> {
    let newest = picture::editions(coordinator, house).await?.first().map_or(1, |edition| edition.number);
    plan::write_text(coordinator, house, &plan_of_demo::text(newest), None, "").await?;
    for wording in plan_of_demo::wordings() {
        dictionary::add(coordinator, house, wording).await?;
    }
    let read = plan::proposal(coordinator, house).await?.seen()?;
    plan::adopt(coordinator, house, plan_of_demo::decision(), &read).await?;
    Ok(())
}

/// How the measures went, reported by those who own them.
async fn report_all(house: &House, cast: &Cast, measures: &[Measure]) -> Result<(), AppError> {
    for report in plan_of_demo::reports() {
        let actor = match report.by {
            Role::Police => &cast.police,
            Role::Partner => &cast.partner,
            _ => &cast.coordinator,
        };
        let (year, month, day) = report.day;
        let at = house.at(moment(year, month, day)?);
        let id = measures[report.measure].id;
        plan::report(actor, &at, id, report.told()).await?;
    }
    Ok(())
}

async fn judge_all(
    house: &House,
    cast: &Cast,
    promises: &[CitizenPromise; 2],
    history: PromiseId,
) -> Result<(), AppError> {
    let actor = &cast.coordinator;
    for id in promises.iter().map(|promise| promise.id).chain([history]) {
        let read = Fingerprint::of(&followup::verdict(actor, house, id).await?)?;
        followup::judge(actor, house, id, &read).await?;
    }
    let [station, housing] = promises;
    sides::sign_verdicts(house, cast, [station.id, housing.id]).await?;
    let told = [
        (
            station.id,
            Telling {
                text: "Ljuset är bytt och polisen har varit på plats, men färre pass än vi lovade under sommaren. \
                       Mätningen visar vad ni själva svarar; den säger inte varför det ändrats."
                    .into(),
                next: "Patrullerna fortsätter till och med 2026 och nattvandring erbjuds på nytt.".into(),
                said: vec![
                    said(1, "Armaturerna i gångtunneln är bytta och buskaget klippt.", ""),
                    said(2, "Passen gick till fredags- och lördagskvällar.", "Under två somrar räckte personalen inte till."),
                    said(3, "", "Vi bestämde aldrig vem som skulle svara föreningarna, så ingen gjorde det."),
                ],
                learned: "Lova inte fler pass än sommarens bemanning räcker till. Namnge en funktion för varje åtagande, \
                          också för det som bara görs när någon ber om det."
                    .into(),
                ..Telling::default()
            },
        ),
        (
            housing.id,
            Telling {
                text: "Ronderna har gått som tänkt. En av fyra trygghetsvandringar blev inte av. Läs utfallet: det \
                       bygger på enkäten och på regeln vi skrev ner 2023."
                    .into(),
                next: "Den fjärde vandringen hålls i höst, och löftet skrivs om med samma mått.".into(),
                ..Telling::default()
            },
        ),
    ];
    for (id, telling) in told {
        let seen = feedback::draft(actor, house, id).await?.seen;
        feedback::give(actor, house, id, telling, &seen).await?;
    }
    Ok(())
}

fn said(commitment: u16, done: &str, why: &str) -> Said {
    Said { commitment, done: done.into(), why: why.into(), source: String::new() }
}

async fn second_edition(house: &House, cast: &Cast) -> Result<(), AppError> {
    picture::refresh(&cast.coordinator, house).await?;
    let assessment = Assessment {
        extent: "Hela perioden 2019–2025 finns nu i bilden.".into(),
        consequences: "Oförändrat: kvällsresor väljs bort av dem som känner sig otrygga.".into(),
        analysis: "Jämför åren med intervallen: ett enskilt år i ett enskilt område säger sällan något."
            .into(),
        limits: "Alla händelserader är syntetiska.".into(),
    };
    adopt(&cast.coordinator, house, assessment).await?;
    Ok(())
}
