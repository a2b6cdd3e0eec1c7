//! Sides of a promise on the command line: named by word, name or id, shown with their signatures, and noted from paper.

use crate::cli::desk::Desk;
use crate::cli::failure::Failure;
use clap::Args;
use jiff::civil::Date;
use lofte_analyse::output::OutputError;
use lofte_app::agreement;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::signing::Paper;
use lofte_model::access::Actor;
use lofte_model::followup::VerdictSignature;
use lofte_model::party::Party;
use lofte_model::period::swedish_day;
use lofte_model::promise::{CitizenPromise, Given, OnPaper, PromiseState, Side, SideSignature};
use lofte_words::signature::{self, Way};
use lofte_words::{Message, Words};

/// What is said of a paper that a side has signed.
#[derive(Clone, Debug, Args)]
pub(in crate::cli) struct PaperArgs {
    /// Whose: municipality, police, or the name or id of another side
    #[arg(long, value_name = "SIDE")]
    side: String,
    /// The office that signed, for example kommunstyrelsens ordförande: never a name
    #[arg(long, value_name = "OFFICE")]
    office: String,
    /// Day on which it was signed
    #[arg(long, value_name = "DAY")]
    signed_on: Date,
    /// Registry number (diarienummer) under which the paper lies
    #[arg(long, value_name = "NUMBER")]
    registry_number: String,
}

impl PaperArgs {
    pub(in crate::cli) fn read(self, sides: &Sides) -> Result<Paper, Failure> {
        let Self { side, office, signed_on, registry_number } = self;
        let paper = OnPaper { signed_on, registry_number };
        Ok(Paper { side: sides.named(&side)?, office, paper })
    }
}

/// The sides of one promise with their names.
pub(in crate::cli) struct Sides {
    all: Vec<Side>,
    parties: Vec<Party>,
    /// Who wrote it, where that is another municipality.
    lead: Option<String>,
}

impl Sides {
    pub(in crate::cli) async fn gather(
        actor: &Actor,
        house: &House,
        promise: &CitizenPromise,
    ) -> Result<Self, AppError> {
        Ok(Self {
            all: promise.sides(),
            parties: agreement::parties(actor, house).await?,
            lead: promise.sides.joint.as_ref().map(|joint| joint.name.clone()),
        })
    }

    /// The side that a word, a name or an id names.
    pub(in crate::cli) fn named(&self, word: &str) -> Result<Side, Failure> {
        let is = |side: &&Side| {
            let name = match side {
                Side::Party(id) => self.parties.iter().find(|party| party.id == *id).map(|party| &party.name),
                Side::Municipality | Side::Police => None,
            };
            side.word() == word || name.is_some_and(|name| name == word)
        };
        let found = self.all.iter().find(is).copied();
        found.ok_or_else(|| Failure::refused(Message::plain("sign-no-such-side")))
    }

    /// The name of a side.
    pub(in crate::cli) fn name(&self, words: Words, side: Side) -> String {
        match (side, &self.lead) {
            (Side::Municipality, Some(lead)) => lead.clone(),
            (Side::Party(id), _) => {
                let known = self.parties.iter().find(|party| party.id == id);
                known.map_or_else(|| id.to_string(), |party| party.name.clone())
            }
            (Side::Municipality | Side::Police, _) => words.word("side", &side),
        }
    }

    /// Who has signed a promise, and who has not.
    pub(in crate::cli) fn show(&self, desk: &mut Desk, promise: &CitizenPromise) -> Result<(), OutputError> {
        if matches!(promise.state, PromiseState::Historical { .. }) {
            return Ok(());
        }
        let words = desk.words;
        desk.out.heading(&words.say("cli-promise-sides"))?;
        for signed in promise.state.signatures() {
            let SideSignature { side, at, office, given, .. } = signed;
            let told =
                signature::told(words, &self.name(words, *side), office, signed.day(), way(given, *at));
            desk.out.line(&format!("  - {told}"))?;
        }
        for side in promise.awaited() {
            desk.out.line(&format!("  - {}", signature::awaited(words, &self.name(words, side))))?;
        }
        Ok(())
    }

    /// A signature on a verdict, with what the side sees otherwise.
    pub(in crate::cli) fn of_verdict(&self, words: Words, signed: &VerdictSignature) -> String {
        let name = self.name(words, signed.side);
        let told = signature::told(words, &name, &signed.office, signed.day(), way(&signed.given, signed.at));
        let told = signature::of_verdict(words, &told, !signed.dissent().is_empty());
        format!("{told}. {}", signature::dissent(words, &name, signed.dissent())).trim().to_owned()
    }

    /// That a side has not signed a verdict.
    pub(in crate::cli) fn verdict_awaited(&self, words: Words, side: Side) -> String {
        format!("{}.", signature::verdict_awaited(words, &self.name(words, side)))
    }
}

fn way(given: &Given, at: jiff::Timestamp) -> Way<'_> {
    let noted = swedish_day(at);
    match given {
        Given::Here => Way::Here,
        Given::OnPaper(paper) => Way::OnPaper { noted, registry_number: &paper.registry_number },
        Given::Elsewhere { municipality, .. } => Way::Elsewhere { noted, municipality },
    }
}
