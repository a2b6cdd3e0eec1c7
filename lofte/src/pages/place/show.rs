//! One place: what it is, where, since when, and what it said before.

use super::{code, crumbs, href, map, place_type, seen_again, window};
use crate::face::part::{Choice, Event, Field, Table};
use crate::face::{Frame, NavItem};
use crate::pages::promise::errors::{Errors, wrong};
use crate::pages::publication::mask;
use crate::pages::{Page, SignedIn, WebError, former};
use crate::web::answer::seen;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use jiff::civil::Date;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::place;
use lofte_app::place::own::{self, Described};
use lofte_model::access::Action;
use lofte_model::place::{Area, AreaKind, PlaceGroup, PlaceType};
use lofte_store::Noun;
use lofte_words::{Language, Message, SV, number};
use serde::Deserialize;

const TYPES: [(PlaceType, &str); 4] = [
    (PlaceType::Residential, "residential"),
    (PlaceType::Mixed, "mixed"),
    (PlaceType::Centre, "centre"),
    (PlaceType::Station, "station"),
];

#[derive(Template)]
#[template(path = "place.html")]
struct PlacePage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    name: String,
    kicker: String,
    answer: String,
    facts: Vec<(String, String)>,
    within: Option<Table>,
    map: String,
    href: String,
    seen: String,
    errors: Vec<(String, String)>,
    may: bool,
    own: bool,
    ended: bool,
    fields: Fields,
    reason: Field,
    last: Field,
    why_ended: Field,
    former: Vec<Event>,
    mask: Option<String>,
}

/// The fields of what is said of a place.
pub(super) struct Fields {
    pub(super) name: Field,
    pub(super) place_type: Field,
    pub(super) types: Vec<Choice>,
    pub(super) hours: Field,
    pub(super) groups: Field,
    pub(super) group_choices: Vec<Choice>,
}

/// What a form says of a place.
#[derive(Clone, Default)]
pub(super) struct PlaceForm {
    pub(super) name: String,
    pub(super) place_type: String,
    pub(super) hours: String,
    pub(super) groups: Vec<String>,
}

/// A correction.
#[derive(Clone, Default, Deserialize)]
pub(super) struct Correction {
    #[serde(default)]
    name: String,
    #[serde(default)]
    place_type: String,
    #[serde(default)]
    hours: String,
    #[serde(default)]
    groups: Vec<String>,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    seen: String,
}

impl Correction {
    fn place(&self) -> PlaceForm {
        let (name, place_type) = (self.name.clone(), self.place_type.clone());
        PlaceForm { name, place_type, hours: self.hours.clone(), groups: self.groups.clone() }
    }
}

/// That a place ends.
#[derive(Clone, Default, Deserialize)]
pub(super) struct Ending {
    #[serde(default)]
    last: String,
    #[serde(default)]
    why_ended: String,
    #[serde(default)]
    seen: String,
}

/// What was sent and comes back with what is wrong in it.
#[derive(Clone, Copy)]
enum Sent<'a> {
    Nothing,
    Correction(&'a Correction),
    Ending(&'a Ending),
}

impl Sent<'_> {
    /// The place as it was shown to whoever sent this.
    fn seen(&self) -> &str {
        match self {
            Self::Nothing => "",
            Self::Correction(form) => &form.seen,
            Self::Ending(form) => &form.seen,
        }
    }
}

/// The fields, filled in.
pub(super) fn fields(form: &PlaceForm, errors: &Errors) -> Fields {
    let chosen =
        |word: &str| if form.place_type.is_empty() { word == "residential" } else { form.place_type == word };
    let kind = |(_, word): &(PlaceType, &str)| Choice {
        chosen: chosen(word),
        ..Choice::new(*word, Language::Swedish.say(&format!("place-type-{word}")))
    };
    let group = |group: PlaceGroup| Choice {
        chosen: form.groups.iter().any(|chosen| chosen == group.word()),
        ..Choice::new(group.word(), group_word(group))
    };
    Fields {
        name: errors
            .mark(Field::new("name", "Namn").value(form.name.clone()).hint("Som invånarna känner igen det.")),
        place_type: errors.mark(
            Field::new("place_type", "Platstyp").hint(
                "Vid en station och i ett centrum är de flesta besökare: där räknas inget per invånare.",
            ),
        ),
        types: TYPES.iter().map(kind).collect(),
        hours: errors.mark(
            Field::new("hours", "När")
                .value(form.hours.clone())
                .hint("Till exempel fredag och lördag 22–03. Skrivet som dagar och hela timmar räknas händelserna i tidsfönstret.")
                .optional(),
        ),
        groups: errors.mark(Field::new("groups", "Vilka platsen gäller").optional()),
        group_choices: PlaceGroup::ALL.into_iter().map(group).collect(),
    }
}

fn group_word(group: PlaceGroup) -> String {
    Language::Swedish.say(&format!("place-group-{}", group.word()))
}

/// What a form says, understood.
pub(super) fn described(form: &PlaceForm) -> Result<Described, AppError> {
    let kind = TYPES.iter().find(|(_, word)| *word == form.place_type).map(|(kind, _)| *kind);
    let kind =
        kind.ok_or_else(|| AppError::Refused(vec![wrong("place_type", Message::plain("place-no-type"))]))?;
    let groups =
        PlaceGroup::ALL.into_iter().filter(|group| form.groups.iter().any(|word| word == group.word()));
    Ok(Described {
        name: form.name.clone(),
        place_type: kind,
        hours: form.hours.clone(),
        groups: groups.collect(),
    })
}

/// Visa en plats.
pub(super) async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(of): Path<String>,
) -> Result<Response, WebError> {
    let area = own::find(&signed_in.actor, &house, &code(&of)?).await?;
    Ok(Page(page(&signed_in, &house, area, Sent::Nothing, &Errors::default()).await?).into_response())
}

/// Rätta vad som sägs om en plats.
pub(super) async fn correct(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(of): Path<String>,
    Form(form): Form<Correction>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::Import)?;
    let code = code(&of)?;
    let corrected = async {
        let (described, seen) = (described(&form.place())?, seen(&form.seen)?);
        own::correct(&signed_in.actor, &house, &code, &seen, described, &form.reason).await
    };
    let corrected = corrected.await;
    let area = own::find(&signed_in.actor, &house, &code).await?;
    answer(&signed_in, &house, area, Sent::Correction(&form), corrected).await
}

/// Avsluta en plats.
pub(super) async fn end(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(of): Path<String>,
    Form(form): Form<Ending>,
) -> Result<Response, WebError> {
    signed_in.actor.require(Action::Import)?;
    let code = code(&of)?;
    let ended = async {
        let bad = |_| AppError::Refused(vec![wrong("last", Message::plain("place-bad-day"))]);
        let (last, seen) = (form.last.trim().parse::<Date>().map_err(bad)?, seen(&form.seen)?);
        let ended = own::end(&signed_in.actor, &house, &code, &seen, last, &form.why_ended).await;
        ended.map_err(|error| match error {
            AppError::Refused(messages) => AppError::Refused(messages.into_iter().map(at_ending).collect()),
            other => other,
        })
    };
    let ended = ended.await;
    let area = own::find(&signed_in.actor, &house, &code).await?;
    answer(&signed_in, &house, area, Sent::Ending(&form), ended).await
}

/// The reason of this form has a name of its own, since the page has two.
fn at_ending(message: Message) -> Message {
    let about_reason = message.arguments.iter().any(|(name, value)| *name == "field" && value == "reason");
    if !about_reason {
        return message;
    }
    let arguments = message.arguments.into_iter().filter(|(name, _)| *name != "field").collect();
    wrong("why_ended", Message { arguments, ..message })
}

async fn answer(
    signed_in: &SignedIn,
    house: &House,
    area: Area,
    sent: Sent<'_>,
    done: Result<Area, AppError>,
) -> Result<Response, WebError> {
    match done {
        Ok(area) => Ok(Redirect::to(&href(&area)).into_response()),
        Err(AppError::Refused(messages)) => {
            let seen = seen_again(&messages, sent.seen(), &area)?;
            let page = page(signed_in, house, area, sent, &Errors::of(&messages)).await?;
            let page = PlacePage { seen, ..page };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    area: Area,
    sent: Sent<'_>,
    errors: &Errors,
) -> Result<PlacePage, AppError> {
    let all = place::areas(&signed_in.actor, house).await?;
    let today = house.today();
    let around: Vec<&Area> =
        all.iter().filter(|known| known.kind == AreaKind::Statistical && known.is_used_on(today)).collect();
    let own = area.kind == AreaKind::Own;
    let now = PlaceForm {
        name: area.name.clone(),
        place_type: TYPES
            .iter()
            .find(|(kind, _)| *kind == area.place_type)
            .map_or("", |(_, word)| word)
            .to_owned(),
        hours: area.details.hours.clone(),
        groups: area.details.groups.iter().map(|group| group.word().to_owned()).collect(),
    };
    let today = today.to_string();
    let (said, reason, last, why_ended) = match sent {
        Sent::Nothing => (now, "", today.as_str(), ""),
        Sent::Correction(form) => (form.place(), form.reason.as_str(), today.as_str(), ""),
        Sent::Ending(form) => (now, "", form.last.as_str(), form.why_ended.as_str()),
    };
    let of = (Action::Import, Noun::Area);
    Ok(PlacePage {
        frame: signed_in.frame(),
        crumbs: crumbs(&area.name, &href(&area)),
        kicker: match area.kind {
            AreaKind::Own => "Egen plats".into(),
            AreaKind::Statistical => "Statistiskt område".into(),
            AreaKind::LocalPolice => "Lokalpolisområde".into(),
        },
        answer: used(&area),
        facts: facts(&area),
        within: window::table(signed_in, house, &area).await?,
        map: map::drawn("place-map", &format!("Karta: {}", area.name), &around, &[&area]),
        href: href(&area),
        seen: own::seen(&area)?.to_string(),
        errors: errors.list(),
        may: signed_in.actor.may(Action::Import),
        own,
        ended: area.details.valid_to.is_some(),
        fields: fields(&said, errors),
        reason: errors.mark(Field::new("reason", "Varför ändras det?").value(reason)),
        last: errors.mark(Field::new("last", "Sista dag").value(last).hint("Dagen som 2026-11-30.")),
        why_ended: errors.mark(Field::new("why_ended", "Varför avslutas den?").value(why_ended)),
        former: former::told(signed_in, house, of, &area.code, &area).await?,
        mask: mask::href(&signed_in.actor, Noun::Area, area.code.clone()),
        name: area.name,
    })
}

/// Whether it is used, in a sentence.
fn used(area: &Area) -> String {
    match (area.kind, area.details.valid_from, area.details.valid_to) {
        (AreaKind::Statistical, _, Some(last)) => format!(
            "Nej, en annan indelning gäller sedan {}. Det som nämner området behåller dess namn.",
            SV.date(last)
        ),
        (AreaKind::Statistical, ..) => "Ja, händelser räknas i det.".to_owned(),
        (AreaKind::LocalPolice, ..) => {
            "Nej, det är polisens område och kan vara större än kommunen. Bara siffror som gäller hela området visas för det."
                .to_owned()
        }
        (AreaKind::Own, None, None) => "Ja, händelser räknas i den.".to_owned(),
        (AreaKind::Own, Some(from), None) => format!(
            "Ja, för det som händer från {}. Det som redan var levererat då räknas inte i den, så lägesbilden tar med \
             den från det första hela året.",
            SV.date(from)
        ),
        (AreaKind::Own, _, Some(last)) => {
            format!(
                "Nej, inte för det som hände efter {}. Den står kvar för det som nämner den.",
                SV.date(last)
            )
        }
    }
}

fn facts(area: &Area) -> Vec<(String, String)> {
    let mut facts = vec![("Kod".to_owned(), area.code.to_string())];
    let mut add = |what: &str, value: Option<String>| {
        facts.extend(value.filter(|value| !value.is_empty()).map(|value| (what.to_owned(), value)));
    };
    add("Indelning", area.details.division.map(|division| division.to_string()));
    add("Ingår i", area.details.part_of.as_ref().map(ToString::to_string));
    add("Platstyp", Some(place_type(area.place_type)));
    let residents = area.population.as_ref().map(|known| {
        let count = number::count(u64::from(known.residents));
        let source = if known.source.is_empty() { String::new() } else { format!(" ({})", known.source) };
        format!("{count} den 31 december {}{source}", known.year)
    });
    add("Invånare", residents);
    add("När", Some(area.details.hours.clone()));
    add("Tidsfönster", window::fact(&area.details));
    let groups: Vec<String> = area.details.groups.iter().map(|group| group_word(*group)).collect();
    add("Gäller", Some(SV.list(&groups)));
    add("Används från", area.details.valid_from.map(|day| SV.date(day)));
    add("Sista dag", area.details.valid_to.map(|day| SV.date(day)));
    add("Gräns", Some(area.source.clone()));
    facts
}
