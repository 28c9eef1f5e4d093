/** What the signed-in key may do, read from the roles of the wire table. */
import { TAGS } from "../wire/commands";
import type { AppInfo, Role } from "../wire/types";
import { useCommandQuery } from "./use_command";

const RANK: Record<Role, number> = { usage: 0, read: 1, all: 2 };

export function mayCall(role: Role, command: keyof typeof TAGS): boolean {
  return RANK[role] >= RANK[TAGS[command].role];
}

export function useAppInfo(): AppInfo | undefined {
  return useCommandQuery("app_info", {}).data;
}

/** False until the role is known, so that nothing forbidden is offered for a moment. */
export function useMay(command: keyof typeof TAGS): boolean {
  const info = useAppInfo();
  return info ? mayCall(info.role, command) : false;
}
