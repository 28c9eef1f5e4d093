//! The one list of commands. Both faces dispatch from it, the roles are checked by it, and the
//! screen's cache is refreshed by it.

use futures_util::StreamExt;
use patchbay_model::Role;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::commands::{
    app, connectors, diagnosis, models, networking, runs, settings, transfer, usage, vault,
};
use crate::{Api, ApiError, Context, ErrorCode, EventStream};

/// What a command's answer tells of. A command that changes a thing invalidates its tag, and the
/// screen asks again for whatever provides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// The program.
    App,
    /// The connectors.
    Connectors,
    /// The ledger.
    Usage,
    /// The settings.
    Settings,
    /// Whether secrets can be kept and read.
    Vault,
    /// How connections are made.
    Networking,
}

impl Tag {
    pub(crate) const ALL: [Self; 6] = [
        Self::App,
        Self::Connectors,
        Self::Usage,
        Self::Settings,
        Self::Vault,
        Self::Networking,
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Connectors => "connectors",
            Self::Usage => "usage",
            Self::Settings => "settings",
            Self::Vault => "vault",
            Self::Networking => "networking",
        }
    }
}

/// A line of the table.
#[derive(Debug)]
pub struct Command {
    /// `<noun>_<verb>`
    pub name: &'static str,
    /// Whether it answers with a stream.
    pub streams: bool,
    /// The least role that may ask.
    pub role: Role,
    /// What the answer tells of.
    pub provides: &'static [Tag],
    /// What it changes.
    pub invalidates: &'static [Tag],
    pub(crate) request: fn(&ts_rs::Config) -> String,
    pub(crate) response: fn(&ts_rs::Config) -> String,
}

macro_rules! commands {
    (
        calls { $($call:ident = $call_fn:path: $req:ident -> $res:ty,
                  needs $role:ident, provides [$($provides:ident)*], invalidates [$($invalidates:ident)*];)* }
        streams { $($stream:ident = $stream_fn:path: $sreq:ident -> $event:ident,
                  needs $srole:ident, invalidates [$($sinvalidates:ident)*];)* }
    ) => {
        /// Every command there is.
        pub const COMMANDS: &[Command] = &[
            $(Command {
                name: stringify!($call),
                streams: false,
                role: Role::$role,
                provides: &[$(Tag::$provides),*],
                invalidates: &[$(Tag::$invalidates),*],
                request: <crate::$req as ts_rs::TS>::name,
                response: <$res as ts_rs::TS>::name,
            },)*
            $(Command {
                name: stringify!($stream),
                streams: true,
                role: Role::$srole,
                provides: &[],
                invalidates: &[$(Tag::$sinvalidates),*],
                request: <crate::$sreq as ts_rs::TS>::name,
                response: <crate::$event as ts_rs::TS>::name,
            },)*
        ];

        pub(crate) async fn call(
            api: &Api,
            context: &Context,
            command: &str,
            request: Value,
        ) -> Result<Value, ApiError> {
            match command {
                $(stringify!($call) => {
                    permit(context, command, Role::$role)?;
                    let request: crate::$req = read(command, request)?;
                    let response: $res = $call_fn(api, context, request).await?;
                    write(&response)
                })*
                _ => Err(unknown(command)),
            }
        }

        pub(crate) async fn stream(
            api: &Api,
            context: &Context,
            command: &str,
            request: Value,
        ) -> Result<EventStream, ApiError> {
            match command {
                $(stringify!($stream) => {
                    permit(context, command, Role::$srole)?;
                    let request: crate::$sreq = read(command, request)?;
                    let events = $stream_fn(api, context, request).await?;
                    Ok(events.map(|event| write(&event)).boxed())
                })*
                _ => Err(unknown(command)),
            }
        }
    };
}

commands! {
    calls {
        app_info = app::info: Empty -> crate::AppInfo,
            needs Usage, provides [App], invalidates [];
        connectors_spec = connectors::spec: Empty -> crate::ConnectorSpecDto,
            needs Read, provides [], invalidates [];
        connectors_list = connectors::list: Empty -> Vec<crate::ConnectorDto>,
            needs Read, provides [Connectors], invalidates [];
        connectors_get = connectors::get: ConnectorsGet -> crate::ConnectorDto,
            needs Read, provides [Connectors], invalidates [];
        connectors_activity = connectors::activity: Empty -> Vec<crate::ConnectorActivityDto>,
            needs Read, provides [Usage], invalidates [];
        connectors_check = connectors::check: ConnectorDraftDto -> crate::ConnectorChecked,
            needs All, provides [], invalidates [];
        connectors_models = models::of_connector: ConnectorDraftDto -> crate::ConnectorModelsDto,
            needs All, provides [], invalidates [];
        models_known = models::known: Empty -> crate::KnownModelsDto,
            needs Read, provides [], invalidates [];
        connectors_export = transfer::export: ConnectorsExport -> crate::ConnectorsExported,
            needs Read, provides [], invalidates [];
        connectors_export_sealed = transfer::export_sealed: ConnectorsSealedExport -> crate::ConnectorsExported,
            needs All, provides [], invalidates [];
        connectors_import_preview = transfer::preview: ConnectorsImportPreview -> crate::ImportPlanDto,
            needs All, provides [], invalidates [];
        connectors_import = transfer::import: ConnectorsImport -> crate::ConnectorsImported,
            needs All, provides [], invalidates [Connectors Vault];
        connectors_create = connectors::create: ConnectorsCreate -> crate::ConnectorDto,
            needs All, provides [], invalidates [Connectors Vault];
        connectors_update = connectors::update: ConnectorsUpdate -> crate::ConnectorDto,
            needs All, provides [], invalidates [Connectors Vault];
        connectors_delete = connectors::delete: ConnectorsDelete -> (),
            needs All, provides [], invalidates [Connectors Vault];
        connectors_run_stop = runs::stop: ConnectorsRunStop -> crate::ConnectorsRunStopped,
            needs Read, provides [], invalidates [];
        usage_connectors = usage::connectors: Empty -> Vec<crate::UsageConnector>,
            needs Usage, provides [Connectors Usage], invalidates [];
        usage_summary = usage::summary: UsageSummaryGet -> crate::UsageSummaryDto,
            needs Usage, provides [Usage], invalidates [];
        settings_get = settings::get: Empty -> crate::SettingsDto,
            needs Usage, provides [Settings], invalidates [];
        settings_update = settings::update: SettingsUpdate -> crate::SettingsDto,
            needs All, provides [], invalidates [Settings Connectors];
        connectors_networking = networking::of_connector: ConnectorsGet -> crate::EffectiveNetworkingDto,
            needs Read, provides [Connectors Networking], invalidates [];
        connectors_networking_draft = networking::of_draft: ConnectorDraftDto -> crate::EffectiveNetworkingDto,
            needs All, provides [Networking], invalidates [];
        networking_get = networking::get: Empty -> crate::NetworkingStatusDto,
            needs Read, provides [Networking Vault], invalidates [];
        networking_check = networking::check: NetworkingDraftDto -> crate::NetworkingChecked,
            needs All, provides [], invalidates [];
        networking_save = networking::save: NetworkingDraftDto -> crate::NetworkingStatusDto,
            needs All, provides [], invalidates [Networking Connectors Vault];
        networking_trust = networking::trust: NetworkingTrust -> crate::NetworkingStatusDto,
            needs All, provides [], invalidates [Networking Connectors];
        certificates_read = networking::certificates: CertificatesRead -> Vec<crate::CertificateDto>,
            needs Read, provides [], invalidates [];
        vault_status = vault::status: Empty -> crate::VaultStatusDto,
            needs Read, provides [Vault], invalidates [];
        vault_unlock = vault::unlock: VaultUnlock -> crate::VaultStatusDto,
            needs All, provides [], invalidates [Vault Connectors];
        vault_lock = vault::lock: Empty -> crate::VaultStatusDto,
            needs All, provides [], invalidates [Vault Connectors];
        vault_change = vault::change: VaultChange -> crate::VaultStatusDto,
            needs All, provides [], invalidates [Vault Connectors];
    }
    streams {
        connectors_run = runs::run: ConnectorsRun -> RunEventDto,
            needs Read, invalidates [Usage Vault];
        connectors_run_draft = runs::run_draft: ConnectorsRunDraft -> RunEventDto,
            needs All, invalidates [Usage Vault];
        connectors_diagnose = diagnosis::of_connector: ConnectorsDiagnose -> DiagnosisEventDto,
            needs Read, invalidates [Usage Vault];
        connectors_diagnose_draft = diagnosis::of_draft: ConnectorsDiagnoseDraft -> DiagnosisEventDto,
            needs All, invalidates [Usage Vault];
    }
}

fn permit(context: &Context, command: &str, needed: Role) -> Result<(), ApiError> {
    let role = context.caller.role;
    if role.covers(needed) {
        return Ok(());
    }
    Err(ApiError::new(
        ErrorCode::Forbidden,
        format!(
            "{command:?} needs the role {:?}, and this key has {:?}",
            needed.as_str(),
            role.as_str()
        ),
    )
    .with_hint(format!(
        "Ask for a key made with: patchbay keys create --name NAME --role {}",
        needed.as_str()
    )))
}

fn read<T: DeserializeOwned>(command: &str, request: Value) -> Result<T, ApiError> {
    serde_json::from_value(request).map_err(|error| {
        let reason = without_values(&error.to_string());
        ApiError::new(
            ErrorCode::Invalid,
            format!("the request does not fit {command:?}: {reason}"),
        )
    })
}

/// serde quotes the value it stumbles over, and that may be a key in the wrong place.
fn without_values(reason: &str) -> String {
    // The last one: what is quoted may say the same.
    match (reason.find(['"', '`']), reason.rfind(", expected")) {
        (Some(start), Some(end)) if start < end => {
            format!("{}…{}", &reason[..start], &reason[end..])
        }
        _ => reason.to_owned(),
    }
}

fn write<T: serde::Serialize>(response: &T) -> Result<Value, ApiError> {
    serde_json::to_value(response)
        .map_err(|_| ApiError::new(ErrorCode::Internal, "the answer cannot be written as JSON"))
}

fn unknown(command: &str) -> ApiError {
    ApiError::new(
        ErrorCode::NotFound,
        format!("there is no command {command:?}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_in_the_wrong_place_is_not_repeated() {
        let error = read::<crate::ConnectorsCreate>(
            "connectors_create",
            serde_json::json!({"name": "n", "config": {"apiProvider": "OpenAI", "apiUrl": "u", "defaultModel": null}, "secrets": "sk-123"}),
        )
        .expect_err("refused");
        assert!(!error.message.contains("sk-123"), "{}", error.message);
        assert!(error.message.contains("expected"), "{}", error.message);
    }

    #[test]
    fn a_word_or_a_number_in_the_wrong_place_is_not_repeated_either() {
        let refused = |request| {
            let read = read::<crate::VaultChange>("vault_change", request);
            read.expect_err("refused").message
        };
        let word = refused(serde_json::json!({"backend": "pass`, expected \"word"}));
        assert!(!word.contains("pass`") && !word.contains("word"), "{word}");
        assert!(word.contains("`keychain`"), "{word}");
        let number = refused(serde_json::json!({"backend": "session", "passphrase": 31415926}));
        assert!(!number.contains("31415926"), "{number}");
        assert!(number.ends_with("integer …, expected a string"), "{number}");
    }

    #[test]
    fn names_are_noun_and_verb_and_unique() {
        let mut names: Vec<_> = COMMANDS.iter().map(|command| command.name).collect();
        assert!(names.iter().all(|name| name.contains('_')));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), COMMANDS.len());
    }

    #[test]
    fn every_tag_is_provided_by_something_that_can_be_asked_again() {
        for tag in Tag::ALL {
            let mut provided = COMMANDS.iter().flat_map(|command| command.provides);
            assert!(provided.any(|t| *t == tag), "{tag:?}");
        }
    }
}
