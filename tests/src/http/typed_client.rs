//! A client whose types `graphql_client` generates from schema.graphql, as Rust programs use it.

use chrono::Utc;
use graphql_client::{GraphQLQuery, Response};
use reqwest::Client;

use crate::harness::{PASSWORD, Server, each_database};

const JO: &str = "jo@ucla.edu";

/// The scalar of the schema.
type DateTime = chrono::DateTime<Utc>;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "../schema.graphql",
    query_path = "src/http/typed_client.graphql",
    response_derives = "Debug, PartialEq, Clone"
)]
struct Register;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "../schema.graphql",
    query_path = "src/http/typed_client.graphql",
    response_derives = "Debug, PartialEq, Clone"
)]
struct SignIn;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "../schema.graphql",
    query_path = "src/http/typed_client.graphql",
    response_derives = "Debug, PartialEq, Clone"
)]
struct Me;

#[tokio::test]
async fn a_rust_client_with_generated_types_registers_and_reads() {
    each_database(async |server| {
        let created = register(&server).await;
        assert_eq!(
            created.user.map(|user| user.role),
            Some(register::Role::MENTEE)
        );
        let refused = register(&server).await;
        assert_eq!(refused.user, None);
        let error = refused.errors.first().cloned().expect("an error");
        assert_eq!(error.code, register::ErrorCode::EMAIL_TAKEN);
        assert_eq!(error.field, Some(vec!["email".to_owned()]));

        let variables = sign_in::Variables {
            input: sign_in::LoginInput {
                email: JO.to_owned(),
                password: PASSWORD.to_owned(),
            },
        };
        let login = send::<SignIn>(&server, None, variables).await.login;
        assert!(login.errors.is_empty());
        let me = send::<Me>(&server, login.token.as_deref(), me::Variables)
            .await
            .me
            .expect("an account");
        assert_eq!((me.email.as_str(), me.year), (JO, None));
        assert!(me.major.is_empty() && me.permanent_deletion_date.is_none());
        assert!(me.date_joined <= server.app.clock.now());
    })
    .await;
}

async fn register(server: &Server) -> register::RegisterRegister {
    let variables = register::Variables {
        input: register::RegisterInput {
            email: JO.to_owned(),
            password: PASSWORD.to_owned(),
            role: None,
            proof_of_work: None,
        },
    };
    send::<Register>(server, None, variables).await.register
}

/// Sends an operation and returns its data.
async fn send<Q: GraphQLQuery>(
    server: &Server,
    token: Option<&str>,
    variables: Q::Variables,
) -> Q::ResponseData {
    let request = Client::new()
        .post(format!("{}/graphql", server.url))
        .json(&Q::build_query(variables));
    let request = match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    let response = request.send().await.expect("a response");
    let response: Response<Q::ResponseData> = response.json().await.expect("JSON");
    assert!(response.errors.is_none());
    response.data.expect("data")
}
