import assert from "node:assert/strict";
import { test } from "node:test";
import { startDnsServer, type DnsAnswer } from "../testing/dns-server.ts";
import { findAddresses } from "./resolve.ts";
import type { NameServers, SystemNames } from "./system-names.ts";

/** A machine with one line in its hosts file and one search domain. */
function machine(nameServers: NameServers): SystemNames {
  return {
    hosts: (name) => (name === "printer" ? ["10.0.0.9", "fd00::9"] : []),
    searchList: () => ["corp.test"],
    nameServers: () => nameServers,
  };
}

const nobody: NameServers = {
  resolve4: () => Promise.reject(new Error("asked a name server")),
  resolve6: () => Promise.reject(new Error("asked a name server")),
};

async function addressesOf(
  host: string,
  system: SystemNames,
  family?: 4 | 6,
): Promise<string[] | string> {
  const found = await findAddresses(host, family, system);
  return found.ok
    ? found.addresses.map(({ address }) => address)
    : `${found.failure.kind}: ${found.failure.text}`;
}

test("literal addresses and known names need no name server", async () => {
  const table: [string, string[]][] = [
    ["192.0.2.7", ["192.0.2.7"]],
    ["2001:db8::1", ["2001:db8::1"]],
    ["[2001:db8::1]", ["2001:db8::1"]],
    ["fe80::1%eth0", ["fe80::1%eth0"]],
    ["[::ffff:127.0.0.1]", ["::ffff:127.0.0.1"]],
    ["0x7f.1", ["127.0.0.1"]],
    ["2130706433", ["127.0.0.1"]],
    ["0177.0.0.1", ["127.0.0.1"]],
    ["①②⑦.⓪.⓪.①", ["127.0.0.1"]],
    ["localhost", ["127.0.0.1", "::1"]],
    ["LOCALHOST.", ["127.0.0.1", "::1"]],
    ["api.localhost", ["127.0.0.1", "::1"]],
    ["printer", ["10.0.0.9", "fd00::9"]],
    ["Printer.", ["10.0.0.9", "fd00::9"]],
  ];
  for (const [host, expected] of table)
    assert.deepEqual(await addressesOf(host, machine(nobody)), expected, host);
});

test("what cannot be a host name is said to be none", async () => {
  for (const host of [
    "",
    "a b",
    "a/b",
    "user@host",
    "a:80",
    "[::1",
    "x\\y",
    "%00",
  ])
    assert.match(
      String(await addressesOf(host, machine(nobody))),
      /^no-such-host: .* is not a host name$/,
      host,
    );
});

test("DNS answers of both families are joined, IPv4 first", async (t) => {
  const zone: Record<string, DnsAnswer> = {
    "both.test": ["2001:db8::1", "192.0.2.1", "192.0.2.2"],
    "four.test": ["192.0.2.4"],
    "six.test": ["2001:db8::6"],
    "wiki.corp.test": ["192.0.2.10"],
    "bücher.test": ["192.0.2.99"],
    "xn--bcher-kva.test": ["192.0.2.11"],
  };
  const servers = await startDnsServer(t, (name) => zone[name]);
  const system = machine(servers);
  const table: [string, 4 | 6 | undefined, string[] | string][] = [
    ["both.test", undefined, ["192.0.2.1", "192.0.2.2", "2001:db8::1"]],
    ["both.test", 4, ["192.0.2.1", "192.0.2.2"]],
    ["both.test", 6, ["2001:db8::1"]],
    ["Four.Test.", undefined, ["192.0.2.4"]],
    ["six.test", undefined, ["2001:db8::6"]],
    ["wiki", undefined, ["192.0.2.10"]],
    ["bücher.test", undefined, ["192.0.2.11"]],
    ["wiki.", undefined, "no-such-host: the name wiki does not exist"],
    ["nope.test", undefined, "no-such-host: the name nope.test does not exist"],
    ["four.test", 6, "no-such-host: the name four.test does not exist"],
    ["192.0.2.4", 6, "no-such-host: 192.0.2.4 has no IPv6 address"],
  ];
  for (const [host, family, expected] of table)
    assert.deepEqual(await addressesOf(host, system, family), expected, host);
});

test("trouble with name servers is named, and one family's trouble is not the other's", async (t) => {
  const servers = await startDnsServer(t, (name, family) => {
    if (name.startsWith("half"))
      return family === "ipv6" ? "servfail" : ["192.0.2.1"];
    if (name.startsWith("slow")) return "silent";
    return name.startsWith("bad") ? "servfail" : "refused";
  });
  const system = machine(servers);
  const table: [string, string[] | string][] = [
    ["half.test", ["192.0.2.1"]],
    [
      "bad.test",
      "dns-error: the name servers could not resolve bad.test (SERVFAIL)",
    ],
    ["slow.test", "dns-error: the name servers did not answer for slow.test"],
    [
      "other.test",
      "dns-error: the name other.test could not be looked up (EREFUSED)",
    ],
  ];
  for (const [host, expected] of table)
    assert.deepEqual(await addressesOf(host, system), expected, host);
});
