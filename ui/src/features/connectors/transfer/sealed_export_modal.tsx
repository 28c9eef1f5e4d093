import { EuiSpacer, EuiText } from "@elastic/eui";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useToasts } from "../../../components/toasts";
import { useVaultSetup } from "../../../components/vault";
import { NewPassphraseFields, useNewPassphrase } from "../../../components/vault/new_passphrase";
import { fieldProblem, otherProblem } from "../../../components/vault/passphrase_problem";
import { VaultModal } from "../../../components/vault/vault_modal";
import { Waiting } from "../../../components/vault/waiting";
import { useHost } from "../../../host/context";
import { toCommandError, type CommandError } from "../../../host/host";
import { plural } from "../../../lib/numbers";
import type { ConnectorsSealedExport } from "../../../wire/types";

type Written = { count: number; path: string | null };

/** Writes the file. The passphrase is forgotten as soon as that is done. */
function useWrite() {
  const host = useHost();
  const vault = useVaultSetup();
  const [error, setError] = useState<CommandError | null>(null);
  const { mutateAsync, reset, isPending } = useMutation<Written, CommandError, ConnectorsSealedExport>({
    mutationKey: ["connectors_export_sealed"],
    gcTime: 0,
    mutationFn: async (req) => {
      const { file_name, ndjson, count } = await vault.run(() => host.call("connectors_export_sealed", req));
      return { count, path: await host.save_file(file_name, ndjson) };
    },
  });
  return {
    error,
    is_writing: isPending,
    async write(req: ConnectorsSealedExport): Promise<Written | null> {
      setError(null);
      try {
        return await mutateAsync(req);
      } catch (failure) {
        setError(toCommandError(failure));
        return null;
      } finally {
        reset();
      }
    },
  };
}

type Props = { ids: string[] | null; on_close: () => void };

export default function SealedExportModal({ ids, on_close }: Props) {
  const toasts = useToasts();
  const passphrase = useNewPassphrase();
  const { write, error, is_writing } = useWrite();

  const send = async () => {
    const chosen = passphrase.read();
    if (chosen === null) return;
    const written = await write({ ids, passphrase: chosen });
    if (!written) return;
    toasts.success(
      `Exported ${plural(written.count, "connector", "connectors")} with secrets`,
      [written.path, "Only its passphrase opens the file."].filter(Boolean).join(" · "),
    );
    on_close();
  };

  return (
    <VaultModal
      title="Export with secrets"
      confirm={ids === null ? "Export all" : `Export ${plural(ids.length, "connector", "connectors")}`}
      is_running={is_writing}
      progress={<Waiting for_keychain={false} />}
      error={otherProblem(error)}
      initial_focus="[name=newPassphrase]"
      subject="sealedExportModal"
      on_confirm={() => void send()}
      on_close={on_close}
    >
      <EuiText size="s">
        <p>
          One file with the connectors and their API keys, closed with a passphrase. Whoever has both has the keys, so
          send them separately.
        </p>
        <p>
          Preconfigured connectors are left out. Where a field names an environment variable, the file holds the name and
          not the value.
        </p>
      </EuiText>
      <EuiSpacer size="m" />
      <NewPassphraseFields
        fields={passphrase}
        label="Passphrase of the file"
        refusal={fieldProblem(error, "passphrase")}
      />
    </VaultModal>
  );
}
