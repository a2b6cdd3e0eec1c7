//! How far a piece of long work has come, and what came of it.

use super::{count_table, href, quality, told};
use crate::face::part::{Cell, Column, Progress, Status, Table, Tone};
use crate::face::{Frame, NavItem};
use crate::jobs::import::{Order, Outcome, Reason};
use crate::jobs::{MORE, backup, is_refresh};
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::{Path, State};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::job;
use lofte_app::staging::{self, Staged};
use lofte_model::id::JobId;
use lofte_store::{Job, JobMessage, JobState};
use lofte_words::SV;
use lofte_words::{Language, number};

/// Seconds between two looks.
const SECONDS: u32 = 2;

#[derive(Template)]
#[template(path = "job.html")]
pub(super) struct JobPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    title: String,
    progress: Option<Progress>,
    status: Status,
    question: &'static str,
    answer: String,
    counts: Option<Table>,
    period: String,
    notes: Vec<String>,
    rejects: Option<Table>,
    quality: Option<Table>,
    /// Where a file that was read on trial is delivered from, whether how it was read can be remembered, and what was tried.
    deliver: Option<(String, bool, String)>,
    next: Vec<NavItem>,
}

/// Visa hur långt ett arbete har kommit.
pub(super) async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Page<JobPage>, WebError> {
    let id: JobId = name.parse().map_err(|_| AppError::not_found("job", &name))?;
    let job = job::find(&signed_in.actor, &house, id).await?;
    let outcome = Outcome::of(&job);
    let staged = there(&signed_in, &house, &job).await;
    Ok(Page(JobPage {
        frame: signed_in.frame(),
        crumbs: crumbs(&job),
        title: Kind::of(&job).title(),
        progress: progress(&job),
        status: status(&job),
        question: Kind::of(&job).question(),
        answer: answer(&job, outcome.as_ref()),
        counts: outcome
            .as_ref()
            .filter(|outcome| outcome.places.is_none())
            .map(|outcome| count_table(outcome.counts)),
        period: outcome.as_ref().and_then(|outcome| outcome.period).map(|p| SV.period(p)).unwrap_or_default(),
        notes: outcome.iter().flat_map(|outcome| &outcome.notes).map(retold).collect(),
        rejects: outcome.as_ref().and_then(|outcome| reason_table(&outcome.reasons)),
        quality: outcome.as_ref().and_then(|outcome| outcome.quality.as_ref()).map(quality::table),
        deliver: staged
            .as_ref()
            .filter(|_| outcome.as_ref().is_some_and(|outcome| outcome.dry_run && is_some_use(outcome)))
            .and_then(|staged| deliver(outcome.as_ref()?, staged)),
        next: next(&job, outcome.as_ref(), staged.as_ref()),
    }))
}

/// The file of a job that has ended, if it is one's own and still there.
async fn there(signed_in: &SignedIn, house: &House, job: &Job) -> Option<Staged> {
    let ended = matches!(job.state, JobState::Done | JobState::Failed);
    let id = Order::of(job).filter(|_| ended)?.staged?;
    staging::find(&signed_in.actor, house, id).await.ok()
}

fn deliver(outcome: &Outcome, staged: &Staged) -> Option<(String, bool, String)> {
    let seen = outcome.tried.as_ref()?.to_string();
    Some((format!("{}/leverera", super::staged::href(staged.id)), staged.mapping.is_some(), seen))
}

/// Whether a delivery would bring anything.
fn is_some_use(outcome: &Outcome) -> bool {
    outcome.places.map_or(outcome.counts.kept() > 0, |places| places > 0)
}

/// Why rows were rejected, where the first of them is, and how many there are.
pub(super) fn reason_table(reasons: &[Reason]) -> Option<Table> {
    let row = |reason: &Reason| {
        let column = reason.first.column.clone().unwrap_or_else(|| number::MISSING.to_owned());
        let (first, rows) = (number::count(reason.first.row), number::count(reason.rows));
        vec![
            Cell::text(SV.told("reject", &reason.first)),
            Cell::text(column),
            Cell::text(first),
            Cell::text(rows),
        ]
    };
    (!reasons.is_empty()).then(|| Table {
        caption:
            "Varför rader inte kan tas emot, det vanligaste först. Raden är den som kalkylprogrammet visar."
                .into(),
        columns: vec![
            Column::words("Varför"),
            Column::words("Kolumn"),
            Column::numbers("Första raden"),
            Column::numbers("Rader"),
        ],
        rows: reasons.iter().map(row).collect(),
    })
}

/// What a job does, as its page tells it.
enum Kind {
    Delivery(Order),
    Refresh,
    Backup,
    Check(String),
}

impl Kind {
    fn of(job: &Job) -> Self {
        match (Order::of(job), backup::checked(job)) {
            (Some(order), _) => Self::Delivery(order),
            (None, Some(name)) => Self::Check(name.to_owned()),
            (None, None) if job::Kind::of(job) == Some(job::Kind::Backup) => Self::Backup,
            (None, None) => Self::Refresh,
        }
    }

    fn title(&self) -> String {
        match self {
            Self::Delivery(order) if order.dry_run => format!("Torrkörning av {}", order.file_name),
            Self::Delivery(order) => format!("Leverans av {}", order.file_name),
            Self::Refresh => "Lägesbilden räknas om".to_owned(),
            Self::Backup => "Säkerhetskopia".to_owned(),
            Self::Check(name) => format!("Kontroll av {name}"),
        }
    }

    fn from(&self) -> NavItem {
        match self {
            Self::Delivery(_) => NavItem::new("Underlag", "/leveranser"),
            Self::Refresh => NavItem::new("Lägesbild", "/lagesbild"),
            Self::Backup | Self::Check(_) => NavItem::new("Drift", "/drift"),
        }
    }

    fn question(&self) -> &'static str {
        match self {
            Self::Delivery(order) if order.dry_run => "Går filen att ta emot?",
            Self::Delivery(_) => "Är filen mottagen?",
            Self::Refresh => "Är lägesbilden omräknad?",
            Self::Backup => "Är säkerhetskopian tagen, och hel?",
            Self::Check(_) => "Är säkerhetskopian hel?",
        }
    }

    /// What is said while it runs.
    fn under_way(&self) -> &'static str {
        match self {
            Self::Delivery(_) => "Börjar.",
            Self::Refresh => "Räknar.",
            Self::Backup => "Skriver filen och läser tillbaka den på prov.",
            Self::Check(_) => "Läser tillbaka kopian på prov, i en mapp som sedan tas bort.",
        }
    }
}

fn crumbs(job: &Job) -> Vec<NavItem> {
    let here = format!("/jobb/{}", job.id);
    let kind = Kind::of(job);
    vec![kind.from(), NavItem::new(kind.title(), here.clone()).at(&here)]
}

fn progress(job: &Job) -> Option<Progress> {
    let share = number::percent(job.progress as f64 / 1000.0, 0);
    let (kind, done) = (Kind::of(job), u64::try_from(job.progress).unwrap_or(0));
    let (said, part) = match job.state {
        JobState::Done | JobState::Failed => return None,
        JobState::Queued => ("Väntar på sin tur.".to_owned(), None),
        JobState::Running if done == 0 => (kind.under_way().to_owned(), None),
        JobState::Running if done >= 1000 => ("Hela filen är läst. Sparar.".to_owned(), None),
        JobState::Running => (format!("{share} av filen är läst."), Some((done, 1000))),
    };
    let href = format!("/jobb/{}", job.id);
    Some(Progress { label: kind.title(), said, part, href, seconds: SECONDS })
}

fn status(job: &Job) -> Status {
    let tone = match job.state {
        JobState::Queued => Tone::Idle,
        JobState::Running => Tone::Active,
        JobState::Done => Tone::Good,
        JobState::Failed => Tone::Bad,
    };
    Status::new(tone, SV.word("job-state", &job.state))
}

fn answer(job: &Job, outcome: Option<&Outcome>) -> String {
    let why = || job.message.as_ref().map(reason).unwrap_or_default();
    match (job.state, outcome) {
        (JobState::Queued | JobState::Running, _) => {
            "Det vet vi snart. Du kan lämna sidan; arbetet fortsätter ändå.".to_owned()
        }
        (JobState::Failed, _) if Order::of(job).is_none() => format!("Nej. {}", why()),
        (JobState::Failed, _) => format!("Nej, och ingenting sparades. {}", why()),
        (JobState::Done, None) if !is_refresh(job) => format!("Ja. {}", why()),
        (JobState::Done, None) => "Ja. Den bygger nu på alla leveranser som gäller.".to_owned(),
        (JobState::Done, Some(outcome)) if outcome.dry_run => {
            let counts = outcome.counts;
            let whether = match outcome.places {
                None if counts.read() > 0 && counts.rejected() == counts.read() => "Nej.",
                None if counts.kept() == 0 => "Allt fanns redan.",
                None if counts.rejected() * 2 > counts.read() => "Bara en mindre del.",
                _ => "Ja.",
            };
            format!("{whether} {} Ingenting sparades, eftersom det var en torrkörning.", became(outcome))
        }
        (JobState::Done, Some(Outcome { places: Some(0), .. })) => {
            "Den är läst, men sade inget annat än det som redan är känt om områdena.".to_owned()
        }
        (JobState::Done, Some(outcome)) if outcome.delivery.is_none() && outcome.places.is_none() => {
            format!("Filen gav inget nytt, så det blev ingen leverans. {}", became(outcome))
        }
        (JobState::Done, Some(outcome)) => format!("Ja. {}", became(outcome)),
    }
}

/// What became of a file, in a sentence or two.
fn became(outcome: &Outcome) -> String {
    if outcome.places.is_none() {
        return told(outcome.counts);
    }
    let counts = outcome.counts;
    let numbers = [
        ("read", counts.read()),
        ("stored", counts.stored()),
        ("corrected", counts.corrected()),
        ("duplicate", counts.duplicate()),
        ("rejected", counts.rejected()),
    ];
    let numbers = numbers.map(|(name, count)| (name, number::count(count)));
    let rejected = (counts.rejected() > 0).then(|| SV.tell("job-places-rejected", &numbers));
    [Some(SV.tell("job-places", &numbers)), rejected].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Why a job failed, with a guess where there is one.
fn reason(message: &JobMessage) -> String {
    let mut told = retold(message);
    if let Some(more) = message.args.get(MORE) {
        told = format!("{told} {more}");
    }
    match message.args.get("nearest") {
        Some(nearest) if !nearest.is_empty() => {
            format!("{told} {}", Language::Swedish.retell("import-did-you-mean", &message.args))
        }
        _ => told,
    }
}

/// A message that was kept with a job.
pub(super) fn retold(message: &JobMessage) -> String {
    Language::Swedish.retell(&message.code, &message.args)
}

fn next(job: &Job, outcome: Option<&Outcome>, staged: Option<&Staged>) -> Vec<NavItem> {
    if let Some(staged) = staged {
        let here = super::staged::href(staged.id);
        return vec![
            NavItem::new("Ändra hur filen läses", here.clone()),
            NavItem::new("Ta bort filen …", format!("{here}/bort")),
            NavItem::new("Alla leveranser", "/leveranser"),
        ];
    }
    match (job.state, outcome.and_then(|outcome| outcome.delivery)) {
        (JobState::Queued | JobState::Running, _) => Vec::new(),
        (_, Some(delivery)) => vec![
            NavItem::new("Till leveransen", href(delivery)),
            NavItem::new("Till lägesbilden", "/lagesbild"),
        ],
        _ if is_refresh(job) => vec![NavItem::new("Till lägesbilden", "/lagesbild")],
        _ if Order::of(job).is_none() => vec![NavItem::new("Till driften", "/drift")],
        _ => vec![
            NavItem::new("Leverera en fil", "/leveranser/ny"),
            NavItem::new("Alla leveranser", "/leveranser"),
        ],
    }
}
