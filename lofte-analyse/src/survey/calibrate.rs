//! Calibration to the register: the file of margins and the method.
//!
//! A file of margins has the columns `variable`, `category` and `total`, one row per category. A variable with a colon is
//! the combination of columns (`sex:age`, category `women:16-24`). A row without category is the total of a number; the
//! variable `population` without category is the size of the population.

use crate::input::columns::{Frame, as_number, sameness};
use crate::input_error::InputError;
use clap::{Args, ValueEnum};
use lofte_analysis::survey::auxiliary::Auxiliary;
use lofte_analysis::survey::calibrate::{CalibrationMethod, CalibrationReport};
use lofte_analysis::survey::{Design, SurveyError};
use serde::Serialize;
use std::borrow::Cow;
use std::path::PathBuf;

/// The options of calibration.
#[derive(Clone, Debug, Args, Serialize)]
#[command(next_help_heading = "Calibration to the register")]
pub(crate) struct CalibrationArgs {
    /// File of margins: variable,category,total
    #[arg(long, value_name = "FILE")]
    pub(crate) calibrate: Option<PathBuf>,
    /// Along which curve the weights move
    #[arg(long, value_enum, default_value = "rake")]
    pub(crate) method: Method,
    /// Smallest and largest ratio of new to old weight, for logit and bounded: 0.3,3
    #[arg(long, value_name = "L,U", value_delimiter = ',', num_args = 1)]
    pub(crate) bounds: Vec<f64>,
}

/// A method of calibration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Method {
    /// Raking: always positive weights
    Rake,
    /// Generalised regression (GREG)
    Linear,
    /// Between the bounds along a logistic curve
    Logit,
    /// One margin, cell by cell
    Poststratify,
    /// Linear, cut off at the bounds
    Bounded,
}

/// One row of the file of margins.
#[derive(Debug)]
struct Total {
    category: Option<String>,
    total: f64,
}

/// One variable of the file of margins.
#[derive(Debug)]
struct Margin {
    name: String,
    totals: Vec<Total>,
}

/// The margins of a file, read before the data so that their columns are known.
#[derive(Debug)]
pub(crate) struct Margins {
    file: String,
    variables: Vec<Margin>,
    method: CalibrationMethod,
}

const COLUMNS: [&str; 3] = ["variable", "category", "total"];

impl CalibrationArgs {
    /// Reads the margins, if there are any.
    pub(crate) fn margins(&self) -> Result<Option<Margins>, InputError> {
        let Some(path) = &self.calibrate else {
            return Ok(None);
        };
        let columns = COLUMNS.map(str::to_owned);
        let frame = Frame::read(std::slice::from_ref(path), &columns)?;
        let mut margins: Vec<Margin> = Vec::new();
        for row in 0..frame.len() {
            let missing = || InputError::MissingLabel { at: frame.at(row), column: "variable".to_owned() };
            let name = frame.text("variable", row).ok_or_else(missing)?.into_owned();
            let text = frame.text("total", row).unwrap_or_default();
            let total = as_number(&text).ok_or_else(|| InputError::BadTotal {
                at: frame.at(row),
                column: "total".to_owned(),
                value: text.clone().into_owned(),
            })?;
            let total = Total { category: frame.text("category", row).map(Cow::into_owned), total };
            match margins.iter_mut().find(|margin| margin.name == name) {
                Some(margin) => margin.totals.push(total),
                None => margins.push(Margin { name, totals: vec![total] }),
            }
        }
        let margins = Margins {
            file: crate::input::columns::shown(path),
            method: self.distance(&margins)?,
            variables: margins,
        };
        Ok(Some(margins))
    }

    fn distance(&self, margins: &[Margin]) -> Result<CalibrationMethod, InputError> {
        let bounds = || match *self.bounds.as_slice() {
            [lower, upper] => Ok((lower, upper)),
            _ => Err(InputError::Needs { option: "--method logit|bounded", needed: "--bounds L,U" }),
        };
        Ok(match self.method {
            Method::Rake => CalibrationMethod::Raking,
            Method::Linear => CalibrationMethod::Linear,
            Method::Logit => bounds().map(|(lower, upper)| CalibrationMethod::Logit { lower, upper })?,
            Method::Bounded => {
                bounds().map(|(lower, upper)| CalibrationMethod::BoundedLinear { lower, upper })?
            }
            Method::Poststratify
                if margins.len() == 1 && margins[0].totals.iter().all(|t| t.category.is_some()) =>
            {
                CalibrationMethod::Linear
            }
            Method::Poststratify => {
                let needed = "one single variable with categories; combine columns with a colon";
                return Err(InputError::Needs { option: "--method poststratify", needed });
            }
        })
    }
}

impl Margins {
    /// The columns of the data that the margins speak of.
    pub(crate) fn columns(&self) -> Vec<String> {
        self.variables.iter().filter(|m| !m.is_population()).flat_map(Margin::columns).collect()
    }

    /// Calibrates a design.
    pub(crate) fn calibrate(
        &self,
        design: &Design,
        frame: &Frame,
    ) -> Result<(Design, CalibrationReport), InputError> {
        let mut register = Auxiliary::new(frame.len());
        for margin in &self.variables {
            register = self.add(register, margin, frame)?;
        }
        design.calibrate(&register, self.method).map_err(|error| self.told(error))
    }

    fn add(&self, register: Auxiliary, margin: &Margin, frame: &Frame) -> Result<Auxiliary, InputError> {
        if let [Total { category: None, total }] = margin.totals.as_slice() {
            if margin.is_population() {
                return Ok(register.population(*total)?);
            }
            let values: Result<Vec<f64>, InputError> = frame
                .numbers(&margin.name)?
                .into_iter()
                .enumerate()
                .map(|(row, value)| {
                    value.ok_or_else(|| InputError::MissingLabel {
                        at: frame.at(row),
                        column: margin.name.clone(),
                    })
                })
                .collect();
            return Ok(register.quantity(&margin.name, &values?, *total)?);
        }
        let labels = frame.labels(&margin.columns())?;
        let same =
            |label: &str, other: &str| label.split(':').map(sameness).eq(other.split(':').map(sameness));
        let place = |label: &String| {
            margin.totals.iter().position(|t| t.category.as_ref().is_some_and(|known| same(known, label)))
        };
        let places: Vec<Option<usize>> = labels.names.iter().map(place).collect();
        let mut codes = Vec::with_capacity(frame.len());
        for (row, label) in labels.codes.iter().enumerate() {
            let code = places[*label as usize].and_then(|place| u32::try_from(place).ok());
            codes.push(code.ok_or_else(|| InputError::NoTotal {
                at: frame.at(row),
                column: margin.name.clone(),
                value: labels.names[*label as usize].clone(),
                margins: self.file.clone(),
            })?);
        }
        let totals: Vec<f64> = margin.totals.iter().map(|total| total.total).collect();
        register.margin(&margin.name, &codes, &totals).map_err(|error| self.told(error))
    }

    fn told(&self, error: SurveyError) -> InputError {
        match error {
            SurveyError::EmptyMargin { margin, level } => {
                let found = self.variables.iter().find(|known| known.name == margin);
                let category = found.and_then(|m| m.totals.get(level)).and_then(|t| t.category.clone());
                InputError::EmptyCategory { margin, category: category.unwrap_or_default() }
            }
            other => InputError::Survey(other),
        }
    }
}

impl Margin {
    fn is_population(&self) -> bool {
        self.name == "population" && matches!(self.totals.as_slice(), [Total { category: None, .. }])
    }

    fn columns(&self) -> Vec<String> {
        self.name.split(':').map(str::to_owned).collect()
    }
}
