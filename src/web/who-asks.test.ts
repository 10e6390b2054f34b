import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { Router } from "express";
import { type Actor, refuse } from "../actions/context.ts";
import { openSession } from "../actions/people/sessions.ts";
import { testLog, testStore } from "../testing/database.ts";
import { contextOf } from "../testing/factory.ts";
import { Door } from "./door.ts";
import { startWeb, type WebOptions } from "./server.ts";
import { cookiesFor } from "./sign-in/cookies.ts";
import { Visitors } from "./sign-in/visitors.ts";
import { whoAsks } from "./who-asks.ts";

/** A server that says who asks it, and lets nobody in; we are its proxy at 127.0.0.1. */
async function served(
  t: TestContext,
  trustProxy?: NonNullable<WebOptions["trustProxy"]>,
) {
  const door = new Door(async () => refuse("wrong-token", "Not known."), 600);
  const router = Router();
  router.get("/who", (request, response) => {
    response.send(whoAsks(request));
  });
  router.get("/door", (request, response, next) => {
    door.enter(request, 0, "This needs a token.").then((entry) => {
      response.sendStatus(entry.ok ? 200 : entry.problem.status);
    }, next);
  });
  const web = await startWeb({
    port: 0,
    bind: "127.0.0.1",
    log: testLog,
    routers: [router],
    ...(trustProxy === undefined ? {} : { trustProxy }),
  });
  t.after(() => web.stop());
  return (path: string, forwarded?: string) =>
    fetch(`http://127.0.0.1:${web.port}${path}`, {
      headers: {
        authorization: "Bearer wrong",
        ...(forwarded === undefined ? {} : { "x-forwarded-for": forwarded }),
      },
    });
}

test("who asks is said by the connection, and by those proxies alone that are trusted", async (t) => {
  const client = "198.51.100.1";
  const table = [
    [undefined, undefined, "127.0.0.1"],
    [undefined, client, "127.0.0.1"],
    [["loopback"], undefined, "127.0.0.1"],
    [["loopback"], client, client],
    [["loopback"], `1.1.1.1, ${client}`, client],
    [["loopback"], `${client}, 10.0.0.7`, "10.0.0.7"],
    [["loopback", "10.0.0.0/8"], `${client}, 10.0.0.7`, client],
    [["10.0.0.0/8"], client, "127.0.0.1"],
    [1, `1.1.1.1, ${client}`, client],
    [2, `1.1.1.1, ${client}, 10.0.0.7`, client],
    [["loopback"], "::ffff:198.51.100.1", client],
    [["loopback"], "2001:db8:1:2::77", "2001:db8:1:2"],
    [["loopback"], "2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ] as const;
  for (const [trusted, forwarded, who] of table) {
    const trustProxy = typeof trusted === "object" ? [...trusted] : trusted;
    const ask = await served(t, trustProxy);
    const answer = await ask("/who", forwarded);
    assert.equal(
      await answer.text(),
      who,
      JSON.stringify([trusted, forwarded]),
    );
  }
});

test("behind a proxy wrong tokens count against who brings them, whatever else they say", async (t) => {
  const guess = async (
    ask: Awaited<ReturnType<typeof served>>,
    forwarded: (turn: number) => string,
  ): Promise<number[]> => {
    const statuses: number[] = [];
    for (let turn = 0; turn < 21; turn++)
      statuses.push((await ask("/door", forwarded(turn))).status);
    return statuses.filter((status) => status === 429);
  };
  const behind = await served(t, ["loopback"]);
  const thief = (turn: number): string => `203.0.113.${turn}, 198.51.100.1`;
  assert.deepEqual(await guess(behind, thief), [429]);
  assert.equal((await behind("/door", "198.51.100.2")).status, 401);
  const open = await served(t);
  const liar = (turn: number): string => `203.0.113.${turn}`;
  assert.deepEqual(await guess(open, liar), [429], "nobody is believed");
});

test("sessions that are guessed count against a network of IPv6, not against one address of it", async (t) => {
  const store = await testStore(t);
  const ada: Actor = { id: "UADA000001", name: "Ada", role: "member" };
  const context = contextOf(store, { actor: ada });
  const { token } = await openSession(context);
  const visitors = new Visitors({
    context: () => context,
    cookies: cookiesFor("http://127.0.0.1"),
    actorOf: async () => ada,
    log: testLog,
  });
  const isKnown = async (cookie: string, ip: string): Promise<boolean> => {
    const headers = { cookie: `allswell=${cookie}` };
    return (await visitors.of({ headers, ip })) !== undefined;
  };
  for (let turn = 0; turn < 60; turn++)
    await isKnown(`guess${turn}`, `2001:db8:1:2::${turn}`);
  assert.equal(await isKnown(token, "2001:db8:1:2::99"), false);
  assert.equal(await isKnown(token, "2001:db8:1:3::99"), true);
});
