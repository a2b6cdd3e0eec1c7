//! Names of people, by lists and by what stands beside them.
//!
//! A listed name with a capital is a person unless what stands around makes it a place, a firm or a thing. A name that is
//! also a word needs more: a capital within a sentence, a surname, a title before it or a verb after it. A word of no
//! list is a name where somebody is called, greeted or signed so. Names side by side are one span.

use super::SpanKind;
use super::lexicon::{Known, lexicon};
use super::unread::{is_common_form, is_place_word, is_unread};
use super::words::{Case, Sentence, Word};
use std::ops::Range;

/// Small words within a name.
const PARTICLES: [&str; 14] =
    ["von", "af", "de", "van", "der", "den", "al", "el", "bin", "ben", "ibn", "la", "da", "ten"];
/// Words that join two names.
const JOINING: [&str; 6] = ["och", "samt", "eller", "med", "o", "å"];
/// Words before which a place stands rather than a person.
const WHERE: [&str; 8] = ["i", "vid", "genom", "kring", "längs", "utanför", "norr", "inom"];

/// `beside` is where numbers and addresses of somebody begin: who they belong to often stands right before.
pub(super) fn all(sentence: &Sentence<'_>, beside: &[usize]) -> Vec<(SpanKind, Range<usize>)> {
    let reading = Reading { sentence, beside };
    let mut found: Vec<(SpanKind, Range<usize>)> = Vec::new();
    let mut at = 0;
    let mut joined = false;
    while at < sentence.words.len() {
        let Some(next) = reading.name(at, joined) else {
            let word = &sentence.words[at];
            joined = joined && JOINING.contains(&word.lower.as_str());
            at += 1;
            continue;
        };
        let (first, last) = (reading.initials(at), next - 1);
        let span = sentence.words[first].start..sentence.words[last].end;
        let somebody = !reading.is_elsewhere(first, last);
        if somebody {
            found.push((SpanKind::PersonName, span));
        }
        joined = somebody && reading.goes_on(last);
        at = next;
    }
    found
}

struct Reading<'a, 'b> {
    sentence: &'a Sentence<'b>,
    beside: &'a [usize],
}

impl Reading<'_, '_> {
    /// The place after a name that begins at a word; `joined` when a name and `och` stand before it.
    fn name(&self, at: usize, joined: bool) -> Option<usize> {
        let word = self.sentence.words.get(at)?;
        let kin = word.case == Case::Small && lexicon().before_name.has(&word.lower);
        if word.case == Case::Digits || word.end - word.start < 2 || kin || lexicon().nobody.has(&word.lower)
        {
            return None;
        }
        let begins = self.is_given(at, word)
            || self.is_lone_surname(at, word)
            || self.is_called(at, word)
            || joined && self.is_joined(at, word);
        begins.then(|| self.surnames(at))
    }

    /// Whether the capital of a word says that it is a name.
    fn capital_tells(&self, word: &Word) -> bool {
        !self.sentence.shouted && !word.first && word.case != Case::Small
    }

    fn is_given(&self, at: usize, word: &Word) -> bool {
        let capital = capital(word);
        match lexicon().name(&word.lower) {
            Some(Known::Given) => capital && !self.is_short_form(at, word) || self.is_small_name(at, word),
            Some(Known::GivenRare) => {
                self.capital_tells(word) && !self.stands_where(at)
                    || capital && (self.spoken_of(at) || self.has_surname(at))
            }
            Some(Known::GivenWord) => {
                let told = self.called(at) || capital && (self.spoken_of(at) || self.has_surname(at));
                let within = self.capital_tells(word) && !self.stands_where(at);
                (told || within) && (word.case != Case::Small || self.called_for_sure(at))
            }
            _ => false,
        }
    }

    /// `Jan 2024`: a month.
    fn is_short_form(&self, at: usize, word: &Word) -> bool {
        let next = self.sentence.word(at, 1);
        word.end - word.start <= 3
            && next.is_some_and(|next| next.case == Case::Digits)
            && self.sentence.adjacent(at)
    }

    /// A common given name in small letters: long enough to be no slip, or where somebody is called so.
    fn is_small_name(&self, at: usize, word: &Word) -> bool {
        let long = word.end - word.start >= 4;
        let bare = lexicon().name(&word.lower).is_some() && !lexicon().common.has(&word.lower);
        word.case == Case::Small && bare && (long || self.called(at) || self.spoken_of(at))
    }

    /// A surname by itself: `enligt Bohlin`, `Thun berättade`.
    fn is_lone_surname(&self, at: usize, word: &Word) -> bool {
        let words = lexicon();
        if !capital(word) || !words.is_surname(&word.lower) || words.common.has(&word.lower) {
            return false;
        }
        let listed = matches!(words.name(&word.lower), Some(Known::Surname));
        let told = self.spoken_of(at) || self.called(at);
        let elsewhere =
            self.stands_where(at) || is_place_word(word) || !self.called(at) && words.is_place(&word.lower);
        told && !elsewhere || self.capital_tells(word) && !elsewhere && (listed || !self.follows_capital(at))
    }

    /// A word of no list, where somebody is called so or speaks.
    fn is_called(&self, at: usize, word: &Word) -> bool {
        let words = lexicon();
        let somewhere =
            is_place_word(word) || words.is_place(&word.lower) || words.firm_after.has(&word.lower);
        let unread = !words.common.has(&word.lower) && !somewhere && !is_common_form(&word.lower);
        if !unread || word.end - word.start < 3 {
            return false;
        }
        let initial = capital(word) && !self.sentence.shouted && self.initials(at) < at;
        if self.is_beside(at, word) || self.leads_on(at, word) || self.is_double(word) {
            return true;
        }
        if initial || self.called_for_sure(at) && (capital(word) || self.sentence.whispered) {
            return true;
        }
        // `TiB`, `HVB`: short forms of offices.
        let short_form = matches!(word.case, Case::Large | Case::Mixed) && word.end - word.start <= 4;
        let listed = !self.sentence.shouted && word.first && self.follows_colon(at);
        let tells = (self.capital_tells(word) || listed) && !short_form;
        tells && (self.called(at) || self.speaks(at)) && !self.stands_where(at)
    }

    /// `Beställare: Szilvia`: what stands after a colon begins no sentence.
    fn follows_colon(&self, at: usize) -> bool {
        let Some(before) = self.sentence.word(at, -1) else { return false };
        let gap = self.sentence.between(before, &self.sentence.words[at]);
        gap.trim() == ":" && lexicon().before_name.has(&before.lower)
    }

    /// `Eeva-Liisa`: two parts that both begin as names do.
    fn is_double(&self, word: &Word) -> bool {
        let signs = &self.sentence.signs[word.start..word.end];
        let part = |part: &[char]| {
            part.len() > 1 && part[0].is_uppercase() && part[1..].iter().all(|sign| sign.is_lowercase())
        };
        let mut parts = signs.split(|sign| *sign == '-');
        let two = parts.next().zip(parts.next()).is_some_and(|(one, other)| part(one) && part(other));
        two && parts.next().is_none() && is_unread(word)
    }

    /// `Habtom Tesfay (19940202-…)`, `Görel 070-…`: words with capitals up to where somebody's number or address begins.
    fn is_beside(&self, at: usize, word: &Word) -> bool {
        if !capital(word) || self.sentence.shouted {
            return false;
        }
        let mut last = at;
        while self.sentence.adjacent(last) && self.sentence.words.get(last + 1).is_some_and(capital) {
            last += 1;
        }
        let whole = self.sentence.words[at..=last].iter().all(is_unread);
        let end = self.sentence.words[last].end;
        let right_before = |start: &usize| {
            let gap = self.sentence.signs.get(end..*start).unwrap_or(&['x']);
            *start >= end && gap.len() <= 3 && gap.iter().all(|sign| " (,:".contains(*sign))
        };
        // A sentence may begin with any word; two with capitals are a name.
        let told = last > at || !word.first;
        whole && told && last < at + 4 && self.beside.iter().any(right_before)
    }

    /// `Adde, Robban och Kim`: a list whose next name is known.
    fn leads_on(&self, at: usize, word: &Word) -> bool {
        let joins = |gap: &str, next: &Word| gap == ", " || JOINING.contains(&next.lower.as_str());
        if !capital(word) || self.sentence.shouted || !is_unread(word) || self.stands_where(at) {
            return false;
        }
        let Some(next) = self.sentence.word(at, 1) else { return false };
        let gap = self.sentence.between(word, next);
        if !joins(&gap, next) || gap.contains('.') {
            return false;
        }
        let after = if gap == ", " { Some(next) } else { self.sentence.word(at, 2) };
        let known = |word: &Word| lexicon().name(&word.lower) == Some(Known::Given);
        after.is_some_and(|after| after.case == Case::Title && known(after))
    }

    fn is_joined(&self, at: usize, word: &Word) -> bool {
        let words = lexicon();
        capital(word)
            && (self.capital_tells(word) || self.sentence.shouted)
            && !words.common.has(&word.lower)
            && !is_place_word(word)
            && !words.is_place(&word.lower)
            && !self.stands_where(at)
    }

    /// The end of a name: every word with a capital that belongs to it.
    fn surnames(&self, at: usize) -> usize {
        let words = lexicon();
        let mut next = at + 1;
        while let Some(word) = self.sentence.words.get(next) {
            if !self.sentence.adjacent(next - 1) || word.case == Case::Digits {
                break;
            }
            let particle = PARTICLES.contains(&word.lower.as_str())
                && self.sentence.adjacent(next)
                && self.sentence.words.get(next + 1).is_some_and(capital);
            let named = words.is_surname(&word.lower) || words.name(&word.lower).is_some();
            // The genitive ends a name: `Ritas Volvo`.
            let ended = self.is_genitive(next - 1) && !named;
            let initial = word.end - word.start == 1
                && capital(word)
                && self.sentence.signs.get(word.end) == Some(&'.');
            let large = capital(word) && !self.sentence.shouted && !ended;
            let capital = large && !words.nobody.has(&word.lower) && !words.firm_after.has(&word.lower);
            let spoken = named
                && (self.sentence.shouted || self.sentence.whispered || word.case == Case::Small)
                && !words.common.has(&word.lower)
                && !words.after_name.has(&word.lower)
                && (self.sentence.shouted || word.end - word.start > 4);
            if particle {
                next += 2;
            } else if capital || initial || spoken {
                next += 1;
            } else {
                break;
            }
        }
        next
    }

    /// The word at which the initials before a name begin: `R. Bohlin`.
    fn initials(&self, at: usize) -> usize {
        let mut first = at;
        while let Some(before) = first.checked_sub(1).and_then(|before| self.sentence.words.get(before)) {
            let gap = self.sentence.between(before, &self.sentence.words[first]);
            let initial =
                before.end - before.start == 1 && capital(before) && matches!(gap.as_str(), ". " | "." | " ");
            let sole = gap == " " && (before.first || !before.lower.chars().all(char::is_alphabetic));
            if !initial || sole {
                break;
            }
            first -= 1;
        }
        first
    }

    fn is_genitive(&self, at: usize) -> bool {
        let Some(word) = self.sentence.words.get(at) else { return false };
        let bare = word.lower.strip_suffix('s');
        let named = |lower: &str| lexicon().name(lower).is_some() || lexicon().is_surname(lower);
        bare.is_some_and(|bare| named(bare) && bare.chars().count() > 1)
            && !matches!(
                word.lower.as_str(),
                "hans"
                    | "jonas"
                    | "lars"
                    | "nils"
                    | "mats"
                    | "jens"
                    | "claes"
                    | "klas"
                    | "tomas"
                    | "thomas"
                    | "mattias"
                    | "tobias"
                    | "elias"
                    | "lukas"
                    | "lucas"
                    | "niklas"
                    | "marcus"
                    | "markus"
                    | "linus"
                    | "magnus"
                    | "andreas"
                    | "idris"
                    | "abbas"
                    | "anas"
                    | "enes"
                    | "yunus"
                    | "agnes"
                    | "ines"
            )
    }

    /// Whether somebody is called by what stands before.
    fn called(&self, at: usize) -> bool {
        let Some(before) = self.sentence.word(at, -1) else { return false };
        let gap = self.sentence.between(before, &self.sentence.words[at]);
        let listed = lexicon().before_name.has(&before.lower)
            && gap.chars().all(|sign| " :,-(\"'\u{201d}\u{bb}".contains(sign));
        listed || self.called_for_sure(at)
    }

    /// `heter X`, `mvh X`, `/X`, `ring X`.
    fn called_for_sure(&self, at: usize) -> bool {
        let word = &self.sentence.words[at];
        let signed = word.start > 0
            && self.sentence.signs[word.start - 1] == '/'
            && word
                .start
                .checked_sub(2)
                .and_then(|at| self.sentence.signs.get(at))
                .is_none_or(|sign| !sign.is_alphanumeric());
        let Some(before) = self.sentence.word(at, -1) else { return signed };
        let gap = self.sentence.between(before, word);
        let sure = matches!(
            before.lower.as_str(),
            "heter"
                | "hette"
                | "hetat"
                | "kallad"
                | "kallas"
                | "mvh"
                | "hälsningar"
                | "vänligen"
                | "hälsn"
                | "undertecknad"
                | "vh"
        );
        let titled =
            matches!(before.lower.as_str(), "hälsar" | "ring" | "ringa" | "kontakta") && capital(word);
        signed
            || (sure || titled)
                && gap.chars().all(|sign| " :,-\"'\u{201d}\u{bb}".contains(sign))
                && !lexicon().common.has(&word.lower)
    }

    /// Whether the word after says that a person speaks or does something, or is somebody's.
    fn spoken_of(&self, at: usize) -> bool {
        let last = self.surnames(at) - 1;
        self.speaks(last) || self.kin(last)
    }

    fn speaks(&self, at: usize) -> bool {
        let next = self.sentence.word(at, 1).filter(|_| self.sentence.adjacent(at));
        next.is_some_and(|next| next.case == Case::Small && lexicon().after_name.has(&next.lower))
            || self.sentence.shouted
                && self.sentence.word(at, 1).is_some_and(|next| lexicon().after_name.has(&next.lower))
    }

    /// `Hans hustru`, `Stens dotter`.
    fn kin(&self, at: usize) -> bool {
        let kin = [
            "hustru", "fru", "dotter", "son", "sambo", "syster", "bror", "mamma", "pappa", "make", "maka",
            "mor", "far",
        ];
        let next = self.sentence.word(at, 1).filter(|_| self.sentence.adjacent(at));
        next.is_some_and(|next| kin.contains(&next.lower.as_str()))
    }

    fn has_surname(&self, at: usize) -> bool {
        let next = self.sentence.word(at, 1).filter(|_| self.sentence.adjacent(at));
        next.is_some_and(|next| {
            capital(next) && (lexicon().is_surname(&next.lower) || lexicon().name(&next.lower).is_some())
        })
    }

    /// A preposition of places stands before, and nothing else says that it is a person.
    fn stands_where(&self, at: usize) -> bool {
        let before = self.sentence.word(at, -1).filter(|_| self.sentence.adjacent(at.wrapping_sub(1)));
        before.is_some_and(|word| WHERE.contains(&word.lower.as_str()))
    }

    fn follows_capital(&self, at: usize) -> bool {
        let before = self.sentence.word(at, -1).filter(|_| self.sentence.adjacent(at.wrapping_sub(1)));
        before.is_some_and(|word| capital(word) && !word.first)
    }

    /// Whether a run of names is a place, a firm or a thing: `Olof Palmes plats`, `Svenssons Bageri`, `kvarteret Björn`.
    fn is_elsewhere(&self, first: usize, last: usize) -> bool {
        let words = lexicon();
        let before = self.sentence.word(first, -1);
        let thing = before.is_some_and(|word| {
            words.thing_before.has(&word.lower)
                && self
                    .sentence
                    .between(word, &self.sentence.words[first])
                    .trim_matches([' ', '"', '.'])
                    .is_empty()
        });
        let next = self.sentence.word(last, 1).filter(|_| self.sentence.adjacent(last));
        let place = next.is_some_and(|word| words.place_after.has(&word.lower) && word.case == Case::Small);
        let shouted = self.sentence.shouted && next.is_some_and(|word| words.place_after.has(&word.lower));
        let firm = next.is_some_and(|word| capital(word) && words.firm_after.has(&word.lower));
        let and = self.sentence.signs.get(self.sentence.words[last].end..).unwrap_or(&[]);
        let known = |word: &Word| words.name(&word.lower) == Some(Known::Given);
        let partners = and.len() > 2
            && and[0] == ' '
            && and[1] == '&'
            && !self.sentence.words.get(last + 1).is_some_and(known);
        let run = &self.sentence.words[first..=last];
        let signed = last > first && self.called_for_sure(first);
        let street = !signed && run.iter().any(is_place_word);
        let written = run.iter().map(|word| word.lower.as_str()).collect::<Vec<_>>().join(" ");
        let famous = words.famous.iter().any(|name| {
            written
                .strip_prefix(name.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', 's', '-']))
        });
        thing || place || shouted || firm || partners || street || famous
    }

    /// Whether a list goes on after a name.
    fn goes_on(&self, last: usize) -> bool {
        let Some(next) = self.sentence.words.get(last + 1) else { return false };
        let gap = self.sentence.between(&self.sentence.words[last], next);
        matches!(gap.as_str(), ", " | "/" | " & " | " + ") || JOINING.contains(&next.lower.as_str())
    }
}

fn capital(word: &Word) -> bool {
    matches!(word.case, Case::Title | Case::Large | Case::Mixed)
}
