//! A page of accounts. async-graphql resolves each field of each account in a task of its own, because fields may wait for
//! the database. A page of which a document selects only what is already in memory does without, in half the time.

use super::executor::Unmetered;
use super::page::AccountCursor;
use super::total_count::Accounts;
use super::user::{Role, User};
use crate::entities::user::Model;
use async_graphql::connection::{CursorType, Edge, EmptyFields};
use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{Field, Selection, SelectionSet, TypeCondition};
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::enum_value;
use async_graphql::{
    ContextSelectionSet, Name, OutputType, Positioned, ScalarType, ServerResult, Value,
};
use chrono::{DateTime, Utc};
use std::borrow::Cow;

type AccountEdge = Edge<AccountCursor, User, EmptyFields>;

/// A page of accounts as administrators see them.
pub(super) struct AccountsPage(pub(super) Accounts<User>);

impl OutputType for AccountsPage {
    fn type_name() -> Cow<'static, str> {
        Accounts::<User>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Accounts::<User>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        context: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        let is_unmetered = context.data_opt::<Unmetered>().is_some();
        // One account shows whether the document selects anything else, before all of them are resolved.
        if is_unmetered
            && self.in_memory(context, 1).is_some()
            && let Some(page) = self.in_memory(context, usize::MAX)
        {
            return Ok(page);
        }
        self.0.resolve(context, field).await
    }
}

/// The functions below return `None` where a document selects something else than what is in memory.
impl AccountsPage {
    /// The page with its first accounts, `most` at most.
    fn in_memory(&self, context: &ContextSelectionSet<'_>, most: usize) -> Option<Value> {
        let page = Object {
            context,
            type_name: &Self::type_name(),
        };
        page.resolve(&context.item.node, &|field| {
            let selected = &field.selection_set.node;
            let edges = self.0.edges.iter().take(most);
            Some(Value::List(match field.name.node.as_str() {
                "edges" => edges
                    .map(|of| edge(context, of, selected))
                    .collect::<Option<_>>()?,
                "nodes" => edges
                    .map(|of| user(context, &of.node, selected))
                    .collect::<Option<_>>()?,
                "pageInfo" => return self.page_info(context, selected),
                _ => return None,
            }))
        })
    }

    fn page_info(
        &self,
        context: &ContextSelectionSet<'_>,
        selected: &SelectionSet,
    ) -> Option<Value> {
        let page_info = Object {
            context,
            type_name: "PageInfo",
        };
        let cursor = |edge: Option<&AccountEdge>| {
            edge.map_or(Value::Null, |edge| edge.cursor.encode_cursor().into())
        };
        page_info.resolve(selected, &|field| {
            Some(match field.name.node.as_str() {
                "hasPreviousPage" => self.0.has_previous_page.into(),
                "hasNextPage" => self.0.has_next_page.into(),
                "startCursor" => cursor(self.0.edges.first()),
                "endCursor" => cursor(self.0.edges.last()),
                _ => return None,
            })
        })
    }
}

fn edge(
    context: &ContextSelectionSet<'_>,
    edge: &AccountEdge,
    selected: &SelectionSet,
) -> Option<Value> {
    let object = Object {
        context,
        type_name: "UserEdge",
    };
    object.resolve(selected, &|field| match field.name.node.as_str() {
        "node" => user(context, &edge.node, &field.selection_set.node),
        "cursor" => Some(edge.cursor.encode_cursor().into()),
        _ => None,
    })
}

fn user(context: &ContextSelectionSet<'_>, user: &User, selected: &SelectionSet) -> Option<Value> {
    let object = Object {
        context,
        type_name: "User",
    };
    object.resolve(selected, &|field| in_row(user.row(), &field.name.node))
}

/// The value of a field of `User` that needs nothing but the row.
fn in_row(row: &Model, field: &str) -> Option<Value> {
    Some(match field {
        "id" => row.id.to_string().into(),
        "email" => row.email.as_str().into(),
        "fullName" => rules::full_name(&row.first_name, &row.last_name).into(),
        "firstName" => row.first_name.as_str().into(),
        "lastName" => row.last_name.as_str().into(),
        "role" => enum_value(Role::from(row.role)),
        "year" => row.year.into(),
        "major" => list(&row.major.0),
        "minor" => list(&row.minor.0),
        "hobbies" => row.hobbies.as_str().into(),
        "clubs" => row.clubs.as_str().into(),
        "goals" => row.goals.as_str().into(),
        "otherBackground" => row.other_background.as_str().into(),
        "profileComplete" => row.missing_fields().is_empty().into(),
        "missingFields" => list(&row.missing_fields()),
        "isVerified" => row.is_verified.into(),
        "isActive" => row.is_active.into(),
        "isStaff" => row.is_staff.into(),
        "isSuperuser" => row.is_superuser.into(),
        "isApproved" => row.is_approved.into(),
        "isDeleted" => row.is_deleted().into(),
        "deletionRequestedDate" => moment(row.deletion_requested_at),
        "permanentDeletionDate" => moment(row.permanent_deletion_after),
        "dateJoined" => row.joined_at.to_value(),
        "lastLogin" => moment(row.last_login_at),
        _ => return None,
    })
}

fn list(entries: &[impl AsRef<str>]) -> Value {
    Value::List(entries.iter().map(|entry| entry.as_ref().into()).collect())
}

fn moment(moment: Option<DateTime<Utc>>) -> Value {
    moment.map_or(Value::Null, |moment| moment.to_value())
}

/// An object of a result that is resolved without waiting.
struct Object<'a> {
    context: &'a ContextSelectionSet<'a>,
    type_name: &'a str,
}

impl Object<'_> {
    /// Resolves the selected fields, also those of fragments.
    fn resolve(
        &self,
        selected: &SelectionSet,
        value: &impl Fn(&Field) -> Option<Value>,
    ) -> Option<Value> {
        let mut fields = IndexMap::with_capacity(selected.items.len());
        self.add(selected, value, &mut fields)?;
        Some(Value::Object(fields))
    }

    fn add(
        &self,
        selected: &SelectionSet,
        value: &impl Fn(&Field) -> Option<Value>,
        fields: &mut IndexMap<Name, Value>,
    ) -> Option<()> {
        for selection in &selected.items {
            match &selection.node {
                Selection::Field(field) if field.node.directives.is_empty() => {
                    let value = match field.node.name.node.as_str() {
                        "__typename" => self.type_name.into(),
                        _ => value(&field.node)?,
                    };
                    let name = field.node.response_key().node.clone();
                    if fields.insert(name, value).is_some() {
                        // Two selections of an object would have to be merged.
                        return None;
                    }
                }
                Selection::FragmentSpread(spread) if spread.node.directives.is_empty() => {
                    let fragments = &self.context.query_env.fragments;
                    let fragment = &fragments.get(&spread.node.fragment_name.node)?.node;
                    self.check_type(Some(&fragment.type_condition.node))?;
                    self.add(&fragment.selection_set.node, value, fields)?;
                }
                Selection::InlineFragment(fragment) if fragment.node.directives.is_empty() => {
                    let condition = fragment.node.type_condition.as_ref();
                    self.check_type(condition.map(|condition| &condition.node))?;
                    self.add(&fragment.node.selection_set.node, value, fields)?;
                }
                _ => return None,
            }
        }
        Some(())
    }

    /// A fragment may also be about an interface, which is left to async-graphql.
    fn check_type(&self, condition: Option<&TypeCondition>) -> Option<()> {
        let is_this = condition.is_none_or(|condition| condition.on.node == *self.type_name);
        is_this.then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::lists::Counted;
    use crate::graphql::executor::{METERED, UNMETERED};
    use crate::graphql::total_count::TotalCount;
    use async_graphql::connection::Connection;
    use async_graphql::extensions::{
        Extension, ExtensionContext, ExtensionFactory, NextResolve, ResolveInfo,
    };
    use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema, async_trait};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    struct Query;

    #[Object]
    impl Query {
        async fn users(&self) -> AccountsPage {
            let count = TotalCount::new(Counted::Nobody);
            AccountsPage(Connection::with_additional_fields(false, true, count))
        }
    }

    /// Counts the fields that async-graphql resolves.
    #[derive(Clone, Default)]
    struct Resolved(Arc<AtomicUsize>);

    impl ExtensionFactory for Resolved {
        fn create(&self) -> Arc<dyn Extension> {
            Arc::new(self.clone())
        }
    }

    #[async_trait::async_trait]
    impl Extension for Resolved {
        async fn resolve(
            &self,
            context: &ExtensionContext<'_>,
            info: ResolveInfo<'_>,
            next: NextResolve<'_>,
        ) -> ServerResult<Option<Value>> {
            self.0.fetch_add(1, Ordering::Relaxed);
            next.run(context, info).await
        }
    }

    /// Returns the result, and how many fields async-graphql resolved.
    async fn resolved(document: &str, is_metered: bool) -> (Value, usize) {
        let resolved = Resolved::default();
        let builder = Schema::build(Query, EmptyMutation, EmptySubscription);
        let builder = builder.extension(resolved.clone());
        let schema = match is_metered {
            true => builder.finish(),
            false => builder.data(Unmetered).finish(),
        };
        let response = schema.execute(document).await;
        assert!(response.is_ok(), "{:?}", response.errors);
        (response.data, resolved.0.load(Ordering::Relaxed))
    }

    #[tokio::test]
    async fn a_page_is_resolved_in_a_loop_unless_it_is_metered() {
        let document = "{ users { edges { cursor node { id } } pageInfo { hasNextPage } } }";
        let (page, fields) = resolved(document, false).await;
        assert_eq!(fields, 1, "only the list itself");
        let (metered, all) = resolved(document, true).await;
        assert_eq!(page, metered);
        assert_eq!(all, 4);
        assert!(UNMETERED.data::<Unmetered>().is_some());
        assert!(METERED.data::<Unmetered>().is_none());
    }
}
