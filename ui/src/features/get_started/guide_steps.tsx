import { EuiSteps, type EuiStepsProps } from "@elastic/eui";
import { useSearch } from "@tanstack/react-router";
import { FormStep } from "./form_step";
import { KeyStep } from "./key_step";
import { ModelStep } from "./model_step";
import type { Progress, Step } from "./progress";
import { ServerStep } from "./server_step";
import { readStartSearch, type Guide } from "./start_search";
import { StepDone } from "./step_done";
import { TestStep } from "./test_step";

const TITLES: Record<Guide, Record<Step, string>> = {
  openai: {
    model: "Choose a model",
    key: "Create an API key",
    connector: "Fill in the connector",
    test: "Test it",
  },
  azure: {
    model: "Deploy a model",
    key: "Copy the key and the address",
    connector: "Fill in the connector",
    test: "Test it",
  },
  local: {
    model: "Start a model",
    key: "An API key, if your server asks for one",
    connector: "Fill in the connector",
    test: "Test it",
  },
};

type Props = { guide: Guide; progress: Progress; may_create: boolean };

export function GuideSteps({ guide, progress, may_create }: Props) {
  const { model = null, server = null } = readStartSearch(useSearch({ from: "/get-started" }));
  const titles = TITLES[guide];
  const contents: Record<Step, JSX.Element> = {
    model: guide === "local" ? <ServerStep chosen={server} /> : <ModelStep guide={guide} chosen={model} />,
    key: <KeyStep guide={guide} />,
    connector: <FormStep guide={guide} model={model} server={server} may_create={may_create} />,
    test: <TestStep progress={progress} />,
  };
  const steps: EuiStepsProps["steps"] = (["model", "key", "connector", "test"] as const).map((step) => ({
    title: titles[step],
    status: progress[step] ? "complete" : "incomplete",
    "data-test-subj": `guideStep-${step}`,
    children: (
      <>
        <StepDone step={step} connector={progress[step]} />
        {contents[step]}
      </>
    ),
  }));
  return <EuiSteps titleSize="xs" headingElement="h2" steps={steps} />;
}
