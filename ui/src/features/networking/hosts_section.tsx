/** Hosts with settings of their own. Those of the configuration file count first and are locked. */
import { EuiButton, EuiSpacer, EuiText } from "@elastic/eui";
import { lazy, Suspense, useRef, useState } from "react";
import { Section } from "../../components/section";
import { newHost, type HostValues } from "./host_values";
import { HostsTable } from "./hosts_table";
import { KeyName } from "./key_name";
import { useNetworkingForm, useSetting } from "./networking_form_context";

const HostFlyout = lazy(() => import("./host_flyout"));

export function HostsSection() {
  const { status, values, change, read_only } = useNetworkingForm();
  const { errors } = useSetting("customHostSettings");
  const [open, setOpen] = useState<HostValues | null>(null);
  const add = useRef<HTMLButtonElement>(null);
  const { hosts } = values;
  const in_file = status.hosts.filter(({ source }) => source === "file");
  const is_empty = hosts.length === 0 && in_file.length === 0;

  const remove = ({ key }: HostValues) => {
    change({ hosts: hosts.filter((host) => host.key !== key) });
    // What had the focus is gone.
    add.current?.focus();
  };
  return (
    <Section title="Hosts" anchor="hosts">
      <EuiText size="s" color="subdued">
        <p>
          Settings for one https server: its certificate, who may sign it, and a certificate that is shown to it. An entry
          with the URL of a proxy counts for the proxy. <KeyName setting_key="customHostSettings" />
        </p>
      </EuiText>
      <EuiSpacer size="m" />
      {is_empty ? (
        <EuiText size="s" data-test-subj="noHosts">
          <p>No host has settings of its own.</p>
        </EuiText>
      ) : (
        <HostsTable in_file={in_file} hosts={hosts} on_edit={setOpen} on_remove={remove} />
      )}
      {hosts.length === 0
        ? errors.map((message) => (
            <EuiText key={message} size="xs" color="danger">
              <p>{message}</p>
            </EuiText>
          ))
        : null}
      {read_only ? null : (
        <>
          <EuiSpacer size="m" />
          <EuiButton
            buttonRef={add}
            size="s"
            iconType="plusCircle"
            onClick={() => setOpen(newHost(hosts))}
            data-test-subj="addHostButton"
          >
            Add host
          </EuiButton>
        </>
      )}
      {open ? (
        <Suspense fallback={null}>
          <HostFlyout start={open} on_close={() => setOpen(null)} />
        </Suspense>
      ) : null}
    </Section>
  );
}
