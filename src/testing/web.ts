// Web sites on ports of their own, and HTTP probes that may reach them.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { http } from "../checks/http.ts";
import { runProbe } from "../checks/run-probe.ts";
import type { ProbeResult } from "../domain/result.ts";
import { createConnector } from "../net/create-connector.ts";
import {
  createAuthority,
  createCertificate,
  type Certificate,
} from "./certificates.ts";
import { PATIENT_MS } from "./patience.ts";
import type { Scope } from "./scope.ts";

export const authority = createAuthority();
export const goodCertificate = createCertificate({ issuer: authority });

/** May reach this machine, trusts the test authority, and knows no name but those of this machine. */
export const connector = createConnector({
  allowNetworks: ["127.0.0.0/8"],
  authorities: [authority.cert],
  nameServers: { resolve4: noSuchName, resolve6: noSuchName },
});

function noSuchName(): Promise<never> {
  const error = new Error("no such name");
  return Promise.reject(Object.assign(error, { code: "ENOTFOUND" }));
}

/** Starts a site that is stopped when the test ends; answers with its origin. `prepare` gets the server before it listens. */
export async function startSite(
  test: Scope,
  listener: RequestListener,
  certificate?: Certificate,
  prepare: (server: Server) => void = () => {},
): Promise<string> {
  const server =
    certificate === undefined
      ? createServer(listener)
      : createTlsServer(certificate, listener);
  prepare(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  test.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return `${certificate === undefined ? "http" : "https"}://127.0.0.1:${port}`;
}

/** Looks once, with settings as somebody would type them. */
export async function probeHttp(
  typed: Record<string, unknown>,
  timeoutMs = PATIENT_MS,
): Promise<ProbeResult> {
  const { result, bug } = await runProbe({
    check: http,
    settings: http.settings.parse(typed),
    connector,
    timeoutMs,
    now: Date.now,
  });
  assert.equal(bug, undefined);
  return result;
}

/** A result in one line: "up", or "down status: HTTP 503 …". */
export function summary(result: ProbeResult): string {
  return result.outcome === "up"
    ? "up"
    : `${result.outcome} ${result.reason.kind}: ${result.reason.text}`;
}
