/**
 * The one door to the backend.
 *
 * A host carries commands of the wire table and keeps the few preferences that belong to this
 * screen. It knows no command by name, so a new command never touches this folder. What is absent
 * on purpose: caching and retries (TanStack Query has them), and any reading of a message.
 */
import type { Commands, Streams } from "../wire/commands";
import type { ApiError, ErrorCode, FieldError } from "../wire/types";

export type CommandName = keyof Commands;
export type StreamName = keyof Streams;
export type ThemeChoice = "system" | "light" | "dark";

export interface Preferences {
  /** Synchronous, because the first paint needs it. */
  get_theme(): ThemeChoice;
  set_theme(choice: ThemeChoice): Promise<void>;
}

export interface Host {
  readonly kind: "window" | "http" | "fake";
  readonly preferences: Preferences;
  call<C extends CommandName>(command: C, req: Commands[C]["req"]): Promise<Commands[C]["res"]>;
  /** Resolves after the last event; rejects with a `CommandError`. */
  stream<S extends StreamName>(
    command: S,
    req: Streams[S]["req"],
    on_event: (event: Streams[S]["event"]) => void,
  ): Promise<void>;
  open_external(url: string): Promise<void>;
  /** Where it was written, or null where the browser decides that and does not tell. */
  save_file(name: string, text: string): Promise<string | null>;
  /** Only where a key stands between the screen and the backend. */
  sign_in?(key: string): Promise<void>;
  sign_out?(): Promise<void>;
}

/** The backend's codes, and the one that only this side can find out: nobody answers. */
export type FailureCode = ErrorCode | "unreachable";
export type Failure = Omit<ApiError, "code"> & { code: FailureCode };

/** A `Failure` as something that can be thrown. Screens branch on `code`, never on the text. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly code: FailureCode;
  readonly hint: string | null;
  readonly fields: FieldError[];

  constructor(error: Failure) {
    super(error.message);
    this.code = error.code;
    this.hint = error.hint;
    this.fields = error.fields;
  }
}

export function isFailure(value: unknown): value is Failure {
  return typeof value === "object" && value !== null && "code" in value && "message" in value;
}

export function toCommandError(value: unknown): CommandError {
  if (value instanceof CommandError) return value;
  if (isFailure(value)) {
    return new CommandError({ ...value, hint: value.hint ?? null, fields: value.fields ?? [] });
  }
  const message = value instanceof Error ? value.message : String(value);
  return new CommandError({ code: "internal", message, hint: null, fields: [] });
}

export function isThemeChoice(value: unknown): value is ThemeChoice {
  return value === "system" || value === "light" || value === "dark";
}
