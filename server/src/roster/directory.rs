//! The directory of mentors.

use super::places;
use crate::app::App;
use crate::entities::user::{self, Column, Entity, Model, Role};
use crate::error::Result;
use crate::ids::UserId;
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Which mentors; what is left out does not narrow.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Every word of it is in the name.
    pub search: Option<String>,
    /// One of the majors.
    pub major: Option<String>,
    /// The year of study.
    pub year: Option<i32>,
    /// Only those with a place left (or without).
    pub has_spots: Option<bool>,
}

/// Which part of the directory.
#[derive(Debug, Clone, Copy)]
pub struct Range {
    /// Only those after this one.
    pub after: Option<UserId>,
    /// Only those before this one.
    pub before: Option<UserId>,
    /// From the end.
    pub backwards: bool,
    /// At most so many.
    pub limit: u64,
}

/// Words of a search that count.
const WORDS: usize = 5;

/// Mentors who take part, in the order in which they joined.
///
/// # Errors
/// When the database does not answer.
pub async fn mentors(app: &App, filter: &Filter, range: Range) -> Result<Vec<Model>> {
    let places = |wanted: bool| match places::is_left(app.config.accounts.max_mentees) {
        left if wanted => left,
        left => left.not(),
    };
    let mut query = Entity::find()
        .filter(user::presentable(Role::Mentor))
        .filter(condition(filter))
        .filter(Condition::all().add_option(filter.has_spots.map(places)))
        .filter(
            Condition::all()
                .add_option(range.after.map(|after| Column::Id.gt(after)))
                .add_option(range.before.map(|before| Column::Id.lt(before))),
        );
    query = match range.backwards {
        true => query.order_by_desc(Column::Id),
        false => query.order_by_asc(Column::Id),
    };
    Ok(query.limit(range.limit).all(app.db.reader()).await?)
}

/// A mentor who takes part.
///
/// # Errors
/// When the database does not answer.
pub async fn mentor(app: &App, id: UserId) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id)
        .filter(user::presentable(Role::Mentor))
        .one(app.db.reader())
        .await?)
}

fn condition(filter: &Filter) -> Condition {
    let words = filter
        .search
        .iter()
        .flat_map(|text| text.split_whitespace());
    let named = words.take(WORDS).fold(Condition::all(), |named, word| {
        let pattern = || containing(&word.to_lowercase());
        let in_name = |column| lower(Expr::col((Entity, column))).like(pattern());
        named.add(in_name(Column::FirstName).or(in_name(Column::LastName)))
    });
    // The majors are stored as a JSON list: a whole entry stands between quotation marks.
    let major = filter.major.as_ref().map(|major| {
        let entry = serde_json::Value::from(major.trim().to_lowercase()).to_string();
        let majors = Expr::col((Entity, Column::Major)).cast_as("text");
        lower(majors).like(containing(&entry))
    });
    named
        .add_option(major)
        .add_option(filter.year.map(|year| Column::Year.eq(year)))
}

fn lower(text: Expr) -> Expr {
    Func::lower(text).into()
}

fn containing(text: &str) -> LikeExpr {
    let mut pattern = String::from("%");
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    LikeExpr::new(pattern).escape('\\')
}
