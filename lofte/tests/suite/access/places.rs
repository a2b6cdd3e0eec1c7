//! The use cases of places, each called once.

use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::place;
use lofte_app::place::{locality, own, police, window};
use lofte_model::access::Actor;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::place::{Area, AreaCode, AreaDetails, AreaKind, PlaceType};

fn nowhere_at_all() -> Area {
    Area {
        code: AreaCode::new("nothing"),
        name: "Torget".into(),
        kind: AreaKind::Own,
        place_type: PlaceType::Centre,
        population: None,
        border: Vec::new(),
        source: String::new(),
        details: AreaDetails::default(),
    }
}

pub async fn places(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    let (code, nowhere) = (AreaCode::new("nothing"), own::Drawn::Areas(Vec::new()));
    let unseen = Fingerprint::of_bytes(b"unseen");
    let described = || own::Described {
        name: "Torget".into(),
        place_type: PlaceType::Centre,
        hours: String::new(),
        groups: Vec::new(),
    };
    match verb {
        "areas" => place::areas(actor, house).await.map(drop),
        "with_police" => place::with_police(actor, house).await.map(drop),
        "current" => police::current(actor, house).await.map(drop),
        "state" => police::state(actor, house, "").await.map(drop),
        "find" => own::find(actor, house, &code).await.map(drop),
        "draw" => own::draw(actor, house, described(), &nowhere).await.map(drop),
        "within" => window::within(actor, house, &nowhere_at_all()).await.map(drop),
        "localities" => locality::localities(actor, house).await.map(drop),
        "take_locality" => locality::take_locality(actor, house, "nothing").await.map(drop),
        "correct" => own::correct(actor, house, &code, &unseen, described(), "fel").await.map(drop),
        "redraw" => own::redraw(actor, house, &code, &unseen, &nowhere, "fel").await.map(drop),
        "end" => own::end(actor, house, &code, &unseen, house.today(), "slut").await.map(drop),
        "change_contact" => place::change_contact(actor, house, "another", "växeln").await,
        _ => panic!("place::{verb} is not called here"),
    }
}
