// Records asked of Debian's dnsmasq.
import assert from "node:assert/strict";
import { test } from "node:test";
import { probeWith } from "../testing/probe.ts";
import { startDnsmasq, unlessDnsmasq } from "../testing/servers/dnsmasq.ts";
import { summary } from "../testing/web.ts";
import { dns } from "./dns.ts";

const texts = Array.from(
  { length: 40 },
  (_, i) => `long ${i} ${"x".repeat(90)}`,
);

const records = [
  "local=/test/",
  "host-record=up.test,192.0.2.10,2001:db8::10",
  "cname=alias.test,up.test",
  "mx-host=test,mail.test,10",
  "txt-record=test,v=spf1 -all",
  ...texts.map((text) => `txt-record=long.test,${text}`),
  "srv-host=_sip._tcp.test,up.test,5060,1,2",
  "ptr-record=10.2.0.192.in-addr.arpa,up.test",
  "caa-record=test,0,issue,ca.test",
  "dns-rr=test,2,036e7331047465737400",
];

const cases: [Record<string, unknown>, RegExp][] = [
  [{ name: "up.test", values: "192.0.2.10" }, /^up$/],
  [{ name: "up.test", type: "AAAA", values: "2001:db8:0::10" }, /^up$/],
  [{ name: "alias.test", type: "CNAME", values: "up.test." }, /^up$/],
  [{ name: "alias.test", values: "192.0.2.10" }, /^up$/],
  [{ name: "test", type: "MX", values: "10 mail.test" }, /^up$/],
  [{ name: "test", type: "TXT", values: "v=spf1 -all" }, /^up$/],
  [{ name: "test", type: "NS", values: "ns1.test" }, /^up$/],
  [{ name: "test", type: "CAA", values: '0 issue "ca.test"' }, /^up$/],
  [{ name: "_sip._tcp.test", type: "SRV", values: "1 2 5060 up.test" }, /^up$/],
  [{ name: "192.0.2.10", type: "PTR", values: "up.test" }, /^up$/],
  // More than fits into a datagram: fetched by TCP.
  [{ name: "long.test", type: "TXT", values: texts.join("\n") }, /^up$/],
  [
    { name: "up.test", values: "192.0.2.11" },
    /^down record-missing: A "192.0.2.11" is missing; there is "192.0.2.10"$/,
  ],
  [{ name: "no.test" }, /^down nxdomain: /],
  [{ name: "up.test", type: "MX" }, /^down no-records: /],
  [{ name: "www.example.org" }, /^down query-refused: .*\(REFUSED\)$/],
];

test("dnsmasq's records", { skip: unlessDnsmasq }, async (t) => {
  const { port } = await startDnsmasq(t, records);
  for (const [typed, expected] of cases) {
    const resolver = `127.0.0.1:${port}`;
    const result = await probeWith(dns, { resolver, ...typed });
    assert.match(summary(result), expected, JSON.stringify(typed));
  }
});
