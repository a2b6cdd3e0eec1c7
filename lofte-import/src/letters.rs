//! Which letters the bytes of a text stand for. What is not UTF-8 is in one of three old alphabets, and Swedish tells
//! them apart: å, ä and ö stand in the middle of words, and each alphabet has them elsewhere.
//!
//! Other languages' letters are not weighed: a Swedish file has few of them.

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};

/// An alphabet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letters {
    /// One that the web knows.
    Web(&'static Encoding),
    /// The one of DOS (code page 850; 437 has the same letters where Swedish needs them).
    Dos,
}

/// The upper half of code page 850.
const DOS: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

impl Letters {
    /// Name, as files and people write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Web(encoding) => encoding.name(),
            Self::Dos => "IBM850",
        }
    }

    /// The alphabet with this name.
    pub fn named(name: &str) -> Option<Self> {
        let dos = ["cp850", "ibm850", "850", "cp437", "ibm437", "437", "dos"];
        if dos.contains(&name.trim().to_ascii_lowercase().as_str()) {
            return Some(Self::Dos);
        }
        Encoding::for_label(name.as_bytes()).map(Self::Web)
    }
}

/// Adds the letters of DOS to a text.
pub(crate) fn push_dos(bytes: &[u8], out: &mut Vec<u8>) {
    let upper: Vec<char> = DOS.chars().collect();
    let mut room = [0; 4];
    for byte in bytes {
        match usize::from(*byte).checked_sub(0x80).and_then(|place| upper.get(place)) {
            Some(letter) => out.extend_from_slice(letter.encode_utf8(&mut room).as_bytes()),
            None => out.push(*byte),
        }
    }
}

/// Counts Swedish letters in each of the old alphabets.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Guess {
    windows: u64,
    dos: u64,
    mac: u64,
}

impl Guess {
    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        for (place, byte) in bytes.iter().enumerate().filter(|(_, byte)| **byte >= 0x80) {
            let letter = |place: Option<usize>| {
                place.and_then(|place| bytes.get(place)).is_some_and(u8::is_ascii_alphabetic)
            };
            let (before, after) = (letter(place.checked_sub(1)), letter(Some(place + 1)));
            match byte {
                0xe5 | 0xe4 | 0xf6 | 0xc5 | 0xc4 | 0xd6 => self.windows += u64::from(before || after),
                0x86 | 0x84 | 0x94 => self.dos += u64::from(before && after),
                0x8f | 0x8e | 0x99 => self.dos += u64::from(after),
                0x8c | 0x8a | 0x9a => self.mac += u64::from(before && after),
                0x81 | 0x80 | 0x85 => self.mac += u64::from(after),
                _ => {}
            }
        }
    }

    /// The alphabet with most of them; Windows' where none has more.
    pub(crate) fn letters(self) -> Letters {
        if self.dos > self.windows && self.dos >= self.mac {
            Letters::Dos
        } else if self.mac > self.windows {
            Letters::Web(MACINTOSH)
        } else {
            Letters::Web(WINDOWS_1252)
        }
    }
}

/// Whether a text shows that its letters were read wrongly, here or before it came here: `Skadeg�relse`,
/// `SkadegÃ¶relse`, `Skadeg”relse`, `Skadeg?relse`.
pub(crate) fn garbled(text: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphabetic();
    if text.as_bytes().windows(3).any(|three| letter(three[0]) && three[1] == b'?' && letter(three[2])) {
        return true;
    }
    if text.is_ascii() {
        return escaped(text);
    }
    let signs: Vec<char> = text.chars().collect();
    let signs_between = "„†”™‰ˆ÷¤¶…€‡‘’›‹";
    // Boxes are what DOS makes of UTF-8.
    let lone = |sign: char| matches!(sign, '\u{fffd}' | '\u{80}'..='\u{9f}' | '\u{2500}'..='\u{259f}');
    signs.iter().any(|sign| lone(*sign))
        || signs.windows(2).any(|two| ['Ã', '√'].contains(&two[0]) && !two[1].is_ascii() && !two[1].is_uppercase())
        || signs.windows(3).any(|three| {
            three[0].is_ascii_alphabetic() && signs_between.contains(three[1]) && three[2].is_ascii_alphabetic()
                // An apostrophe stands between letters in names.
                && !"‘’".contains(three[1])
        })
}

/// What stands in a text where a name has å, ä or ö, if it is that name with these letters lost: nothing, a or o, or
/// one foreign sign. Both in small letters.
pub(crate) fn lost(name: &str, text: &str) -> Option<String> {
    let swedish = name.chars().filter(|letter| SWEDISH.contains(*letter)).count();
    // Short names lose too much of themselves, and each letter more doubles the ways to go.
    if !(1..=8).contains(&swedish) || name.chars().count() < 3 || name == text {
        return None;
    }
    let (name, text): (Vec<char>, Vec<char>) = (name.chars().collect(), text.chars().collect());
    lost_in(&name, &text)
}

const SWEDISH: &str = "åäö";

fn lost_in(name: &[char], text: &[char]) -> Option<String> {
    let Some((letter, name)) = name.split_first() else {
        return text.is_empty().then(String::new);
    };
    let next = text.split_first();
    let kept = next.filter(|(sign, _)| *sign == letter).and_then(|(_, text)| lost_in(name, text));
    if kept.is_some() || !SWEDISH.contains(*letter) {
        return kept;
    }
    let plain = if *letter == 'ö' { 'o' } else { 'a' };
    let foreign = |sign: char| {
        sign == plain || !(sign.is_ascii_alphanumeric() || sign.is_whitespace() || SWEDISH.contains(sign))
    };
    let instead = next.filter(|(sign, _)| foreign(**sign));
    let instead = instead.and_then(|(sign, text)| Some(format!("{sign}{}", lost_in(name, text)?)));
    instead.or_else(|| lost_in(name, text))
}

/// Whether å, ä or ö stand as the web writes them where it has no letters: `%C3%B6`, `&ouml;`.
fn escaped(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["%c3%", "%e5", "%e4", "%f6", "auml;", "ouml;", "aring;"].iter().any(|sign| text.contains(sign))
}

/// The signs of a text that Swedish does not have, at most six: they say how it was read wrongly, and nothing of whoever
/// it is about.
pub(crate) fn foreign_signs(text: &str) -> String {
    let foreign = |sign: &char| "?%&;".contains(*sign) || !(sign.is_ascii() || "åäöÅÄÖéÉ–’”".contains(*sign));
    text.chars().filter(foreign).take(6).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(bytes: &[u8]) -> Letters {
        let mut guess = Guess::default();
        guess.feed(bytes);
        guess.letters()
    }

    #[test]
    fn each_old_alphabet_is_known_by_its_swedish() {
        assert_eq!(DOS.chars().count(), 128);
        for text in ["Ärende;Tid;Skadegörelse;Åtel", "Brott\nRån\nStöld\n", "Öja;x"] {
            let (windows, _, _) = WINDOWS_1252.encode(text);
            assert_eq!(guess(&windows), Letters::Web(WINDOWS_1252), "{text}");
            let (mac, _, _) = mac(text);
            assert_eq!(guess(&mac), Letters::Web(MACINTOSH), "{text}");
            let dos: Vec<u8> = text.chars().map(dos_byte).collect();
            assert_eq!(guess(&dos), Letters::Dos, "{text}");
            let mut back = Vec::new();
            push_dos(&dos, &mut back);
            assert_eq!(String::from_utf8(back).unwrap(), text);
        }
        let (quoted, _, _) = WINDOWS_1252.encode("”Stöld” – ”Rån”");
        assert_eq!(guess(&quoted), Letters::Web(WINDOWS_1252));
    }

    fn mac(text: &str) -> (std::borrow::Cow<'_, [u8]>, &'static Encoding, bool) {
        let back = |byte: u8| MACINTOSH.decode_without_bom_handling(&[byte]).0.into_owned();
        let byte = |letter: char| (0..=255_u8).find(|byte| back(*byte) == letter.to_string()).unwrap();
        (text.chars().map(byte).collect::<Vec<u8>>().into(), MACINTOSH, false)
    }

    fn dos_byte(letter: char) -> u8 {
        match DOS.chars().position(|other| other == letter) {
            Some(place) => 0x80 + u8::try_from(place).unwrap(),
            None => u8::try_from(letter).unwrap(),
        }
    }

    #[test]
    fn wrong_letters_are_noticed() {
        for wrong in [
            "Skadeg\u{fffd}relse",
            "SkadegÃ¶relse",
            "Ã…kerbo",
            "Skadeg”relse",
            "Skadeg\u{9a}relse",
            "Skadeg√∂relse",
            "Skadeg├Ârelse",
            "Skadeg?relse",
            "Skadeg%C3%B6relse",
            "Skadeg&ouml;relse",
        ] {
            assert!(garbled(wrong), "{wrong}");
        }
        for right in [
            "Skadegörelse",
            "O’Hara",
            "”Rån”",
            "16–24 år",
            "Põder",
            "100 % – allt",
            "Öja",
            "São Paulo",
            "Vad? Inget",
        ] {
            assert!(!garbled(right), "{right}");
        }
    }
}
