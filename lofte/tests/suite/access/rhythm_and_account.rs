//! Use cases around the end of a promise and on the way there: accounts, old promises, follow-ups, the calendar.

use super::use_cases::unseen;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{calendar, feedback, old, rhythm};
use lofte_model::access::Actor;
use lofte_model::followup::Telling;
use lofte_model::followup::rhythm::Every;
use lofte_model::id::PromiseId;
use lofte_words::SV;

pub async fn calendars(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    match verb {
        "occasions" => calendar::occasions(actor, house, SV).await.map(drop),
        "file" => calendar::file(actor, house, SV).await.map(drop),
        _ => panic!("calendar::{verb} is not called here"),
    }
}

pub async fn old_promises(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    match verb {
        "read" => old::read(actor, &house.dir().join("nothing.csv")).await.map(drop),
        "preview" => old::preview(actor, house, &[]).await.map(drop),
        "save" => old::save(actor, house, &[]).await.map(drop),
        _ => panic!("old::{verb} is not called here"),
    }
}

pub async fn rhythms(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    let (id, day) = (PromiseId::named("nothing"), jiff::civil::date(2026, 4, 30));
    match verb {
        "of" => rhythm::of(actor, house, id).await.map(drop),
        "list" => rhythm::list(actor, house).await.map(drop),
        "choose" => rhythm::choose(actor, house, id, Every::Tertial, 0).await.map(drop),
        "at" => rhythm::at(actor, house, id, day).await.map(drop),
        "remark" => rhythm::remark(actor, house, (id, day), 0, "Ja.", "").await.map(drop),
        "waiting" => rhythm::waiting(actor, house).await.map(drop),
        _ => panic!("rhythm::{verb} is not called here"),
    }
}

pub async fn accounts_to_residents(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    let id = PromiseId::named("nothing");
    match verb {
        "draft" => feedback::draft(actor, house, id).await.map(drop),
        "give" => {
            let telling = Telling { text: "Så gick det.".into(), ..Telling::default() };
            feedback::give(actor, house, id, telling, &unseen()).await.map(drop)
        }
        "list" => feedback::list(actor, house).await.map(drop),
        "close" => feedback::close(actor, house, id).await.map(drop),
        _ => panic!("feedback::{verb} is not called here"),
    }
}
