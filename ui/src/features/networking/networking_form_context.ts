/** What every part of the page needs to know, without a prop through each level. */
import { createContext, useContext } from "react";
import type { FieldError, NetworkingSetting, NetworkingStatus, SecretReference } from "../../wire/types";
import { about } from "./findings";
import type { FormValues } from "./form_values";

export type NetworkingFormValue = {
  status: NetworkingStatus;
  values: FormValues;
  /** What the configuration file says. */
  in_file: FormValues;
  change: (part: Partial<FormValues>) => void;
  read_only: boolean;
  /** By key, without `settings.` before it. */
  errors: readonly FieldError[];
  warnings: readonly FieldError[];
  /** What the core says of other values than those on the screen; for what is edited apart. */
  check: (part: Partial<FormValues>) => Promise<FieldError[]>;
};

export const NetworkingFormContext = createContext<NetworkingFormValue | null>(null);

export function useNetworkingForm(): NetworkingFormValue {
  const value = useContext(NetworkingFormContext);
  if (!value) throw new Error("a setting needs the networking form around it");
  return value;
}

export type SettingState = {
  /** Undefined where the backend does not list it. */
  setting: NetworkingSetting | undefined;
  /** The configuration file says it. */
  is_locked: boolean;
  /** It cannot be changed, for whatever reason. */
  is_fixed: boolean;
  /** What is on the screen: the file's where it is locked. */
  shown: FormValues;
  errors: string[];
  warnings: string[];
};

/** @param keys The first is the one that says whether it is locked; all of them what is wrong. */
export function useSetting(key: string, ...more: string[]): SettingState {
  const { status, values, in_file, read_only, errors, warnings } = useNetworkingForm();
  const keys = [key, ...more];
  const found = status.settings.filter((each) => keys.includes(each.key));
  const is_locked = found.some(({ source }) => source === "file");
  const said = (findings: readonly FieldError[]) =>
    keys.flatMap((each) => about(findings, each)).map(({ message }) => message);
  const of_file = found.flatMap(({ source, problem }) => (source === "file" && problem !== null ? [problem] : []));
  const file_warnings = status.warnings
    .filter(({ source }) => source === "file")
    .map(({ key: field, message }) => ({ field, message }));
  return {
    setting: found.find(({ source }) => source === "file") ?? found.find((each) => each.key === key),
    is_locked,
    is_fixed: is_locked || read_only,
    shown: is_locked ? in_file : values,
    errors: is_locked ? of_file : said(errors),
    warnings: said(is_locked ? file_warnings : warnings),
  };
}

export type StoredSecret = {
  is_stored: boolean;
  is_lost: boolean;
  reference: SecretReference | undefined;
};

export function storedSecret(status: NetworkingStatus, name: string): StoredSecret {
  return {
    is_stored: status.stored_secrets.includes(name),
    is_lost: status.lost_secrets.includes(name),
    reference: status.secret_references.find(({ path }) => path === name),
  };
}
