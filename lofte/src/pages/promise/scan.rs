//! Scans of signed papers: brought, looked at and erased.

use super::href;
use super::names::Names;
use super::signatures::{name as side_name, side_named};
use crate::face::part::{Choice, Field};
use crate::face::{Frame, NavItem};
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{attachment, promise, signing};
use lofte_model::access::{Action, Actor};
use lofte_model::attachment::Scan;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::promise::{CitizenPromise, Given, Side};
use lofte_words::{Language, Message, SV};

#[derive(Template)]
#[template(path = "promise_scan.html")]
struct ScanPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    errors: Vec<(String, String)>,
    papers: Vec<Choice>,
    paper: Field,
    file: Field,
    scans: Vec<Kept>,
    may_erase: bool,
    href: String,
}

/// A scan that is kept.
struct Kept {
    told: String,
    digest: String,
}

/// Visa de skannade underskrifterna, och formuläret för en till.
pub(super) async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::ReadDrafts)?;
    let promise = promise::named(&signed_in.actor, &house, &name).await?;
    Ok(Page(page(&signed_in, &house, &promise, Vec::new()).await?).into_response())
}

/// Ta emot en skannad underskrift.
pub(super) async fn receive(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<Response, WebError> {
    let actor = &signed_in.actor;
    actor.require(Action::SignPromise)?;
    let promise = promise::named(actor, &house, &name).await?;
    let parts = match parts {
        Ok(parts) => parts,
        Err(no_parts) => return Ok(no_parts.into_response()),
    };
    let added = async {
        let (paper, bytes) = read(parts).await?;
        let (of_verdict, word) = match paper.split_once('/') {
            Some((VERDICT, word)) => (true, word),
            _ => (false, paper.as_str()),
        };
        let side = side_named(&promise, word)?;
        attachment::add(actor, &house, promise.id, (side, of_verdict), bytes).await
    };
    match added.await {
        Ok(_) => Ok(Redirect::to(&here(&promise)).into_response()),
        Err(AppError::Refused(messages)) => {
            let sentence = |message: &Message| ("file".to_owned(), message.tell(Language::Swedish));
            let page = page(&signed_in, &house, &promise, messages.iter().map(sentence).collect()).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Hämta en skannad underskrift.
pub(super) async fn fetch(
    signed_in: SignedIn,
    State(house): State<House>,
    Path((name, digest)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let actor = &signed_in.actor;
    actor.require(Action::ReadDrafts)?;
    let promise = promise::named(actor, &house, &name).await?;
    let scan = attachment::find(actor, &house, promise.id, &known(&digest)?).await?;
    let name = format!("attachment; filename=\"underskrift.{}\"", scan.kind.ending());
    let headers = [
        (header::CONTENT_TYPE, scan.kind.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, scan.bytes).into_response())
}

/// Radera en skannad underskrift.
pub(super) async fn erase(
    signed_in: SignedIn,
    State(house): State<House>,
    Path((name, digest)): Path<(String, String)>,
) -> Result<Redirect, WebError> {
    let actor = &signed_in.actor;
    actor.require(Action::Mask)?;
    let promise = promise::named(actor, &house, &name).await?;
    attachment::erase(actor, &house, promise.id, &known(&digest)?).await?;
    Ok(Redirect::to(&here(&promise)))
}

fn known(digest: &str) -> Result<Fingerprint, AppError> {
    digest.parse().map_err(|_| AppError::not_found("attachment", digest))
}

/// What a paper about the verdict is marked with in the form.
const VERDICT: &str = "utfall";

/// Which paper, and the bytes of its scan.
async fn read(mut parts: Multipart) -> Result<(String, Vec<u8>), AppError> {
    let (mut paper, mut bytes) = (String::new(), Vec::new());
    let interrupted = |error: &MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let most = lofte_model::attachment::LARGEST_SCAN >> 20;
            AppError::refused(Message::with("scan-too-large", "most", most))
        }
        _ => AppError::refused(Message::plain("upload-no-file")),
    };
    while let Some(part) = parts.next_field().await.map_err(|error| interrupted(&error))? {
        match part.name() {
            Some("paper") => paper = part.text().await.map_err(|error| interrupted(&error))?,
            Some("file") => bytes = part.bytes().await.map_err(|error| interrupted(&error))?.to_vec(),
            _ => {}
        }
    }
    if bytes.is_empty() {
        return Err(AppError::refused(Message::plain("upload-no-file")));
    }
    Ok((paper, bytes))
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    promise: &CitizenPromise,
    errors: Vec<(String, String)>,
) -> Result<ScanPage, AppError> {
    let actor = &signed_in.actor;
    let names = Names::gather(actor, house).await?;
    let scans = attachment::list(actor, house, promise.id).await?;
    let wrong = errors.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ");
    let here = here(promise);
    Ok(ScanPage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Löften", "/loften"),
            NavItem::new(format!("Löfte {}", promise.number), href(promise)),
            NavItem::new("Skannade underskrifter", here.clone()).at(&here),
        ],
        errors,
        papers: papers(actor, house, promise, &names).await?,
        paper: Field::new("paper", "Vilken underskrift?"),
        file: Field::new("file", "Skannad underskrift")
            .hint("PDF, JPEG eller PNG, högst 5 MiB.")
            .error(wrong),
        scans: scans.iter().map(|scan| kept(promise, &names, scan)).collect(),
        may_erase: actor.may(Action::Mask),
        href: here,
    })
}

/// The signatures on paper that the reader may bring a scan of.
async fn papers(
    actor: &Actor,
    house: &House,
    promise: &CitizenPromise,
    names: &Names,
) -> Result<Vec<Choice>, AppError> {
    let notable = signing::notable(actor, house, promise).await?;
    let on_paper = |given: &Given| matches!(given, Given::OnPaper(_));
    let of_promise = promise.state.signatures().into_iter().filter(|one| on_paper(&one.given));
    let mut papers: Vec<Choice> = of_promise
        .filter(|one| notable.contains(&one.side))
        .map(|one| Choice::new(one.side.word(), format!("{}, löftet", side_name(promise, names, one.side))))
        .collect();
    if let Some(judged) = signing::judged(actor, house, promise.id).await? {
        let of_verdict = judged.signatures.iter().filter(|one| on_paper(&one.given));
        papers.extend(of_verdict.filter(|one| notable.contains(&one.side)).map(|one| {
            let label = format!("{}, utfallet", side_name(promise, names, one.side));
            Choice::new(format!("{VERDICT}/{}", one.side.word()), label)
        }));
    }
    Ok(papers)
}

fn kept(promise: &CitizenPromise, names: &Names, scan: &Scan) -> Kept {
    let side: Side = scan.side;
    let about = if scan.verdict.is_some() { "utfallet" } else { "löftet" };
    let digest = scan.digest();
    let told = format!(
        "{}, {about}. Inlagd {}, {} kB, fingeravtryck {}",
        side_name(promise, names, side),
        SV.day(scan.at),
        SV.count((scan.bytes.len() as u64).div_ceil(1000)),
        digest.short()
    );
    Kept { told, digest: digest.to_string() }
}

/// The address of the scans of a promise.
pub(super) fn here(promise: &CitizenPromise) -> String {
    format!("{}/skanningar", href(promise))
}
