//! Which columns of an account a list reads: reading thirty columns of fifty accounts costs more than finding them.

use super::user::{Column, Digest, Entries, Model, Role};
use crate::ids::UserId;
use chrono::DateTime;
use sea_orm::sea_query::SelectStatement;
use sea_orm::{DbErr, IntoSimpleExpr, Iterable, QueryResult, TryGetable};

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

    /// Reads an account from the columns of a row, of which `first` is the first one. The others are empty: only a
    /// caller that named all the columns that it needs may use the result.
    ///
    /// # Errors
    /// When a column has another type than its field.
    pub(crate) fn read(self, row: &QueryResult, first: usize) -> Result<Model, DbErr> {
        let mut model = blank();
        for (index, column) in (first..).zip(self.iter()) {
            read_column(&mut model, column, row, index)?;
        }
        Ok(model)
    }
}

fn read_column(
    model: &mut Model,
    column: Column,
    row: &QueryResult,
    index: usize,
) -> Result<(), DbErr> {
    match column {
        Column::Id => model.id = get(row, index)?,
        Column::Email => model.email = get(row, index)?,
        Column::BaseEmail => model.base_email = get(row, index)?,
        Column::Password => model.password = get(row, index)?,
        Column::FirstName => model.first_name = get(row, index)?,
        Column::LastName => model.last_name = get(row, index)?,
        Column::NameKey => model.name_key = get(row, index)?,
        Column::Role => model.role = get(row, index)?,
        Column::Year => model.year = get(row, index)?,
        Column::Major => model.major = get(row, index)?,
        Column::Minor => model.minor = get(row, index)?,
        Column::Hobbies => model.hobbies = get(row, index)?,
        Column::Clubs => model.clubs = get(row, index)?,
        Column::Goals => model.goals = get(row, index)?,
        Column::OtherBackground => model.other_background = get(row, index)?,
        Column::International => model.international = get(row, index)?,
        Column::Commuter => model.commuter = get(row, index)?,
        Column::Firstgen => model.firstgen = get(row, index)?,
        Column::Outofstate => model.outofstate = get(row, index)?,
        Column::Transfer => model.transfer = get(row, index)?,
        Column::MatchByBackground => model.match_by_background = get(row, index)?,
        Column::ProfilePictureUrl => model.profile_picture_url = get(row, index)?,
        Column::IsVerified => model.is_verified = get(row, index)?,
        Column::FirstVerifiedAt => model.first_verified_at = get(row, index)?,
        Column::IsActive => model.is_active = get(row, index)?,
        Column::IsStaff => model.is_staff = get(row, index)?,
        Column::IsSuperuser => model.is_superuser = get(row, index)?,
        Column::IsMatched => model.is_matched = get(row, index)?,
        Column::EmailsAboutMatches => model.emails_about_matches = get(row, index)?,
        Column::JoinedAt => model.joined_at = get(row, index)?,
        Column::LastLoginAt => model.last_login_at = get(row, index)?,
        Column::DeletionRequestedAt => model.deletion_requested_at = get(row, index)?,
        Column::PermanentDeletionAfter => model.permanent_deletion_after = get(row, index)?,
        Column::OwnCapacity => model.own_capacity = get(row, index)?,
        Column::CapacityLimit => model.capacity_limit = get(row, index)?,
        Column::IsPaused => model.is_paused = get(row, index)?,
        Column::PausedUntil => model.paused_until = get(row, index)?,
        Column::IsApproved => model.is_approved = get(row, index)?,
    }
    Ok(())
}

fn get<T: TryGetable>(row: &QueryResult, index: usize) -> Result<T, DbErr> {
    row.try_get_by(index)
}

fn blank() -> Model {
    Model {
        id: UserId(uuid::Uuid::nil()),
        email: String::new(),
        base_email: String::new(),
        password: Digest(String::new()),
        first_name: String::new(),
        last_name: String::new(),
        name_key: String::new(),
        role: Role::Mentee,
        year: None,
        major: Entries::default(),
        minor: Entries::default(),
        hobbies: String::new(),
        clubs: String::new(),
        goals: String::new(),
        other_background: String::new(),
        international: false,
        commuter: false,
        firstgen: false,
        outofstate: false,
        transfer: false,
        match_by_background: false,
        profile_picture_url: None,
        is_verified: false,
        first_verified_at: None,
        is_active: false,
        is_staff: false,
        is_superuser: false,
        is_matched: false,
        emails_about_matches: false,
        joined_at: DateTime::UNIX_EPOCH,
        last_login_at: None,
        deletion_requested_at: None,
        permanent_deletion_after: None,
        own_capacity: None,
        capacity_limit: None,
        is_paused: false,
        paused_until: None,
        is_approved: false,
    }
}
