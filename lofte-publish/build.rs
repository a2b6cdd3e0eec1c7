//! Picks the one family of fonts that documents fall back on.
//!
//! Typst's fonts are 9 MB, mostly for mathematics; a document needs a serif in a few cuts. They are a dependency of
//! this script only, so that the program does not carry the others.

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// How the family names itself inside its files.
const FAMILY: &[u8] = b"LibertinusSerif";
/// A cut that no document asks for.
const UNUSED: &[u8] = b"LibertinusSerif-Semibold";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let folder = env::var("OUT_DIR")?;
    let holds = |font: &[u8], name: &[u8]| font.windows(name.len()).any(|bytes| bytes == name);
    let mut list = String::from("[\n");
    let wanted = typst_assets::fonts().filter(|font| holds(font, FAMILY) && !holds(font, UNUSED));
    for (number, font) in wanted.enumerate() {
        let name = format!("fallback-{number}.otf");
        fs::write(Path::new(&folder).join(&name), font)?;
        writeln!(list, "    include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}\")).as_slice(),")?;
    }
    if !list.contains("include_bytes") {
        return Err("the crate typst-assets no longer holds the fonts that documents fall back on".into());
    }
    list.push_str("]\n");
    fs::write(Path::new(&folder).join("fallback_fonts.rs"), list)?;
    Ok(())
}
