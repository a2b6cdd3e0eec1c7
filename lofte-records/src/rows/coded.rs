//! A column of texts that repeat, on its way to a batch: each row is the number of its text.
//!
//! Texts keep their numbers from one batch to the next, so that a text is looked up once a row and copied once a file.

use arrow::array::{Array, DictionaryArray, Int32Builder, StringArray};
use arrow::datatypes::Int32Type;
use arrow::error::ArrowError;
use hashbrown::HashTable;
use lofte_model::spread::Spread;
use std::sync::Arc;

/// Bytes of a text that are compared as numbers; the last one tells how many there are.
const SHORT: usize = 24;

/// A text so far as it fits: two short texts are equal if these are.
type Short = [u64; 3];

/// The rows so far, and all texts of the file.
#[derive(Debug, Default)]
pub(crate) struct Coded {
    codes: Int32Builder,
    texts: Vec<String>,
    shorts: Vec<Short>,
    places: HashTable<i32>,
    spread: Spread,
    /// The texts as the batch before had them.
    written: Option<Arc<StringArray>>,
}

impl Coded {
    /// Adds a row.
    pub(crate) fn append(&mut self, text: Option<&str>) -> Result<(), ArrowError> {
        let code = text.map(|text| self.code(text)).transpose()?;
        self.codes.append_option(code);
        Ok(())
    }

    fn code(&mut self, text: &str) -> Result<i32, ArrowError> {
        let short = short(text);
        let hash = spread_out(self.spread, short, text);
        let is = |code: &i32| {
            let at = place(*code);
            let long = || text.len() < SHORT || self.texts.get(at).is_some_and(|known| known == text);
            self.shorts.get(at) == Some(&short) && long()
        };
        if let Some(code) = self.places.find(hash, is) {
            return Ok(*code);
        }
        let code = i32::try_from(self.texts.len()).map_err(|_| ArrowError::DictionaryKeyOverflowError)?;
        self.texts.push(text.to_owned());
        self.shorts.push(short);
        let Self { places, texts, shorts, spread, .. } = self;
        let again = |code: &i32| {
            let known = shorts.get(place(*code)).zip(texts.get(place(*code)));
            known.map_or(0, |(short, text)| spread_out(*spread, *short, text))
        };
        places.insert_unique(hash, code, again);
        Ok(code)
    }

    /// The rows as a column; the next one begins.
    pub(crate) fn finish(&mut self) -> Result<DictionaryArray<Int32Type>, ArrowError> {
        let known = self.written.take().filter(|known| known.len() == self.texts.len());
        let texts = known.unwrap_or_else(|| Arc::new(StringArray::from_iter_values(&self.texts)));
        self.written = Some(Arc::clone(&texts));
        DictionaryArray::try_new(self.codes.finish(), texts)
    }
}

/// Where a code stands; nowhere if it is none.
fn place(code: i32) -> usize {
    usize::try_from(code).unwrap_or(usize::MAX)
}

fn spread_out(spread: Spread, [first, second, third]: Short, text: &str) -> u64 {
    if text.len() < SHORT { spread.pair(spread.pair(first, second), third) } else { spread.text(text) }
}

fn short(text: &str) -> Short {
    let mut bytes = [0; SHORT];
    if let Some(room) = bytes.get_mut(..text.len()).filter(|room| room.len() < SHORT) {
        room.copy_from_slice(text.as_bytes());
    }
    bytes[SHORT - 1] = u8::try_from(text.len().min(SHORT)).unwrap_or(0);
    let mut short = [0; 3];
    for (number, eight) in short.iter_mut().zip(bytes.chunks_exact(8)) {
        let mut room = [0; 8];
        room.copy_from_slice(eight);
        *number = u64::from_le_bytes(room);
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_keep_their_numbers_from_one_batch_to_the_next() {
        let mut column = Coded::default();
        let mut batch = |texts: &[Option<&str>]| -> Vec<Option<String>> {
            for text in texts {
                column.append(*text).unwrap();
            }
            let array = column.finish().unwrap();
            let texts = array.downcast_dict::<StringArray>().unwrap();
            texts.into_iter().map(|text| text.map(str::to_owned)).collect()
        };
        let [one, other, limit] = ["x".repeat(24) + "y", "x".repeat(24) + "z", "x".repeat(23)];
        let long = [one.as_str(), other.as_str(), limit.as_str(), one.as_str(), &limit[1..]].map(Some);
        let first = [Some("b"), None, Some("a"), Some("b"), Some("")];
        for texts in [&first[..], &[None], &[], &[Some("c"), Some("a")], &long] {
            let expected: Vec<_> = texts.iter().map(|text| text.map(str::to_owned)).collect();
            assert_eq!(batch(texts), expected);
        }
        let many: Vec<String> = (0..1000).map(|number| (number % 300).to_string()).collect();
        let many: Vec<Option<&str>> = many.iter().map(|text| Some(text.as_str())).collect();
        assert_eq!(batch(&many).len(), 1000);
        assert_eq!(column.texts.len(), 4 + 4 + 300);
    }
}
