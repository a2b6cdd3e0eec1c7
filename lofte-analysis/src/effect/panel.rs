//! The same periods for several units, one of which is treated from some period on.
//!
//! Left out on purpose: gaps, and several treated units. A unit with missing periods must be left out by the caller.

/// One row for each unit, one column for each period, row after row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Panel<'a, T> {
    /// `units` rows of the same number of periods.
    pub values: &'a [T],
    /// Number of rows.
    pub units: usize,
    /// The row that something was done to.
    pub treated: usize,
    /// The first period (from 0) after the measure began.
    pub start: usize,
}

/// Why slices do not make a panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PanelError {
    /// The rows are not of equal length, or there are none.
    #[error("{values} values do not fill {units} rows of equal length; give every unit the same periods")]
    Shape {
        /// Number of values.
        values: usize,
        /// Number of units.
        units: usize,
    },
    /// The treated unit is not there.
    #[error("unit {treated} is said to be treated, but there are only {units} units, counted from 0")]
    Treated {
        /// The unit that was named.
        treated: usize,
        /// Number of units.
        units: usize,
    },
    /// There is nothing before, or nothing after.
    #[error(
        "the measure is said to begin in period {start} of {periods}; there must be a period before and one after"
    )]
    Start {
        /// The first period after.
        start: usize,
        /// Number of periods.
        periods: usize,
    },
}

impl<'a, T> Panel<'a, T> {
    /// The number of periods, after a look at the shape.
    ///
    /// # Errors
    /// [`PanelError`].
    ///
    /// # Examples
    /// ```
    /// use lofte_analysis::effect::Panel;
    /// let panel = Panel { values: &[3_u64, 4, 2, 5, 5, 6], units: 2, treated: 0, start: 2 };
    /// assert_eq!(panel.periods(), Ok(3));
    /// assert!(Panel { start: 3, ..panel }.periods().is_err());
    /// ```
    pub fn periods(&self) -> Result<usize, PanelError> {
        let (values, units) = (self.values.len(), self.units);
        if units == 0 || values == 0 || !values.is_multiple_of(units) {
            return Err(PanelError::Shape { values, units });
        }
        if self.treated >= units {
            return Err(PanelError::Treated { treated: self.treated, units });
        }
        let periods = values / units;
        if self.start == 0 || self.start >= periods {
            return Err(PanelError::Start { start: self.start, periods });
        }
        Ok(periods)
    }

    /// The periods of a unit; to be called after [`Panel::periods`] has found no fault.
    pub(super) fn row(&self, unit: usize) -> &'a [T] {
        let periods = self.values.len() / self.units;
        &self.values[unit * periods..(unit + 1) * periods]
    }

    /// The units that nothing was done to, in their order.
    pub(super) fn controls(&self) -> impl Iterator<Item = usize> + use<T> {
        let treated = self.treated;
        (0..self.units).filter(move |unit| *unit != treated)
    }
}
