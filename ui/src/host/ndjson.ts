/**
 * Reads newline-delimited JSON from a byte stream.
 *
 * The network cuts where it likes: inside a line, inside a character. Only whole lines are handed
 * on, and the last one needs no newline.
 */
export async function readNdjson(
  bytes: ReadableStream<Uint8Array>,
  on_value: (value: unknown) => void,
): Promise<void> {
  const reader = bytes.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  const take = (text: string) => {
    rest += text;
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") on_value(JSON.parse(line));
  };
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      take(decoder.decode(value, { stream: true }));
    }
    take(`${decoder.decode()}\n`);
  } finally {
    // After a failure in `on_value` nobody reads the rest: let the sender know.
    await reader.cancel().catch(() => undefined);
  }
}
