import { EuiSpacer, EuiText } from "@elastic/eui";
import { PlaceModal } from "./place_modal";
import { isUsable } from "./vault_status";

type Props = { on_ready: () => void; on_close: () => void };

/** Before the first secret: where its key shall be kept. */
export default function SetupModal({ on_ready, on_close }: Props) {
  return (
    <PlaceModal
      title="Choose where keys are kept"
      confirm="Use this place"
      gives_up={false}
      subject="vaultSetupModal"
      on_done={on_ready}
      on_close={on_close}
    >
      {({ keychain }) => (
        <>
          <EuiText size="s">
            <p>
              API keys are sealed before they are stored.{" "}
              {isUsable(keychain)
                ? "Choose who keeps the key to them."
                : "No keychain can keep the key to them, so that is for you to choose."}{" "}
              Settings can change it later.
            </p>
          </EuiText>
          <EuiSpacer size="s" />
          <EuiText size="s" color="subdued">
            <p>
              Or write <code>{"${env:NAME}"}</code> in place of an API key: it is then read from that environment variable
              at each run, and not stored.
            </p>
          </EuiText>
        </>
      )}
    </PlaceModal>
  );
}
