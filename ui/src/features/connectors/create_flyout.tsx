import { useNavigate, Navigate } from "@tanstack/react-router";
import { mayCall, useAppInfo } from "../../host/access";
import { useCommandQuery } from "../../host/use_command";
import { CreateForm } from "./create_form";
import { FlyoutNotice } from "./flyout_notice";

export function CreateFlyout() {
  const navigate = useNavigate();
  const info = useAppInfo();
  const { data: spec, error, refetch } = useCommandQuery("connectors_spec", {});
  const close = () => void navigate({ to: "/connectors" });

  if (info && !mayCall(info.role, "connectors_create")) return <Navigate to="/connectors" replace />;
  if (!spec) return <FlyoutNotice title="Create connector" error={error} on_retry={refetch} on_close={close} />;
  return <CreateForm spec={spec} on_close={close} />;
}
