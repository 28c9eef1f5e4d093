import {
  EuiButtonIcon,
  EuiTable,
  EuiTableBody,
  EuiTableHeader,
  EuiTableHeaderCell,
  EuiTableRow,
  EuiTableRowCell,
  EuiText,
  EuiTextColor,
} from "@elastic/eui";
import type { ReactNode } from "react";
import { describeAuthorities } from "../../components/tls/authorities";
import { VERIFICATION_LABELS } from "../../components/tls/verification";
import type { NetworkingHost, VerificationMode } from "../../wire/types";
import { about } from "./findings";
import { secretErrors } from "./host_errors";
import { hostUrl, type CertificatePlace, type HostValues } from "./host_values";
import { LockNote } from "./lock_note";
import { useNetworkingForm } from "./networking_form_context";

const CERTIFICATE_PLACES: Record<CertificatePlace, string> = { none: "None", vault: "In the vault", files: "Files" };

const TONES: Record<VerificationMode, "default" | "warning" | "danger"> = {
  full: "default",
  certificate: "warning",
  none: "danger",
};

type Props = {
  in_file: NetworkingHost[];
  hosts: HostValues[];
  on_edit: (host: HostValues) => void;
  on_remove: (host: HostValues) => void;
};

export function HostsTable({ in_file, hosts, on_edit, on_remove }: Props) {
  const { errors, warnings, read_only } = useNetworkingForm();
  const locked = new Set(in_file.map(({ url }) => hostUrl(url)));
  return (
    <EuiTable tableLayout="fixed" responsiveBreakpoint={false} compressed data-test-subj="hostsTable">
      <caption className="euiScreenReaderOnly">Hosts with settings of their own</caption>
      <EuiTableHeader>
        <EuiTableHeaderCell>Host</EuiTableHeaderCell>
        <EuiTableHeaderCell width="132px">Check</EuiTableHeaderCell>
        <EuiTableHeaderCell width="112px">Trusts</EuiTableHeaderCell>
        <EuiTableHeaderCell width="120px">Shows</EuiTableHeaderCell>
        <EuiTableHeaderCell width="84px" align="right">
          Actions
        </EuiTableHeaderCell>
      </EuiTableHeader>
      <EuiTableBody>
        {in_file.map((host) => (
          <Row
            key={`file ${host.url}`}
            url={host.url}
            notes={<LockNote place={host.place} />}
            problems={host.problem === null ? [] : [host.problem]}
            check={host.verification_mode}
            trusts={describeAuthorities({
              data: host.certificate_authorities_data,
              files: host.certificate_authorities_files.join("\n"),
              only_these: host.only_these_authorities,
            })}
            shows={CERTIFICATE_PLACES[host.client_certificate ?? "none"]}
            actions={null}
          />
        ))}
        {hosts.map((host, at) => {
          const said = [...about(errors, `customHostSettings[${at}]`), ...secretErrors(errors, host, "clientCertificate"), ...secretErrors(errors, host, "clientKey")];
          const ignored = about(warnings, `customHostSettings[${at}]`).map(({ message }) => message);
          const url = host.url || "(no URL)";
          return (
            <Row
              key={host.key}
              url={url}
              notes={
                locked.has(hostUrl(host.url)) ? "The configuration file names this host, too, and counts." : ignored.join(" ")
              }
              problems={said.map(({ message }) => message)}
              check={host.verification_mode || null}
              trusts={describeAuthorities(host.authorities)}
              shows={CERTIFICATE_PLACES[host.certificate_place]}
              actions={
                read_only ? null : (
                  <>
                    <EuiButtonIcon iconType="pencil" aria-label={`Edit ${url}`} onClick={() => on_edit(host)} />
                    <EuiButtonIcon
                      iconType="trash"
                      color="danger"
                      aria-label={`Remove ${url}`}
                      onClick={() => on_remove(host)}
                    />
                  </>
                )
              }
            />
          );
        })}
      </EuiTableBody>
    </EuiTable>
  );
}

type RowProps = {
  url: string;
  notes: ReactNode;
  problems: string[];
  check: VerificationMode | null;
  trusts: string | null;
  shows: string;
  actions: ReactNode;
};

function Row({ url, notes, problems, check, trusts, shows, actions }: RowProps) {
  return (
    <EuiTableRow data-test-subj="hostRow">
      <EuiTableRowCell textOnly={false} setScopeRow>
        <div css={{ minInlineSize: 0 }}>
          <div className="eui-textTruncate" title={url}>
            {url}
          </div>
          {problems.map((message) => (
            <EuiText key={message} size="xs" color="danger" component="div" css={{ overflowWrap: "anywhere" }}>
              {message}
            </EuiText>
          ))}
          {notes ? (
            <EuiText size="xs" color="subdued" component="div">
              {notes}
            </EuiText>
          ) : null}
        </div>
      </EuiTableRowCell>
      <EuiTableRowCell>
        {check === null ? "As for every host" : <EuiTextColor color={TONES[check]}>{VERIFICATION_LABELS[check]}</EuiTextColor>}
      </EuiTableRowCell>
      <EuiTableRowCell>{trusts ?? "As for every host"}</EuiTableRowCell>
      <EuiTableRowCell>{shows}</EuiTableRowCell>
      <EuiTableRowCell textOnly={false} align="right">
        {actions}
      </EuiTableRowCell>
    </EuiTableRow>
  );
}
