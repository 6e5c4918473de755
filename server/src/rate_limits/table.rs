//! A table of cells whose memory is bounded, whatever number of clients there is.
//!
//! Cells are kept in two generations. When the newer one is full, the older one is dropped. A cell that is used moves
//! to the newer one, so a flood of others displaces only cells that nobody used meanwhile.

use std::collections::HashMap;

use super::policy::Cell;

/// A digest of who is limited: nothing that is typed is kept.
pub(super) type Key = [u8; 16];

#[derive(Debug, Default)]
pub(super) struct Table {
    newer: HashMap<Key, Cell>,
    older: HashMap<Key, Cell>,
}

impl Table {
    /// Cells in each generation: as many as fit before the map doubles. Both take about 7 MiB at most.
    const CAPACITY: usize = (1 << 16) / 8 * 7;

    pub(super) fn get(&self, key: &Key) -> Option<Cell> {
        self.newer.get(key).or_else(|| self.older.get(key)).copied()
    }

    pub(super) fn put(&mut self, key: Key, cell: Cell) {
        self.older.remove(&key);
        if self.newer.len() >= Self::CAPACITY && !self.newer.contains_key(&key) {
            self.older = std::mem::take(&mut self.newer);
        }
        self.newer.insert(key, cell);
    }

    pub(super) fn remove(&mut self, key: &Key) {
        self.newer.remove(key);
        self.older.remove(key);
    }

    /// Removes cells that say nothing any more, and returns their memory.
    pub(super) fn tidy(&mut self, is_kept: impl Fn(&Cell) -> bool) {
        for cells in [&mut self.newer, &mut self.older] {
            cells.retain(|_, cell| is_kept(cell));
            cells.shrink_to_fit();
        }
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.newer.len() + self.older.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u32) -> Key {
        let mut key = [0; 16];
        key[..4].copy_from_slice(&number.to_le_bytes());
        key
    }

    #[test]
    fn a_million_clients_take_no_more_memory_and_do_not_displace_who_is_active() {
        let mut table = Table::default();
        let active = Cell {
            levels: [7.0; 2],
            ..Cell::default()
        };
        let attacker = key(u32::MAX);
        for number in 0..1_000_000 {
            if number % 1000 == 0 {
                table.put(attacker, active);
            }
            table.put(key(number), Cell::default());
        }
        assert_eq!(table.get(&attacker), Some(active));
        assert!(table.len() <= 2 * Table::CAPACITY);
        table.tidy(|cell| *cell == active);
        assert_eq!(table.len(), 1);
    }
}
