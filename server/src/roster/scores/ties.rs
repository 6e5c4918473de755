//! Orders partners with equal scores: always the same, and in a way that nobody can foresee. In an order that members could
//! know, such as that of the ids, a break would reveal a shared background.

use crate::app::App;
use crate::error::Result;
use crate::ids::UserId;
use sha2::{Digest, Sha256};

/// The ties of one person's list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ties(u64);

impl Ties {
    /// The backgrounds that count are part of the key. Otherwise a member could change their own, and see who moves.
    pub(super) fn of(app: &App, person: UserId, backgrounds: u8) -> Result<Self> {
        let text = format!("ties of {person} {backgrounds}");
        app.code_key.draw(&text).map(Self)
    }

    /// The tie of a partner.
    pub(super) fn with(self, partner: UserId, backgrounds: u8) -> u32 {
        let digest = Sha256::new()
            .chain_update(self.0.to_be_bytes())
            .chain_update(partner.0.as_bytes())
            .chain_update([backgrounds])
            .finalize();
        digest.first_chunk().copied().map_or(0, u32::from_be_bytes)
    }
}
