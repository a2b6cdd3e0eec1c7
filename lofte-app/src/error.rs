//! What can go wrong in the house, told to people.
//!
//! Lower crates return small typed errors; here each gets a stable code, the key of its message in the text files,
//! and the status that a browser sees. Messages name what to do. Sources are kept for the log, never repeated.

mod amendments;
mod codes;
mod plans;
mod settings;

pub use amendments::{activity_refusal, amendment, not_amended};
pub use plans::{decision_gap, measure_gap, order_gap};

use lofte_import::{ImportError, Told};
use lofte_model::access::{HolderNeeded, NotAllowed};
use lofte_model::agreement::{AgreementGap, SignatureRefusal};
use lofte_model::fingerprint::NotCanonical;
use lofte_model::followup::EvidenceError;
use lofte_model::message::chain;
use lofte_model::password::{LONGEST_BYTES, SHORTEST, Weakness};
use lofte_model::picture::AdoptionRefusal;
use lofte_model::problem::{CauseRefusal, MOST_CAUSES, MOST_LEVELS};
use lofte_model::promise::{GoalGap, PromiseGap, PromiseRefusal};
use lofte_model::records::UndoRefusal;
use lofte_model::screening::{Found, TooLong};
use lofte_publish::PublishError;
use lofte_records::RecordsError;
use lofte_store::StoreError;

use crate::config::ConfigError;
use lofte_words::{Language, Message};

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Nobody is signed in, or the sign-in has ended.
    #[error("sign in first")]
    SignedOut,
    /// Wrong name or password.
    #[error("wrong name or password")]
    WrongPassword,
    /// Whoever is signed in must get a second factor first.
    #[error("a second factor is needed")]
    FactorNeeded,
    /// Too many failed sign-ins.
    #[error("too many failed sign-ins: wait {seconds} s and try again")]
    Throttled {
        /// How long to wait.
        seconds: i64,
    },
    /// Too many sign in at this moment.
    #[error("too many sign in at this moment: wait {seconds} s and try again")]
    Crowded {
        /// How long to wait.
        seconds: i64,
    },
    /// The policy does not allow it.
    #[error(transparent)]
    NotAllowed(#[from] NotAllowed),
    /// There is no such thing.
    #[error("there is no {noun} {id}")]
    NotFound {
        /// What was looked for.
        noun: &'static str,
        /// Its name or number.
        id: String,
    },
    /// A rule of the cycle refuses; the messages say why.
    #[error("refused: {}", .0.iter().map(|m| m.key.as_str()).collect::<Vec<_>>().join(", "))]
    Refused(Vec<Message>),
    /// A text may name a person, and nobody has answered whether it does.
    #[error("the text may name a person")]
    MayNamePerson(Vec<Found>),
    /// Casework.
    #[error("the casework cannot be used")]
    Store(#[source] StoreError),
    /// Rows.
    #[error("the rows cannot be used")]
    Records(#[from] RecordsError),
    /// A delivered file.
    #[error("the file cannot be taken")]
    Import(#[from] ImportError),
    /// A document or snapshot.
    #[error("the publication cannot be made")]
    Publish(#[from] PublishError),
    /// An estimate.
    #[error("the evidence cannot be computed")]
    Evidence(#[from] EvidenceError),
    /// A verdict.
    #[error("the verdict cannot be computed")]
    Survey(#[from] lofte_analysis::survey::SurveyError),
    /// Settings.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A file or port of the machine.
    #[error("cannot use {what}")]
    Machine {
        /// File, folder or port.
        what: String,
        /// Why.
        source: std::io::Error,
    },
    /// Something that the house cannot do without is away for the moment; the message says what.
    #[error("out of order: {}", .0.key)]
    Outage(Message),
    /// A defect of ours.
    #[error("something that cannot happen did: {0}")]
    Defect(String),
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::IdentityNumber { field, .. } => {
                Self::refused(Message::with("text-personal-number", "field", field))
            }
            StoreError::TooLong(TooLong { field, characters, limit }) => Self::refused(
                Message::with("text-too-long", "characters", characters)
                    .and("limit", limit)
                    .and("field", field),
            ),
            StoreError::MayNamePerson(found) => Self::MayNamePerson(found),
            error => Self::Store(error),
        }
    }
}

impl AppError {
    /// How long to wait before asking again, in seconds, where that helps.
    pub fn retry_after(&self) -> Option<i64> {
        match self {
            Self::Throttled { seconds } | Self::Crowded { seconds } => Some(*seconds),
            _ if self.status() == 503 => Some(OUTAGE_SECONDS),
            _ => None,
        }
    }
}

/// How long to wait before asking again after an outage.
const OUTAGE_SECONDS: i64 = 30;

impl From<Weakness> for AppError {
    fn from(weakness: Weakness) -> Self {
        Self::refused(match weakness {
            Weakness::Short => Message::with("account-short-password", "length", SHORTEST),
            Weakness::Long => Message::with("account-long-password", "length", LONGEST_BYTES),
            Weakness::Login => Message::plain("account-password-login"),
            Weakness::Repeated => Message::plain("account-password-repeated"),
            Weakness::Row => Message::plain("account-password-row"),
            Weakness::Common => Message::plain("account-password-common"),
        })
    }
}

impl From<HolderNeeded> for AppError {
    fn from(_: HolderNeeded) -> Self {
        Self::refused(Message::plain("holder-needed"))
    }
}

impl From<NotCanonical> for AppError {
    fn from(error: NotCanonical) -> Self {
        Self::Defect(error.to_string())
    }
}

impl AppError {
    /// A refusal with one message.
    pub fn refused(message: Message) -> Self {
        Self::Refused(vec![message])
    }

    /// There is no such thing.
    #[expect(clippy::needless_pass_by_value, reason = "callers name numbers and ids as they have them")]
    pub fn not_found(noun: &'static str, id: impl ToString) -> Self {
        Self::NotFound { noun, id: id.to_string() }
    }

    /// A file or folder that cannot be used.
    pub fn machine(what: impl AsRef<std::path::Path>, source: std::io::Error) -> Self {
        Self::Machine { what: what.as_ref().display().to_string(), source }
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SignedOut => "signed-out",
            Self::WrongPassword => "wrong-password",
            Self::FactorNeeded => "factor-needed",
            Self::Throttled { .. } => "throttled",
            Self::Crowded { .. } => "crowded",
            Self::NotAllowed(_) => "not-allowed",
            Self::NotFound { .. } => "not-found",
            Self::Refused(_) => "refused",
            Self::MayNamePerson(_) => "may-name-person",
            Self::Store(error) => codes::store(error),
            Self::Records(error) => codes::records(error),
            Self::Import(error) => error.code(),
            Self::Publish(error) => error.code(),
            Self::Evidence(_) | Self::Survey(_) => "estimate",
            Self::Config(_) => "settings",
            Self::Machine { source, .. } => match source.kind() {
                std::io::ErrorKind::AddrInUse => "port-in-use",
                std::io::ErrorKind::StorageFull => "disk-full",
                std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => "read-only",
                std::io::ErrorKind::NotFound => "no-such-file",
                _ => "machine",
            },
            Self::Outage(_) => "outage",
            Self::Defect(_) => "defect",
        }
    }

    /// The sentences for people.
    pub fn messages(&self) -> Vec<Message> {
        let own = |key: &str| Message::plain(format!("error-{key}"));
        vec![match self {
            Self::Refused(messages) => return messages.clone(),
            Self::Outage(message) => message.clone(),
            Self::Throttled { seconds } | Self::Crowded { seconds } => {
                own(self.code()).and("seconds", seconds)
            }
            Self::MayNamePerson(found) => return found.iter().map(may_name).collect(),
            Self::NotAllowed(refusal) => own("not-allowed").and("role", refusal.role),
            Self::NotFound { noun, id } => own("not-found").and("noun", noun).and("id", id),
            Self::Import(ImportError::AreaFile { file, source }) => {
                let why = Message { key: format!("areas-{}", source.code()), arguments: source.args() };
                return vec![Message::with("areas-refused", "file", file), why];
            }
            Self::Import(error) => {
                Message { key: format!("import-{}", error.code()), arguments: error.args() }
            }
            Self::Machine { what, source } => own(self.code()).and("what", what).and("why", source),
            Self::Evidence(error) => evidence(error),
            Self::Survey(error) => own("estimate").and("why", chain(error)),
            Self::Config(error) => settings::message(error),
            Self::Store(error) => own(self.code()).and("why", chain(error)),
            Self::Records(error) => own(self.code()).and("why", chain(error)),
            Self::Publish(error) => own(self.code()).and("why", chain(error)),
            _ => own(self.code()),
        }]
    }

    /// All sentences as one text.
    pub fn tell(&self, language: Language) -> String {
        let sentences: Vec<String> = self.messages().iter().map(|message| message.tell(language)).collect();
        sentences.join("\n")
    }

    /// Whether something is away or full that comes back, by itself or by somebody who looks after the machine: then
    /// asking again later helps, and nothing is wrong with what was asked.
    pub fn is_outage(&self) -> bool {
        match self {
            Self::Outage(_) => true,
            Self::Store(error) => matches!(
                error,
                StoreError::Unreachable(_)
                    | StoreError::Busy
                    | StoreError::CannotOpen { .. }
                    | StoreError::ReadOnly
                    | StoreError::DiskFull
                    | StoreError::OlderSchema { .. }
            ),
            Self::Records(error) => matches!(
                error,
                RecordsError::Full(_)
                    | RecordsError::NotAllowed(_)
                    | RecordsError::Store(_)
                    | RecordsError::Missing { .. }
                    | RecordsError::EngineAway(_)
                    | RecordsError::EngineRefused(_)
                    | RecordsError::EngineAnswer(_)
                    | RecordsError::Stopping
            ),
            Self::Machine { source, .. } => matches!(
                source.kind(),
                std::io::ErrorKind::StorageFull
                    | std::io::ErrorKind::QuotaExceeded
                    | std::io::ErrorKind::ReadOnlyFilesystem
            ),
            _ => false,
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            Self::SignedOut | Self::WrongPassword => 401,
            Self::Throttled { .. } => 429,
            Self::Crowded { .. } => 503,
            Self::NotAllowed(_) | Self::FactorNeeded => 403,
            Self::NotFound { .. } | Self::Store(StoreError::NotFound { .. }) => 404,
            Self::Refused(_)
            | Self::Import(_)
            | Self::MayNamePerson(_)
            | Self::Evidence(_)
            | Self::Survey(_)
            | Self::Store(StoreError::Dangling | StoreError::NulInText) => 422,
            Self::Store(StoreError::Conflict(_) | StoreError::Taken(_) | StoreError::Frozen(_)) => 409,
            _ if self.is_outage() => 503,
            _ => 500,
        }
    }
}

/// What looks like a person, and the question whether it is one.
fn may_name(found: &Found) -> Message {
    Message::with(format!("text-looks-like-{}", found.kind.word()), "text", &found.text)
        .and("field", &found.place)
}

/// Why the evidence of a promise cannot be computed, for people.
fn evidence(error: &EvidenceError) -> Message {
    use lofte_analysis::survey::SurveyError;
    match error {
        EvidenceError::NoItem { wave, item } => {
            Message::with("evidence-no-item", "wave", wave).and("item", item)
        }
        EvidenceError::Estimate { wave, source: SurveyError::NoRows | SurveyError::NoAnswers } => {
            Message::with("evidence-no-answers", "wave", wave)
        }
        EvidenceError::Estimate {
            wave,
            source: SurveyError::NoDegreesOfFreedom { .. } | SurveyError::OneRespondent { .. },
        } => Message::with("evidence-too-few", "wave", wave),
        EvidenceError::Estimate { .. } => Message::with("error-estimate", "why", chain(error)),
    }
}

impl From<PromiseRefusal> for AppError {
    fn from(refusal: PromiseRefusal) -> Self {
        match refusal {
            PromiseRefusal::Gaps(gaps) => Self::Refused(gaps.iter().map(promise_gap).collect()),
            PromiseRefusal::Frozen => Self::refused(Message::plain("promise-frozen")),
            PromiseRefusal::SameSide => Self::refused(Message::plain("promise-same-side")),
            PromiseRefusal::NoSide => Self::refused(Message::plain("promise-no-side")),
            PromiseRefusal::OtherText => Self::refused(Message::plain("promise-other-text")),
            PromiseRefusal::NoOffice => Self::refused(Message::plain("agreement-no-office")),
            PromiseRefusal::NoRegistryNumber => Self::refused(Message::plain("note-no-registry-number")),
            PromiseRefusal::NotYet(on) => Self::refused(Message::with("note-not-yet", "on", on)),
            PromiseRefusal::NothingToTakeBack => Self::refused(Message::plain("agreement-not-signed")),
            PromiseRefusal::NoReason => Self::refused(Message::plain("signature-no-reason")),
            PromiseRefusal::TheirText(name) => {
                Self::refused(Message::with("promise-their-text", "name", name))
            }
            PromiseRefusal::NotSigned => Self::refused(Message::plain("close-not-signed")),
            PromiseRefusal::Closed => Self::refused(Message::plain("close-already")),
            PromiseRefusal::NotOver(to) => Self::refused(Message::with("close-not-over", "to", to)),
            PromiseRefusal::NotCanonical(error) => error.into(),
        }
    }
}

/// What a goal lacks, for people.
fn goal_gap(gap: &GoalGap) -> Message {
    match gap {
        GoalGap::NoName => Message::plain("goal-gap-name"),
        GoalGap::NoSource => Message::plain("goal-gap-source"),
        GoalGap::Scale => Message::plain("goal-gap-scale"),
        GoalGap::OffScale => Message::plain("goal-gap-off-scale"),
        GoalGap::NoCertainty => Message::plain("goal-gap-certainty"),
        GoalGap::IndexNeedsInterval => Message::plain("goal-gap-index-interval"),
        GoalGap::BadInterval => Message::plain("goal-gap-interval"),
        GoalGap::TooFew { least } => Message::with("goal-gap-too-few", "least", least),
        GoalGap::NotAfter => Message::plain("goal-gap-not-after"),
        GoalGap::OtherMonths => Message::plain("goal-gap-months"),
        GoalGap::ComparedWithItself => Message::plain("goal-gap-itself"),
        GoalGap::BadRule => Message::plain("goal-gap-rule"),
        GoalGap::ImplausibleYear => Message::plain("goal-gap-year"),
    }
}

/// What a promise lacks, for people.
pub fn promise_gap(gap: &PromiseGap) -> Message {
    match gap {
        PromiseGap::Goal(gap) => goal_gap(gap),
        PromiseGap::NoText => Message::plain("promise-gap-text"),
        PromiseGap::NoCommitment => Message::plain("promise-gap-commitment"),
        PromiseGap::HollowCommitment(number) => {
            Message::with("promise-gap-hollow-commitment", "number", number)
        }
        PromiseGap::NoProblem => Message::plain("promise-gap-problem"),
        PromiseGap::BadIndicator => Message::plain("promise-gap-indicator"),
        PromiseGap::NoBaseline(wave) => Message::with("promise-gap-baseline", "wave", wave),
        PromiseGap::NoSuchItem(item) => Message::with("promise-gap-item", "item", item),
        PromiseGap::NoSuchAreas(areas) => {
            let areas: Vec<&str> = areas.iter().map(lofte_model::place::AreaCode::as_str).collect();
            Message::with("promise-gap-areas", "areas", areas.join(", "))
        }
        PromiseGap::TooFewAnswers(wave) => Message::with("promise-gap-too-few-answers", "wave", wave),
        PromiseGap::FollowUpNotAfter => Message::plain("promise-gap-follow-up"),
        PromiseGap::BadRule => Message::plain("promise-gap-rule"),
        PromiseGap::ThresholdSign => Message::plain("promise-gap-threshold-sign"),
        PromiseGap::UnchangedTooWide => Message::plain("promise-gap-unchanged"),
        PromiseGap::ImplausiblePeriod => Message::plain("promise-gap-period"),
        PromiseGap::EmptyQuantity(number) => Message::with("promise-gap-quantity", "number", number),
    }
}

impl From<Vec<AgreementGap>> for AppError {
    fn from(gaps: Vec<AgreementGap>) -> Self {
        let key = |gap: &AgreementGap| match gap {
            AgreementGap::NoTitle => "agreement-gap-title",
            AgreementGap::TooFewParties => "agreement-gap-parties",
            AgreementGap::PartyTwice => "agreement-gap-party-twice",
            AgreementGap::NoPurpose => "agreement-gap-purpose",
            AgreementGap::NoArea => "agreement-gap-area",
            AgreementGap::ImplausiblePeriod => "agreement-gap-period",
            AgreementGap::ForeignSignature => "agreement-gap-signature",
        };
        Self::Refused(gaps.iter().map(|gap| Message::plain(key(gap))).collect())
    }
}

impl From<SignatureRefusal> for AppError {
    fn from(refusal: SignatureRefusal) -> Self {
        Self::refused(Message::plain(match refusal {
            SignatureRefusal::Gaps(gaps) => return gaps.into(),
            SignatureRefusal::NotCanonical(error) => return error.into(),
            SignatureRefusal::Foreign => "agreement-gap-signature",
            SignatureRefusal::OtherSide => "agreement-other-side",
            SignatureRefusal::SignedAlready => "agreement-signed-already",
            SignatureRefusal::NotYet => "agreement-not-yet",
            SignatureRefusal::NoOffice => "agreement-no-office",
            SignatureRefusal::NotSigned => "agreement-not-signed",
            SignatureRefusal::NoReason => "agreement-no-reason",
        }))
    }
}

impl From<CauseRefusal> for AppError {
    fn from(refusal: CauseRefusal) -> Self {
        Self::refused(match refusal {
            CauseRefusal::Empty => Message::plain("cause-empty"),
            CauseRefusal::NoParent(number) => Message::with("cause-no-parent", "number", number),
            CauseRefusal::TooDeep => Message::with("cause-too-deep", "most", MOST_LEVELS),
            CauseRefusal::TooMany => Message::with("cause-too-many", "most", MOST_CAUSES),
            CauseRefusal::NoSuchCause(number) => Message::with("cause-none-such", "number", number),
            CauseRefusal::HasMoreBehind(number) => Message::with("cause-more-behind", "number", number),
        })
    }
}

impl From<AdoptionRefusal> for AppError {
    fn from(refusal: AdoptionRefusal) -> Self {
        match refusal {
            AdoptionRefusal::Empty => Self::refused(Message::plain("picture-empty")),
            AdoptionRefusal::NoAssessment => Self::refused(Message::plain("picture-no-assessment")),
            AdoptionRefusal::NotCanonical(error) => error.into(),
        }
    }
}

impl From<UndoRefusal> for AppError {
    fn from(refusal: UndoRefusal) -> Self {
        Self::refused(match refusal {
            UndoRefusal::AlreadyUndone => Message::plain("delivery-already-undone"),
            UndoRefusal::RestedUpon(others) => {
                let others: Vec<String> = others.iter().map(ToString::to_string).collect();
                Message::with("delivery-rested-upon", "others", others.join(", "))
            }
        })
    }
}
