//! The vault through the HTTP face: T7 and T24 of the threat list.

mod face;

use axum::http::StatusCode;
use face::Face;
use patchbay_api::Role;
use serde_json::{Value, json};

const FIRST: &str = "the first passphrase";
const SECOND: &str = "the second passphrase";
const SECRET: &str = "sk-canary-of-the-vault";

fn draft(id: &str, key: &str) -> Value {
    json!({
        "id": id, "name": id, "secrets": {"apiKey": key},
        "config": {
            "apiProvider": "Other", "defaultModel": "m",
            "apiUrl": "http://localhost:1/v1/chat/completions",
        },
    })
}

#[tokio::test]
async fn a_vault_is_chosen_locked_unlocked_and_changed() {
    let face = Face::new().await;
    let key = face.key(Role::All).await;
    let mut seen = String::new();
    let mut call = async |command: &str, body: Value| {
        let (status, answer) = face.call(&key, command, body).await;
        seen.push_str(&answer.to_string());
        (status, answer)
    };
    let (_, status) = call("vault_status", json!({})).await;
    assert_eq!(
        (&status["state"], &status["backend"]),
        (&json!("unset"), &Value::Null)
    );
    assert_eq!(status["keychain"]["state"], "absent");

    let (code, error) = call("vault_change", json!({"backend": "passphrase"})).await;
    assert_eq!(
        (code, &error["code"]),
        (StatusCode::BAD_REQUEST, &json!("invalid"))
    );
    let chosen = json!({"backend": "passphrase", "new_passphrase": FIRST});
    let (code, status) = call("vault_change", chosen).await;
    assert_eq!((code, &status["state"]), (StatusCode::OK, &json!("open")));
    call("connectors_create", draft("a", SECRET)).await;
    let (_, status) = call("vault_lock", json!({})).await;
    assert_eq!(status["state"], "passphrase_needed");
    assert_eq!(status["sealed_secrets"], 1);
    let (code, error) = call("connectors_create", draft("b", SECRET)).await;
    assert_eq!(
        (code, &error["code"]),
        (StatusCode::LOCKED, &json!("vault_locked"))
    );
    let (code, error) = call("vault_unlock", json!({"passphrase": SECOND})).await;
    assert_eq!(
        (code, &error["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("wrong_passphrase"))
    );
    let (_, status) = call("vault_unlock", json!({"passphrase": FIRST})).await;
    assert_eq!(
        (&status["state"], &status["is_persistent"]),
        (&json!("open"), &json!(true))
    );

    let short = json!({"backend": "passphrase", "passphrase": FIRST, "new_passphrase": "short"});
    let (code, error) = call("vault_change", short).await;
    assert_eq!(
        (code, &error["code"]),
        (StatusCode::BAD_REQUEST, &json!("invalid"))
    );
    let other = json!({"backend": "passphrase", "passphrase": FIRST, "new_passphrase": SECOND});
    assert_eq!(call("vault_change", other).await.0, StatusCode::OK);
    let (_, error) = call("vault_unlock", json!({"passphrase": FIRST})).await;
    assert_eq!(error["code"], "wrong_passphrase");
    let session = json!({"backend": "session", "passphrase": SECOND});
    let (_, status) = call("vault_change", session).await;
    assert_eq!(
        (&status["backend"], &status["is_persistent"]),
        (&json!("session"), &json!(false))
    );
    assert_eq!(status["lost_secrets"], 0);
    for secret in [FIRST, SECOND, SECRET] {
        assert!(!seen.contains(secret), "{secret} came back");
    }
}

#[tokio::test]
async fn guessing_a_passphrase_is_slowed_down() {
    let face = Face::new().await;
    let key = face.key(Role::All).await;
    let chosen = json!({"backend": "passphrase", "new_passphrase": FIRST});
    face.call(&key, "vault_change", chosen).await;
    let mut codes = Vec::new();
    for guess in 0..8 {
        let guess = json!({"passphrase": format!("a wrong passphrase {guess}")});
        let (_, error) = face.call(&key, "vault_unlock", guess).await;
        codes.push(error["code"].as_str().expect("a code").to_owned());
    }
    assert_eq!(codes[..4], ["wrong_passphrase"; 4]);
    assert_eq!(codes[7], "too_many", "{codes:?}");
    let right = json!({"passphrase": FIRST});
    let (code, _) = face.call(&key, "vault_unlock", right).await;
    assert_eq!(
        code,
        StatusCode::TOO_MANY_REQUESTS,
        "also for the right one"
    );
    let (_, status) = face.call(&key, "vault_status", json!({})).await;
    assert!(status["retry_after_ms"].as_u64().is_some_and(|ms| ms > 0));
}

#[tokio::test]
async fn a_program_cannot_carry_the_secrets_away_in_a_file() {
    let face = Face::with_passphrase(Some(FIRST)).await;
    let key = face.key(Role::All).await;
    face.call(&key, "connectors_create", draft("a", SECRET))
        .await;
    let export = json!({"ids": null, "passphrase": "chosen by the program"});
    let (code, error) = face.call(&key, "connectors_export_sealed", export).await;
    assert_eq!(
        (code, &error["code"]),
        (StatusCode::FORBIDDEN, &json!("forbidden"))
    );
}

#[tokio::test]
async fn a_variable_is_named_and_never_shown() {
    let face = Face::new().await;
    let key = face.key(Role::All).await;
    // Cargo sets it for every test.
    let (code, made) = face
        .call(
            &key,
            "connectors_create",
            draft("a", "${env:CARGO_MANIFEST_DIR}"),
        )
        .await;
    assert_eq!(code, StatusCode::OK, "{made}");
    let named =
        json!([{"path": "secrets.apiKey", "variable": "CARGO_MANIFEST_DIR", "is_set": true}]);
    assert_eq!(made["secret_references"], named);
    assert!(!made.to_string().contains(env!("CARGO_MANIFEST_DIR")));
    let (code, error) = face
        .call(&key, "connectors_create", draft("b", "${env:not a name}"))
        .await;
    assert_eq!(code, StatusCode::BAD_REQUEST);
    assert_eq!(error["fields"][0]["field"], "secrets.apiKey");
}
