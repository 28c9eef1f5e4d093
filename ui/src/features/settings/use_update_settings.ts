import { useToasts } from "../../components/toasts";
import { useCommandMutation } from "../../host/use_command";
import type { SettingsUpdate } from "../../wire/types";

export function useUpdateSettings() {
  const toasts = useToasts();
  const { mutate, isPending } = useCommandMutation("settings_update");
  return {
    is_saving: isPending,
    update: (req: SettingsUpdate) =>
      mutate(req, { onError: (error) => toasts.failure("Cannot change the setting.", error) }),
  };
}
