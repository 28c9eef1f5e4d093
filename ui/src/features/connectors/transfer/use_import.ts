/** A file, what would become of it, and what became of it. The text stays in memory and goes nowhere but to the backend. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useHost } from "../../../host/context";
import type { CommandError } from "../../../host/host";
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

export function useImport(max_bytes: number) {
  const host = useHost();
  const client = useQueryClient();
  const [text, setText] = useState<string | null>(null);
  const [file_problem, setFileProblem] = useState<string | null>(null);
  const [conflicts, setConflicts] = useState<ImportConflicts>("overwrite");
  const [plan, setPlan] = useState<ImportPlan | null>(null);
  /** Whether the plan on the screen had to be made anew. */
  const [is_replanned, setReplanned] = useState(false);
  const turn = useRef(0);

  // What holds the file's text is not kept a moment longer than it is needed.
  const preview = useMutation<ImportPlan, CommandError, ConnectorsImportPreview>({
    mutationKey: ["connectors_import_preview"],
    mutationFn: (req) => host.call("connectors_import_preview", req),
    gcTime: 0,
  });
  const run = useMutation<ConnectorsImported, CommandError, ConnectorsImport>({
    mutationKey: ["connectors_import"],
    mutationFn: (req) => host.call("connectors_import", req),
    onSuccess: () => void invalidateAfter(client, "connectors_import"),
    gcTime: 0,
  });

  const look = (ndjson: string, how: ImportConflicts) =>
    preview.mutate({ ndjson, conflicts: how }, { onSuccess: setPlan, onError: () => setPlan(null) });

  return {
    conflicts,
    plan,
    file_problem,
    is_replanned,
    is_looking: preview.isPending,
    is_importing: run.isPending,
    // A plan that is out of date is made anew, and that is said in another way.
    error: preview.error ?? (run.error?.code === "conflict" ? null : run.error),
    imported: run.data ?? null,

    async choose_file(file: File | null) {
      const mine = ++turn.current;
      preview.reset();
      run.reset();
      setText(null);
      setPlan(null);
      setFileProblem(null);
      setReplanned(false);
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
      if (text !== null) look(text, how);
    },

    start() {
      if (text === null || plan === null) return;
      setReplanned(false);
      run.mutate(
        { ndjson: text, conflicts, plan_id: plan.plan_id },
        {
          onSuccess: () => setText(null),
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
