import {
  EuiButton,
  EuiCallOut,
  EuiFieldPassword,
  EuiForm,
  EuiFormRow,
  EuiPanel,
  EuiSpacer,
  EuiText,
  EuiTitle,
  useEuiTheme,
} from "@elastic/eui";
import { css } from "@emotion/react";
import { useEffect, useState, type FormEvent } from "react";
import { Mark } from "../components/brand";
import { useSignIn } from "./use_session";

export default function SignInPage() {
  const { euiTheme } = useEuiTheme();
  const sign_in = useSignIn();
  const [key, setKey] = useState("");
  const [is_empty, setEmpty] = useState(false);

  useEffect(() => {
    document.title = "Sign in - Patchbay";
  }, []);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const trimmed = key.trim();
    setEmpty(trimmed === "");
    if (trimmed !== "") sign_in.mutate(trimmed);
  };
  const refused = sign_in.error?.code === "unauthorized";

  return (
    <main
      css={css`
        display: flex;
        min-height: 100vh;
        align-items: center;
        justify-content: center;
        padding: ${euiTheme.size.l};
        background: ${euiTheme.colors.backgroundBaseSubdued};
      `}
    >
      <EuiPanel paddingSize="xl" hasBorder hasShadow={false} grow={false} css={{ inlineSize: "100%", maxInlineSize: 440 }}>
        <Mark size={40} />
        <EuiSpacer size="m" />
        <EuiTitle size="m">
          <h1>Sign in to Patchbay</h1>
        </EuiTitle>
        <EuiSpacer size="s" />
        <EuiText size="s" color="subdued">
          <p>This server answers only to those who hold one of its API keys. Make one in a terminal, on the machine that runs it:</p>
          <p>
            <code>patchbay keys create --name me --role all</code>
          </p>
        </EuiText>
        <EuiSpacer size="l" />
        {sign_in.error && !refused ? (
          <>
            <EuiCallOut announceOnMount size="s" color="danger" iconType="error" title={sign_in.error.message}>
              {sign_in.error.hint ? <p>{sign_in.error.hint}</p> : null}
            </EuiCallOut>
            <EuiSpacer size="m" />
          </>
        ) : null}
        <EuiForm component="form" onSubmit={submit} noValidate>
          <EuiFormRow
            label="API key"
            fullWidth
            isInvalid={is_empty || refused}
            error={is_empty ? "API key is required." : refused ? "This key is not valid. It may have been mistyped or revoked." : undefined}
          >
            <EuiFieldPassword
              type="dual"
              fullWidth
              autoFocus
              autoComplete="current-password"
              value={key}
              isInvalid={is_empty || refused}
              onChange={(event) => setKey(event.target.value)}
              data-test-subj="signInKeyField"
            />
          </EuiFormRow>
          <EuiSpacer size="l" />
          <EuiButton type="submit" fill fullWidth isLoading={sign_in.isPending} data-test-subj="signInButton">
            Sign in
          </EuiButton>
        </EuiForm>
      </EuiPanel>
    </main>
  );
}
