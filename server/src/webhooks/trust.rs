//! The certificate authorities that are trusted for endpoints: those that browsers trust, and those that an operator
//! adds.

use crate::config::{ConfigError, WebhookConfig, quoted};
use std::path::Path;
use std::sync::Arc;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// The TLS configuration of connections to endpoints.
#[derive(Debug, Clone)]
pub struct Trust(Arc<ClientConfig>);

impl Trust {
    /// Reads the certificates once.
    ///
    /// # Errors
    /// When WEBHOOK_CA_FILE cannot be read or holds no certificate.
    pub fn new(config: &WebhookConfig) -> Result<Self, ConfigError> {
        // Compiled in, so that a container without a certificate directory trusts the same authorities.
        let mut roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        if let Some(file) = &config.ca_file {
            add(&mut roots, file)?;
        }
        let client = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| config_error(format!("cannot be used: {error}")))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self(Arc::new(client)))
    }

    pub(super) fn client(&self) -> Arc<ClientConfig> {
        Arc::clone(&self.0)
    }
}

fn add(roots: &mut RootCertStore, file: &Path) -> Result<(), ConfigError> {
    let shown = quoted(&file.to_string_lossy());
    let unreadable = |error| config_error(format!("{shown} cannot be read: {error}"));
    let certificates = CertificateDer::pem_file_iter(file).map_err(unreadable)?;
    let known = roots.len();
    for certificate in certificates {
        roots
            .add(certificate.map_err(unreadable)?)
            .map_err(|error| {
                config_error(format!(
                    "{shown} holds something that is not a certificate: {error}"
                ))
            })?;
    }
    if roots.len() == known {
        return Err(config_error(format!("{shown} holds no certificate")));
    }
    Ok(())
}

fn config_error(problem: String) -> ConfigError {
    ConfigError::new("WEBHOOK_CA_FILE", problem, "/etc/ssl/campus-ca.pem")
}
