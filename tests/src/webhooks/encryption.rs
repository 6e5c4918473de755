//! Endpoints over TLS: the server posts only to endpoints with a trusted certificate.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::Duration;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use serde_json::json;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use bruinbridge::webhooks::deliver::deliver_due;

use super::deliveries::{deliver, hook, tries};
use super::receiver::Receiver;
use crate::harness::{Database, Server};
use crate::live::support::{emit, some_names};

/// Opens a receiver with a self-signed certificate for these names. Returns it and the certificate.
async fn receiver(names: &[&str]) -> (Receiver, String) {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(names).expect("a certificate");
    let key = PrivateKeyDer::Pkcs8(signing_key.serialize_der().into());
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .expect("a certificate with its key");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    (Receiver::open_encrypted(acceptor).await, cert.pem())
}

/// A temporary file. It is deleted when dropped.
struct File(PathBuf);

impl File {
    fn new(text: &str) -> Self {
        let name = format!("bruinbridge_ca_{}.pem", bruinbridge::ids::SignalId::new());
        let path = std::env::temp_dir().join(name);
        fs::write(&path, text).expect("a file");
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().expect("a path of text")
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[tokio::test]
async fn an_endpoint_with_an_untrusted_certificate_is_not_posted_to_until_it_is_trusted() {
    let database = Database::sqlite().await;
    let (receiver, certificate) = receiver(&["localhost"]).await;
    let server = Server::on(&database, &[]).await;
    let admin = server.admin("SUPERADMIN").await;
    let (id, _) = hook(&admin, &receiver).await;
    emit(&server.app, &some_names(1)).await;
    assert_eq!(deliver_due(&server.app).await.expect("a round"), 0);
    assert!(receiver.posts().is_empty());
    let failed = json!([{ "state": "RETRYING", "attempts": 1, "status": null, "failure": "no trusted encryption" }]);
    assert_eq!(tries(&admin, &id).await, failed);

    let file = File::new(&certificate);
    let trusting = Server::on(&database, &[("WEBHOOK_CA_FILE", file.path())]).await;
    trusting.advance(Duration::seconds(7));
    assert_eq!(deliver(&trusting).await, 1);
    assert_eq!(receiver.usernames(), some_names(1));
    let taken = json!([{ "state": "DELIVERED", "attempts": 2, "status": 200, "failure": null }]);
    assert_eq!(tries(&admin, &id).await, taken);
}

#[tokio::test]
async fn a_trusted_certificate_for_another_name_is_not_accepted() {
    let database = Database::sqlite().await;
    let (receiver, certificate) = receiver(&["elsewhere.example"]).await;
    let file = File::new(&certificate);
    let server = Server::on(&database, &[("WEBHOOK_CA_FILE", file.path())]).await;
    let admin = server.admin("SUPERADMIN").await;
    let (id, _) = hook(&admin, &receiver).await;
    emit(&server.app, &some_names(1)).await;
    deliver_due(&server.app).await.expect("a round");
    assert!(receiver.posts().is_empty());
    let failure = tries(&admin, &id).await[0]["failure"].clone();
    assert_eq!(failure, "no trusted encryption");
}
