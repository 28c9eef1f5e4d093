import type { FieldSpec } from "../../../wire/types";
import type { FieldPath } from "./draft";

export type FieldProps = { field: FieldSpec; is_required: boolean };

export const pathOf = (field: FieldSpec): FieldPath => field.name as FieldPath;

/** `config.apiUrl` is found as `apiUrlField`. */
export const subjectOf = (field: FieldSpec): string => `${field.name.slice(field.name.indexOf(".") + 1)}Field`;
