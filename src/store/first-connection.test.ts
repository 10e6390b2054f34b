import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { test } from "node:test";
import { emptyDatabase } from "../testing/database.ts";
import { listening } from "../testing/listening.ts";
import { connectFirst, refuseForeignSchema } from "./first-connection.ts";

/** How PostgreSQL, or who stands before it, refuses a connection. */
function refusal(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write("E");
  head.writeUInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

const refusals: [code: string, message: string, advice: RegExp][] = [
  [
    "08P01",
    "unsupported startup parameter: options",
    /refuses our session .*: give the address of PostgreSQL itself/,
  ],
  [
    "28P01",
    'password authentication failed for user "allswell"',
    /does not let us in .*: correct the user or the password/,
  ],
  ["3D000", 'database "nix" does not exist', /make it with `createdb`/],
  ["53300", "sorry, too many clients already", /cannot be used: sorry/],
];

for (const [code, message, advice] of refusals)
  test(`the sentence for a database that says: ${message}`, async (t) => {
    const server = createServer((socket) => {
      socket.once("data", () => socket.end(refusal(code, message)));
    });
    const port = await listening(t, server);
    const url = `postgres://allswell@127.0.0.1:${port}/nix`;
    await assert.rejects(connectFirst({ url }), advice);
  });

test("a database that is not there", async () => {
  await assert.rejects(
    connectFirst({ url: "postgres://allswell@127.0.0.1:9/nix" }),
    /no PostgreSQL answers .*: start it, or correct the address/,
  );
});

test("a database of somebody else, in which we may make nothing", async (t) => {
  const { connection } = await emptyDatabase(t);
  const server = await connectFirst(connection);
  const role = `guest_${randomBytes(6).toString("hex")}`;
  await server.query(`CREATE ROLE ${role}; SET ROLE ${role}`);
  await assert.rejects(
    refuseForeignSchema(server),
    new RegExp(`make it the owner, with .* OWNER TO ${role}`),
  );
  await server.query(`RESET ROLE; DROP ROLE ${role}`);
  await server.end();
});
