/// <reference types="vite/client" />

declare module "@elastic/eui/optimize/es/components/icon/assets/*" {
  import type { ComponentType, SVGProps } from "react";

  export const icon: ComponentType<SVGProps<SVGSVGElement> & { title?: string; titleId?: string }>;
}

declare module "@elastic/eui/optimize/es/components/icon/icon" {
  export function appendIconComponentCache(icons: Record<string, unknown>): void;
}
