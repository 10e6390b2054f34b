import assert from "node:assert/strict";
import { test } from "node:test";
import {
  hostAndPortOf,
  hostField,
  joinHostAndPort,
  parseHostAndPort,
  portConflict,
} from "./host-and-port.ts";

test("a host is read with and without its port", () => {
  const table: [string, string, number | undefined][] = [
    ["db.example.org", "db.example.org", undefined],
    ["db.example.org:5432", "db.example.org", 5432],
    ["192.0.2.1:53", "192.0.2.1", 53],
    ["::1", "::1", undefined],
    ["2001:db8::80", "2001:db8::80", undefined],
    ["[::1]", "::1", undefined],
    ["[::1]:8080", "::1", 8080],
    ["münchen.example:1", "münchen.example", 1],
  ];
  for (const [written, host, port] of table)
    assert.deepEqual(parseHostAndPort(written), { host, port }, written);
});

test("what is no host gets a sentence", () => {
  const field = hostField();
  const table: [unknown, RegExp][] = [
    [undefined, /^is missing$/],
    ["", /^must not be empty$/],
    [
      "https://www.example.org/x",
      /^must be a host, not a URL: for example www/,
    ],
    ["ssh://me@host:22", /^must be a host, not a URL: for example host:22$/],
    ["tcp://a b", /^must be a host name or an address/],
    ["host:0", /^must be a host name/],
    ["host:65536", /^must be a host name/],
    ["host:ssh", /^must be a host name/],
    ["a b", /^must be a host name/],
    ["host/path", /^must be a host name/],
    ["[host]:1", /^must be a host name/],
    ["[::1", /^must be a host name/],
    ["me@host", /^must be a host name/],
    ["-\u0000", /^must be one line$/],
  ];
  for (const [written, expected] of table) {
    const { error } = field.safeParse(written);
    assert.match(error?.issues[0]?.message ?? "accepted", expected);
  }
  assert.equal(field.parse(" server.example.org:1 "), "server.example.org:1");
});

test("the port stands in one of two places, or is the standard one", () => {
  assert.equal(portConflict({ host: "a" }), "is missing");
  assert.equal(portConflict({ host: "a" }, 123), undefined);
  assert.equal(portConflict({ host: "a", port: "1" }), undefined);
  assert.equal(portConflict({ host: "a:1", port: "1" }), undefined);
  assert.match(portConflict({ host: "a:1", port: 2 }) ?? "", /another one/);
  assert.equal(portConflict({ host: "a b" }), undefined);
  assert.deepEqual(hostAndPortOf({ host: "[::1]:1" }), {
    host: "::1",
    port: 1,
  });
  assert.equal(hostAndPortOf({ host: "a", port: 2 }, 3).port, 2);
  assert.equal(hostAndPortOf({ host: "a" }, 3).port, 3);
  assert.equal(joinHostAndPort("::1", 80), "[::1]:80");
  assert.equal(joinHostAndPort("a", 80), "a:80");
});
