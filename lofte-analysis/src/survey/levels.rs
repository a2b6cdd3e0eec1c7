//! The share of each answer on a scale: very safe, fairly safe, ... very unsafe.
//!
//! One call per question instead of one per answer, with the code book checked. Which answers count together as "safe" is
//! a choice of words and belongs to the survey, not here.

use super::design::Design;
use super::error::{SurveyError, require_length};
use super::estimate::{Estimate, EstimateOptions, share};

/// The share of each of `levels` answers among those who answered, in the order of the codes `0..levels`. The shares add
/// up to 1.
///
/// # Errors
/// As [`share`]; also a code that is not below `levels`.
///
/// ```
/// use lofte_analysis::survey::levels::level_shares;
/// use lofte_analysis::survey::{Design, EstimateOptions, Stratum};
///
/// let area = [Stratum { name: "Flen".into(), population: Some(1000.0) }];
/// let design = Design::stratified(&[0; 5], &area)?;
/// let codes = [Some(0), Some(2), Some(0), None, Some(1)];
/// let shares = level_shares(&design, &codes, 3, None, &EstimateOptions::default())?;
/// assert_eq!(shares.iter().map(|s| s.value).collect::<Vec<_>>(), [0.5, 0.25, 0.25]);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn level_shares(
    design: &Design,
    codes: &[Option<u32>],
    levels: u32,
    domain: Option<&[bool]>,
    options: &EstimateOptions,
) -> Result<Vec<Estimate>, SurveyError> {
    require_length("answer codes", design.rows(), codes.len())?;
    for (row, code) in codes.iter().enumerate() {
        if let Some(code) = *code
            && code >= levels
        {
            return Err(SurveyError::UnknownCode { row, column: "answer codes".to_owned(), code });
        }
    }
    (0..levels)
        .map(|level| {
            let answers: Vec<Option<bool>> =
                codes.iter().map(|code| code.map(|code| code == level)).collect();
            share(design, &answers, domain, options)
        })
        .collect()
}
