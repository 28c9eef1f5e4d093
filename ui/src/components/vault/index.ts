/** What forms and pages need of the vault. What is only in Settings, and the modals, are imported by their files. */
export { VaultNotice } from "./vault_notice";
export { useVaultSetup } from "./vault_setup";
