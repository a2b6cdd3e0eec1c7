//! What is late, by whoever answers for it: each owner with its measures and moments, the oldest first.

use super::href;
use crate::face::NavItem;
use crate::pages::promise::around::Around;
use jiff::civil::Date;
use lofte_model::id::PartyId;
use lofte_model::plan::late;
use lofte_words::number;

/// An owner with what is late there.
pub(super) struct OfOwner {
    pub(super) owner: String,
    pub(super) items: Vec<(NavItem, String)>,
}

/// Owners in the order of what has waited longest with each.
pub(super) fn by_owner(around: &Around, today: Date) -> Vec<OfOwner> {
    let mut owners: Vec<(PartyId, OfOwner)> = Vec::new();
    for late in late(&around.measures, today) {
        let measure = late.measure;
        let text = match late.moment {
            Some(moment) => format!("{}. {}: {}", measure.number, measure.title, moment.title),
            None => format!("{}. {}", measure.number, measure.title),
        };
        let days = (today - late.due).get_days();
        let waited = if days == 1 {
            "1 dag".to_owned()
        } else {
            format!("{} dagar", number::count(days.unsigned_abs().into()))
        };
        let item = (
            NavItem::new(text, href(measure)),
            format!("skulle vara klart {}, {waited} sedan", number::date(late.due)),
        );
        if let Some((_, of)) = owners.iter_mut().find(|(owner, _)| *owner == measure.owner) {
            of.items.push(item);
        } else {
            let owner = around.names.party(measure.owner);
            owners.push((measure.owner, OfOwner { owner, items: vec![item] }));
        }
    }
    owners.into_iter().map(|(_, of)| of).collect()
}
