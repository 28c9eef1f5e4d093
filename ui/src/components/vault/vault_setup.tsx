/**
 * What stands between a secret and its place: no place was chosen yet, or the vault is locked. Any
 * screen asks here, and the question is shown over it, with all that was typed left as it is.
 */
import { useQueryClient } from "@tanstack/react-query";
import { createContext, lazy, Suspense, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from "react";
import { toCommandError, type FailureCode } from "../../host/host";

const SetupModal = lazy(() => import("./setup_modal"));
const UnlockModal = lazy(() => import("./unlock_modal"));

/** `place`: who shall hold the key. `unlock`: it is there, and closed. */
export type VaultNeed = "place" | "unlock";

export type VaultSetup = {
  /** Shows the question. True once secrets can be sealed and used. */
  ask: (need: VaultNeed) => Promise<boolean>;
  /**
   * Makes an attempt that needs the vault. Is the vault in the way, then it asks and makes it
   * again; was the question dismissed, then it fails with what the attempt failed with.
   */
  run: <T>(attempt: () => Promise<T>) => Promise<T>;
};

/** What can be done about a failure, when it is the vault's. */
export function needOf(code: FailureCode): VaultNeed | null {
  if (code === "vault_unset") return "place";
  return code === "vault_locked" ? "unlock" : null;
}

const VaultSetupContext = createContext<VaultSetup | null>(null);

export function useVaultSetup(): VaultSetup {
  const setup = useContext(VaultSetupContext);
  if (!setup) throw new Error("useVaultSetup needs a VaultProvider above it");
  return setup;
}

type Question = { need: VaultNeed; answer: (is_ready: boolean) => void };

export function VaultProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [question, setQuestion] = useState<Question | null>(null);
  const asked = useRef<Question | null>(null);

  const show = useCallback((next: Question | null) => {
    asked.current = next;
    setQuestion(next);
  }, []);
  const ask = useCallback(
    (need: VaultNeed) =>
      new Promise<boolean>((answer) => {
        asked.current?.answer(false);
        // What is known of the vault is what led here.
        void client.invalidateQueries({ queryKey: ["vault_status"] });
        show({ need, answer });
      }),
    [client, show],
  );
  const setup = useMemo<VaultSetup>(
    () => ({
      ask,
      async run(attempt) {
        for (;;) {
          try {
            return await attempt();
          } catch (error) {
            const need = needOf(toCommandError(error).code);
            if (need === null || !(await ask(need))) throw error;
          }
        }
      },
    }),
    [ask],
  );

  const settle = (is_ready: boolean) => {
    // An unlock that was left running may end when another question is on the screen.
    if (!question || asked.current !== question) return;
    show(null);
    question.answer(is_ready);
  };
  const Modal = question?.need === "place" ? SetupModal : UnlockModal;
  return (
    <VaultSetupContext.Provider value={setup}>
      {children}
      {question ? (
        <Suspense fallback={null}>
          <Modal on_ready={() => settle(true)} on_close={() => settle(false)} />
        </Suspense>
      ) : null}
    </VaultSetupContext.Provider>
  );
}
