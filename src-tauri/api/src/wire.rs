//! TypeScript's view of the contract, as text.

use std::fmt::Write as _;

use ts_rs::{Config, TS};

use crate::table::Tag;
use crate::*;

/// The generated files: name in `ui/src/wire`, and content.
pub fn files() -> [(&'static str, String); 2] {
    // Every count here stays below 2^53, where a JavaScript number is exact.
    let config = Config::default().with_large_int("number");
    [
        ("types.ts", types(&config)),
        ("commands.ts", commands(&config)),
    ]
}

const HEADER: &str = "// Generated from src-tauri/api by `cargo xtask types`. Do not edit.\n\n";

fn types(config: &Config) -> String {
    let mut text = HEADER.to_owned();
    macro_rules! declare {
        ($($shape:ty)*) => {
            $(let _ = writeln!(text, "export {}\n", tidy(&<$shape>::decl(config)));)*
        };
    }
    declare! {
        Empty ErrorCode FieldErrorDto ApiError
        FaceDto RoleDto VaultState VaultBackend KeychainState KeychainStatusDto VaultStatusDto
        VaultUnlock VaultChange AppInfo SettingsDto SettingsUpdate
        ProviderDto VerificationModeDto ConnectorConfigDto SecretReferenceDto ConnectorDto
        ConnectorsCreate ConnectorsUpdate ConnectorDraftDto ConnectorChecked
        ConnectorsGet ConnectorsDelete ConnectorActivityDto
        ModelOptionDto ConnectorModelsDto KnownModelDto KnownModelsDto
        ConnectorsExport ConnectorsExported ImportConflicts ImportActionDto ImportRowDto
        ConnectorsSealedExport ConnectorsImportPreview ImportPlanDto ConnectorsImport ConnectorsImported
        NetworkingSourceDto NetworkingSettingDto CertificateDto CertificatesRead NetworkingHostDto
        ClientCertificatePlace NetworkingProblemDto SystemProxyDto NetworkingStatusDto
        NetworkingDraftDto NetworkingChecked NetworkingTrust EffectiveValueDto EffectiveNetworkingDto
        ConnectorsDiagnose ConnectorsDiagnoseDraft DiagnosisWayDto DiagnosisLayerDto
        DiagnosisStateDto DiagnosisFact DiagnosisStepDto DiagnosisPlanDto DiagnosisVerdictDto
        DiagnosisEventDto
        FieldSectionDto FieldKindDto FieldOption FieldSpecDto FieldGroupDto ProviderSpecDto
        ConnectorPresetDto ConnectorSpecDto
        ConnectorsRun ConnectorsRunDraft ConnectorsRunStop ConnectorsRunStopped
        OutcomeDto UsageSourceDto RunUsage RunStatusDto RawFormatDto RunResultDto RunEventDto
        UsageSummaryGet UsageConnector UsageTotals UsageDayDto UsageSummaryDto
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// One field a line, each comment on the line above it; ts-rs leaves both where they fall.
fn tidy(declaration: &str) -> String {
    let mut text = String::new();
    let mut lines = declaration.lines().map(str::trim);
    text.push_str(lines.next().unwrap_or_default());
    while let Some(line) = lines.next() {
        if line == "/**" {
            let comment: Vec<_> = lines
                .by_ref()
                .take_while(|line| *line != "*/")
                .map(|line| line.trim_start_matches('*').trim())
                .collect();
            let _ = write!(text, "\n  /** {} */", comment.join(" "));
        } else if let Some(last) = line.strip_suffix(", };") {
            let _ = write!(text, "\n  {last},\n}};");
        } else {
            let _ = write!(text, "\n  {line}");
        }
    }
    text
}

fn commands(config: &Config) -> String {
    let mut text = HEADER.to_owned();
    text.push_str("import type * as wire from \"./types\";\n\n");
    let tags = Tag::ALL
        .map(|tag| format!("\"{}\"", tag.as_str()))
        .join(" | ");
    let _ = writeln!(text, "export type Tag = {tags};\n");
    for (name, streams, answer) in [("Commands", false, "res"), ("Streams", true, "event")] {
        let _ = writeln!(text, "export type {name} = {{");
        for command in COMMANDS.iter().filter(|command| command.streams == streams) {
            let _ = writeln!(
                text,
                "  {}: {{ req: {}; {answer}: {} }};",
                command.name,
                qualified(&(command.request)(config)),
                qualified(&(command.response)(config)),
            );
        }
        text.push_str("};\n\n");
    }
    text.push_str(
        "export const TAGS: Record<\n  keyof Commands | keyof Streams,\n  { role: wire.Role; provides: readonly Tag[]; invalidates: readonly Tag[] }\n> = {\n",
    );
    for command in COMMANDS {
        let list = |tags: &[Tag]| {
            let quoted: Vec<_> = tags.iter().map(|t| format!("\"{}\"", t.as_str())).collect();
            quoted.join(", ")
        };
        let _ = writeln!(
            text,
            "  {}: {{ role: \"{}\", provides: [{}], invalidates: [{}] }},",
            command.name,
            command.role.as_str(),
            list(command.provides),
            list(command.invalidates),
        );
    }
    text.push_str("};\n");
    text
}

/// `Array<Connector>` -> `Array<wire.Connector>`
fn qualified(name: &str) -> String {
    match name {
        "null" => "null".into(),
        _ => match name
            .strip_prefix("Array<")
            .and_then(|n| n.strip_suffix('>'))
        {
            Some(item) => format!("Array<{}>", qualified(item)),
            None => format!("wire.{name}"),
        },
    }
}
