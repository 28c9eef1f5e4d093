/** Where the failure of something that took a passphrase is said: at its field, or below them all. */
import type { CommandError } from "../../host/host";

/** What the field of the current passphrase says after a try. `wait_s`: until the next one. */
export function passphraseProblem(error: CommandError | null, wait_s: number): string | null {
  if (wait_s > 0) return `Too many wrong passphrases. Try again in ${wait_s} s.`;
  return error?.code === "wrong_passphrase" ? "This is not the passphrase of the vault." : null;
}

export function fieldProblem(error: CommandError | null, field: string): string | null {
  return error?.fields.find((problem) => problem.field === field)?.message ?? null;
}

/** What no field says. */
export function otherProblem(error: CommandError | null): CommandError | null {
  if (error === null || error.code === "wrong_passphrase" || error.code === "too_many") return null;
  return error.fields.some(({ field }) => field.endsWith("passphrase")) ? null : error;
}
