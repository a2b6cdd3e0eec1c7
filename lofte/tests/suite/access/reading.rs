//! How files are read, and files on their way in: each use case called once.

use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::link::{self, Chosen, Ruling};
use lofte_app::mapping::{self, Settled};
use lofte_app::staging::{self, Staged};
use lofte_model::access::Actor;
use lofte_model::id::StagedId;
use lofte_model::mapping::MappingFile;
use lofte_model::records::link::LinkDecision;
use std::collections::BTreeMap;

pub async fn mappings(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    let nothing = || house.dir().join("nothing.csv");
    match verb {
        "propose" => {
            let file = (nothing(), "nothing.csv".to_owned());
            mapping::propose(actor, house, file, Settled::default()).await.map(drop)
        }
        "draft_wave" => mapping::draft_wave(actor, house, nothing(), None).await.map(drop),
        "try_out" => mapping::try_out(actor, house, nothing(), MappingFile::default(), 1).await.map(drop),
        "list" => mapping::list(actor, house).await.map(drop),
        "find" => mapping::find(actor, house, "nothing").await.map(drop),
        "history" => mapping::history(actor, house, "nothing").await.map(drop),
        "fitting" => mapping::fitting(actor, house, &[]).await.map(drop),
        "remember" => {
            let made = (MappingFile::default(), Vec::new());
            mapping::remember(actor, house, made, "fel").await.map(drop)
        }
        "correct" => mapping::correct(actor, house, ("nothing", 1), BTreeMap::new(), "fel").await.map(drop),
        "withdraw" => mapping::withdraw(actor, house, ("nothing", 1), "fel").await.map(drop),
        _ => panic!("mapping::{verb} is not called here"),
    }
}

pub async fn files(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    let id = StagedId::named("nothing");
    match verb {
        "begin" => staging::begin(actor, house).await.map(drop),
        "keep" => {
            let staged = Staged {
                id,
                by: actor.user,
                file_name: "nothing.csv".into(),
                bytes: 0,
                at: house.now(),
                source: String::new(),
                settings: None,
                mapping: None,
                corrects: None,
            };
            staging::keep(actor, house, &staged).await
        }
        "find" => staging::find(actor, house, id).await.map(drop),
        "ordered" => staging::ordered(actor, house, id).await.map(drop),
        "list" => staging::list(actor, house).await.map(drop),
        "give_up" => staging::give_up(actor, house, id).await,
        _ => panic!("staging::{verb} is not called here"),
    }
}

pub async fn links(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    let chosen = || Chosen {
        year: 2024,
        rule: link::USUAL,
        one: "offence:polisen".parse().unwrap(),
        other: "disturbance:est".parse().unwrap(),
        pairs: ["nothing".to_owned()].into(),
    };
    let nothing = || LinkDecision {
        number: 1,
        same: true,
        kept: chosen().one,
        other: chosen().other,
        pairs: Vec::new(),
        at: house.now(),
        by: actor.user,
        withdrawn: None,
    };
    match verb {
        "years" => link::years(actor, house).await.map(drop),
        "compare" => link::compare(actor, house, 2024, link::USUAL).await.map(drop),
        "decide" => link::decide(actor, house, chosen(), Ruling::KeepOne).await.map(drop),
        "decisions" => link::decisions(actor, house).await.map(drop),
        "find" => link::find(actor, house, 1).await.map(drop),
        "holding" => link::holding(actor, house, &nothing()).await.map(drop),
        "settled_since" => link::settled_since(actor, house, house.now()).await.map(drop),
        "withdraw" => link::withdraw(actor, house, (1, 1), "fel").await.map(drop),
        _ => panic!("link::{verb} is not called here"),
    }
}
