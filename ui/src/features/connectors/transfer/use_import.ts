/** A file, what would become of it, and what became of it. The text stays in memory and goes nowhere but to the backend. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useVaultSetup } from "../../../components/vault";
import { useHost } from "../../../host/context";
import type { CommandError, FailureCode } from "../../../host/host";
import { invalidateAfter } from "../../../host/tags";
import { formatCount } from "../../../lib/numbers";
import type {
  ConnectorsImport,
  ConnectorsImported,
  ConnectorsImportPreview,
  ImportConflicts,
  ImportPlan,
} from "../../../wire/types";

const MEGABYTE = 1_000_000;

function readText(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error ?? new Error("the file could not be read"));
    reader.onload = () => resolve(String(reader.result));
    reader.readAsText(file);
  });
}

/** What is about the passphrase of the file, and is said at its field. */
const ABOUT_PASSPHRASE: readonly FailureCode[] = ["passphrase_required", "wrong_passphrase", "too_many"];

export function useImport(max_bytes: number) {
  const host = useHost();
  const vault = useVaultSetup();
  const client = useQueryClient();
  const [text, setText] = useState<string | null>(null);
  const [file_problem, setFileProblem] = useState<string | null>(null);
  const [conflicts, setConflicts] = useState<ImportConflicts>("overwrite");
  const [plan, setPlan] = useState<ImportPlan | null>(null);
  /** Whether the plan on the screen had to be made anew. */
  const [is_replanned, setReplanned] = useState(false);
  /** Whether the file waits for its passphrase. */
  const [is_closed, setClosed] = useState(false);
  /** The one that opened it, for the next preview and the import. Not React's: nothing shows it. */
  const passphrase = useRef<string | null>(null);
  const turn = useRef(0);

  // What holds the file's text is not kept a moment longer than it is needed.
  const preview = useMutation<ImportPlan, CommandError, ConnectorsImportPreview>({
    mutationKey: ["connectors_import_preview"],
    mutationFn: (req) => host.call("connectors_import_preview", req),
    gcTime: 0,
  });
  const run = useMutation<ConnectorsImported, CommandError, ConnectorsImport>({
    mutationKey: ["connectors_import"],
    mutationFn: (req) => vault.run(() => host.call("connectors_import", req)),
    onSuccess: () => void invalidateAfter(client, "connectors_import"),
    gcTime: 0,
  });

  const withPassphrase = <T extends object>(req: T, tried = passphrase.current) =>
    tried === null ? req : { ...req, passphrase: tried };

  const look = (ndjson: string, how: ImportConflicts, tried = passphrase.current) => {
    const mine = turn.current;
    preview.mutate(withPassphrase({ ndjson, conflicts: how }, tried), {
      onSuccess: (found) => {
        if (mine !== turn.current) return;
        passphrase.current = tried;
        setClosed(false);
        setPlan(found);
      },
      onError: (error) => {
        if (mine !== turn.current) return;
        if (ABOUT_PASSPHRASE.includes(error.code)) setClosed(true);
        setPlan(null);
      },
    });
  };
  const look_error = preview.error;
  const is_about_passphrase = look_error !== null && ABOUT_PASSPHRASE.includes(look_error.code);

  return {
    conflicts,
    plan,
    file_problem,
    is_replanned,
    is_looking: preview.isPending,
    is_importing: run.isPending,
    // A plan that is out of date is made anew, and that is said in another way.
    error: (is_about_passphrase ? null : look_error) ?? (run.error?.code === "conflict" ? null : run.error),
    is_closed,
    passphrase_problem: is_about_passphrase && look_error.code !== "passphrase_required" ? look_error.message : null,
    imported: run.data ?? null,

    async choose_file(file: File | null) {
      const mine = ++turn.current;
      preview.reset();
      run.reset();
      setText(null);
      setPlan(null);
      setFileProblem(null);
      setReplanned(false);
      setClosed(false);
      passphrase.current = null;
      if (!file) return;
      if (file.size > max_bytes) {
        const limit = formatCount(Math.floor(max_bytes / MEGABYTE));
        setFileProblem(`The file is larger than ${limit} MB. Export fewer connectors at a time.`);
        return;
      }
      let read: string;
      try {
        read = await readText(file);
      } catch {
        if (mine === turn.current) setFileProblem("The file cannot be read. Choose it again.");
        return;
      }
      // Another file may have been chosen while this one was read.
      if (mine !== turn.current) return;
      setText(read);
      look(read, conflicts);
    },

    choose_conflicts(how: ImportConflicts) {
      setConflicts(how);
      setReplanned(false);
      run.reset();
      if (text !== null && !is_closed) look(text, how);
    },

    open(tried: string) {
      if (text !== null) look(text, conflicts, tried);
    },

    start() {
      if (text === null || plan === null) return;
      setReplanned(false);
      run.mutate(
        withPassphrase({ ndjson: text, conflicts, plan_id: plan.plan_id }),
        {
          onSuccess: () => {
            setText(null);
            passphrase.current = null;
          },
          onError: (error) => {
            if (error.code !== "conflict") return;
            setReplanned(true);
            look(text, conflicts);
          },
        },
      );
    },
  };
}

export type Import = ReturnType<typeof useImport>;
