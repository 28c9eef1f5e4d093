import { EuiFlyout, EuiFlyoutBody, EuiFlyoutHeader, EuiLoadingSpinner, EuiTitle, useGeneratedHtmlId } from "@elastic/eui";
import { LoadError } from "../../components/load_error";
import type { CommandError } from "../../host/host";

type Props = { title: string; error: CommandError | null; on_retry: () => unknown; on_close: () => void };

/** A flyout that has nothing to show yet, or cannot. */
export function FlyoutNotice({ title, error, on_retry, on_close }: Props) {
  const title_id = useGeneratedHtmlId();
  return (
    <EuiFlyout size="m" onClose={on_close} aria-labelledby={title_id}>
      <EuiFlyoutHeader hasBorder>
        <EuiTitle size="s">
          <h2 id={title_id}>{title}</h2>
        </EuiTitle>
      </EuiFlyoutHeader>
      <EuiFlyoutBody>
        {error ? (
          <LoadError title="Unable to load the connector" error={error} on_retry={on_retry} />
        ) : (
          <EuiLoadingSpinner size="l" aria-label="Loading" />
        )}
      </EuiFlyoutBody>
    </EuiFlyout>
  );
}
