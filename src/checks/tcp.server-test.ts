// TCP and UDP ports of Debian's dnsmasq.
import assert from "node:assert/strict";
import { test } from "node:test";
import { probeWith } from "../testing/probe.ts";
import { startDnsmasq, unlessDnsmasq } from "../testing/servers/dnsmasq.ts";
import { summary } from "../testing/web.ts";
import { tcp } from "./tcp.ts";
import { udp } from "./udp.ts";

/** Asks for the address of up.test; over TCP its length stands in front. */
const question =
  "\\x12\\x34\\x01\\x00\\x00\\x01\\0\\0\\0\\0\\0\\0\\x02up\\x04test\\0\\0\\x01\\0\\x01";
const withLength = `\\0\\x19${question}`;
/** 192.0.2.10 */
const address = "\\xc0\\x00\\x02\\n";

test("dnsmasq's ports", { skip: unlessDnsmasq }, async (t) => {
  const { port } = await startDnsmasq(t, ["host-record=up.test,192.0.2.10"]);
  const host = `127.0.0.1:${port}`;
  assert.equal(summary(await probeWith(tcp, { host })), "up");
  const asked = { host, send: withLength, expect: address };
  assert.equal(summary(await probeWith(tcp, asked)), "up");
  const datagram = { host, send: question, expect: address };
  assert.equal(summary(await probeWith(udp, datagram)), "up");
  const other = { host, send: question, expect: "\\xc0\\x00\\x02\\x0b" };
  assert.match(
    summary(await probeWith(udp, other, { timeoutMs: 200 })),
    /^down pattern-missing: /,
  );
});
