// Answers that a strict parser refuses, or nearly: none may throw, hang past the deadline, or leave a socket.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { test, type TestContext } from "node:test";
import { startTcpServer } from "../../testing/tcp-server.ts";
import { goodCertificate, probeHttp, summary } from "../../testing/web.ts";

const corpora = new URL("../../../../shared/corpora/", import.meta.url);
const skip = !existsSync(corpora) && "left out: there is no ../shared/corpora";
/** What each answer may be called; redirects are not followed, as some lead outside. */
const expected =
  /^(up|down (status|invalid-http|closed|incomplete|headers-too-large): \P{Cc}+)$/u;

interface Row {
  name: string;
  b64: string;
}

function readRows(): Row[] {
  return readFileSync(
    new URL("http-malformed-responses.jsonl", corpora),
    "utf8",
  )
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Row);
}

for (const [scheme, certificate] of [
  ["http", undefined],
  ["https", goodCertificate],
] as const) {
  const probeOne = async (
    t: TestContext,
    answer: (socket: Socket) => void,
    deadlineMs: number,
  ): Promise<string> => {
    const talk = (socket: Socket) => socket.once("data", () => answer(socket));
    const server = await startTcpServer(t, talk, certificate);
    const url = `${scheme}://127.0.0.1:${server.port}/`;
    const result = await probeHttp({ url, redirects: 0 }, deadlineMs);
    await server.allClosed();
    return summary(result);
  };

  test(
    `${scheme}: every malformed answer gets a name when the server hangs up`,
    { skip },
    async (t) => {
      for (const { name, b64 } of readRows()) {
        const bytes = Buffer.from(b64, "base64");
        const told = await probeOne(t, (socket) => socket.end(bytes), 5_000);
        assert.match(told, expected, name);
      }
    },
  );

  test(
    `${scheme}: no malformed answer outlives the deadline when the server stays`,
    { skip },
    async (t) => {
      const probes = readRows().map(async ({ name, b64 }) => {
        const bytes = Buffer.from(b64, "base64");
        const told = await probeOne(t, (socket) => socket.write(bytes), 400);
        assert.ok(
          expected.test(told) || told.startsWith("down timeout"),
          `${name}: ${told}`,
        );
      });
      await Promise.all(probes);
    },
  );
}
