/** Twelve connectors as different as a list of years: long names, other scripts, missing secrets, odd addresses. */
import type { Server } from "../fixtures/server.ts";
import { storeConnector } from "./screen.ts";

const AZURE = "https://birds-of-a-feather.openai.azure.com/openai/deployments/parrot/chat/completions?api-version=2025-01-01-preview";

/** @param url Of a provider that answers. */
export async function storeVariedConnectors(server: Server, url: string): Promise<void> {
  const openai = "https://api.openai.com/v1/chat/completions";
  await storeConnector(server, { id: "answers", name: "Answers", url, model: "parrot-1" });
  await storeConnector(server, { name: "Team GPT", provider: "OpenAI", url: openai, model: "gpt-4.1" });
  await storeConnector(server, { name: "Embeddings", provider: "OpenAI", url: "https://api.openai.com/v1/embeddings", model: "text-embedding-3-small" });
  await storeConnector(server, { id: "azure", name: "Azure, Sweden Central", provider: "Azure OpenAI", url: AZURE, model: "" });
  await storeConnector(server, { name: "مساعد الذكاء الاصطناعي للفريق", url: "https://مثال.example/v1/chat/completions", model: "نموذج-١" });
  await storeConnector(server, { name: "עוזר 2 (GPT)", url: "http://localhost:1234/v1/chat/completions" });
  await storeConnector(server, {
    name: `A connector whose name ${"goes on and on ".repeat(12)}until here`,
    url: "https://gateway.an-organisation-with-a-very-long-name.example/llm/proxy/v1/chat/completions",
    model: "an-organisation/a-model-with-quite-a-long-name-instruct-2507-fp8",
  });
  await storeConnector(server, { name: "W".repeat(120), url: "http://[::1]:8080/v1/chat/completions", model: "W".repeat(120) });
  await storeConnector(server, { name: "Local llama.cpp", url: "http://localhost:8080/v1/chat/completions", api_key: null });
  await storeConnector(server, {
    id: "gateway",
    name: "Gateway with everything",
    url: "https://gateway.example/v1/chat/completions",
    config: { headers: { "X-Team": "birds", "X-Trace": "on" }, temperature: 0.2, contextWindowLength: 128000, enableNativeFunctionCalling: true },
  });
  const saved = (id: string, name: string) =>
    JSON.stringify({
      id,
      type: "action",
      attributes: {
        actionTypeId: ".gen-ai",
        name,
        config: { apiProvider: "OpenAI", apiUrl: openai, defaultModel: "gpt-4.1" },
        secrets: {},
        isMissingSecrets: true,
      },
    });
  const ndjson = [saved("imported", "Imported without its key"), saved("imported-2", "日本語のコネクタ")].join("\n");
  const { plan_id } = await server.call("connectors_import_preview", { ndjson, conflicts: "skip" });
  await server.call("connectors_import", { ndjson, conflicts: "skip", plan_id });
}
