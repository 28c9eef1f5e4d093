/** A model's name: free text, with what the provider offers as suggestions. */
import { EuiFieldText, EuiInputPopover, useGeneratedHtmlId } from "@elastic/eui";
import { useRef, useState, type KeyboardEvent } from "react";
import { useCommandQuery } from "../../../host/use_command";
import { describeModel } from "../../../lib/model_facts";
import type { ModelOption } from "../../../wire/types";
import { useConnectorForm } from "./connector_form_context";
import { fieldHelp } from "./field_help";
import { pathOf, subjectOf, type FieldProps } from "./field_props";
import { FieldRow } from "../../../components/fields/field_row";
import { ModelSuggestions } from "./model_suggestions";
import { useField } from "./use_field";
import { useModels } from "./use_models";

/** More than this nobody reads; typing narrows the list. */
const MAX_SHOWN = 100;

export function ModelField({ field, is_required }: FieldProps) {
  const { error, input } = useField(pathOf(field));
  const { data: known } = useCommandQuery("models_known", {});
  const asked = useModels(field);
  const value = String(input.value ?? "");
  const options = asked.models?.models ?? [];
  const named = (models: ModelOption[]) => models.find(({ id }) => id === value.trim());
  const chosen = named(options) ?? named(known?.models ?? []);
  const facts = chosen ? describeModel(chosen) : null;
  return (
    <FieldRow
      label={field.label}
      is_optional={!is_required}
      error={error}
      help={fieldHelp(field)}
      note={
        facts ? (
          <span key="facts" css={{ display: "block" }} data-test-subj="modelFacts">
            {facts}
          </span>
        ) : undefined
      }
    >
      <ModelBox field={field} input={input} is_invalid={error !== undefined} asked={asked} options={options} />
    </FieldRow>
  );
}

type BoxProps = {
  field: FieldProps["field"];
  input: ReturnType<typeof useField>["input"];
  is_invalid: boolean;
  asked: ReturnType<typeof useModels>;
  options: ModelOption[];
  /** From the row around it. */
  id?: string;
  "aria-describedby"?: string;
};

function ModelBox({ field, input, is_invalid, asked, options, id, ...aria }: BoxProps) {
  const { read_only } = useConnectorForm();
  const list_id = useGeneratedHtmlId();
  const box = useRef<HTMLInputElement | null>(null);
  const [is_open, setOpen] = useState(false);
  const [is_filtering, setFiltering] = useState(false);
  const [active, setActive] = useState(-1);
  const [missing, setMissing] = useState<string[]>([]);
  const value = String(input.value ?? "");

  const wanted = is_filtering ? value.trim().toLowerCase() : "";
  const matching = wanted === "" ? options : options.filter((model) => model.id.toLowerCase().includes(wanted));
  const shown = matching.slice(0, MAX_SHOWN);
  // A name of one's own needs no list that says so and lies over the buttons.
  const is_shown = is_open && (wanted === "" || shown.length > 0);
  const option_id = (index: number) => `${list_id}-${index}`;

  const open = () => {
    if (read_only || is_shown) return;
    setMissing(asked.ask());
    setFiltering(false);
    setActive(-1);
    setOpen(true);
  };
  const close = () => {
    setOpen(false);
    setActive(-1);
  };
  const choose = (model: ModelOption) => {
    input.onChange(model.id);
    close();
    box.current?.focus();
  };
  const move = (step: number) => {
    if (!is_shown) return open();
    if (shown.length === 0) return;
    const next = active === -1 && step < 0 ? shown.length - 1 : (active + step + shown.length) % shown.length;
    setActive(next);
    document.getElementById(option_id(next))?.scrollIntoView?.({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const picked = is_shown ? shown[active] : undefined;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && picked) {
      event.preventDefault();
      choose(picked);
    } else if (event.key === "Escape" && is_shown) {
      event.preventDefault();
      // The flyout would take it for its own.
      event.stopPropagation();
      close();
    } else if (event.key === "Tab") close();
  };

  return (
    <EuiInputPopover
      fullWidth
      disableFocusTrap
      aria-label={`Suggestions for ${field.label}`}
      isOpen={is_shown}
      closePopover={close}
      panelPaddingSize="none"
      // A press on a suggestion must not take the focus out of the field.
      panelProps={{
        onMouseDown: (event) => event.preventDefault(),
        "aria-label": `Suggestions for ${field.label}`,
        "aria-live": "off",
        "aria-modal": false,
      }}
      input={
        <EuiFieldText
          {...aria}
          {...(id ? { id } : {})}
          inputRef={(element) => {
            box.current = element;
            input.ref(element);
          }}
          name={input.name}
          value={value}
          fullWidth
          isInvalid={is_invalid}
          readOnly={read_only}
          placeholder={field.placeholder}
          autoComplete="off"
          spellCheck={false}
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={is_shown}
          aria-controls={list_id}
          aria-activedescendant={is_shown && active >= 0 ? option_id(active) : undefined}
          onFocus={open}
          onClick={open}
          onBlur={() => {
            input.onBlur();
            close();
          }}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            input.onChange(event.target.value);
            setFiltering(true);
            setActive(-1);
            if (!is_open) setMissing(asked.ask());
            setOpen(true);
          }}
          data-test-subj={subjectOf(field)}
        />
      }
    >
      <ModelSuggestions
        list_id={list_id}
        option_id={option_id}
        label={field.label}
        asked={asked}
        missing={missing}
        shown={shown}
        hidden_count={matching.length - shown.length}
        active={active}
        on_choose={choose}
      />
    </EuiInputPopover>
  );
}
