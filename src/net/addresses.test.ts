import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeAddress, parseNetwork, type Network } from "./addresses.ts";

function networks(...texts: string[]): Network[] {
  return texts.map((text) => parseNetwork(text)).filter((n) => n !== undefined);
}

const everything = networks("0.0.0.0/0", "::/0");

test("public addresses are allowed, also behind NAT64", () => {
  for (const address of [
    "1.1.1.1",
    "93.184.216.34",
    "2606:4700::1111",
    "::ffff:1.1.1.1",
    "64:ff9b::1.1.1.1",
  ])
    assert.deepEqual(judgeAddress(address, []), { ok: true }, address);
});

test("everything else is refused, with what would allow it", () => {
  for (const address of [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.1.1",
    "172.16.0.1",
    "192.0.0.1",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:10.0.0.1",
    "::ffff:0:127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1.1.1.1",
    "100::1",
    "2001::1",
    "2001:2::1",
    "2001:db8::1",
    "2002:101:101::1",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
  ]) {
    const verdict = judgeAddress(address, []);
    assert.ok(!verdict.ok, address);
    assert.match(verdict.text, /to ALLOW_NETWORKS to allow it$/, address);
    assert.deepEqual(judgeAddress(address, everything), { ok: true }, address);
  }
});

test("the sentence names the kind of address and the network to add", () => {
  const table: [string, string][] = [
    [
      "10.1.2.3",
      "10.1.2.3 is a private address: add 10.1.2.3/32 (or its network) to ALLOW_NETWORKS to allow it",
    ],
    [
      "::1",
      "::1 is a loopback address: add ::1/128 (or its network) to ALLOW_NETWORKS to allow it",
    ],
    [
      "64:ff9b::a00:1",
      "64:ff9b::a00:1 is a private address: add 10.0.0.1/32 (or its network) to ALLOW_NETWORKS to allow it",
    ],
  ];
  for (const [address, text] of table)
    assert.deepEqual(judgeAddress(address, []), { ok: false, text });
});

test("only the networks named are opened", () => {
  const allowed = networks("10.0.0.0/8", "192.168.7.7", "fd00::/8");
  const table: [string, boolean][] = [
    ["10.255.0.1", true],
    ["11.0.0.1", true],
    ["172.16.0.1", false],
    ["192.168.7.7", true],
    ["192.168.7.8", false],
    ["::ffff:10.0.0.1", true],
    ["64:ff9b::10.0.0.1", true],
    ["fd12::1", true],
    ["fe80::1", false],
  ];
  for (const [address, isAllowed] of table)
    assert.equal(judgeAddress(address, allowed).ok, isAllowed, address);
});

test("cloud metadata is never reached, in no disguise, whatever is allowed", () => {
  for (const address of [
    "169.254.169.254",
    "169.254.170.2",
    "100.100.100.200",
    "192.0.0.192",
    "168.63.129.16",
    "fd00:ec2::254",
    "fd00:0ec2:0:0::254",
    "::ffff:169.254.169.254",
    "::169.254.169.254",
    "::ffff:0:169.254.169.254",
    "64:ff9b::169.254.169.254",
    "64:ff9b:1::169.254.169.254",
    "2002:a9fe:a9fe::1",
    "2001:0:a9fe:a9fe::1",
    "2001:0:808:808:0:0:5601:5601",
  ]) {
    const verdict = judgeAddress(address, everything);
    assert.ok(!verdict.ok, address);
    assert.match(verdict.text, /cloud metadata address/);
  }
});

test("what is no network is not read as one", () => {
  for (const text of ["", "10.0.0.0/33", "example.org", "10.0.0.0/8/8", "::/x"])
    assert.equal(parseNetwork(text), undefined, text);
});
