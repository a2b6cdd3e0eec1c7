//! The story of the demo, year by year, told through the use cases: nothing here writes casework by itself.

use super::files::DemoFile;
use super::texts::{self, housing_causes, station_causes};
use super::{Cast, DemoMade, Progress, STEPS, moment};
use crate::app::delivery::{Request, Source};
use crate::app::problem::NewProblem;
use crate::app::{agreement, delivery, followup, picture, plan, problem, promise, publication};
use crate::error::AppError;
use crate::house::House;
use lofte_model::access::Actor;
use lofte_model::agreement::{Agreement, Signature};
use lofte_model::id::{AgreementId, MeasureId, PartyId, ProblemId, PromiseId};
use lofte_model::period::Period;
use lofte_model::picture::Assessment;
use lofte_model::place::AreaCode;
use lofte_model::plan::{
    CauseRef, CommitmentRef, Execution, Fidelity, JudgedEffect, Measure, MeasureKind, MeasureStatus,
};
use lofte_model::problem::{CauseNumber, NewCause, Priority, Problem};
use lofte_model::promise::{
    CitizenPromise, Commitment, Direction, EffectGoal, Pace, PromiseState, Quantity,
};
use lofte_model::records::Category;
use lofte_model::survey::{Indicator, WaveName};

/// The areas that the promise on housing is about.
const HOUSING: [&str; 4] = ["0482C1010", "0482C1020", "0482C1030", "0482C1040"];
const STATION: &str = "stationsomradet";

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
    let promises = promise_all(house, cast, &problems, history).await?;
    let measures = plan_all(&house.at(moment(2023, 7, 3)?), cast, &problems, &promises).await?;
    publication::publish(&cast.coordinator, &house.at(moment(2023, 7, 5)?)).await?;
    report_all(house, cast, &measures).await?;
    progress(5, STEPS, "demo-step-follow-up");
    rows += deliver(house, cast, late).await?;
    judge_all(&house.at(moment(2025, 6, 18)?), cast, &promises, history).await?;
    progress(6, STEPS, "demo-step-publication");
    second_edition(&house.at(moment(2026, 4, 7)?), cast).await?;
    publication::publish(&cast.coordinator, &house.at(moment(2026, 4, 8)?)).await?;
    progress(STEPS, STEPS, "demo-step-done");
    made(house, &cast.coordinator, rows).await
}

async fn made(house: &House, actor: &Actor, rows: u64) -> Result<DemoMade, AppError> {
    let verdicts = followup::recorded(actor, house).await?;
    let promises = promise::list(actor, house).await?;
    Ok(DemoMade {
        dir: house.dir().to_owned(),
        deliveries: delivery::list(actor, house).await?.len(),
        rows,
        promises: promises
            .into_iter()
            .map(|promise| {
                let verdict = verdicts.iter().find(|verdict| verdict.promise == promise.id);
                (promise.number, promise.title, verdict.map(|verdict| verdict.answer.word().to_owned()))
            })
            .collect(),
    })
}

async fn deliver(house: &House, cast: &Cast, files: &[DemoFile]) -> Result<u64, AppError> {
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
        text: "Tryggheten i bostadsområdena och på stationsområdet ska öka, och ökningen ska gå att läsa av i \
               mätningen 2023."
            .into(),
        period: Period::year(2022),
        areas: Vec::new(),
        problems: Vec::new(),
        commitments: Vec::new(),
        effect_goal: None,
        continues: None,
        state: PromiseState::Historical {
            source: "Efter temat i löftet för 2022, med våra ord".into(),
        },
    };
    Ok(promise::create(&cast.coordinator, house, promise).await?.id)
}

async fn agree(house: &House, cast: &Cast) -> Result<(), AppError> {
    let signature = |party: PartyId, office: &str| Signature {
        party,
        office: office.to_owned(),
        signed_on: house.today(),
    };
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
        signatures: vec![
            signature(texts::municipality(), "kommunstyrelsens ordförande"),
            signature(texts::police(), "lokalpolisområdeschef"),
            signature(texts::housing(), "verkställande direktör"),
            signature(texts::station(), "förvaltningschef"),
        ],
    };
    agreement::save(&cast.coordinator, house, &agreement).await
}

/// Picture, edition 1, and the problems that rest on it.
async fn prioritise(house: &House, cast: &Cast) -> Result<[Problem; 2], AppError> {
    let coordinator = &cast.coordinator;
    picture::refresh(coordinator, house).await?;
    let assessment = Assessment {
        extent: "Anmälda brott och EST-rapporter är flest i tätorten och kring stationen. Läs tabellerna: \
                 antalen är små på landsbygden och får inte jämföras utan intervall."
            .into(),
        consequences: "Boende väljer bort promenader och resor på kvällen.".into(),
        analysis: "Två problem återkommer i flera källor: otryggheten i tätortens bostadsområden och på \
                   stationsområdet. För stationen räknas inga tal per invånare, eftersom de som är där inte bor där."
            .into(),
        limits: "Alla händelserader är syntetiska. Rapporter från allmänheten speglar vem som rapporterar.".into(),
    };
    let edition = picture::adopt(coordinator, house, assessment).await?;
    let station = problem::create(
        coordinator,
        house,
        NewProblem {
            id: ProblemId::named("demo/station"),
            title: "Otryggt stationsområde på kvällen".into(),
            description: "Resenärer undviker stationsområdet efter mörkrets inbrott, mest fredag och lördag.".into(),
            areas: vec![AreaCode::new(STATION)],
            categories: Vec::new(),
            edition: Some(edition.number),
            priority: Priority::Prioritised {
                reason: "Återkommer i alla källor och går att påverka av parterna".into(),
            },
        },
    )
    .await?;
    let housing = problem::create(
        coordinator,
        house,
        NewProblem {
            id: ProblemId::named("demo/housing"),
            title: "Otrygghet i tätortens bostadsområden".into(),
            description: "Inbrott, skadegörelse och trasig belysning kring bostäder.".into(),
            areas: HOUSING.map(AreaCode::new).to_vec(),
            categories: ["burglary", "vandalism", "lighting", "unsafe_place"].map(Category::new).to_vec(),
            edition: Some(edition.number),
            priority: Priority::Prioritised { reason: "Berör många och har varit långvarigt".into() },
        },
    )
    .await?;
    problem::create(
        coordinator,
        house,
        NewProblem {
            id: ProblemId::named("demo/littering"),
            title: "Nedskräpning vid badplatser".into(),
            description: "Säsongsbunden, få rapporter.".into(),
            areas: Vec::new(),
            categories: vec![Category::new("littering")],
            edition: Some(edition.number),
            priority: Priority::Deprioritised {
                reason: "Löses i ordinarie drift; få berörs".into(),
            },
        },
    )
    .await?;
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

/// The two promises, written by the coordinator, signed by municipality and police.
async fn promise_all(
    house: &House,
    cast: &Cast,
    [station, housing]: &[Problem; 2],
    history: PromiseId,
) -> Result<[CitizenPromise; 2], AppError> {
    let housing_promise = CitizenPromise {
        id: PromiseId::named("demo/housing-2023"),
        number: 0,
        title: "Tryggare bostadsområden".into(),
        text: "Vi gör det tryggare att bo i tätortens bostadsområden. Att fler känner sig trygga ute sent ska gå att \
               läsa av i trygghetsmätningen 2025."
            .into(),
        period: Period::years(2023, 2024),
        areas: HOUSING.map(AreaCode::new).to_vec(),
        problems: vec![housing.id],
        commitments: vec![
            commitment(
                1,
                "Bostadsbolaget går ronder efter mörkrets inbrott och åtgärdar trasig belysning inom tre arbetsdagar",
                &[texts::housing()],
                Quantity::AtLeast { count: 2, unit: "ronder".into(), per: Pace::Month },
            ),
            commitment(
                2,
                "Polis och kommun håller trygghetsvandringar tillsammans med boende",
                &[texts::municipality(), texts::police()],
                Quantity::AtLeast { count: 4, unit: "vandringar".into(), per: Pace::WholePeriod },
            ),
        ],
        effect_goal: Some(goal("trygg_ute_sent", "ute_sent", "känner sig trygga ute sent på kvällen i sitt bostadsområde", &HOUSING)),
        continues: Some(history),
        state: PromiseState::Draft,
    };
    let station_promise = CitizenPromise {
        id: PromiseId::named("demo/station-2023"),
        number: 0,
        title: "Tryggare stationsområde".into(),
        text: "Vi gör stationsområdet tryggare att resa från och vänta på. Att fler känner sig trygga där på kvällen \
               ska gå att läsa av i trygghetsmätningen 2025."
            .into(),
        period: Period::years(2023, 2024),
        areas: vec![AreaCode::new(STATION)],
        problems: vec![station.id],
        commitments: vec![
            commitment(
                1,
                "Belysningen i gångtunneln och vid cykelparkeringen byts och buskage klipps",
                &[texts::station(), texts::municipality()],
                Quantity::DoneOrNot,
            ),
            commitment(
                2,
                "Polisen fotpatrullerar stationsområdet på fredags- och lördagskvällar",
                &[texts::police()],
                Quantity::AtLeast { count: 6, unit: "patrullpass".into(), per: Pace::Month },
            ),
            commitment(
                3,
                "Föreningar som vill nattvandra vid stationen får stöd av kommunen",
                &[texts::municipality()],
                Quantity::OnRequest,
            ),
        ],
        effect_goal: Some(goal("trygg_stationen", "stationen", "känner sig trygga på stationsområdet en kväll", &[])),
        continues: Some(history),
        state: PromiseState::Draft,
    };
    Ok([
        sign(house, cast, station_promise).await?,
        sign(house, cast, housing_promise).await?,
    ])
}

async fn sign(house: &House, cast: &Cast, draft: CitizenPromise) -> Result<CitizenPromise, AppError> {
    let id = promise::create(&cast.coordinator, &house.at(moment(2023, 6, 19)?), draft).await?.id;
    promise::sign(&cast.coordinator, &house.at(moment(2023, 6, 26)?), id).await?;
    promise::sign(&cast.police, &house.at(moment(2023, 6, 28)?), id).await
}

fn commitment(number: u16, text: &str, parties: &[PartyId], quantity: Quantity) -> Commitment {
    Commitment { number, text: text.to_owned(), parties: parties.to_vec(), quantity }
}

fn goal(code: &str, item: &str, name: &str, areas: &[&str]) -> EffectGoal {
    EffectGoal {
        indicator: Indicator {
            code: code.to_owned(),
            name: name.to_owned(),
            item: item.to_owned(),
            yes: vec![1, 2],
            no: vec![3, 4],
        },
        areas: areas.iter().map(|area| AreaCode::new(*area)).collect(),
        baseline: WaveName("2023".into()),
        follow_up: WaveName("2025".into()),
        follow_up_year: 2025,
        direction: Direction::Increase,
        threshold: 0.0,
        alpha: 0.05,
        practically_unchanged: None,
    }
}

/// One measure for each undertaking, tied to the cause it should remove.
async fn plan_all(
    house: &House,
    cast: &Cast,
    [station, housing]: &[Problem; 2],
    [at_station, at_home]: &[CitizenPromise; 2],
) -> Result<Vec<Measure>, AppError> {
    let day = |year, month, day| jiff::civil::date(year, month, day);
    let planned = [
        ("Byt armaturer i gångtunneln och klipp buskage", station, "1", at_station, 1, texts::station(), "driftchef", day(2023, 10, 31)),
        ("Fotpatrull fredag och lördag kväll", station, "2", at_station, 2, texts::police(), "kommunpolis", day(2024, 12, 31)),
        ("Stöd till nattvandring", station, "2", at_station, 3, texts::municipality(), "samordnare", day(2024, 12, 31)),
        ("Kvällsronder med lagning inom tre arbetsdagar", housing, "1", at_home, 1, texts::housing(), "förvaltare", day(2024, 12, 31)),
        ("Trygghetsvandringar med boende", housing, "2", at_home, 2, texts::municipality(), "samordnare", day(2024, 11, 30)),
    ];
    let mut measures = Vec::new();
    for (title, problem, cause, promise, commitment, owner, function, deadline) in planned {
        let cause: CauseNumber =
            cause.parse().map_err(|error| AppError::Defect(format!("{error}")))?;
        let situational = commitment == 1;
        let measure = Measure {
            id: MeasureId::named(&format!("demo/{title}")),
            number: 0,
            title: title.to_owned(),
            description: String::new(),
            causes: vec![CauseRef { problem: problem.id, cause }],
            commitment: Some(CommitmentRef { promise: promise.id, commitment }),
            kind: if situational { MeasureKind::Situational } else { MeasureKind::Social },
            owner,
            function: function.to_owned(),
            deadline,
            operative_goal: String::new(),
            status: MeasureStatus::NEW,
            reports: Vec::new(),
        };
        measures.push(plan::add(&cast.coordinator, house, measure).await?);
    }
    Ok(measures)
}

/// How the measures went, reported by those who own them.
async fn report_all(house: &House, cast: &Cast, measures: &[Measure]) -> Result<(), AppError> {
    use Execution::{Done, NotStarted, Ongoing};
    use Fidelity::{AsIntended, Partly, Unknown};
    let status = |execution, fidelity, effect| MeasureStatus { execution, fidelity, effect };
    let reports = [
        (0, &cast.coordinator, (2023, 10, 27), status(Done, AsIntended, JudgedEffect::Better), 1, "Armaturer bytta och buskage klippta."),
        (1, &cast.police, (2023, 12, 20), status(Ongoing, AsIntended, JudgedEffect::Unknown), 38, "Patrullpass första halvåret."),
        (1, &cast.police, (2024, 12, 19), status(Done, Partly, JudgedEffect::Better), 61, "Färre pass under sommaren än tänkt."),
        (2, &cast.coordinator, (2024, 12, 18), status(NotStarted, Unknown, JudgedEffect::Unknown), 0, "Ingen förening har frågat."),
        (3, &cast.partner, (2023, 12, 15), status(Ongoing, AsIntended, JudgedEffect::Unknown), 12, "Två ronder i månaden."),
        (3, &cast.partner, (2024, 12, 16), status(Done, AsIntended, JudgedEffect::NoDifference), 24, "Ronderna genomförda."),
        (4, &cast.coordinator, (2024, 11, 28), status(Done, Partly, JudgedEffect::Unknown), 3, "Tre av fyra vandringar hölls."),
    ];
    for (i, actor, (year, month, day), status, done, note) in reports {
        let at = house.at(moment(year, month, day)?);
        plan::report(actor, &at, measures[i].id, status, done, note.to_owned()).await?;
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
        followup::judge(actor, house, id).await?;
    }
    let [station, housing] = promises;
    let told = [
        (
            station.id,
            "Ljuset är bytt och polisen har varit på plats, men färre pass än vi lovade under sommaren. \
             Mätningen visar vad ni själva svarar; den säger inte varför det ändrats.",
            "Patrullerna fortsätter till och med 2026 och nattvandring erbjuds på nytt.",
        ),
        (
            housing.id,
            "Ronderna har gått som tänkt. En av fyra trygghetsvandringar blev inte av. Läs utfallet: det \
             bygger på enkäten och på regeln vi skrev ner 2023.",
            "Den fjärde vandringen hålls i höst, och löftet skrivs om med samma mått.",
        ),
    ];
    for (id, text, next) in told {
        followup::give_feedback(actor, house, id, text.to_owned(), next.to_owned()).await?;
    }
    Ok(())
}

async fn second_edition(house: &House, cast: &Cast) -> Result<(), AppError> {
    picture::refresh(&cast.coordinator, house).await?;
    let assessment = Assessment {
        extent: "Hela perioden 2019–2025 finns nu i bilden.".into(),
        consequences: "Oförändrat: kvällsresor väljs bort av dem som känner sig otrygga.".into(),
        analysis: "Jämför åren med intervallen: ett enskilt år i ett enskilt område säger sällan något.".into(),
        limits: "Alla händelserader är syntetiska.".into(),
    };
    picture::adopt(&cast.coordinator, house, assessment).await?;
    Ok(())
}
