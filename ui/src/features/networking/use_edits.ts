/** What somebody has changed since the form was opened, beside what is saved. */
import { useCallback, useMemo, useState } from "react";
import { useSettled } from "../../components/use_settled";
import type { NetworkingStatus } from "../../wire/types";
import { readStatus, type FormValues } from "./form_values";
import { isSame } from "./request";

type Edits = {
  /** What the form showed when the first change was made. */
  before: FormValues;
  after: FormValues;
  /** How often the typing had paused by then. */
  since: number;
};

export function useEdits(status: NetworkingStatus) {
  const [edits, setEdits] = useState<Edits | null>(null);
  const saved = useMemo(() => readStatus(status), [status]);
  const before = edits?.before ?? saved;
  const values = edits?.after ?? saved;
  const settled = useSettled(values);

  const change = useCallback(
    (part: Partial<FormValues>) =>
      setEdits((now) => ({
        before: now?.before ?? saved,
        after: { ...(now?.after ?? saved), ...part },
        since: now?.since ?? settled,
      })),
    [saved, settled],
  );
  /** After these values were saved; what was changed meanwhile is still a change. */
  const keep = useCallback(
    (sent: FormValues) => setEdits((now) => (now === null || now.after === sent ? null : { ...now, before: sent })),
    [],
  );
  return {
    before,
    values,
    is_dirty: useMemo(() => !isSame(status, before, values), [status, before, values]),
    settled,
    has_paused: edits !== null && settled > edits.since,
    change,
    keep,
    discard: useCallback(() => setEdits(null), []),
  };
}
