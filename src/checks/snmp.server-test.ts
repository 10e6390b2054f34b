// SNMP asked of Debian's snmpd: versions, users with every kind of protocol, and refusals.
import assert from "node:assert/strict";
import { test } from "node:test";
import { probeWith } from "../testing/probe.ts";
import { startSnmpd, unlessSnmpd } from "../testing/servers/snmpd.ts";
import { agentPasswords } from "../testing/snmp-agent.ts";
import { summary } from "../testing/web.ts";
import { snmp } from "./snmp.ts";

const TEXT = "1.3.6.1.4.1.9999.1.0";
const NUMBER = "1.3.6.1.4.1.9999.2.0";

const v3 = (
  username: string,
  authProtocol: string,
  privProtocol: string,
  differing: Record<string, unknown> = {},
) => ({
  community: undefined,
  version: "v3",
  username,
  authProtocol,
  privProtocol,
  ...agentPasswords,
  ...differing,
});
const { authPassword } = agentPasswords;

const cases: [Record<string, unknown>, RegExp][] = [
  [{}, /^up$/],
  [{ version: "v1" }, /^up$/],
  [{ oids: TEXT, equals: "All is well" }, /^up$/],
  [{ oids: NUMBER, above: 41 }, /^degraded value-above: .* is 42, above 41$/],
  [{ oids: NUMBER, belowDown: 43 }, /^down value-below: .* is 42, below 43$/],
  [{ oids: "1.3.6.1.4.1.9998.1.0" }, /^down no-such-object: /],
  [{ oids: "1.3.6.1.2.1.1.1.7" }, /^down no-such-instance: /],
  [
    { version: "v1", oids: `${NUMBER} 1.3.6.1.2.1.1.1.7` },
    /^down no-such-name: the agent has no value at 1\.3\.6\.1\.2\.1\.1\.1\.7 /,
  ],
  [{ community: "hunter-other" }, /^down timeout: .* wrong community, and/],
  [v3("md5-des", "MD5", "DES"), /^up$/],
  [v3("sha-aes", "SHA", "AES"), /^up$/],
  [v3("sha-256-aes", "SHA-256", "AES"), /^up$/],
  [v3("sha-512-aes-256", "SHA-512", "AES-256"), /^up$/],
  [v3("sha-aes-256-c", "SHA", "AES-256-C"), /^up$/],
  [v3("signed", "SHA-384", "AES", { privPassword: undefined }), /^up$/],
  [{ community: undefined, version: "v3", username: "open" }, /^up$/],
  [v3("nobody", "SHA", "AES"), /^down login: the agent does not know this/],
  [v3("sha-aes", "SHA-256", "AES"), /^down login: .*password or its protocol/],
  [
    v3("sha-aes", "SHA", "AES", { authPassword: "hunter-other" }),
    /^down login: the agent refuses the authentication password/,
  ],
  [
    v3("sha-aes", "SHA", "AES", { privPassword: "hunter-other" }),
    /^down timeout: .* agents keep silent about a wrong privacy password\)$/,
  ],
  [v3("sha-aes", "SHA", "DES"), /^down timeout: .* wrong privacy password\)$/],
  [v3("signed", "SHA-384", "AES"), /^down security-level: /],
  [
    v3("sha-aes", "SHA", "AES", { privPassword: undefined, authPassword }),
    /^down no-access: .* \(authorizationError\)$/,
  ],
];

test("Debian's snmpd", { skip: unlessSnmpd }, async (t) => {
  const { port } = await startSnmpd(t, { [TEXT]: "All is well", [NUMBER]: 42 });
  for (const [typed, expected] of cases)
    await t.test(`${JSON.stringify(typed)}: ${expected.source}`, async () => {
      const result = await probeWith(
        snmp,
        { host: `127.0.0.1:${port}`, community: "hunter-community", ...typed },
        { timeoutMs: 700 },
      );
      assert.match(summary(result), expected);
      assert.doesNotMatch(JSON.stringify(result), /hunter/);
    });
});
