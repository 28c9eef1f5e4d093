/** What each way to check a certificate means, in one sentence. */
import type { VerificationMode } from "../../wire/types";

export const VERIFICATION_MODES: readonly VerificationMode[] = ["full", "certificate", "none"];

export const VERIFICATION_LABELS: Record<VerificationMode, string> = {
  full: "Full: certificate and host name",
  certificate: "Certificate only",
  none: "None: no check",
};

export const VERIFICATION_MEANINGS: Record<VerificationMode, string> = {
  full: "The certificate must be signed by somebody you trust, valid today, and made for this host.",
  certificate:
    "The certificate must be signed by somebody you trust, but may belong to another host. Whoever has any such certificate can pass for the server.",
  none: "Any certificate will do. Whoever sits between you and the server can read keys and prompts.",
};

export const isVerificationMode = (value: unknown): value is VerificationMode =>
  VERIFICATION_MODES.includes(value as VerificationMode);
