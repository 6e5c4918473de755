//! Majors and minors: decides which entries of a list are kept, and what is wrong with the others.

use crate::fault::Fault;
use crate::finding::{Field, Findings};
use crate::limits::{ENTRIES_MAX, ENTRY_MAX};
use crate::text::{eq_ignoring_case, has_refused, is_longer_than, is_plain};

/// A list that is checked entry by entry; repetitions are dropped before they are counted.
#[derive(Default)]
pub(crate) struct Entries<'text> {
    kept: [Option<&'text [u8]>; ENTRIES_MAX as usize],
    /// Entries that were kept or are invalid.
    count: u32,
    /// The index of the next entry.
    next: u32,
}

impl<'text> Entries<'text> {
    /// Checks the next entry of the field's list, which is trimmed, and returns whether it is kept.
    pub(crate) fn keeps(
        &mut self,
        entry: &'text [u8],
        field: Field,
        found: &mut impl Findings,
    ) -> bool {
        let number = self.next;
        self.next += 1;
        // Reports nothing after the first entry too many, so that a huge list does not cause a huge response.
        if self.count > ENTRIES_MAX || self.has(entry) {
            return false;
        }
        let Some(slot) = self.kept.get_mut(self.count as usize) else {
            found.add(Fault::TooManyEntries, field, None);
            self.count += 1;
            return false;
        };
        self.count += 1;
        let Err(fault) = check(entry) else {
            *slot = Some(entry);
            return true;
        };
        found.add(fault, field, Some(number));
        false
    }

    fn has(&self, entry: &[u8]) -> bool {
        let mut kept = self.kept.iter().flatten();
        kept.any(|kept| eq_ignoring_case(kept, entry))
    }
}

fn check(entry: &[u8]) -> Result<(), Fault> {
    if entry.is_empty() {
        return Err(Fault::EntryEmpty);
    }
    if entry.len() <= ENTRY_MAX as usize && is_plain(entry, false) {
        return Ok(());
    }
    if is_longer_than(entry, ENTRY_MAX) {
        return Err(Fault::EntryTooLong);
    }
    if has_refused(entry, false) {
        return Err(Fault::ControlCharacter);
    }
    Ok(())
}
