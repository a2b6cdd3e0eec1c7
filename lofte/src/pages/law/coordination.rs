//! The coordination of the municipality as everybody who is signed in reads it.

use crate::face::part::{Cell, Column, Event, Status, Table, Tone};
use crate::face::{Frame, NavItem};
use crate::pages::former;
use crate::pages::promise::names::Names;
use crate::pages::publication::mask;
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::State;
use lofte_app::coordination;
use lofte_app::house::House;
use lofte_model::access::Action;
use lofte_model::coordination::{Coordination, Council, Record, Seat};
use lofte_store::Noun;
use lofte_words::SV;
use lofte_words::law::occasion;
use lofte_words::number;

#[derive(Template)]
#[template(path = "coordination.html")]
pub(super) struct CoordinationPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    answer: String,
    facts: Vec<(String, String)>,
    council: Option<Table>,
    records: Option<Table>,
    may_edit: bool,
    former: Vec<Event>,
    mask: Option<String>,
}

/// Visa vem som leder, samordnar och möts, och vad som har hänt.
pub(super) async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
) -> Result<Page<CoordinationPage>, WebError> {
    let actor = &signed_in.actor;
    let known = coordination::find(actor, &house).await?;
    let names = Names::gather(actor, &house).await?;
    let of = (Action::EditCoordination, Noun::Coordination);
    let former = former::told(&signed_in, &house, of, &actor.municipality, &known.organised).await?;
    let may_edit = actor.may(Action::EditCoordination);
    Ok(Page(CoordinationPage {
        frame: signed_in.frame(),
        crumbs: crumbs("Samordning", "/lagen/samordning"),
        answer: answer(&known),
        facts: facts(&known),
        council: known.organised.council.as_ref().map(|council| seats(council, &names)),
        records: records(&known, may_edit),
        may_edit,
        former,
        mask: mask::href(actor, Noun::Coordination, &actor.municipality)
            .filter(|_| known != Coordination::default()),
    }))
}

pub(super) fn crumbs(label: &str, here: &str) -> Vec<NavItem> {
    vec![NavItem::new("Lagen och rapporter", "/lagen"), NavItem::new(label, here).at(here)]
}

fn answer(known: &Coordination) -> String {
    let organised = &known.organised;
    let said = [
        (!organised.board.is_empty(), "nämnd som leder arbetet"),
        (!organised.function.is_empty(), "funktion som samordnar"),
        (!organised.contact.is_empty(), "kontaktväg"),
        (organised.council.is_some(), "råd"),
    ];
    let missing: Vec<&str> = said.iter().filter(|(is, _)| !is).map(|(_, what)| *what).collect();
    if missing.is_empty() {
        "Nämnd, samordnande funktion, kontaktväg och råd är inskrivna.".to_owned()
    } else {
        format!("Det är inte inskrivet än: {}.", SV.list(&missing))
    }
}

fn facts(known: &Coordination) -> Vec<(String, String)> {
    let organised = &known.organised;
    let said = |text: &str| if text.is_empty() { "Inte inskrivet".to_owned() } else { text.to_owned() };
    [
        ("Nämnd som leder arbetet", &organised.board),
        ("Funktion som samordnar", &organised.function),
        ("Kontaktväg, visas för invånarna", &organised.contact),
    ]
    .map(|(label, text)| (label.to_owned(), said(text)))
    .to_vec()
}

fn seats(council: &Council, names: &Names) -> Table {
    let row = |seat: &Seat, place: &str| {
        vec![Cell::text(names.party(seat.party)), Cell::text(&seat.office), Cell::text(place)]
    };
    let members = council.members.iter().map(|seat| row(seat, "Ledamot"));
    Table {
        caption: council.name.clone(),
        columns: ["Organisation", "Funktion", "Plats"].map(Column::words).into(),
        rows: std::iter::once(row(&council.chair, "Ordförande")).chain(members).collect(),
    }
}

fn records(known: &Coordination, may_edit: bool) -> Option<Table> {
    let mut records: Vec<&Record> = known.records.iter().collect();
    records.sort_by_key(|record| std::cmp::Reverse((record.told.on, record.number)));
    let row = |record: &&Record| {
        let (day, href) = (number::date(record.told.on), format!("/lagen/handelser/{}", record.number));
        let state = match record.withdrawn {
            Some(_) => Status::new(Tone::Idle, "Tillbakatagen"),
            None => Status::new(Tone::Good, "Gäller"),
        };
        vec![
            if may_edit { Cell::Link(NavItem::new(day, href)) } else { Cell::text(day) },
            Cell::text(occasion(SV, record.told.what)),
            Cell::text(&record.told.registry_number),
            Cell::text(&record.told.note),
            Cell::Status(state),
        ]
    };
    let columns = ["Dag", "Vad", "Diarienummer", "Om", "Står sig"].map(Column::words).into();
    let rows: Vec<Vec<Cell>> = records.iter().map(row).collect();
    (!rows.is_empty()).then(|| Table { caption: "Händelser".to_owned(), columns, rows })
}
