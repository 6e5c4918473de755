//! The signals that hooks can be asked about.

use crate::entities::hook::Model;
use crate::signals::Name;
use strum::VariantArray;

/// A `pre_*` signal that is known before the transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, VariantArray)]
pub enum Topic {
    /// A registration, with its address.
    UserPreRegister,
    /// A registration of an administrator.
    AdminPreRegister,
    /// A new account.
    UserPreCreate,
    /// A change of an account.
    UserPreUpdate,
}

impl Topic {
    /// The signal.
    #[must_use]
    pub const fn signal(self) -> Name {
        match self {
            Self::UserPreRegister => Name::UserPreRegister,
            Self::AdminPreRegister => Name::AdminPreRegister,
            Self::UserPreCreate => Name::UserPreCreate,
            Self::UserPreUpdate => Name::UserPreUpdate,
        }
    }

    /// The signal's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.signal().as_str()
    }

    /// Whether hooks may change profile fields and the role. The others have nothing that may be changed.
    pub(super) const fn has_profile(self) -> bool {
        matches!(self, Self::UserPreCreate | Self::UserPreUpdate)
    }

    /// The signals of a hook. Names that only another version knows are ignored.
    #[must_use]
    pub fn of_hook(hook: &Model) -> Vec<Self> {
        let is_of_hook = |topic: &Self| hook.signals.0.iter().any(|name| name == topic.as_str());
        Self::VARIANTS.iter().copied().filter(is_of_hook).collect()
    }
}
