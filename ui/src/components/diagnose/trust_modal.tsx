/** The one question of a diagnosis that changes something, so it says whom it is about and what it means. */
import { EuiCallOut, EuiConfirmModal, EuiSpacer, EuiText, useGeneratedHtmlId } from "@elastic/eui";
import { useCommandMutation } from "../../host/use_command";
import type { Certificate } from "../../wire/types";
import { useToasts } from "../toasts";
import { CertificateFacts } from "./certificate_facts";

type Props = {
  /** Of the host: scheme, host and port. */
  url: string;
  certificate: Certificate;
  on_close: () => void;
  on_trusted: () => void;
};

export default function TrustModal({ url, certificate, on_close, on_trusted }: Props) {
  const title_id = useGeneratedHtmlId();
  const toasts = useToasts();
  const { mutate, error, isPending } = useCommandMutation("networking_trust");
  const confirm = () =>
    mutate(
      { url, pem: certificate.pem },
      {
        onSuccess: () => {
          toasts.success("Certificate trusted", `It counts for ${url} from the next connection on.`);
          on_trusted();
        },
      },
    );
  return (
    <EuiConfirmModal
      aria-labelledby={title_id}
      titleProps={{ id: title_id }}
      title="Trust this certificate?"
      buttonColor="warning"
      cancelButtonText="Cancel"
      confirmButtonText="Trust certificate"
      defaultFocusedButton="cancel"
      isLoading={isPending}
      onCancel={on_close}
      onConfirm={confirm}
      data-test-subj="trustModal"
    >
      {/* It scrolls in a small window, and so must be reachable by keyboard. */}
      <div tabIndex={0} role="group" aria-labelledby={title_id}>
        <EuiText size="s">
          <p>
            {certificate.is_authority
              ? "Patchbay will accept whoever answers at this host with a certificate that this one has signed. "
              : "Patchbay will accept whoever answers at this host with this certificate. "}
            Other hosts are not affected.
          </p>
        </EuiText>
        <EuiSpacer size="s" />
        <CertificateFacts certificate={certificate} first={[{ label: "For host", value: <strong>{url}</strong> }]} />
        <EuiSpacer size="s" />
        <EuiText size="s">
          <p>
            Whoever holds its key can read what you send there, your API key too. Ask the person who runs the server
            for the SHA-256 fingerprint, by phone for example, and compare it pair by pair first.
          </p>
        </EuiText>
      </div>
      {error ? (
        <>
          <EuiSpacer size="m" />
          <EuiCallOut announceOnMount size="s" color="danger" iconType="error" title={error.message}>
            {error.fields.map(({ field, message }) => (
              <p key={field}>{message}</p>
            ))}
            {error.hint ? <p>{error.hint}</p> : null}
          </EuiCallOut>
        </>
      ) : null}
    </EuiConfirmModal>
  );
}
