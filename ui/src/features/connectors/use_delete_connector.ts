import { useCommandMutation } from "../../host/use_command";

export const useDeleteConnector = () => useCommandMutation("connectors_delete");
