//! References, secret headers, and what each secret is bound to.

use patchbay_model::SecretField;
use patchbay_store::{ConnectorWrite, Forget, Written};

use super::fake::{Fake, Mode, add, draft, folder, id, key, secrets, start, state};
use crate::{Error, VaultState};

#[tokio::test]
async fn a_reference_is_read_at_each_use_and_is_not_sealed() {
    let folder = folder();
    let keychain = Fake::new();
    keychain.set_mode(Mode::Absent);
    let core = start(folder.path(), keychain, None).await;
    let given = draft(
        "a",
        &[
            ("apiKey", "${env:TEAM_KEY}"),
            ("secretHeaders.X-Token", "${env:NOT_SET}"),
        ],
    );
    let connector = core.create_connector(Some("a"), given).await;
    let connector = connector.expect("nothing needs a vault");
    let named: Vec<_> = connector.secret_references.values().collect();
    assert_eq!(named, ["TEAM_KEY", "NOT_SET"]);
    assert_eq!(state(&core).await, VaultState::Unset);
    let unset = secrets(&core, "a").await.expect_err("one is not set");
    assert!(unset.to_string().contains("NOT_SET"), "{unset}");
    let forgotten = [SecretField::Header("X-Token".into())];
    core.update_connector("a", draft("a", &[]), &forgotten)
        .await
        .expect("saved");
    assert_eq!(
        key(&core, "a").await.expect("read"),
        "sk-from-the-environment",
        "without the line break"
    );
    assert!(core.has_variable("TEAM_KEY") && !core.has_variable("EMPTY"));
    let status = core.vault_status().await.expect("told");
    assert_eq!((status.sealed_secrets, status.references), (0, 1));
}

#[tokio::test]
async fn a_secret_header_is_sealed_and_goes_to_its_host_only() {
    let (folder, keychain) = (folder(), Fake::new());
    let core = start(folder.path(), keychain.clone(), None).await;
    let given = draft("a", &[("secretHeaders.X-Token", "t-canary")]);
    core.create_connector(Some("a"), given).await.expect("made");
    assert_eq!(
        secrets(&core, "a").await.expect("opened"),
        [("secretHeaders.X-Token".to_owned(), "t-canary".to_owned())]
    );
    let mut twice = draft("a", &[]);
    let headers = serde_json::json!({"x-token": "plain"});
    twice.config.insert("headers".into(), headers);
    let refused = core.update_connector("a", twice, &[]).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    let mut moved = draft("a", &[]);
    moved.config["apiUrl"] = "http://127.0.0.2:1/v1/chat/completions".into();
    let refused = core.update_connector("a", moved, &[]).await;
    assert!(matches!(refused, Err(Error::SecretRequired { .. })));
    for (name, value) in [
        ("secretHeaders.Authorization", "x"),
        ("secretHeaders.a b", "x"),
        ("secretHeaders.X-Token", "two\nlines"),
        ("secretHeaders.X-Token", "${env:PATCHBAY_VAULT_PASSPHRASE}"),
    ] {
        let refused = core
            .update_connector("a", draft("a", &[(name, value)]), &[])
            .await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{name}");
    }
}

#[tokio::test]
async fn a_row_moved_to_another_connector_does_not_open() {
    let (folder, keychain) = (folder(), Fake::new());
    let core = start(folder.path(), keychain.clone(), None).await;
    add(&core, "a", "sk-a").await;
    add(&core, "b", "sk-b").await;
    let store = &core.inner.store;
    let to = store.connector(&id("b")).await.expect("read");
    let moved = ConnectorWrite {
        row: to.expect("there").row,
        forget: Some(Forget::All),
        secrets: store.secrets("a").await.expect("read"),
    };
    let moved = store.write_connectors(vec![moved]).await.expect("asked");
    assert_eq!(moved, Written::Done);
    let refused = key(&core, "b").await;
    assert!(
        matches!(refused, Err(Error::SecretUnreadable { .. })),
        "{refused:?}"
    );
    assert_eq!(key(&core, "a").await.expect("opened"), "sk-a");
}
