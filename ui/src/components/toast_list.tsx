import { EuiGlobalToastList } from "@elastic/eui";
import type { Toast } from "./toasts";

type Props = { toasts: Toast[]; on_dismiss: (id: string) => void };

const LIFE_MS = 6000;

export default function ToastList({ toasts, on_dismiss }: Props) {
  return (
    <EuiGlobalToastList
      // On the right they would lie on the buttons of a flyout.
      side="left"
      toasts={toasts}
      dismissToast={({ id }) => on_dismiss(id)}
      toastLifeTimeMs={LIFE_MS}
    />
  );
}
