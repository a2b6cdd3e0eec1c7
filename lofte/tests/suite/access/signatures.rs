//! The use cases of signatures and of organisations that change, each called once.

use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::signing::{self, Paper};
use lofte_app::{attachment, joint, party};
use lofte_model::access::Actor;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::{PartyId, PromiseId};
use lofte_model::party::{Party, PartyKind};
use lofte_model::promise::{CitizenPromise, OnPaper, Side};

/// Calls a use case about a promise that is not there.
pub async fn attempt(
    verb: &str,
    actor: &Actor,
    house: &House,
    promise: CitizenPromise,
) -> Result<(), AppError> {
    let (id, seen) = (promise.id, Fingerprint::of_bytes(b"nothing"));
    let paper = || Paper {
        side: Side::Municipality,
        office: "chefen".into(),
        paper: OnPaper { signed_on: house.today(), registry_number: "A1".into() },
    };
    match verb {
        "sign" => signing::sign(actor, house, id, "chefen", &seen).await.map(drop),
        "note" => signing::note(actor, house, id, paper(), &seen).await.map(drop),
        "take_back" => signing::take_back(actor, house, id, Side::Police, "fel").await.map(drop),
        "notable" => signing::notable(actor, house, &promise).await.map(drop),
        "judged" => signing::judged(actor, house, id).await.map(drop),
        "sign_verdict" => signing::sign_verdict(actor, house, id, ("chefen", ""), &seen).await.map(drop),
        "note_verdict" => signing::note_verdict(actor, house, id, (paper(), ""), &seen).await.map(drop),
        "take_back_verdict" => {
            signing::take_back_verdict(actor, house, id, Side::Police, "fel").await.map(drop)
        }
        _ => panic!("signing::{verb} is not called here"),
    }
}

/// Calls a use case about an organisation that is not there.
pub async fn parties(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    let id = PartyId::named("nothing");
    match verb {
        "find" => party::find(actor, house, id).await.map(drop),
        "amend" => {
            party::amend(actor, house, Party::new(id, "Ny", PartyKind::Housing), 1, "fel").await.map(drop)
        }
        "withdraw" => party::withdraw(actor, house, id, "slutat").await.map(drop),
        "take_in" => party::take_in(actor, house, id, "åter").await.map(drop),
        "orphans" => party::orphans(actor, house).await.map(drop),
        _ => panic!("party::{verb} is not called here"),
    }
}

/// Calls a use case about a promise of several municipalities that is not there.
pub async fn joint_files(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    match verb {
        "export" => joint::export(actor, house, PromiseId::named("nothing")).await.map(drop),
        "take_in" => joint::take_in(actor, house, b"{}").await.map(drop),
        _ => panic!("joint::{verb} is not called here"),
    }
}

/// Calls a use case about a scan that is not there.
pub async fn scans(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    let (id, digest) = (PromiseId::named("nothing"), Fingerprint::of_bytes(b"nothing"));
    match verb {
        "add" => {
            let paper = (Side::Police, false);
            attachment::add(actor, house, id, paper, b"%PDF-".to_vec()).await.map(drop)
        }
        "list" => attachment::list(actor, house, id).await.map(drop),
        "find" => attachment::find(actor, house, id, &digest).await.map(drop),
        "erase" => attachment::erase(actor, house, id, &digest).await,
        _ => panic!("attachment::{verb} is not called here"),
    }
}
