//! The period of a report: whole days, in UTC.

use crate::clock;
use crate::error::{Error, Result};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc};

/// The days of a period by default.
const USUAL_DAYS: u64 = 365;

/// A period of whole days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl Period {
    /// The days from `from` to `to`, inclusive; by default the 365 days that end today.
    ///
    /// # Errors
    /// `BadInput` for an end before the start, or years out of range.
    pub fn new(from: Option<NaiveDate>, to: Option<NaiveDate>, now: DateTime<Utc>) -> Result<Self> {
        let to = to.unwrap_or_else(|| now.date_naive());
        let usual = to.checked_sub_days(Days::new(USUAL_DAYS - 1));
        let from = from.or(usual).unwrap_or(to);
        let is_representable = [from, to]
            .iter()
            .all(|day| clock::YEARS.contains(&day.year()));
        if !is_representable || to < from {
            return Err(Error::BadInput(
                "from must not be after to, and both are in the years 1 to 9999.".to_owned(),
            ));
        }
        Ok(Self { from, to })
    }

    /// Its first moment.
    #[must_use]
    pub fn start(&self) -> DateTime<Utc> {
        midnight(self.from)
    }

    /// The first moment after it.
    #[must_use]
    pub fn end(&self) -> DateTime<Utc> {
        midnight(self.to.checked_add_days(Days::new(1)).unwrap_or(self.to))
    }
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}
