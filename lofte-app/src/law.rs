//! The law on one page: what there is to show for each section, from the objects that hold it, and the two clocks.
//!
//! Nothing here is figures of few: it is counted how many measures there are, not how many incidents.

use super::{agreement, coordination, picture, plan, publication};
use crate::error::AppError;
use crate::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::agreement::Agreement;
use lofte_model::decision::Decision;
use lofte_model::law::clock::Clock;
use lofte_model::law::{AgreementFact, DecisionFact, Facts, PictureFact, Shown};
use lofte_model::period::swedish_day;
use lofte_model::plan::{Camera, Execution, Measure, PlanLink, PlanText, PlanVersion};
use lofte_model::problem::Problem;
use lofte_words::{SV, capital};
use std::collections::BTreeSet;

/// What there is to show, and the clocks.
#[derive(Clone, Debug)]
pub struct Law {
    /// Everything that the law asks for, by section.
    pub shown: Vec<Shown>,
    /// The picture's and the plan's.
    pub clocks: [Clock; 2],
    /// What it was told from.
    pub facts: Facts,
}

/// What there is to show today.
pub async fn stand(actor: &Actor, house: &House) -> Result<Law, AppError> {
    actor.require(Action::ReadCasework)?;
    let facts = facts(actor, house).await?;
    let today = house.today();
    Ok(Law { shown: facts.shown(today), clocks: facts.clocks(today), facts })
}

/// The two clocks today.
pub async fn clocks(actor: &Actor, house: &House) -> Result<[Clock; 2], AppError> {
    actor.require(Action::ReadCasework)?;
    Ok(timed(actor, house).await?.clocks(house.today()))
}

/// What the clocks are told from.
async fn timed(actor: &Actor, house: &House) -> Result<Facts, AppError> {
    let editions = picture::editions(actor, house).await?.into_iter();
    let editions = editions.map(|head| PictureFact {
        number: head.number,
        on: swedish_day(head.adopted_at),
        parts: head.parts,
    });
    let mut decisions: Vec<DecisionFact> = plan::versions(actor, house)
        .await?
        .into_iter()
        .filter(PlanVersion::stands)
        .map(|version| decided(version.record.decision))
        .collect();
    decisions.sort_by_key(|decision| std::cmp::Reverse(decision.on));
    let coordination = coordination::find(actor, house).await?;
    Ok(Facts { editions: editions.collect(), decisions, coordination, ..Facts::default() })
}

/// Everything that is shown, the same for everybody: how many measures there are says nothing of what they are.
async fn facts(actor: &Actor, house: &House) -> Result<Facts, AppError> {
    let mut told = timed(actor, house).await?;
    let text = plan::text(actor, house).await?.map(|text| text.value).unwrap_or_default();
    if told.coordination.organised.board.trim().is_empty() {
        told.coordination.organised.board.clone_from(&text.board);
    }
    let mut view = house.store().read(&actor.municipality).await?;
    let problems: Vec<Problem> = view.problems().await?.into_iter().map(|known| known.value).collect();
    let measures: Vec<Measure> = view.measures().await?.into_iter().map(|known| known.value).collect();
    drop(view);
    let counts: Vec<&Measure> =
        measures.iter().filter(|measure| measure.status.execution != Execution::Dropped).collect();
    let rests = |measure: &&&Measure| {
        let mut named =
            measure.causes.iter().filter_map(|cause| problems.iter().find(|of| of.id == cause.problem));
        named.any(|problem| problem.edition.is_some())
    };
    let cameras: Vec<&Camera> = counts.iter().filter_map(|measure| measure.details.camera.as_ref()).collect();
    let newest = publication::list(actor, house).await?.into_iter().next();
    let shown = match &newest {
        Some(newest) => publication::find(actor, house, newest.number).await?.contact_point,
        None => None,
    };
    let contact = told.coordination.organised.contact.trim();
    let contact_is_public = !contact.is_empty() && shown.is_some_and(|shown| shown.contact == contact);
    let agreements = agreement::list(actor, house).await?;
    Ok(Facts {
        measures: counts.len(),
        measures_on_picture: counts.iter().filter(rests).count(),
        other_plans: other_plans(&text, &counts),
        agreements: agreements.into_iter().map(|agreement| fact(agreement, house)).collect(),
        publication: newest.map(|newest| (newest.number, swedish_day(newest.at))),
        contact_is_public,
        cameras: cameras.len(),
        cameras_grounded: cameras.iter().filter(|camera| !camera.legal_ground.trim().is_empty()).count(),
        ..told
    })
}

fn decided(decision: Decision) -> DecisionFact {
    let Decision { body, on, paragraph, registry_number } = decision;
    let place = [registry_number, paragraph].into_iter().filter(|text| !text.trim().is_empty());
    DecisionFact { body, on, registry_number: place.collect::<Vec<_>>().join(", ") }
}

/// The plans under other laws that the plan or a measure goes together with, each once.
fn other_plans(text: &PlanText, measures: &[&Measure]) -> Vec<String> {
    let links = measures.iter().flat_map(|measure| &measure.details.also_in).chain(&text.also_in);
    let title = |link: &PlanLink| {
        let kind = SV.word("other-plan", &link.under);
        let title = link.title.trim();
        capital(&if title.is_empty() { kind } else { format!("{kind}: {title}") })
    };
    links.map(title).collect::<BTreeSet<_>>().into_iter().collect()
}

fn fact(agreement: Agreement, house: &House) -> AgreementFact {
    let (period, today) = (agreement.period, house.today());
    let runs = period.from() <= today && today <= period.to();
    AgreementFact { id: agreement.id, in_force: runs && agreement.is_signed(), title: agreement.title }
}
