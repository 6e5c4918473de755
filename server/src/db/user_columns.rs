//! Which columns of an account a list reads: reading thirty columns of fifty accounts costs more than finding them.

use super::cells::Cells;
use crate::entities::user::{Column, Model};
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{ColumnTrait, DbBackend, DbErr, IntoSimpleExpr, Iterable};

/// A set of columns. The id is always among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Columns(u64);

impl Columns {
    /// All columns.
    pub const ALL: Self = Self(u64::MAX);
    /// The id alone.
    pub const ID: Self = Self(1 << Column::Id as u64);

    /// These columns too.
    #[must_use]
    pub fn and(self, columns: &[Column]) -> Self {
        let bits = columns.iter().map(|column| 1 << *column as u64);
        Self(bits.fold(self.0, |all, bit: u64| all | bit))
    }

    fn iter(self) -> impl Iterator<Item = Column> {
        Column::iter().filter(move |column| self.0 & (1 << *column as u64) != 0)
    }

    /// Adds the columns to a query of accounts.
    pub(crate) fn select_in(self, query: &mut SelectStatement) {
        for column in self.iter() {
            query.expr(column.into_simple_expr());
        }
    }

    /// The columns, for a statement that returns the accounts that it writes.
    pub(crate) fn returned(self, backend: DbBackend) -> impl Iterator<Item = Expr> {
        self.iter()
            .map(move |column| column.into_returning_expr(backend))
    }

    /// Reads an account from the columns of a row, of which `first` is the first one. The others are empty: only a
    /// caller that named all the columns that it needs may use the result.
    ///
    /// # Errors
    /// When a column has another type than its field.
    pub(crate) fn read(self, row: &Cells<'_>, first: usize) -> Result<Model, DbErr> {
        let mut model = Model::blank();
        for (index, column) in (first..).zip(self.iter()) {
            read_column(&mut model, column, row, index)?;
        }
        Ok(model)
    }
}

fn read_column(
    model: &mut Model,
    column: Column,
    row: &Cells<'_>,
    index: usize,
) -> Result<(), DbErr> {
    match column {
        Column::Id => model.id = row.get(index)?,
        Column::Email => model.email = row.get(index)?,
        Column::BaseEmail => model.base_email = row.get(index)?,
        Column::Password => model.password = row.get(index)?,
        Column::FirstName => model.first_name = row.get(index)?,
        Column::LastName => model.last_name = row.get(index)?,
        Column::NameKey => model.name_key = row.get(index)?,
        Column::Role => model.role = row.get(index)?,
        Column::Year => model.year = row.get(index)?,
        Column::Major => model.major = row.get(index)?,
        Column::Minor => model.minor = row.get(index)?,
        Column::Hobbies => model.hobbies = row.get(index)?,
        Column::Clubs => model.clubs = row.get(index)?,
        Column::Goals => model.goals = row.get(index)?,
        Column::OtherBackground => model.other_background = row.get(index)?,
        Column::International => model.international = row.get(index)?,
        Column::Commuter => model.commuter = row.get(index)?,
        Column::Firstgen => model.firstgen = row.get(index)?,
        Column::Outofstate => model.outofstate = row.get(index)?,
        Column::Transfer => model.transfer = row.get(index)?,
        Column::MatchByBackground => model.match_by_background = row.get(index)?,
        Column::ProfilePictureUrl => model.profile_picture_url = row.get(index)?,
        Column::IsVerified => model.is_verified = row.get(index)?,
        Column::FirstVerifiedAt => model.first_verified_at = row.get(index)?,
        Column::IsActive => model.is_active = row.get(index)?,
        Column::IsStaff => model.is_staff = row.get(index)?,
        Column::IsSuperuser => model.is_superuser = row.get(index)?,
        Column::IsMatched => model.is_matched = row.get(index)?,
        Column::EmailsAboutMatches => model.emails_about_matches = row.get(index)?,
        Column::JoinedAt => model.joined_at = row.get(index)?,
        Column::LastLoginAt => model.last_login_at = row.get(index)?,
        Column::DeletionRequestedAt => model.deletion_requested_at = row.get(index)?,
        Column::PermanentDeletionAfter => model.permanent_deletion_after = row.get(index)?,
        Column::OwnCapacity => model.own_capacity = row.get(index)?,
        Column::CapacityLimit => model.capacity_limit = row.get(index)?,
        Column::IsPaused => model.is_paused = row.get(index)?,
        Column::PausedUntil => model.paused_until = row.get(index)?,
        Column::IsApproved => model.is_approved = row.get(index)?,
    }
    Ok(())
}
