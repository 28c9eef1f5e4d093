import { createContext, useContext, useMemo, useState, useSyncExternalStore, type ReactNode } from "react";
import { useHost } from "../host/context";
import type { ThemeChoice } from "../host/host";

type Theme = {
  choice: ThemeChoice;
  mode: "light" | "dark";
  choose: (choice: ThemeChoice) => void;
};

const ThemeContext = createContext<Theme>({ choice: "system", mode: "light", choose: () => undefined });

export const useTheme = (): Theme => useContext(ThemeContext);

export const THEME_LABELS: Record<ThemeChoice, string> = { system: "System", light: "Light", dark: "Dark" };
export const THEME_CHOICES: ThemeChoice[] = ["system", "light", "dark"];

const systemDark = () => window.matchMedia("(prefers-color-scheme: dark)");

function subscribeToSystem(on_change: () => void): () => void {
  const query = systemDark();
  query.addEventListener("change", on_change);
  return () => query.removeEventListener("change", on_change);
}

export function ThemeProvider({ children }: { children: ReactNode }) {
  const { preferences } = useHost();
  const [choice, setChoice] = useState(() => preferences.get_theme());
  const system_is_dark = useSyncExternalStore(subscribeToSystem, () => systemDark().matches);
  const mode = choice === "system" ? (system_is_dark ? "dark" : "light") : choice;

  const theme = useMemo(
    () => ({
      choice,
      mode,
      choose(next: ThemeChoice) {
        setChoice(next);
        void preferences.set_theme(next);
      },
    }),
    [choice, mode, preferences],
  );
  return <ThemeContext.Provider value={theme}>{children}</ThemeContext.Provider>;
}
