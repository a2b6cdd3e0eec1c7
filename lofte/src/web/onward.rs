//! Where somebody was going when they were asked to sign in: a path of these pages, and nothing else.
//!
//! The address comes back from the browser, so it is looked at again before anybody is sent there.

/// Longest address that is kept.
const LONGEST: usize = 500;

/// The address, if it is a path here that one may land on after signing in.
pub fn kept(address: &str) -> Option<String> {
    let here = address.starts_with('/') && !address.starts_with("//");
    let plain = address.len() <= LONGEST && !address.chars().any(|sign| sign == '\\' || sign.is_control());
    let elsewhere = ["/logga-", "/tillgangar/", "/valkommen/", "/aterstall"];
    let page = !elsewhere.iter().any(|start| address.starts_with(start)) && address != "/";
    (here && plain && page).then(|| address.to_owned())
}

/// The address of the page where one signs in, which knows where one was going.
pub fn sign_in(onward: Option<&str>) -> String {
    match onward {
        None => "/logga-in".to_owned(),
        Some(onward) => format!("/logga-in?till={}", encoded(onward)),
    }
}

/// A text as a part of an address.
pub fn encoded(text: &str) -> String {
    let mut coded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            coded.push(char::from(byte));
        } else {
            coded.push('%');
            coded.push(char::from(HEX[usize::from(byte >> 4)]));
            coded.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    coded
}

const HEX: &[u8; 16] = b"0123456789ABCDEF";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_these_pages_are_kept() {
        for good in ["/plan", "/plan/7?visa=allt", "/loften/7#gate"] {
            assert_eq!(kept(good).as_deref(), Some(good));
        }
        let long = format!("/{}", "a".repeat(600));
        for bad in [
            "",
            "/",
            "plan",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\nb",
            "/logga-in",
            long.as_str(),
        ] {
            assert_eq!(kept(bad), None, "{bad}");
        }
        assert_eq!(sign_in(Some("/plan?visa=allt")), "/logga-in?till=/plan%3Fvisa%3Dallt");
    }
}
