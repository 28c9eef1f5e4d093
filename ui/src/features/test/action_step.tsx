import { EuiButtonEmpty, EuiFlexGroup, EuiFlexItem, EuiFormRow, EuiSpacer, EuiSwitch } from "@elastic/eui";
import type { JsonProblem } from "../../lib/json_text";
import { BodyEditor } from "./body_editor";

type Props = {
  body: string;
  problem: JsonProblem | null;
  is_streaming: boolean;
  on_body: (body: string) => void;
  on_streaming: (is_streaming: boolean) => void;
  on_format: () => void;
  on_run: () => void;
};

function lineOf(body: string, offset: number): number {
  return body.slice(0, offset).split("\n").length;
}

export function ActionStep({ body, problem, is_streaming, on_body, on_streaming, on_format, on_run }: Props) {
  return (
    <>
      <EuiFormRow
        fullWidth
        label="Body"
        labelType="legend"
        labelAppend={
          <EuiButtonEmpty
            size="xs"
            css={{ blockSize: 20 }}
            flush="right"
            onClick={on_format}
            isDisabled={problem !== null}
            data-test-subj="formatButton"
          >
            Format
          </EuiButtonEmpty>
        }
        isInvalid={problem !== null}
        error={problem ? `Line ${lineOf(body, problem.from)}: ${problem.message}` : undefined}
      >
        <BodyEditor value={body} problem={problem} on_change={on_body} on_run={on_run} />
      </EuiFormRow>
      <EuiSpacer size="m" />
      <EuiFlexGroup responsive={false}>
        <EuiFlexItem>
          <EuiSwitch
            compressed
            label="Stream"
            checked={is_streaming}
            onChange={(event) => on_streaming(event.target.checked)}
            data-test-subj="streamSwitch"
          />
        </EuiFlexItem>
      </EuiFlexGroup>
    </>
  );
}
