//! Which text of the file is which category: each text with its rows and a select, the suggestion chosen beforehand.
//!
//! A category has a Swedish name; one of the municipality's own is added by its name. Fields are named after a digest of
//! the text, so that a form says nothing of the file. Left out: the columns ([`super::reading`]).

use super::staged::{Fields, crumbs, guessed, href, order, own};
use crate::face::part::{Choice, Field};
use crate::face::{Frame, NavItem};
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use lofte_app::category;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::staging::{self, Staged};
use lofte_import::guess::{self, Proposal, SeenText, heading_form};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::mapping::MappingFile;
use lofte_model::records::RecordKind;
use lofte_words::{Language, SV, capital, number};
use std::collections::{BTreeSet, HashMap};

/// Most texts that are shown; rarer ones keep what is suggested.
const SHOWN: usize = 400;
/// A text with its select.
struct Line {
    text: String,
    rows: String,
    field: Field,
    choices: Vec<Choice>,
    new: bool,
}

#[derive(Template)]
#[template(path = "delivery_categories.html")]
pub(super) struct CategoriesPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    file_name: String,
    here: String,
    answer: String,
    errors: Vec<(&'static str, String)>,
    lines: Vec<Line>,
    more: String,
    rest: (Field, Vec<Choice>),
    own: Field,
}

/// The categories that can be chosen, by slug, with what people call them: those that rows of the kind usually have, the
/// municipality's own, and those that are chosen already.
pub(super) struct Choosable {
    pub(super) all: Vec<(String, String)>,
}

impl Choosable {
    pub(super) async fn of(
        signed_in: &SignedIn,
        house: &House,
        mapping: &MappingFile,
    ) -> Result<Self, AppError> {
        let labels = category::labels(&signed_in.actor, house).await?;
        let own = category::list(&signed_in.actor, house).await?.into_iter().map(|own| own.slug.0);
        let kind = RecordKind::from_word(&mapping.kind).unwrap_or(RecordKind::Offence);
        let known = guess::known_categories(kind).map(str::to_owned);
        let used =
            mapping.categories.values().chain(&mapping.fixed_category).chain(&mapping.categories_default);
        let slugs: BTreeSet<String> = known.chain(own).chain(used.cloned()).collect();
        let named = |slug: String| (capital(&SV.category(&labels, &slug)), slug);
        let mut all: Vec<(String, String)> = slugs.into_iter().map(named).collect();
        all.sort();
        Ok(Self { all: all.into_iter().map(|(label, slug)| (slug, label)).collect() })
    }

    pub(super) fn has(&self, slug: &str) -> bool {
        self.all.iter().any(|(known, _)| known == slug)
    }
}

/// Texts of the file that the mapping has no category for.
pub(super) fn unknown(staged: &Staged, proposal: &Proposal) -> usize {
    let Some(mapping) = &staged.mapping else { return 0 };
    if mapping.columns.category.is_none() || mapping.categories_default.is_some() {
        return 0;
    }
    let known = known(staged);
    texts(staged, proposal).iter().filter(|text| !known.contains_key(&heading_form(&text.text))).count()
}

/// The texts of the column that the mapping has for the category, which need not be the one that was guessed.
fn texts<'p>(staged: &Staged, proposal: &'p Proposal) -> &'p [SeenText] {
    let chosen = staged.mapping.as_ref().and_then(|mapping| mapping.columns.category.as_ref());
    proposal.texts_of(chosen.map(String::as_str))
}

/// The categories that the mapping has, by the form in which texts are compared.
fn known(staged: &Staged) -> HashMap<String, String> {
    let categories = staged.mapping.iter().flat_map(|mapping| &mapping.categories);
    categories.map(|(text, category)| (heading_form(text), category.clone())).collect()
}

/// The name of the field of a text.
fn field_of(text: &str) -> String {
    let digest = Fingerprint::of_bytes(text.as_bytes()).to_string();
    format!("k-{}", digest.chars().take(16).collect::<String>())
}

/// The choices of a select: one beforehand, and every category.
fn choices(all: &[(String, String)], first: &str, chosen: &str) -> Vec<Choice> {
    let first = Choice::new("", first).chosen_if(chosen);
    let all = all.iter().map(|(slug, label)| Choice::new(&**slug, &**label).chosen_if(chosen));
    std::iter::once(first).chain(all).collect()
}

/// A text with its rows and its select.
fn line(known: &HashMap<String, String>, all: &[(String, String)], text: &SeenText) -> Line {
    let chosen = known.get(&heading_form(&text.text));
    let shown = lofte_model::screening::mask(&text.text).into_owned();
    Line {
        field: Field::new(field_of(&text.text), format!("Kategori för {shown}")).optional(),
        choices: choices(all, "Som texter utan kategori", chosen.map_or("", String::as_str)),
        new: chosen.is_none(),
        rows: number::with_unit(&number::count(text.rows), if text.rows == 1 { "rad" } else { "rader" }),
        text: shown,
    }
}

/// What becomes of texts without a category, or what all rows are where no column says it.
fn rest(staged: &Staged, all: &[(String, String)], wrong: String) -> (Field, Vec<Choice>) {
    let mapping = staged.mapping.clone().unwrap_or_default();
    if mapping.columns.category.is_none() {
        let chosen = mapping.fixed_category.unwrap_or_default();
        let field = Field::new("ovriga", "Vad är raderna?").error(wrong);
        return (field, choices(all, "– välj –", &chosen));
    }
    let chosen = mapping.categories_default.unwrap_or_default();
    let field = Field::new("ovriga", "Rader med en text utan kategori").error(wrong).optional();
    (field, choices(all, "Ta inte emot dem", &chosen))
}

fn page(
    signed_in: &SignedIn,
    (staged, choosable): (&Staged, &Choosable),
    proposal: &Proposal,
    errors: Vec<(&'static str, String)>,
) -> CategoriesPage {
    let (all, known) = (&choosable.all, known(staged));
    let texts = texts(staged, proposal);
    let fixed = staged.mapping.as_ref().is_none_or(|mapping| mapping.columns.category.is_none());
    let unknown = unknown(staged, proposal);
    let key = match (fixed, unknown) {
        (true, _) => "categories-fixed",
        (false, 0) => "categories-all",
        (false, _) => "categories-some",
    };
    let wrong = |name: &str| {
        errors.iter().find(|(field, _)| *field == name).map(|(_, text)| text.clone()).unwrap_or_default()
    };
    let more = texts.len().saturating_sub(SHOWN) as u64;
    CategoriesPage {
        frame: signed_in.frame(),
        crumbs: crumbs(staged, "Kategorier", "/kategorier"),
        file_name: staged.file_name.clone(),
        here: href(staged.id),
        answer: SV
            .tell(key, &[("texts", SV.count(texts.len() as u64)), ("unknown", SV.count(unknown as u64))]),
        lines: texts.iter().take(SHOWN).map(|text| line(&known, all, text)).collect(),
        more: if more > 0 { SV.tell("categories-more", &[("texts", SV.count(more))]) } else { String::new() },
        rest: rest(staged, all, wrong("ovriga")),
        own: Field::new("egen", "Ny kategori, med dess namn")
            .hint("Skriv bara om ingen av de andra passar. Den läggs till i listorna.")
            .error(wrong("egen"))
            .optional(),
        errors,
    }
}

/// Visa vilken text som är vilken kategori.
pub(super) async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Response, WebError> {
    let staged = own(&signed_in, &house, &name).await?;
    if staged.mapping.is_none() {
        return Ok(Redirect::to(&href(staged.id)).into_response());
    }
    let proposal = guessed(&signed_in, &house, &staged).await?;
    let choosable = choosable(&signed_in, &house, &staged).await?;
    Ok(Page(page(&signed_in, (&staged, &choosable), &proposal, Vec::new())).into_response())
}

/// Ta emot kategorierna, och läs filen på prov.
pub(super) async fn settle(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    let mut staged = own(&signed_in, &house, &name).await?;
    let proposal = guessed(&signed_in, &house, &staged).await?;
    let mut errors = Vec::new();
    if let Some(own) = fields.get("egen").map(|own| own.trim()).filter(|own| !own.is_empty()) {
        match category::add(&signed_in.actor, &house, own).await {
            Ok(_) => {}
            Err(error @ AppError::Refused(_)) => errors.push(("egen", error.tell(Language::Swedish))),
            Err(error) => return Err(error.into()),
        }
    }
    let choosable = choosable(&signed_in, &house, &staged).await?;
    take(&mut staged, &proposal, &fields, &choosable);
    let adds = fields.get("gor").is_some_and(|does| does == "ny");
    let missing = staged.mapping.as_ref().is_some_and(|mapping| match mapping.columns.category {
        None => mapping.fixed_category.is_none(),
        Some(_) => mapping.categories.is_empty() && mapping.categories_default.is_none(),
    });
    if missing && !adds {
        let fixed = staged.mapping.as_ref().is_some_and(|mapping| mapping.columns.category.is_none());
        let key = if fixed { "categories-choose" } else { "categories-none" };
        errors.push(("ovriga", SV.say(key)));
    }
    if !errors.is_empty() {
        let page = Page(page(&signed_in, (&staged, &choosable), &proposal, errors));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    if let Some(mapping) = &staged.mapping
        && !adds
    {
        // What cannot be read is told here, and not by a job that fails.
        match lofte_import::IncidentMapping::of(mapping.clone()) {
            Ok(_) => {}
            Err(error) => {
                let errors = vec![("ovriga", AppError::Import(error).tell(Language::Swedish))];
                let page = Page(page(&signed_in, (&staged, &choosable), &proposal, errors));
                return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
            }
        }
    }
    staging::keep(&signed_in.actor, &house, &staged).await?;
    if adds {
        return Ok(Redirect::to(&format!("{}/kategorier", href(staged.id))).into_response());
    }
    order(&signed_in, &house, &staged, true).await
}

async fn choosable(signed_in: &SignedIn, house: &House, staged: &Staged) -> Result<Choosable, AppError> {
    Choosable::of(signed_in, house, &staged.mapping.clone().unwrap_or_default()).await
}

/// Takes what the form says into the mapping.
fn take(staged: &mut Staged, proposal: &Proposal, fields: &Fields, choosable: &Choosable) {
    let chosen =
        |name: &str| fields.get(name).map(|slug| Some(slug.clone()).filter(|slug| choosable.has(slug)));
    let texts: Vec<String> = texts(staged, proposal).iter().map(|text| text.text.clone()).collect();
    let Some(mapping) = &mut staged.mapping else { return };
    for text in texts {
        let Some(category) = chosen(&field_of(&text)) else { continue };
        let form = heading_form(&text);
        mapping.categories.retain(|known, _| heading_form(known) != form);
        if let Some(category) = category {
            mapping.categories.insert(text, category);
        }
    }
    if let Some(rest) = chosen("ovriga") {
        if mapping.columns.category.is_none() {
            (mapping.fixed_category, mapping.categories_default) = (rest, None);
        } else {
            (mapping.fixed_category, mapping.categories_default) = (None, rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::field_of;

    #[test]
    fn a_text_becomes_a_field_that_says_nothing() {
        let field = field_of("Stöld");
        assert!(field.len() == 18 && field != field_of("stöld") && !field.contains("Stöld"));
    }
}
