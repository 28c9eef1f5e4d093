/** Step 1: which service. */
import {
  EuiButtonEmpty,
  EuiCard,
  EuiFieldSearch,
  EuiFlexGrid,
  EuiFlexItem,
  EuiFlyoutBody,
  EuiFlyoutFooter,
  EuiFlyoutHeader,
  EuiIcon,
  EuiSpacer,
  EuiText,
  EuiTitle,
} from "@elastic/eui";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useFocusOnMount } from "../../../components/focus_on_mount";
import type { ConnectorSpec } from "../../../wire/types";
import { kindOf } from "../form/fields";

type Props = { spec: ConnectorSpec; title_id: string; on_close: () => void };
type Card = { id: string; title: string; description: string; icon: string; kind: string; is_paste?: true };

function cardsOf(spec: ConnectorSpec): Card[] {
  const [first] = spec.providers;
  return [
    ...spec.providers.map(({ id, label, description }) => ({
      id: kindOf(id),
      kind: kindOf(id),
      title: label,
      description,
      icon: "plugs",
    })),
    ...spec.presets.map(({ id, label, description }) => ({ id, kind: id, title: label, description, icon: "server" })),
    ...(first
      ? [
          {
            id: "_paste",
            kind: kindOf(first.id),
            title: "Paste a curl command",
            description: "Or an Azure target URI. The form fills itself.",
            icon: "code",
            is_paste: true as const,
          },
        ]
      : []),
  ];
}

export function ChooseKind({ spec, title_id, on_close }: Props) {
  const navigate = useNavigate();
  const [wanted, setWanted] = useState("");
  const focus = useFocusOnMount<HTMLInputElement>();
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const cards = cardsOf(spec).filter(({ title, description }) => {
    const text = `${title} ${description}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });

  const choose = ({ kind, is_paste }: Card) =>
    void navigate({
      to: "/connectors/_create/$kind",
      params: { kind },
      search: is_paste ? { paste: true } : {},
    });

  return (
    <>
      <EuiFlyoutHeader hasBorder>
        <EuiTitle size="s">
          <h2 id={title_id}>Select a connector</h2>
        </EuiTitle>
      </EuiFlyoutHeader>
      <EuiFlyoutBody>
        <EuiFieldSearch
          fullWidth
          inputRef={focus}
          placeholder="Search"
          aria-label="Search"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
          data-test-subj="searchKindField"
        />
        <EuiSpacer size="l" />
        {cards.length > 0 ? (
          <EuiFlexGrid columns={3} gutterSize="l">
            {cards.map((card) => (
              <EuiFlexItem key={card.id}>
                <EuiCard
                  titleSize="xs"
                  title={card.title}
                  description={card.description}
                  icon={<EuiIcon type={card.icon} size="l" color="primary" />}
                  onClick={() => choose(card)}
                  data-test-subj={`kindCard-${card.id}`}
                />
              </EuiFlexItem>
            ))}
          </EuiFlexGrid>
        ) : (
          <EuiText size="s" color="subdued" textAlign="center" role="status" data-test-subj="noKindMatches">
            <p>No connectors match the current filter or search.</p>
          </EuiText>
        )}
      </EuiFlyoutBody>
      <EuiFlyoutFooter>
        <EuiButtonEmpty flush="left" onClick={on_close} data-test-subj="closeButton">
          Close
        </EuiButtonEmpty>
      </EuiFlyoutFooter>
    </>
  );
}
