//! Newer data from where it is published: borders from Statistics Sweden's map service (WFS), residents from its database
//! (PxWebApi 2), indicators from Kolada (version 3).
//!
//! What is fetched becomes a file that a person looks at and delivers as any other: nothing is written into the house from
//! the network. An answer that is not what was asked for, or that is cut short, is refused and makes no file. The day of
//! retrieval goes with it where the form of the answer has a place for it. Left out: Brå, whose figures have no such
//! service, and anything that needs a key.

mod answer;
mod client;

pub use client::{Client, FetchError};

use jiff::civil::Date;
use lofte_model::place::{DivisionName, MunicipalityCode};
use reqwest::Url;

/// Largest answer: borders of a large municipality are some megabytes.
const LARGEST: u64 = 64 << 20;
/// Pages of one answer that are followed.
const MOST_PAGES: usize = 40;
/// Indicators of one question.
pub const MOST_INDICATORS: usize = 25;
/// The table of residents in statistical areas by age and sex, and the figure in it.
const RESIDENTS: (&str, &str) = ("TAB6574", "000007Y7");
/// The first year that stands by the areas of 2025.
const FIRST_YEAR: &str = "from(2024)";

/// What can be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The borders of statistical areas, of 2025.
    Areas(DivisionName),
    /// Their residents.
    Residents(DivisionName),
    /// Indicators of Kolada, by their ids.
    Indicators(Vec<String>),
}

impl Wanted {
    /// Where it is published.
    pub fn published(&self) -> &'static str {
        match self {
            Self::Areas(_) => "https://geodata.scb.se/geoserver/stat/wfs",
            Self::Residents(_) => "https://statistikdatabasen.scb.se/api/v2/",
            Self::Indicators(_) => "https://api.kolada.se/v3/",
        }
    }

    /// The source that a file of it is delivered to.
    pub fn source(&self) -> &'static str {
        match self {
            Self::Areas(_) => "areas",
            Self::Residents(_) => "population",
            Self::Indicators(_) => "kolada",
        }
    }

    /// The address that is asked first.
    fn address(&self, base: &Url, municipality: &MunicipalityCode) -> Result<Url, FetchError> {
        let code = municipality.as_str();
        match self {
            Self::Areas(division) => {
                let (layer, filter) =
                    (format!("stat:{}_2025", name(*division)), format!("kommunkod='{code}'"));
                Ok(with(
                    base.clone(),
                    &[
                        ("service", "WFS"),
                        ("version", "2.0.0"),
                        ("request", "GetFeature"),
                        ("typeNames", &layer),
                        ("outputFormat", "application/json"),
                        ("srsName", "EPSG:4326"),
                        ("CQL_FILTER", &filter),
                    ],
                ))
            }
            Self::Residents(division) => {
                let (table, figure) = RESIDENTS;
                let list = format!("vs_{}2025", name(*division));
                let address = below(base, &format!("tables/{table}/data"))?;
                Ok(with(
                    address,
                    &[
                        ("lang", "sv"),
                        ("valueCodes[Region]", &format!("{code}*")),
                        ("codelist[Region]", &list),
                        ("valueCodes[Alder]", "totalt"),
                        ("valueCodes[Kon]", "1+2"),
                        ("valueCodes[ContentsCode]", figure),
                        ("valueCodes[Tid]", FIRST_YEAR),
                        ("outputFormat", "json-stat2"),
                    ],
                ))
            }
            Self::Indicators(ids) => below(base, &format!("data/kpi/{}/municipality/{code}", ids.join(","))),
        }
    }
}

/// Fetches the newest that is published for a municipality, as the bytes of a file to deliver. `base` is where it is
/// published, or a copy of it.
///
/// # Errors
/// Nobody answered, or not with what was asked for.
pub async fn fetch(
    client: &Client,
    (wanted, base): (&Wanted, &str),
    municipality: &MunicipalityCode,
    today: Date,
) -> Result<Vec<u8>, FetchError> {
    let base = Url::parse(base).map_err(|_| FetchError::Address { address: base.to_owned() })?;
    if let Wanted::Indicators(ids) = wanted {
        let fits = |id: &String| {
            !id.is_empty() && id.len() <= 12 && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        if ids.is_empty() || ids.len() > MOST_INDICATORS || !ids.iter().all(fits) {
            return Err(FetchError::Indicators { most: MOST_INDICATORS });
        }
    }
    let address = wanted.address(&base, municipality)?;
    match wanted {
        Wanted::Areas(_) => answer::areas(&address, client.get(&address, LARGEST).await?),
        Wanted::Residents(_) => answer::cube(&address, &client.get(&address, LARGEST).await?, today),
        Wanted::Indicators(ids) => indicators(client, (address, &base), ids, today).await,
    }
}

/// The figures with what they are called, from all pages of the answer.
async fn indicators(
    client: &Client,
    (first, base): (Url, &Url),
    ids: &[String],
    today: Date,
) -> Result<Vec<u8>, FetchError> {
    let (mut values, mut next, mut left) = (Vec::new(), Some(first), LARGEST);
    for _ in 0..MOST_PAGES {
        let Some(address) = next.take() else { break };
        let bytes = client.get(&address, LARGEST).await?;
        left = left.checked_sub(bytes.len() as u64).ok_or_else(|| client::too_large(&address, LARGEST))?;
        let (page, further) = answer::page(&address, &bytes)?;
        values.extend(page);
        // Nobody is asked whom the answer names: only further pages of the same place are, and without them it is not whole.
        if let Some(further) = further {
            let same = |next: &Url| next.origin() == base.origin() && *next != address;
            let found = address.join(&further).ok().filter(same);
            next = Some(found.ok_or_else(|| FetchError::Cut { address: address.to_string() })?);
        }
    }
    if let Some(address) = next {
        return Err(FetchError::Cut { address: address.to_string() });
    }
    let address = below(base, &format!("kpi/{}", ids.join(",")))?;
    let (titles, _) = answer::page(&address, &client.get(&address, LARGEST).await?)?;
    answer::together(&address, &titles, &values, today)
}

fn name(division: DivisionName) -> &'static str {
    match division {
        DivisionName::Deso => "DeSO",
        DivisionName::Regso => "RegSO",
    }
}

/// An address below another.
fn below(base: &Url, path: &str) -> Result<Url, FetchError> {
    let mut base = base.clone();
    if !base.path().ends_with('/') {
        base.set_path(&format!("{}/", base.path()));
    }
    base.join(path).map_err(|_| FetchError::Address { address: base.to_string() })
}

fn with(mut address: Url, pairs: &[(&str, &str)]) -> Url {
    address.query_pairs_mut().extend_pairs(pairs);
    address
}

#[cfg(test)]
mod tests;
