//! A member's own verbs, one file each.

mod register;
