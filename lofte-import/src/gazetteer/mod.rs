//! Looking up places by their names: addresses and places that the municipality has loaded, its areas, and what the
//! program carries (localities and postcodes).
//!
//! A name is found if it is the same in the form of [`written`], and not otherwise: what is nearly a name is told with that
//! name as a suggestion. What is found comes with how exactly it is known. Only an address is a point. Everything else
//! stands for its whole extent (the houses of a street, the border of a locality, the metres around a place), and belongs
//! to an area only where all of that lies inside it. Leaves out asking anybody over a network, on purpose: an address
//! beside an offence is personal data.

mod build;
mod extent;
pub(crate) mod written;

use crate::nearest::nearest_within;
use crate::places::Placed;
use crate::reference::postal_places;
use crate::same::same_form;
use extent::Bounds;
use jiff::civil::Date;
use lofte_model::place::MunicipalityCode;
use lofte_model::records::{PlacePrecision, Position};
use std::collections::HashMap;
use written::{Address, place_name, postcode};

/// Metres around a named place, where its gazetteer says nothing.
pub const METRES_OF_A_PLACE: u32 = 250;
/// Metres that the point of a house may be off and still be a point.
const METRES_OF_A_POINT: u32 = 25;
/// Houses of a street, or of a postcode, from which on the register is believed to have its whole extent.
const FEWEST: usize = 3;

/// A place that the municipality has loaded.
#[derive(Debug)]
struct Known {
    position: Position,
    /// Whether the point is where it says, as far as a house is wide.
    exact: bool,
    postcode: Option<String>,
    locality: Option<String>,
    /// Numbers of the areas that it lies wholly inside of.
    inside: Vec<u32>,
}

/// Names of places with where they are, made ready for many look-ups.
#[derive(Debug)]
pub struct Gazetteer {
    municipality: MunicipalityCode,
    bounds: Vec<Bounds>,
    known: Vec<Known>,
    /// Numbers of what is known, by form.
    addresses: HashMap<String, Vec<u32>>,
    streets: HashMap<String, Vec<u32>>,
    places: HashMap<String, Vec<u32>>,
    postcodes: HashMap<String, Vec<u32>>,
    /// Localities of the municipality, each with the areas that it lies wholly inside of.
    localities: HashMap<String, Vec<Vec<u32>>>,
    /// Areas by name and code; of each the numbers of the areas that it lies wholly inside of, itself first.
    areas: HashMap<String, Option<Vec<u32>>>,
}

/// What a row says of its place, as it is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Said<'a> {
    /// Street and number, perhaps with postcode and locality behind.
    pub address: &'a str,
    /// Name of a place.
    pub place: &'a str,
    /// Postcode.
    pub postcode: &'a str,
    /// Locality.
    pub locality: &'a str,
}

/// Where something was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// How exactly.
    pub precision: PlacePrecision,
    /// The point, of an address alone.
    pub position: Option<Position>,
    /// The areas that it lies wholly inside of.
    pub placed: Placed,
}

/// What kind of name was not found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// A street.
    Street,
    /// A place.
    Place,
    /// A postcode.
    Postcode,
    /// A locality.
    Locality,
}

/// A name that says nothing sure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Missed {
    /// Nobody has told of it.
    Unknown(Sort, String),
    /// Several places have it.
    Several,
}

/// What came of a look-up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Looked {
    /// The finest that was found.
    pub found: Option<Found>,
    /// The finest name that says nothing sure.
    pub missed: Option<Missed>,
}

/// A precision with the areas that the place lies wholly inside of, and its point.
type Hit = (PlacePrecision, Vec<u32>, Option<Position>);

impl Gazetteer {
    /// Looks up what a row says, the finest first: what is coarser counts where the finer is not known. An address and its
    /// postcode or locality must not speak against each other.
    pub fn find(&self, said: &Said<'_>, day: Date) -> Looked {
        let mut looked = Looked::default();
        let mut address = Address::of(said.address);
        address.postcode = postcode(said.postcode).or(address.postcode);
        if !said.locality.is_empty() {
            address.locality = Some(place_name(said.locality));
        }
        let tries: [&dyn Fn() -> Option<Result<Hit, Missed>>; 5] = [
            &|| if address.number.is_none() { self.named(said.address).transpose() } else { None },
            &|| self.address(&address),
            &|| self.place(said.place),
            &|| self.postcode(said.postcode, address.postcode.as_deref()),
            // What stands after a street tells streets apart: it is mostly where letters go, which is wider than the locality.
            &|| self.locality(Some(&place_name(said.locality))),
        ];
        for one in tries {
            match one() {
                None => {}
                Some(Ok(hit)) => {
                    looked.found = Some(self.found(hit, day));
                    return looked;
                }
                Some(Err(missed)) => {
                    looked.missed.get_or_insert(missed);
                }
            }
        }
        looked
    }

    /// Whether a text names what the part of a mapping stands for, by how it is known.
    pub(crate) fn knows(&self, precision: PlacePrecision, text: &str) -> bool {
        let hit = match precision {
            PlacePrecision::Address | PlacePrecision::Street => self.address(&Address::of(text)),
            PlacePrecision::Postcode => self.postcode(text, None),
            PlacePrecision::Locality => self.locality(Some(&place_name(text))),
            PlacePrecision::Place | PlacePrecision::Area => self.place(text),
        };
        matches!(hit, Some(Ok(_)))
    }

    fn address(&self, address: &Address) -> Option<Result<Hit, Missed>> {
        if address.street.is_empty() {
            return None;
        }
        let fits = |number: &&u32| {
            let known = &self.known[**number as usize];
            let same = |said: &Option<String>, known: &Option<String>| {
                said.as_ref().zip(known.as_ref()).is_none_or(|(said, known)| said == known)
            };
            same(&address.postcode, &known.postcode) && same(&address.locality, &known.locality)
        };
        let of =
            |found: Option<&Vec<u32>>| found.into_iter().flatten().filter(fits).copied().collect::<Vec<_>>();
        let houses = of(address.whole().as_ref().and_then(|whole| self.addresses.get(whole)));
        if let Some((first, others)) = houses.split_first() {
            let position = self.known[*first as usize].position;
            if others.iter().any(|other| self.known[*other as usize].position != position) {
                return Some(Err(Missed::Several));
            }
            let known = &self.known[*first as usize];
            let inside = known.inside.clone();
            // A house whose point is off by more than a house is a place around that point.
            return Some(Ok(if known.exact {
                (PlacePrecision::Address, inside, Some(position))
            } else {
                (PlacePrecision::Place, inside, None)
            }));
        }
        let houses = of(self.streets.get(&address.street));
        if houses.is_empty() {
            return Some(Err(Missed::Unknown(Sort::Street, address.street.clone())));
        }
        Some(Ok((PlacePrecision::Street, self.common(&houses), None)))
    }

    fn place(&self, text: &str) -> Option<Result<Hit, Missed>> {
        if text.is_empty() {
            return None;
        }
        if let Some(found) = self.named(text).transpose() {
            return Some(found);
        }
        let form = place_name(text);
        if let Some(Ok(found)) = self.locality(Some(&form)) {
            return Some(Ok(found));
        }
        if let Some(Ok(found)) = self.address(&Address::of(text)) {
            return Some(Ok(found));
        }
        Some(Err(Missed::Unknown(Sort::Place, form)))
    }

    /// An area or a place that is called so; nothing where none is.
    fn named(&self, text: &str) -> Result<Option<Hit>, Missed> {
        if text.is_empty() {
            return Ok(None);
        }
        match self.areas.get(&same_form(text)) {
            Some(Some(inside)) => return Ok(Some((PlacePrecision::Area, inside.clone(), None))),
            Some(None) => return Err(Missed::Several),
            None => {}
        }
        match self.places.get(&place_name(text)).map(Vec::as_slice) {
            Some([one]) => Ok(Some((PlacePrecision::Place, self.known[*one as usize].inside.clone(), None))),
            Some(_) => Err(Missed::Several),
            None => Ok(None),
        }
    }

    /// A postcode is known by the houses that have it. One that the program alone knows is somewhere in the municipality.
    fn postcode(&self, text: &str, read: Option<&str>) -> Option<Result<Hit, Missed>> {
        if text.is_empty() && read.is_none() {
            return None;
        }
        let Some(code) = postcode(text).or(read.map(str::to_owned)) else {
            return Some(Err(Missed::Unknown(Sort::Postcode, same_form(text))));
        };
        if let Some(houses) = self.postcodes.get(&code) {
            return Some(Ok((PlacePrecision::Postcode, self.common(houses), None)));
        }
        let ours = postal_places(&code).iter().any(|place| place.municipality == self.municipality);
        Some(if ours {
            Ok((PlacePrecision::Postcode, Vec::new(), None))
        } else {
            Err(Missed::Unknown(Sort::Postcode, code))
        })
    }

    fn locality(&self, form: Option<&str>) -> Option<Result<Hit, Missed>> {
        let form = form.filter(|form| !form.is_empty())?;
        Some(match self.localities.get(form).map(Vec::as_slice) {
            Some([inside]) => Ok((PlacePrecision::Locality, inside.clone(), None)),
            Some(_) => Err(Missed::Several),
            None => match self.areas.get(form) {
                Some(Some(inside)) => Ok((PlacePrecision::Area, inside.clone(), None)),
                Some(None) => Err(Missed::Several),
                None => Err(Missed::Unknown(Sort::Locality, form.to_owned())),
            },
        })
    }

    /// The areas that all of these lie inside of; none where too few are known to say how far the whole reaches.
    fn common(&self, houses: &[u32]) -> Vec<u32> {
        let Some((first, others)) = houses.split_first().filter(|_| houses.len() >= FEWEST) else {
            return Vec::new();
        };
        let mut inside = self.known[*first as usize].inside.clone();
        for other in others {
            let of_other = &self.known[*other as usize].inside;
            inside.retain(|area| of_other.contains(area));
        }
        inside
    }

    fn found(&self, (precision, inside, position): Hit, day: Date) -> Found {
        let areas = || inside.iter().map(|number| &self.bounds[*number as usize]);
        let used = |bounds: &&Bounds| bounds.area.is_used_on(day);
        let deso = areas().find(|bounds| bounds.is_statistical()).map(|bounds| bounds.area.code.clone());
        let own = areas().filter(|bounds| !bounds.is_statistical()).find(used);
        let own_area = own.map(|bounds| bounds.area.code.clone());
        Found { precision, position, placed: Placed { deso, own_area } }
    }

    /// The name that another is nearly.
    pub fn nearest(&self, sort: Sort, form: &str) -> Option<&str> {
        let letters = form.chars().count();
        if letters < 4 || form.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let (streets, places) = (self.streets.keys(), self.places.keys());
        let (localities, areas) = (self.localities.keys(), self.areas.keys());
        let names: Vec<&String> = match sort {
            Sort::Street => streets.collect(),
            Sort::Place => places.chain(areas).chain(localities).collect(),
            Sort::Locality => localities.chain(areas).collect(),
            Sort::Postcode => return None,
        };
        let near = (letters / 4).min(2);
        nearest_within(form, names.into_iter().map(|name| (name.clone(), name.as_str())), near)
    }
}
