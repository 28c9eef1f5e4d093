import { Navigate } from "@tanstack/react-router";
import { mayCall, useAppInfo } from "../host/access";

export function Home() {
  const info = useAppInfo();
  const sees_connectors = !info || mayCall(info.role, "connectors_list");
  return <Navigate to={sees_connectors ? "/connectors" : "/usage"} replace />;
}
