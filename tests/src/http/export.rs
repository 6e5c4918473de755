//! Downloads of accounts and matches as CSV.

use bruinbridge::entities::user::Role;
use bruinbridge::export::{Export, Table};
use reqwest::{Client as Http, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use tokio::time::timeout;

use super::support::{connect, write};
use crate::harness::{Client, Server, TIMEOUT, each_database};
use crate::roster::support::people;

fn get(server: &Server, path: &str) -> RequestBuilder {
    Http::new().get(format!("{}/export/{path}", server.url))
}

async fn download(server: &Server, client: &Client, path: &str) -> Response {
    let request = get(server, path).bearer_auth(client.token.as_deref().unwrap_or_default());
    request.send().await.expect("a response")
}

/// Downloads accounts and returns their addresses, sorted.
async fn exported(server: &Server, client: &Client, query: &str) -> Vec<String> {
    let response = download(server, client, &format!("users.csv{query}")).await;
    assert_eq!(response.status(), StatusCode::OK, "{query}");
    let text = response.text().await.expect("a body");
    let email = |row: &str| row.split("\",\"").nth(1).expect("a column").to_owned();
    let mut rows = text.lines().map(email);
    assert_eq!(rows.next().as_deref(), Some("email"));
    sorted(rows.collect())
}

/// Lists accounts and returns their addresses, sorted.
async fn listed(client: &Client, filter: &str) -> Vec<String> {
    let document =
        format!("{{ users(filter: {{ {filter} }}, first: 100) {{ nodes {{ email }} }} }}");
    let data = client.run(&document, json!({})).await;
    let nodes = data["users"]["nodes"].as_array().expect("nodes").iter();
    sorted(
        nodes
            .map(|node| node["email"].as_str().expect("text").to_owned())
            .collect(),
    )
}

fn sorted(mut rows: Vec<String>) -> Vec<String> {
    rows.sort();
    rows
}

#[tokio::test]
async fn a_download_has_the_accounts_of_the_list() {
    each_database(async |server| {
        people(&server, "mentee", Role::Mentee, 3).await;
        people(&server, "mentor", Role::Mentor, 2).await;
        let jo = server.member("jo@ucla.edu").await;
        server.mentor("mo@ucla.edu").await;
        let input = json!({ "confirmation": "jo@ucla.edu" });
        jo.accept("requestAccountDeletion", input, "").await;
        let auditor = server.admin("AUDITOR").await;
        assert_eq!(
            exported(&server, &auditor, "").await,
            listed(&auditor, "").await
        );
        for (query, filter) in [
            ("?role=MENTEE", "role: MENTEE"),
            (
                "?role=MENTOR&isEligible=true",
                "role: MENTOR, isEligible: true",
            ),
            ("?isDeleted=true", "isDeleted: true"),
            ("?isVerified=false", "isVerified: false"),
            (
                "?isActive=true&isApproved=true&isMatched=false",
                "isActive: true, isApproved: true, isMatched: false",
            ),
            ("?search=mo%40ucla.edu", r#"search: "mo@ucla.edu""#),
            ("?search=", r#"search: """#),
        ] {
            let (ours, theirs) = (
                exported(&server, &auditor, query).await,
                listed(&auditor, filter).await,
            );
            assert_eq!(ours, theirs, "{query}");
            assert_eq!(
                ours.is_empty(),
                query.contains("=false") && !query.contains('&'),
                "{query}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_download_is_what_the_command_line_writes_and_guards_formulas() {
    each_database(async |server| {
        let jo = server.member("=1*5@ucla.edu").await;
        let input = json!({ "firstName": "=HYPERLINK(\"x\")" });
        jo.accept("updateProfile", input, "").await;
        let ma = server.mentor("ma@ucla.edu").await;
        let input = json!({ "menteeEmail": "=1*5@ucla.edu" });
        ma.accept("addMentee", input, "").await;
        people(&server, "mentee", Role::Mentee, 600).await;
        let auditor = server.admin("AUDITOR").await;
        for (path, table) in [
            ("users.csv", Table::Users(Default::default())),
            ("matches.csv", Table::Matches),
        ] {
            for is_marked in [true, false] {
                let path = format!("{path}?bom={}", u8::from(is_marked));
                let response = download(&server, &auditor, &path).await;
                let ours = response.bytes().await.expect("a body");
                let mut export = Export::new(table.clone(), is_marked);
                let mut theirs = Vec::new();
                while let Some(part) = export.next(&server.app).await.expect("a part") {
                    theirs.extend(part.csv);
                }
                assert!(ours == theirs, "{path}");
                let text = String::from_utf8_lossy(&ours);
                assert_eq!(text.starts_with('\u{FEFF}'), is_marked);
                assert!(text.contains("\"'=1*5@ucla.edu\""), "{path}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_download_is_an_attachment_that_nobody_stores() {
    each_database(async |server| {
        let auditor = server.admin("AUDITOR").await;
        for (path, name) in [("users.csv", "users.csv"), ("matches.csv/", "matches.csv")] {
            let response = download(&server, &auditor, path).await;
            let header = |name: &str| {
                let value = response.headers().get(name).expect(name);
                value.to_str().expect("text").to_owned()
            };
            assert_eq!(header("content-type"), "text/csv; charset=utf-8");
            assert_eq!(
                header("content-disposition"),
                format!("attachment; filename=\"{name}\"")
            );
            assert_eq!(header("cache-control"), "no-store");
            assert_eq!(header("x-content-type-options"), "nosniff");
            assert_eq!(header("cross-origin-resource-policy"), "same-origin");
        }
    })
    .await;
}

#[tokio::test]
async fn only_administrators_with_the_permission_download() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let superadmin = server.admin("SUPERADMIN").await;
        let input = json!({ "name": "INTEGRATOR", "permissions": ["WEBHOOKS_READ"] });
        superadmin.accept("createAdminRole", input, "").await;
        let integrator = server.admin("INTEGRATOR").await;
        for (client, status) in [
            (&server.client(), StatusCode::UNAUTHORIZED),
            (&jo, StatusCode::FORBIDDEN),
            (&integrator, StatusCode::FORBIDDEN),
            (&superadmin, StatusCode::OK),
        ] {
            for path in ["users.csv", "matches.csv"] {
                assert_eq!(
                    download(&server, client, path).await.status(),
                    status,
                    "{path}"
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_cookie_is_accepted_from_the_own_pages_only() {
    each_database(async |server| {
        let auditor = server.admin("AUDITOR").await;
        let cookie = format!("bruinbridge_session={}", auditor.token.expect("a token"));
        let with_cookie = || get(&server, "users.csv").header("cookie", &cookie);
        let status =
            async |request: RequestBuilder| request.send().await.expect("a response").status();
        assert_eq!(status(with_cookie()).await, StatusCode::OK);
        let own = with_cookie().header("sec-fetch-site", "same-origin");
        assert_eq!(status(own).await, StatusCode::OK);
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example.edu"),
        ] {
            let request = with_cookie().header(name, value);
            assert_eq!(
                status(request).await,
                StatusCode::FORBIDDEN,
                "{name}: {value}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn only_get_reads_and_a_wrong_parameter_is_explained() {
    each_database(async |server| {
        let auditor = server.admin("AUDITOR").await;
        let token = auditor.token.as_deref().expect("a token");
        server.forget_signals().await;
        for method in [Method::HEAD, Method::POST, Method::PUT] {
            let url = format!("{}/export/users.csv", server.url);
            let request = Http::new().request(method, url).bearer_auth(token);
            let response = request.send().await.expect("a response");
            assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
        }
        for (path, sentence) in [
            (
                "users.csv?role=mentee",
                "role must be MENTEE, MENTOR or ADMIN.\n",
            ),
            ("users.csv?isActive=1", "isActive must be true or false.\n"),
            (
                "users.csv?isActive=true&isActive=false",
                "A parameter is there twice.\n",
            ),
            ("users.csv?bom=yes", "bom must be 1 or 0.\n"),
            (
                "matches.csv?role=MENTEE",
                "There is no such parameter. Use bom.\n",
            ),
        ] {
            let response = download(&server, &auditor, path).await;
            assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{path}");
            assert_eq!(response.text().await.expect("a body"), sentence);
        }
        let response = download(&server, &auditor, "users.csv?Search=x").await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        assert!(server.signals().await.is_empty(), "nothing was exported");
    })
    .await;
}

/// Starts a download without reading it beyond its head.
async fn start(server: &Server, client: &Client) -> tokio::net::TcpStream {
    let token = client.token.as_deref().expect("a token");
    let request = format!(
        "GET /export/users.csv HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\r\n"
    );
    let mut stream = connect(server).await;
    write(&mut stream, &request).await;
    let mut head = [0; 15];
    stream.read_exact(&mut head).await.expect("a head");
    assert_eq!(&head, b"HTTP/1.1 200 OK");
    stream
}

/// Inserts accounts whose rows exceed what the buffers of a connection hold.
async fn many(server: &Server) {
    for part in 0..6 {
        people(server, &format!("mentee{part}x"), Role::Mentee, 1000).await;
    }
    let goals = "a".repeat(500);
    let update = format!(
        "UPDATE users SET goals = '{goals}', clubs = '{goals}', hobbies = '{goals}', other_background = '{goals}' \
         WHERE email LIKE 'mentee%'"
    );
    server.execute(&update).await;
}

async fn recorded(server: &Server) -> Value {
    let find = async || {
        let signals = server.signals().await;
        signals
            .into_iter()
            .find(|signal| signal.name == "users_exported")
    };
    let found = async {
        loop {
            match find().await {
                Some(signal) => return signal.arguments["data"].clone(),
                None => tokio::task::yield_now().await,
            }
        }
    };
    timeout(TIMEOUT, found).await.expect("a signal")
}

#[tokio::test]
async fn a_download_ends_and_is_recorded_when_the_client_disconnects() {
    each_database(async |server| {
        many(&server).await;
        let auditor = server.admin("AUDITOR").await;
        drop(start(&server, &auditor).await);
        let recorded = recorded(&server).await;
        assert_eq!(recorded["isComplete"], false);
        let rows = recorded["rows"].as_u64().expect("a number");
        assert!(rows < 6000, "{rows}");
    })
    .await;
}

#[tokio::test]
async fn a_download_breaks_off_when_the_administrator_loses_the_permission() {
    each_database(async |server| {
        many(&server).await;
        let superadmin = server.admin("SUPERADMIN").await;
        let auditor = server.admin("AUDITOR").await;
        let mut stream = start(&server, &auditor).await;
        let mut data = auditor.run("{ currentAdmin { id } }", json!({})).await;
        let input = json!({ "id": data["currentAdmin"]["id"].take() });
        superadmin.accept("deactivateAdmin", input, "").await;
        server.wait_for_log().await;
        let mut rest = Vec::new();
        // The connection may also be reset.
        let read = timeout(TIMEOUT, stream.read_to_end(&mut rest)).await;
        assert!(read.is_ok(), "the server ends the download");
        assert!(!rest.ends_with(b"\r\n0\r\n\r\n"), "it is not complete");
        assert_eq!(recorded(&server).await["isComplete"], false);
    })
    .await;
}
