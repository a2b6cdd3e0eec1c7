//! The sides' signatures on a recorded verdict: who has signed, who sees it otherwise, who is awaited, and signing it.
//!
//! What is signed is the verdict that is recorded; one that is not recorded yet cannot be signed.

use crate::face::part::{Choice, Field};
use crate::pages::promise::names::Names;
use crate::pages::promise::signatures::side_named;
use crate::pages::publication::mask;
use crate::pages::{SignedIn, WebError};
use crate::web::seen;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum_extra::extract::Form;
use jiff::civil::Date;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::promise;
use lofte_app::signing::{self, Judged, Paper};
use lofte_model::access::{Action, Actor};
use lofte_model::followup::VerdictSignature;
use lofte_model::period::swedish_day;
use lofte_model::promise::{CitizenPromise, Given, OnPaper, Side};
use lofte_store::Noun;
use lofte_words::signature::{self, Way};
use lofte_words::{Message, SV, capital};
use serde::Deserialize;

/// Everything about signatures that the page shows.
pub(super) struct Signatures {
    pub(super) told: Vec<String>,
    pub(super) sign: Option<SignFields>,
    pub(super) paper: Option<PaperFields>,
    pub(super) takeable: Vec<Choice>,
    pub(super) scans: Option<String>,
    pub(super) take_back: [Field; 2],
    pub(super) seen: String,
    pub(super) mask: Option<String>,
}

/// The fields of the reader's own signature.
pub(super) struct SignFields {
    pub(super) office: Field,
    pub(super) dissent: Field,
    /// Whether the side has signed and would do so anew.
    pub(super) again: bool,
}

/// The fields of a signature on paper.
pub(super) struct PaperFields {
    pub(super) sides: (Field, Vec<Choice>),
    pub(super) office: Field,
    pub(super) dissent: Field,
    pub(super) signed_on: Field,
    pub(super) registry_number: Field,
}

/// The signatures on the recorded verdict, where one is recorded that sides sign.
pub(super) async fn gather(
    actor: &Actor,
    house: &House,
    promise: &CitizenPromise,
    names: &Names,
) -> Result<Option<Signatures>, AppError> {
    let Some(judged) = signing::judged(actor, house, promise.id).await? else { return Ok(None) };
    let own = promise.side_of(actor).filter(|_| actor.may(Action::SignPromise));
    let notable = if own.is_some() { signing::notable(actor, house, promise).await? } else { Vec::new() };
    let choice = |side: &Side| Choice::new(side.word(), capital(&names.side(promise, *side)));
    let sides: Vec<Choice> =
        notable.iter().filter(|side| judged.awaited.contains(side)).map(choice).collect();
    let mine = |one: &&VerdictSignature| {
        own == Some(one.side) || own.is_some() && one.given.is_noted() && one.by == actor.user
    };
    Ok(Some(Signatures {
        told: told(promise, names, &judged),
        sign: own.map(|side| SignFields {
            office: office("office", usual_office(promise, side)),
            dissent: dissent("dissent"),
            again: judged.signatures.iter().any(|one| one.side == side),
        }),
        paper: (!sides.is_empty()).then(|| paper_fields(sides, house.today())),
        scans: (actor.may(Action::ReadDrafts)
            && judged.signatures.iter().any(|one| matches!(one.given, Given::OnPaper(_))))
        .then(|| format!("/loften/{}/skanningar", promise.id)),
        takeable: judged.signatures.iter().filter(mine).map(|one| choice(&one.side)).collect(),
        take_back: [
            Field::new("taken_side", "Vems underskrift?"),
            Field::new("reason", "Varför tas den tillbaka?"),
        ],
        seen: judged.seen.to_string(),
        mask: mask::href(actor, Noun::VerdictSignature, promise.id).filter(|_| !judged.signatures.is_empty()),
    }))
}

fn told(promise: &CitizenPromise, names: &Names, judged: &Judged) -> Vec<String> {
    let signed = judged.signatures.iter().map(|one| {
        let name = names.side(promise, one.side);
        let noted = swedish_day(one.at);
        let way = match &one.given {
            Given::Here => Way::Here,
            Given::OnPaper(paper) => Way::OnPaper { noted, registry_number: &paper.registry_number },
            Given::Elsewhere { municipality, .. } => Way::Elsewhere { noted, municipality },
        };
        let told = signature::told(SV, &name, &one.office, one.day(), way);
        let told = signature::of_verdict(SV, &told, !one.dissent().is_empty());
        format!("{told}. {}", signature::dissent(SV, &name, one.dissent())).trim().to_owned()
    });
    let missing = judged
        .awaited
        .iter()
        .map(|side| format!("{}.", signature::verdict_awaited(SV, &names.side(promise, *side))));
    signed.chain(missing).collect()
}

/// The office that signed the promise for a side.
fn usual_office(promise: &CitizenPromise, side: Side) -> &str {
    promise.signature_of(side).map_or("", |signature| signature.office.as_str())
}

fn office(name: &str, usual: &str) -> Field {
    Field::new(name, "Genom vilken funktion?").value(usual).hint("Skriv inget namn.")
}

fn dissent(name: &str) -> Field {
    Field::new(name, "Ser ni något annorlunda?")
        .hint("Det publiceras bredvid utfallet och ändrar det inte. Namnge ingen person.")
        .optional()
}

fn paper_fields(sides: Vec<Choice>, today: Date) -> PaperFields {
    PaperFields {
        sides: (Field::new("side", "Vem skrev under?"), sides),
        office: office("paper_office", ""),
        dissent: dissent("paper_dissent"),
        signed_on: Field::new("signed_on", "Vilken dag?").value(today.to_string()),
        registry_number: Field::new("registry_number", "Diarienummer"),
    }
}

/// A signature on the verdict that was shown.
#[derive(Deserialize)]
pub(super) struct SignForm {
    #[serde(default)]
    seen: String,
    #[serde(default)]
    office: String,
    #[serde(default)]
    dissent: String,
}

/// Underteckna utfallet för sin sida, med eller utan avvikande mening.
pub(super) async fn sign(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
    Form(form): Form<SignForm>,
) -> Result<Redirect, WebError> {
    let actor = &signed_in.actor;
    actor.require(Action::SignPromise)?;
    let promise = promise::named(actor, &house, &name).await?;
    let said = (form.office.as_str(), form.dissent.as_str());
    signing::sign_verdict(actor, &house, promise.id, said, &seen(&form.seen)?).await?;
    Ok(back(&promise))
}

/// A signature on paper.
#[derive(Deserialize)]
pub(super) struct PaperForm {
    #[serde(default)]
    seen: String,
    #[serde(default)]
    side: String,
    #[serde(default)]
    paper_office: String,
    #[serde(default)]
    paper_dissent: String,
    #[serde(default)]
    signed_on: String,
    #[serde(default)]
    registry_number: String,
}

/// Notera att en sida har undertecknat utfallet på papper.
pub(super) async fn note(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
    Form(form): Form<PaperForm>,
) -> Result<Redirect, WebError> {
    let actor = &signed_in.actor;
    actor.require(Action::SignPromise)?;
    let promise = promise::named(actor, &house, &name).await?;
    let bad = |_| AppError::refused(Message::plain("form-bad-date"));
    let signed_on = form.signed_on.trim().parse::<Date>().map_err(bad)?;
    let paper = Paper {
        side: side_named(&promise, &form.side)?,
        office: form.paper_office,
        paper: OnPaper { signed_on, registry_number: form.registry_number },
    };
    let said = (paper, form.paper_dissent.as_str());
    signing::note_verdict(actor, &house, promise.id, said, &seen(&form.seen)?).await?;
    Ok(back(&promise))
}

/// Which signature, and why.
#[derive(Deserialize)]
pub(super) struct TakenBack {
    #[serde(default)]
    taken_side: String,
    #[serde(default)]
    reason: String,
}

/// Ta tillbaka en underskrift av utfallet.
pub(super) async fn take_back(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
    Form(form): Form<TakenBack>,
) -> Result<Redirect, WebError> {
    let actor = &signed_in.actor;
    actor.require(Action::SignPromise)?;
    let promise = promise::named(actor, &house, &name).await?;
    let side = side_named(&promise, &form.taken_side)?;
    signing::take_back_verdict(actor, &house, promise.id, side, &form.reason).await?;
    Ok(back(&promise))
}

fn back(promise: &CitizenPromise) -> Redirect {
    Redirect::to(&format!("/uppfoljning/{}", promise.id))
}
