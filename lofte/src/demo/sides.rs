//! How the sides of the demo sign: municipality and police in the program, the housing company too, the owner of the station
//! on paper; and what they say of the verdicts, where the police see one thing otherwise and have not signed another.

use super::{Cast, texts};
use jiff::Timestamp;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::promise;
use lofte_app::signing::{self, Paper};
use lofte_model::access::Actor;
use lofte_model::id::PromiseId;
use lofte_model::promise::{CitizenPromise, OnPaper, Side};

/// The offices that sign.
const MUNICIPALITY: &str = "kommunstyrelsens ordförande";
const POLICE: &str = "lokalpolisområdeschef";
const HOUSING: &str = "verkställande direktör";
const STATION: &str = "förvaltningschef";

/// Writes a promise and has all its sides sign it: the police on the last of three days, the others on the second.
pub(super) async fn sign(
    house: &House,
    cast: &Cast,
    draft: CitizenPromise,
    [written_on, first, last]: [Timestamp; 3],
) -> Result<CitizenPromise, AppError> {
    let written = promise::create(&cast.coordinator, &house.at(written_on), draft).await?;
    let id = written.id;
    let read = promise::check(&cast.coordinator, house, id).await?.seen;
    let (first, last) = (house.at(first), house.at(last));
    signing::sign(&cast.coordinator, &first, id, MUNICIPALITY, &read).await?;
    for party in written.sides.further {
        if party == texts::housing() {
            signing::sign(&cast.partner, &first, id, HOUSING, &read).await?;
        } else {
            let registry_number = "DEMO 2026/7".to_owned();
            let paper = OnPaper { signed_on: first.today(), registry_number };
            let paper = Paper { side: Side::Party(party), office: STATION.to_owned(), paper };
            signing::note(&cast.coordinator, &last, id, paper, &read).await?;
        }
    }
    signing::sign(&cast.police, &last, id, POLICE, &read).await
}

/// What the sides say of the verdicts that are recorded.
pub(super) async fn sign_verdicts(
    house: &House,
    cast: &Cast,
    [station, housing]: [PromiseId; 2],
) -> Result<(), AppError> {
    let patrols = "Passen under sommaren ställdes in för insatser på annan plats. De som blev av hölls på de tider \
                   som lovades.";
    verdict(house, &cast.coordinator, station, (MUNICIPALITY, "")).await?;
    verdict(house, &cast.police, station, (POLICE, patrols)).await?;
    verdict(house, &cast.coordinator, housing, (MUNICIPALITY, "")).await
}

async fn verdict(house: &House, actor: &Actor, id: PromiseId, said: (&str, &str)) -> Result<(), AppError> {
    if let Some(judged) = signing::judged(actor, house, id).await? {
        signing::sign_verdict(actor, house, id, said, &judged.seen).await?;
    }
    Ok(())
}
