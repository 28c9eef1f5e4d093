import { EuiFlyoutBody, EuiFlyoutHeader, EuiLoadingSpinner, EuiTitle } from "@elastic/eui";
import { LoadError } from "../../../components/load_error";
import type { CommandError } from "../../../host/host";

type Props = { title: string; title_id: string; error: CommandError | null; on_retry: () => unknown };

/** What a flyout holds while it has nothing to show yet, or cannot. */
export function FlyoutNotice({ title, title_id, error, on_retry }: Props) {
  return (
    <>
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
    </>
  );
}
