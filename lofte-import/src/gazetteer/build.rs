//! A gazetteer made of what the municipality has loaded, its areas and the reference data: every place with the areas that
//! it lies wholly inside of, so that a look-up needs no geometry.

use super::extent::Bounds;
use super::written::{Address, place_name, postcode};
use super::{FEWEST, Gazetteer, Known, METRES_OF_A_PLACE, METRES_OF_A_POINT};
use crate::reference::bordered_localities;
use crate::row::Context;
use crate::same::same_form;
use lofte_model::gazetteer::GazetteerEntry;
use lofte_model::place::{Area, AreaKind};
use lofte_model::records::Position;
use std::collections::HashMap;

impl Gazetteer {
    /// Makes everything ready that the context knows.
    pub fn new(context: &Context<'_>) -> Self {
        // Areas that another division took the place of count nothing.
        let used = |area: &&Area| {
            let days = area.kind == AreaKind::Own || area.details.valid_to.is_none();
            area.kind != AreaKind::LocalPolice && days
        };
        let mut bounds: Vec<Bounds> = context.areas.iter().filter(used).map(Bounds::new).collect();
        bounds.sort_by(|one, other| one.area.code.cmp(&other.area.code));
        let mut gazetteer = Self {
            municipality: context.municipality.clone(),
            bounds,
            known: Vec::with_capacity(context.gazetteer.len()),
            addresses: HashMap::new(),
            streets: HashMap::new(),
            places: HashMap::new(),
            postcodes: HashMap::new(),
            localities: HashMap::new(),
            areas: HashMap::new(),
        };
        context.gazetteer.iter().for_each(|entry| gazetteer.add(entry));
        gazetteer.postcodes.retain(|_, houses| houses.len() >= FEWEST);
        gazetteer.add_areas();
        gazetteer.add_localities();
        gazetteer
    }

    fn inside(&self, has: impl Fn(&Bounds) -> bool) -> Vec<u32> {
        let all = (0_u32..).zip(&self.bounds);
        all.filter(|(_, bounds)| has(bounds)).map(|(number, _)| number).collect()
    }

    fn add(&mut self, entry: &GazetteerEntry) {
        let Ok(number) = u32::try_from(self.known.len()) else { return };
        let address = Address::of(&entry.name);
        let position = Position { lon: entry.lon, lat: entry.lat };
        let whole = address.whole();
        let metres = entry.metres.unwrap_or(if whole.is_some() { 0 } else { METRES_OF_A_PLACE });
        let inside = self.inside(|bounds| bounds.has_circle(position, f64::from(metres)));
        let said = entry.postcode.as_deref().and_then(postcode).or(address.postcode);
        if let Some(whole) = whole {
            self.addresses.entry(whole).or_default().push(number);
            self.streets.entry(address.street).or_default().push(number);
            if let Some(code) = &said {
                self.postcodes.entry(code.clone()).or_default().push(number);
            }
        } else {
            self.places.entry(place_name(&entry.name)).or_default().push(number);
        }
        let locality = entry.locality.as_deref().map(place_name).or(address.locality);
        self.known.push(Known {
            position,
            exact: metres <= METRES_OF_A_POINT,
            postcode: said,
            locality,
            inside,
        });
    }

    /// Names and codes of areas; a code wins over another area's name, and a name that several have stands for none.
    fn add_areas(&mut self) {
        let inside: Vec<Vec<u32>> = (0_u32..).zip(&self.bounds).map(|one| self.of_area(one)).collect();
        for (bounds, inside) in self.bounds.iter().zip(&inside) {
            let name = same_form(&bounds.area.name);
            self.areas.entry(name).and_modify(|known| *known = None).or_insert_with(|| Some(inside.clone()));
        }
        for (bounds, inside) in self.bounds.iter().zip(inside) {
            self.areas.insert(same_form(bounds.area.code.as_str()), Some(inside));
        }
    }

    /// An area is inside itself, and one of the municipality's own perhaps inside a statistical one.
    fn of_area(&self, (number, bounds): (u32, &Bounds)) -> Vec<u32> {
        let mut inside = vec![number];
        if !bounds.is_statistical() {
            inside.extend(self.inside(|other| other.is_statistical() && other.has_area(bounds)));
        }
        inside
    }

    fn add_localities(&mut self) {
        for (locality, border) in bordered_localities(&self.municipality) {
            let inside = self.inside(|bounds| bounds.has_shape(&border));
            self.localities.entry(place_name(&locality.name)).or_default().push(inside);
        }
    }
}
