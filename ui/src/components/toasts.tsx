import { createContext, lazy, Suspense, useCallback, useContext, useMemo, useState, type ReactNode } from "react";
import type { CommandError } from "../host/host";

/** Loaded with the first toast, which comes long after the first paint. */
const ToastList = lazy(() => import("./toast_list"));

export type Toast = { id: string; title: string; text?: string; color: "success" | "danger"; iconType: string };
type Toasts = {
  success: (title: string, text?: string) => void;
  failure: (title: string, error: CommandError) => void;
};

const ToastsContext = createContext<Toasts>({ success: () => undefined, failure: () => undefined });

export const useToasts = (): Toasts => useContext(ToastsContext);

/** What happened and what to do about it, in two sentences. */
function said({ message, hint }: CommandError): string {
  if (!hint) return message;
  return `${message}${/[.!?…]$/.test(message) ? "" : "."} ${hint}`;
}

let last_id = 0;

export function ToastsProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Toast[]>([]);
  const add = useCallback((toast: Omit<Toast, "id">) => {
    setShown((before) => [...before, { ...toast, id: String(++last_id) }]);
  }, []);
  const dismiss = useCallback((id: string) => {
    setShown((before) => before.filter((toast) => toast.id !== id));
  }, []);
  const toasts = useMemo<Toasts>(
    () => ({
      success: (title, text) => add({ title, ...(text ? { text } : {}), color: "success", iconType: "check" }),
      failure: (title, error) =>
        add({
          title,
          text: said(error),
          color: "danger",
          iconType: "error",
        }),
    }),
    [add],
  );
  return (
    <ToastsContext.Provider value={toasts}>
      {children}
      {shown.length > 0 ? (
        <Suspense fallback={null}>
          <ToastList toasts={shown} on_dismiss={dismiss} />
        </Suspense>
      ) : null}
    </ToastsContext.Provider>
  );
}
