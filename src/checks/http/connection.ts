import type { Socket } from "node:net";
import type { ProbeContext } from "../check.ts";
import { failed, type Failed } from "./failures.ts";
import { openTunnel } from "./proxy.ts";
import type { HttpSettings } from "./settings.ts";
import { addDuration, type Trace } from "./trace.ts";
import { portOf } from "./url.ts";

type Opened = { ok: true; socket: Socket } | Failed;

/** Opens a fresh connection to the origin of a URL, through the proxy where one is set. */
export async function openConnection(
  url: URL,
  settings: HttpSettings,
  context: ProbeContext,
  trace: Trace,
): Promise<Opened> {
  const opened =
    settings.proxy === undefined
      ? await connectTo(url, settings, context, trace)
      : await connectToProxy(url, settings, context, trace);
  if (!opened.ok || url.protocol !== "https:") return opened;
  return secure(opened.socket, url, settings, context, trace);
}

async function connectTo(
  url: URL,
  settings: HttpSettings,
  { connector, signal }: ProbeContext,
  trace: Trace,
): Promise<Opened> {
  trace.stage = "looking up the name";
  const connected = await connector.connect({
    host: url.hostname,
    port: portOf(url),
    family: familyOf(settings),
    signal,
    onStep: (step) => {
      if (step === "connecting") trace.stage = "connecting";
    },
  });
  if (!connected.ok) return connected;
  addDuration(trace, "dnsMs", connected.dnsMs);
  addDuration(trace, "connectMs", connected.connectMs);
  trace.address = connected.address;
  return connected;
}

async function connectToProxy(
  url: URL,
  settings: HttpSettings,
  context: ProbeContext,
  trace: Trace,
): Promise<Opened> {
  trace.stage = "looking up the name";
  const { connector, signal } = context;
  // The proxy resolves the name once more, by itself. Where only it can, nothing is left for us to judge.
  const judged = await connector.resolve({
    host: url.hostname,
    family: familyOf(settings),
    signal,
  });
  if (!judged.ok && judged.failure.kind === "address-not-allowed")
    return judged;
  const opened = await connectTo(
    new URL(settings.proxy ?? ""),
    { ...settings, family: "any" },
    context,
    trace,
  );
  if (!opened.ok)
    return failed(opened.failure.kind, `proxy: ${opened.failure.text}`);
  trace.proxyAddress = trace.address ?? "";
  delete trace.address;
  return url.protocol === "https:"
    ? openTunnel(opened.socket, url, settings, { ...context, trace })
    : opened;
}

async function secure(
  socket: Socket,
  url: URL,
  settings: HttpSettings,
  { connector, now, signal }: ProbeContext,
  trace: Trace,
): Promise<Opened> {
  trace.stage = "in the TLS handshake";
  const secured = await connector.secure({
    socket,
    host: url.hostname,
    protocols: ["http/1.1"],
    now: now(),
    signal,
  });
  if (!secured.ok) return secured;
  const { daysLeft, problem } = secured.certificate;
  addDuration(trace, "tlsMs", secured.tlsMs);
  trace.tlsVersion = secured.tlsVersion;
  trace.certificateDaysLeft = Math.min(
    trace.certificateDaysLeft ?? daysLeft,
    daysLeft,
  );
  if (problem === undefined || !settings.verifyTls) return secured;
  // Nothing has been sent yet: no password reaches a server that is not who it should be.
  secured.socket.destroy();
  return { ok: false, failure: problem };
}

function familyOf({ family }: HttpSettings): 4 | 6 | undefined {
  if (family === "any") return undefined;
  return family === "IPv4" ? 4 : 6;
}
