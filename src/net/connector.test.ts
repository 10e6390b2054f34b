import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import { test } from "node:test";
import { startDnsServer } from "../testing/dns-server.ts";
import { startTcpServer } from "../testing/tcp-server.ts";
import { createConnector } from "./create-connector.ts";

const loopback = ["127.0.0.0/8", "::1"];
const forever = new AbortController().signal;

function openSockets(): number {
  return process
    .getActiveResourcesInfo()
    .filter((name) => name === "TCPSocketWrap").length;
}

test("connects, and says to which address and how long it took", async (t) => {
  const server = await startTcpServer(t, () => {});
  const connector = createConnector({ allowNetworks: loopback });
  const { port } = server;
  const began = performance.now();
  const connected = await connector.connect({
    host: "127.0.0.1",
    port,
    signal: forever,
  });
  const tookMs = performance.now() - began;
  assert.ok(connected.ok);
  assert.equal(connected.address, "127.0.0.1");
  const { dnsMs, connectMs } = connected;
  assert.ok(dnsMs >= 0 && connectMs > 0);
  assert.ok(
    dnsMs + connectMs <= tookMs,
    `${dnsMs} + ${connectMs} of ${tookMs}`,
  );
  connected.socket.destroy();
  await server.allClosed();
});

test("of several addresses the next one is tried", async (t) => {
  const server = await startTcpServer(t, () => {});
  const nameServers = await startDnsServer(t, () => ["127.0.0.2", "127.0.0.1"]);
  const connector = createConnector({ allowNetworks: loopback, nameServers });
  const connected = await connector.connect({
    host: "two.test",
    port: server.port,
    signal: forever,
  });
  assert.ok(connected.ok, JSON.stringify(connected));
  assert.equal(connected.address, "127.0.0.1");
  connected.socket.destroy();
  await server.allClosed();
});

test("a refused connection is said to be one, with all addresses tried", async (t) => {
  const nameServers = await startDnsServer(t, () => ["127.0.0.2", "127.0.0.3"]);
  const connector = createConnector({ allowNetworks: loopback, nameServers });
  const table: [string, string][] = [
    ["127.0.0.1", "connection refused by 127.0.0.1, port 1"],
    ["two.test", "connection refused by 127.0.0.2, 127.0.0.3, port 1"],
  ];
  for (const [host, text] of table)
    assert.deepEqual(
      await connector.connect({ host, port: 1, signal: forever }),
      {
        ok: false,
        failure: { kind: "refused", text },
      },
    );
});

test("name servers that cannot be reached are our trouble, not the target's", async () => {
  const taken = createSocket("udp4").bind(0, "127.0.0.1");
  await once(taken, "listening");
  const nameServers = new Resolver({ timeout: 200, tries: 1 });
  nameServers.setServers([`127.0.0.1:${taken.address().port}`]);
  taken.close();
  const connector = createConnector({ allowNetworks: [], nameServers });
  const resolved = await connector.resolve({ host: "a.test", signal: forever });
  assert.ok(!resolved.ok);
  assert.equal(resolved.failure.kind, "dns-unavailable");
});

test("one forbidden address among good ones refuses the name", async (t) => {
  const server = await startTcpServer(t, () => {});
  const nameServers = await startDnsServer(t, () => ["127.0.0.1", "10.0.0.1"]);
  const connector = createConnector({ allowNetworks: loopback, nameServers });
  const refused = await connector.connect({
    host: "mixed.test",
    port: server.port,
    signal: forever,
  });
  assert.ok(!refused.ok);
  assert.equal(refused.failure.kind, "address-not-allowed");
  assert.equal(server.accepted, 0);
});

test("a name is resolved once: what was judged is what is connected to", async (t) => {
  const server = await startTcpServer(t, () => {});
  const asked: string[] = [];
  const nameServers = await startDnsServer(t, (_name, family) => {
    const answer = asked.includes(family) ? "10.0.0.1" : "127.0.0.1";
    asked.push(family);
    return [answer];
  });
  const connector = createConnector({ allowNetworks: loopback, nameServers });
  const connected = await connector.connect({
    host: "rebind.test",
    port: server.port,
    signal: forever,
  });
  assert.ok(connected.ok);
  assert.deepEqual(asked.toSorted(), ["ipv4", "ipv6"]);
  connected.socket.destroy();
  await server.allClosed();
});

test("the signal ends every stage, and no socket stays behind", async (t) => {
  const server = await startTcpServer(t, () => {});
  const nameServers = await startDnsServer(t, () => "silent");
  const connector = createConnector({ allowNetworks: loopback, nameServers });
  const { port } = server;
  const aborts = {
    "before it began": () => {
      const signal = AbortSignal.abort();
      return connector.connect({ host: "127.0.0.1", port, signal });
    },
    "while the name servers are asked": () => {
      const ending = new AbortController();
      const connecting = connector.connect({
        host: "silent.test",
        port,
        signal: ending.signal,
      });
      setImmediate(() => ending.abort());
      return connecting;
    },
    "while connecting": () => {
      const ending = new AbortController();
      return connector.connect({
        host: "127.0.0.1",
        port,
        signal: ending.signal,
        onStep: (step) => {
          if (step === "connecting") queueMicrotask(() => ending.abort());
        },
      });
    },
    "in the TLS handshake": async () => {
      const ending = new AbortController();
      const { signal } = ending;
      const connected = await connector.connect({
        host: "127.0.0.1",
        port,
        signal,
      });
      assert.ok(connected.ok);
      setImmediate(() => ending.abort());
      const { socket } = connected;
      return connector.secure({ socket, host: "a.test", now: 0, signal });
    },
  };
  for (const [stage, abort] of Object.entries(aborts)) {
    const outcome = await abort();
    assert.ok(!outcome.ok, stage);
    assert.equal(outcome.failure.kind, "aborted", stage);
  }
  await server.allClosed();
  assert.equal(openSockets(), 0);
});

test("a network that is none stops the program at its start", () => {
  assert.throws(
    () => createConnector({ allowNetworks: ["10.0.0.0/99"] }),
    /10\.0\.0\.0\/99/,
  );
});
