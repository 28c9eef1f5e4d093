import { EuiSpacer } from "@elastic/eui";
import { PageTitle } from "../../components/page_title";
import { AboutSection } from "./about_section";
import { AppearanceSection } from "./appearance_section";
import { SandboxSection } from "./sandbox_section";
import { SecuritySection } from "./security_section";

export function SettingsPage() {
  return (
    <div css={{ maxWidth: 760 }}>
      <PageTitle title="Settings" />
      <SandboxSection />
      <EuiSpacer size="l" />
      <AppearanceSection />
      <EuiSpacer size="l" />
      <SecuritySection />
      <AboutSection />
    </div>
  );
}
