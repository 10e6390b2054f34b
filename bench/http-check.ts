// CPU seconds per 1,000 probes of the HTTP check, beside a bare undici loop on the same target in the same run.
// Usage: node bench/http-check.ts [probes per round]
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { Agent, request } from "undici";
import { http } from "../src/checks/http.ts";
import { runProbe } from "../src/checks/run-probe.ts";
import { createConnector } from "../src/net/create-connector.ts";
import {
  createAuthority,
  createCertificate,
} from "../src/testing/certificates.ts";

const ROUNDS = 5;
const AT_ONCE = 20;
const TIMEOUT_MS = 5_000;

/** What the target process tells its parent. */
interface Target {
  plainPort: number;
  tlsPort: number;
  authority: string;
}

if (process.argv[2] === "target") await serveTarget();
else await compare(Number(process.argv[2] ?? 1_000));

/** The target lives in a process of its own, so that its work is not counted. */
async function serveTarget(): Promise<void> {
  const page = `<!doctype html><title>Search</title>${"<p>text</p>".repeat(100)}`;
  const authority = createAuthority();
  const plain = createServer((_request, response) => response.end(page));
  const tls = createTlsServer(
    createCertificate({ issuer: authority }),
    (_request, response) => response.end(page),
  );
  for (const server of [plain, tls]) {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  }
  process.on("disconnect", () => process.exit());
  process.send?.({
    plainPort: (plain.address() as AddressInfo).port,
    tlsPort: (tls.address() as AddressInfo).port,
    authority: authority.cert,
  } satisfies Target);
}

async function compare(probes: number): Promise<void> {
  const child = fork(import.meta.filename, ["target"]);
  const [target] = (await once(child, "message")) as [Target];
  const variants = variantsFor(target);
  const costs = new Map<string, number[]>();
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const [name, probe] of Object.entries(variants)) {
      const cost = await cpuPerThousand(probe, probes);
      // The first round warms up.
      if (round > 0) costs.set(name, [...(costs.get(name) ?? []), cost]);
    }
  for (const scheme of ["http", "https"]) report(scheme, costs);
  stop(child);
}

function variantsFor({ plainPort, tlsPort, authority }: Target) {
  const connector = createConnector({
    allowNetworks: ["127.0.0.1"],
    authorities: [authority],
  });
  const agent = new Agent({
    connect: { ca: authority, maxCachedSessions: 0 },
    allowH2: false,
  });
  const bare = (url: string) => async (): Promise<void> => {
    const { body } = await request(url, {
      dispatcher: agent,
      reset: true,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await body.text();
  };
  const check = (url: string) => {
    const settings = http.settings.parse({ url, contains: "Search" });
    return async (): Promise<void> => {
      const { result } = await runProbe({
        check: http,
        settings,
        connector,
        timeoutMs: TIMEOUT_MS,
        now: Date.now,
      });
      if (result.outcome !== "up") throw new Error(JSON.stringify(result));
    };
  };
  const plainUrl = `http://127.0.0.1:${plainPort}/`;
  const tlsUrl = `https://127.0.0.1:${tlsPort}/`;
  return {
    "http bare undici": bare(plainUrl),
    "http check": check(plainUrl),
    "https bare undici": bare(tlsUrl),
    "https check": check(tlsUrl),
  };
}

/** CPU seconds of this process for 1,000 probes, a few at a time. */
async function cpuPerThousand(
  probe: () => Promise<void>,
  probes: number,
): Promise<number> {
  let left = probes;
  const before = process.cpuUsage();
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await probe();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / probes;
}

function report(scheme: string, costs: Map<string, number[]>): void {
  const bare = median(costs.get(`${scheme} bare undici`) ?? []);
  const check = median(costs.get(`${scheme} check`) ?? []);
  console.log(
    `${scheme}: bare undici ${bare.toFixed(3)}, check ${check.toFixed(3)} CPU s per 1,000 (${(check / bare).toFixed(2)} x)`,
  );
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function stop(child: ChildProcess): void {
  child.disconnect();
}
