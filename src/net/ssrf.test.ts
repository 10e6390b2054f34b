// Addresses that nobody may make us reach, from the corpora; left out where those are not there.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { isIP } from "node:net";
import { test } from "node:test";
import { httpSettings } from "../checks/http/settings.ts";
import { startDnsServer } from "../testing/dns-server.ts";
import { startTcpServer } from "../testing/tcp-server.ts";
import { judgeAddress } from "./addresses.ts";
import { createConnector } from "./create-connector.ts";

const corpora = new URL("../../../shared/corpora/", import.meta.url);
const skip = !existsSync(corpora) && "left out: there is no ../shared/corpora";
const signal = new AbortController().signal;

interface Row {
  url: string;
  class: string;
  expect: "block" | "reject" | "dns-block" | "reject-or-encode";
}

/** How far a URL comes: refused when it is typed, refused when it is to be reached, or reached. */
async function fate(
  url: string,
  connector: ReturnType<typeof createConnector>,
  port: number,
): Promise<"rejected" | "blocked" | "reached"> {
  const settings = httpSettings.safeParse({ url });
  if (!settings.success) return "rejected";
  const host = new URL(settings.data.url).hostname;
  const connected = await connector.connect({ host, port, signal });
  if (connected.ok) connected.socket.destroy();
  return !connected.ok && connected.failure.kind === "address-not-allowed"
    ? "blocked"
    : "reached";
}

test(
  "every address of the SSRF corpus is refused where it should be",
  { skip },
  async (t) => {
    const trap = await startTcpServer(t, (socket) => socket.destroy());
    const answers: Record<string, string[]> = {
      "metadata.google.internal": ["169.254.169.254"],
      "mixed.test": ["1.1.1.1", "127.0.0.1"],
    };
    const nameServers = await startDnsServer(
      t,
      (name) => answers[name] ?? ["127.0.0.1"],
    );
    const connector = createConnector({ allowNetworks: [], nameServers });
    const wrong = [];
    for (const row of readRows()) {
      // Notes behind the URL tell how the name server should behave.
      const url =
        row.expect === "dns-block" ? (row.url.split(" ")[0] ?? "") : row.url;
      const came = await fate(url, connector, trap.port);
      if (!isRight(row, url, came)) wrong.push({ ...row, came });
    }
    assert.deepEqual(wrong, []);
    assert.equal(trap.accepted, 0);
  },
);

function readRows(): Row[] {
  return readFileSync(new URL("ssrf-urls.jsonl", corpora), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Row);
}

function isRight(row: Row, url: string, came: string): boolean {
  switch (row.expect) {
    case "block":
      // A user name in the URL is refused before anybody looks at the host.
      return came === (new URL(url).username === "" ? "blocked" : "rejected");
    case "dns-block":
      return came === "blocked";
    case "reject":
      return came === "rejected";
    case "reject-or-encode":
      return (
        came === "rejected" || !/[\r\n]/.test(httpSettings.parse({ url }).url)
      );
  }
}

test(
  "of the URL test suite's literal hosts only the public ones are allowed",
  { skip },
  () => {
    const text = readFileSync(new URL("wpt-urltestdata.json", corpora), "utf8");
    const rows = (JSON.parse(text) as ({ input: string } | string)[]).filter(
      (row) => typeof row === "object",
    );
    const allowed = new Set<string>();
    for (const { input } of rows) {
      const settings = httpSettings.safeParse({ url: input });
      if (!settings.success) continue;
      const host = new URL(settings.data.url).hostname.replace(/^\[|\]$/g, "");
      if (isIP(host) !== 0 && judgeAddress(host, []).ok) allowed.add(host);
    }
    assert.deepEqual([...allowed].toSorted(), ["1.2.3.4", "59.154.201.255"]);
  },
);
