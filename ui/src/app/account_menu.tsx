import {
  EuiBadge,
  EuiButton,
  EuiHeaderSectionItem,
  EuiHeaderSectionItemButton,
  EuiIcon,
  EuiPopover,
  EuiSpacer,
  EuiText,
} from "@elastic/eui";
import { useState } from "react";
import { useAppInfo } from "../host/access";
import { useSignOut } from "./use_session";

/** Who this browser is signed in as. The window has no key and shows nothing. */
export function AccountMenu() {
  const info = useAppInfo();
  const sign_out = useSignOut();
  const [is_open, setOpen] = useState(false);
  if (!info || !sign_out) return null;
  return (
    <EuiHeaderSectionItem>
      <EuiPopover
        isOpen={is_open}
        closePopover={() => setOpen(false)}
        anchorPosition="downRight"
        buffer={0}
        aria-label="Account"
        button={
          <EuiHeaderSectionItemButton
            data-test-subj="accountMenuButton"
            aria-label={`Signed in with key "${info.user}"`}
            aria-expanded={is_open}
            aria-haspopup="true"
            onClick={() => setOpen(!is_open)}
          >
            <EuiIcon type="user" aria-hidden />
          </EuiHeaderSectionItemButton>
        }
      >
        <EuiText size="s" style={{ maxWidth: 260, overflowWrap: "anywhere" }}>
          <p>
            Signed in with key <strong>{info.user}</strong>
          </p>
        </EuiText>
        <EuiSpacer size="s" />
        <EuiBadge color="hollow">Role: {info.role}</EuiBadge>
        <EuiSpacer size="m" />
        <EuiButton
          size="s"
          iconType="logOut"
          fullWidth
          data-test-subj="signOutButton"
          onClick={() => sign_out.mutate()}
          isLoading={sign_out.isPending}
        >
          Sign out
        </EuiButton>
      </EuiPopover>
    </EuiHeaderSectionItem>
  );
}
