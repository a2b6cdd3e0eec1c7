//! A small municipality with everything in it: small counts, notes, deliveries, two waves and a chain of promises.

mod picture;

use crate::survey::WaveCounts;
use crate::{Earlier, Made, Snapshot, SnapshotInput};
use jiff::Timestamp;
use jiff::civil::date;
use lofte_analysis::disclosure::DisclosureParams;
use lofte_model::access::Role;
use lofte_model::agreement::{Agreement, NewSignature};
use lofte_model::coordination::Organised;
use lofte_model::followup::{Evidence, Feedback, Telling, Verdict, VerdictSignature, judge};
use lofte_model::id::{AgreementId, MeasureId, PartyId, ProblemId, PromiseId, UserId};
use lofte_model::party::{Party, PartyKind};
use lofte_model::period::Period;
use lofte_model::picture::{Edition, RateCell, ShareCell};
use lofte_model::place::{Area, AreaCode, AreaDetails, AreaKind, Municipality, PlaceType};
use lofte_model::plan::{
    CauseRef, CommitmentRef, Execution, Fidelity, JudgedEffect, Measure, MeasureKind, MeasureStatus,
    StatusReport, Told,
};
use lofte_model::problem::{CauseNumber, Priority, Problem};
use lofte_model::promise::{
    CitizenPromise, Commitment, Details, Direction, EffectGoal, Given, KnownWave,
    NewSignature as PromiseSignature, Pace, PromiseState, Quantity, Side, Sides,
};
use lofte_model::survey::{Indicator, Mode, SurveyItem, SurveyStratum, Wave, WaveAnswers, WaveName};
use std::collections::BTreeMap;

pub(crate) use picture::{edition, edition_after, rate, rates, share};

pub(crate) const PARAMS: DisclosureParams = DisclosureParams { threshold: 5, protect: 5 };
/// Never to be seen outside.
pub(crate) const SECRET_NOTE: &str = "hemlig-anteckning";

pub(crate) struct Town {
    pub(crate) municipality: Municipality,
    pub(crate) parties: Vec<Party>,
    pub(crate) areas: Vec<Area>,
    pub(crate) agreements: Vec<Agreement>,
    pub(crate) organised: Organised,
    pub(crate) edition: Option<Edition>,
    /// Editions before it.
    pub(crate) editions: Vec<Edition>,
    /// Counts of editions that keep them in a file.
    pub(crate) cells: BTreeMap<u32, Vec<RateCell>>,
    pub(crate) waves: Vec<WaveCounts>,
    pub(crate) earlier: Vec<Earlier>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) promises: Vec<CitizenPromise>,
    pub(crate) measures: Vec<Measure>,
    pub(crate) verdicts: Vec<Verdict>,
    pub(crate) verdict_signatures: Vec<VerdictSignature>,
    pub(crate) feedback: Vec<Feedback>,
    pub(crate) masks: Vec<lofte_model::mask::MaskOf>,
}

impl Town {
    pub(crate) fn input(&self) -> SnapshotInput<'_> {
        SnapshotInput {
            municipality: &self.municipality,
            number: 3 + u32::try_from(self.earlier.len()).unwrap(),
            at: at("2025-11-20T22:30:00Z"),
            parties: &self.parties,
            areas: &self.areas,
            agreements: &self.agreements,
            organised: &self.organised,
            edition: self.edition.as_ref(),
            editions: &self.editions,
            cells: &self.cells,
            waves: &self.waves,
            earlier: &self.earlier,
            problems: &self.problems,
            promises: &self.promises,
            measures: &self.measures,
            verdicts: &self.verdicts,
            verdict_signatures: &self.verdict_signatures,
            feedback: &self.feedback,
            activities: &[],
            masks: &self.masks,
        }
    }

    pub(crate) fn made(&self) -> Made {
        Snapshot::build(&self.input(), &PARAMS).unwrap()
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        self.made().snapshot
    }

    /// Publishes, so that the next publication is made beside it.
    pub(crate) fn publish(&mut self) -> Made {
        let made = self.made();
        let (snapshot, ledger) = (made.snapshot.clone(), Some(made.ledger.clone()));
        self.earlier.push(Earlier { snapshot, ledger });
        made
    }

    /// Adopts the next edition.
    pub(crate) fn adopt(&mut self, cells: &[RateCell], shares: Vec<ShareCell>) {
        self.editions.extend(self.edition.take());
        let edition = edition_after(self.editions.last().map(|edition| edition.number), cells, shares);
        self.edition = Some(edition);
    }

    /// Judges the promise on the station by its two waves, and has the areas of the picture answer as they do there.
    pub(crate) fn judge(&mut self, before: (usize, usize), after: (usize, usize)) {
        self.verdicts = vec![verdict(&station(), before, after)];
        let around = [("0482A0010", (80, 135)), ("0482B0010", (133, 135))];
        self.waves = vec![
            WaveCounts::of(&wave_answers(2023, &[("stationsomradet", before)])),
            WaveCounts::of(&wave_answers(2025, &[around[0], around[1], ("stationsomradet", after)])),
        ];
    }
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn town() -> Town {
    let promises = vec![draft(), station(), earlier()];
    let mut town = Town {
        municipality: Municipality {
            code: "0482".parse().unwrap(),
            name: "Flens kommun".into(),
            synthetic: true,
            contact: "brottsforebyggande@example.org".into(),
        },
        parties: vec![
            party("kommun", "Flens kommun", PartyKind::Municipality),
            party("polis", "Lokalpolisområde Katrineholm", PartyKind::Police),
            party("bostad", "Flens bostad", PartyKind::Housing),
        ],
        areas: areas(),
        agreements: agreements(),
        organised: Organised::default(),
        edition: Some(edition(&rates())),
        problems: vec![Problem {
            id: ProblemId::named("station"),
            number: 7,
            title: "Otrygghet vid stationen".into(),
            description: SECRET_NOTE.into(),
            areas: vec![],
            categories: vec![],
            edition: Some(1),
            priority: Priority::Prioritised { reason: SECRET_NOTE.into() },
            causes: vec![],
        }],
        measures: vec![
            measure(1, "Byt armaturer i gångtunneln", 1),
            measure(2, "Röj sly utmed gångvägen", 1),
        ],
        verdict_signatures: Vec::new(),
        feedback: vec![feedback("2025-10-01T09:00:00Z"), feedback("2025-11-01T09:00:00Z")],
        promises,
        verdicts: vec![],
        editions: vec![],
        cells: BTreeMap::new(),
        waves: vec![],
        earlier: vec![],
        masks: vec![],
    };
    town.judge((126, 264), (165, 270));
    town
}

fn party(id: &str, name: &str, kind: PartyKind) -> Party {
    Party::new(PartyId::named(id), name, kind)
}

fn areas() -> Vec<Area> {
    let area = |code: &str, name: &str, kind, place_type| Area {
        code: AreaCode::new(code),
        name: name.into(),
        kind,
        place_type,
        population: None,
        border: vec![vec![vec![
            [16.586_789, 59.058_123],
            [16.59, 59.06],
            [16.6, 59.05],
            [16.586_789, 59.058_123],
        ]]],
        source: "SCB".into(),
        details: AreaDetails::default(),
    };
    let mut areas: Vec<Area> = ["A", "B", "C", "D"]
        .iter()
        .map(|name| area(&format!("0482{name}0010"), name, AreaKind::Statistical, PlaceType::Residential))
        .collect();
    areas.push(area("stationsomradet", "Stationsområdet", AreaKind::Own, PlaceType::Station));
    areas.push(area("arbetsyta", "Intern arbetsyta", AreaKind::Own, PlaceType::Mixed));
    areas
}

fn agreements() -> Vec<Agreement> {
    let parties = vec![PartyId::named("kommun"), PartyId::named("polis")];
    let unsigned = Agreement {
        id: AgreementId::named("one"),
        title: "Utkast till ny överenskommelse".into(),
        parties,
        purposes: vec!["Ökad trygghet".into()],
        areas: vec!["Bostadsområden".into()],
        period: Period::years(2023, 2026),
        registry_number: Some("KS/2023:17".into()),
        signatures: vec![],
        fallen: vec![],
    };
    let sides = [
        ("kommun", (PartyKind::Municipality, Role::Coordinator)),
        ("polis", (PartyKind::Police, Role::Police)),
    ];
    let text =
        Agreement {
            id: AgreementId::named("two"), title: "Samverkan 2023–2026".into(), ..unsigned.clone()
        };
    let signed = sides.into_iter().fold(text, |agreement, (party, side)| {
        let day = date(2023, 3, 1);
        let new = NewSignature { party: PartyId::named(party), office: "ordförande".into(), signed_on: day };
        agreement.sign(new, side, UserId::named("noter"), at("2023-03-01T10:00:00Z"), day).unwrap()
    });
    vec![signed, unsigned]
}

pub(crate) fn goal() -> EffectGoal {
    EffectGoal {
        indicator: Indicator {
            code: "trygg_ute_sent".into(),
            name: "känner sig trygga ute sent".into(),
            item: "ute_sent".into(),
            yes: vec![1],
            no: vec![2],
        },
        areas: vec![AreaCode::new("stationsomradet")],
        baseline: WaveName("2023".into()),
        follow_up: WaveName("2025".into()),
        follow_up_year: 2025,
        direction: Direction::Increase,
        threshold: 0.0,
        alpha: 0.05,
        practically_unchanged: None,
    }
}

fn commitments() -> Vec<Commitment> {
    let commitment = |number, text: &str, parties: &[&str], quantity| Commitment {
        number,
        text: text.into(),
        parties: parties.iter().map(|name| PartyId::named(name)).collect(),
        quantity,
        details: Details::default(),
    };
    let walks = Quantity::AtLeast { count: 4, unit: "trygghetsvandringar".into(), per: Pace::Year };
    vec![
        commitment(
            1,
            "Ljuset vid stationen och i gångtunneln ses över och lagas",
            &["kommun", "bostad"],
            Quantity::DoneOrNot,
        ),
        commitment(2, "Vi går trygghetsvandringar tillsammans med boende", &["kommun", "polis"], walks),
        commitment(3, "Polisen möter upp när föreningar ber om det", &["polis"], Quantity::OnRequest),
    ]
}

/// Signed by both.
pub(crate) fn station() -> CitizenPromise {
    let promise = CitizenPromise {
        id: PromiseId::named("station"),
        number: 2,
        title: "Tryggare stationsområde".into(),
        text: "Det ska kännas tryggt att gå till och från tåget, också sent på kvällen.\n\nVi gör platsen ljusare och är där oftare.".into(),
        period: Period::years(2023, 2024),
        areas: vec![AreaCode::new("stationsomradet")],
        problems: vec![ProblemId::named("station")],
        commitments: commitments(),
        effect_goal: Some(goal()),
        continues: Some(PromiseId::named("earlier")),
        carried: vec![],
        state: PromiseState::Draft,
        sealed: None,
        sides: Sides::default(),
        goals: vec![],
    };
    sign(promise)
}

pub(crate) fn sign(promise: CitizenPromise) -> CitizenPromise {
    let wave = KnownWave {
        name: WaveName("2023".into()),
        year: 2023,
        items: vec!["ute_sent".into()],
        areas: ["stationsomradet", "0482A0010", "0482B0010", "0482C0010"].map(AreaCode::new).into(),
        too_few_answers: false,
    };
    let waves = [wave];
    let sign = |promise: CitizenPromise, side: Side, day: &str| {
        let new = PromiseSignature { side, office: String::from("chefen"), given: Given::Here };
        promise.sign(new, UserId::named(&side.word()), at(day), &waves).unwrap()
    };
    let first = sign(promise, Side::Municipality, "2023-03-01T10:00:00Z");
    sign(first, Side::Police, "2023-03-02T23:30:00Z")
}

fn earlier() -> CitizenPromise {
    CitizenPromise {
        id: PromiseId::named("earlier"),
        number: 1,
        title: "Ett tryggare Flen 2022".into(),
        text: "Fler vuxna vid stationen.".into(),
        period: Period::year(2022),
        areas: vec![],
        problems: vec![],
        commitments: vec![],
        effect_goal: None,
        continues: None,
        carried: vec![],
        state: PromiseState::Historical { source: "kommunens webbplats, mars 2022".into() },
        sealed: None,
        sides: Sides::default(),
        goals: vec![],
    }
}

fn draft() -> CitizenPromise {
    CitizenPromise {
        id: PromiseId::named("draft"),
        number: 3,
        title: "Ett utkast som ingen ska se".into(),
        state: PromiseState::Draft,
        ..earlier()
    }
}

/// Answers of a wave with `yes` of `n` in the station area.
pub(crate) fn answers(year: i16, answers: (usize, usize)) -> WaveAnswers {
    wave_answers(year, &[("stationsomradet", answers)])
}

/// Answers of a wave with `yes` of `n` in each of some areas.
pub(crate) fn wave_answers(year: i16, areas: &[(&str, (usize, usize))]) -> WaveAnswers {
    let coded = areas.iter().map(|(_, (yes, n))| (1, *yes, *n)).map(|(_, yes, n)| [yes, n - yes, 0]);
    coded_answers(year, &areas.iter().map(|(area, _)| *area).zip(coded).collect::<Vec<_>>())
}

/// Answers of a wave with the numbers of the codes 1, 2 and 3 in each of some areas. 1 is safe; 3 is a third answer.
pub(crate) fn coded_answers(year: i16, areas: &[(&str, [usize; 3])]) -> WaveAnswers {
    let stratum = |area: &str| SurveyStratum {
        area: AreaCode::new(area),
        register_count: 2400,
        mailed: 540,
        out_of_scope: 9,
    };
    let wave = Wave {
        name: WaveName(year.to_string()),
        year,
        fieldwork: Period::new(date(year, 4, 3), date(year, 5, 31)).unwrap(),
        instrument: "trygghetsmätning".into(),
        mode: Mode::PostAndWeb,
        ages: (16, 85),
        strata: areas.iter().map(|(area, _)| stratum(area)).collect(),
        items: vec![SurveyItem {
            code: "ute_sent".into(),
            question: "Hur trygg känner du dig?".into(),
            answers: [(1, "trygg".to_owned()), (2, "otrygg".to_owned()), (3, "vet inte".to_owned())].into(),
        }],
        indicators: vec![goal().indicator],
    };
    let each = || {
        areas.iter().enumerate().flat_map(|(place, (_, counts))| {
            (1..=3_i16).zip(counts).flat_map(move |(code, count)| {
                std::iter::repeat_n((u32::try_from(place).unwrap(), code), *count)
            })
        })
    };
    WaveAnswers {
        weights: None,
        wave,
        stratum: each().map(|(stratum, _)| stratum).collect(),
        answers: [("ute_sent".to_owned(), each().map(|(_, code)| Some(code)).collect())].into(),
    }
}

pub(crate) fn verdict(promise: &CitizenPromise, before: (usize, usize), after: (usize, usize)) -> Verdict {
    let goal = promise.effect_goal.as_ref().unwrap();
    let evidence =
        Evidence::gather(goal, None, Some(&answers(2023, before)), Some(&answers(2025, after))).unwrap();
    judge(promise, evidence).unwrap()
}

fn measure(number: u32, title: &str, commitment: u16) -> Measure {
    let measure = Measure {
        id: MeasureId::named(title),
        number,
        title: title.into(),
        description: SECRET_NOTE.into(),
        causes: vec![CauseRef { problem: ProblemId::named("station"), cause: CauseNumber::direct(1) }],
        commitment: Some(CommitmentRef { promise: PromiseId::named("station"), commitment }),
        kind: MeasureKind::Situational,
        owner: PartyId::named("bostad"),
        function: SECRET_NOTE.into(),
        deadline: date(2023, 10, 1),
        operative_goal: SECRET_NOTE.into(),
        status: MeasureStatus::NEW,
        reports: vec![],
        details: lofte_model::plan::Details::default(),
    };
    let (execution, effect) = if number == 1 {
        (Execution::Done, JudgedEffect::Better)
    } else {
        (Execution::Ongoing, JudgedEffect::Unknown)
    };
    let status = MeasureStatus { execution, fidelity: Fidelity::Partly, effect };
    let told = Told { status, done: 1, note: SECRET_NOTE.into(), until: None };
    measure.report(StatusReport::new(at("2023-09-12T08:00:00Z"), UserId::named("partner"), told))
}

fn feedback(written: &str) -> Feedback {
    Feedback {
        promise: PromiseId::named("station"),
        telling: Telling {
            text: format!("Lamporna är bytta och fler är ute på kvällarna. Skrivet {written}."),
            next: "Vi fortsätter med gångtunneln under 2026.".into(),
            ..Telling::default()
        },
        stood: vec![],
        at: at(written),
        by: UserId::named("coordinator"),
    }
}
