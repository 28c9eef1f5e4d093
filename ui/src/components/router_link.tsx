/** EUI's link and buttons as router links: a real href, and no page load. */
import { EuiButton, EuiButtonEmpty, EuiLink } from "@elastic/eui";
import { createLink } from "@tanstack/react-router";
import { forwardRef, type AnchorHTMLAttributes, type Ref } from "react";

type AnchorProps = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "color" | "type"> & {
  "data-test-subj"?: string;
};

export const RouterLink = createLink(
  forwardRef(function RouterLink(props: AnchorProps, ref: Ref<HTMLAnchorElement>) {
    return <EuiLink ref={ref} color="primary" {...props} />;
  }),
);

export const RouterButton = createLink(
  forwardRef(function RouterButton(props: AnchorProps & { iconType?: string }, ref: Ref<HTMLAnchorElement>) {
    return <EuiButton buttonRef={ref} fill {...props} />;
  }),
);

export const RouterButtonEmpty = createLink(
  forwardRef(function RouterButtonEmpty(
    props: AnchorProps & { iconType?: string; flush?: "left" | "right"; size?: "xs" | "s" | "m" },
    ref: Ref<HTMLAnchorElement>,
  ) {
    return <EuiButtonEmpty buttonRef={ref} {...props} />;
  }),
);
