/** Gives the old key up. The one act on this page that destroys something, so it says how much. */
import { EuiCallOut } from "@elastic/eui";
import { useToasts } from "../../components/toasts";
import { PlaceModal } from "../../components/vault/place_modal";
import { atStake, secrets } from "../../components/vault/vault_words";

export default function StartOverModal({ on_close }: { on_close: () => void }) {
  const toasts = useToasts();
  return (
    <PlaceModal
      title="Start over with a new key"
      confirm="Start over"
      gives_up
      subject="startOverModal"
      on_done={() => {
        toasts.success("A new key was made");
        on_close();
      }}
      on_close={on_close}
    >
      {(status) => {
        const count = atStake(status);
        return (
          <EuiCallOut
            size="s"
            color="danger"
            iconType="warning"
            title={
              count === 0 ? "Nothing is lost: no secret is sealed" : `${secrets(count)} will have to be entered again`
            }
            data-test-subj="startOverWarning"
          >
            <p>The old key is given up. Connectors, their settings and the token usage stay.</p>
          </EuiCallOut>
        );
      }}
    </PlaceModal>
  );
}
