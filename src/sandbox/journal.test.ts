import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, describe, test } from "node:test";
import express from "express";
import { goneSignal, Journal, serveJournal } from "./journal.ts";
import { ask, serve, type Served } from "./serve-for-tests.ts";

describe("a journal over HTTP", () => {
  const journal = new Journal<{ word: string }>();
  let served: Served;
  before(async () => {
    const app = express();
    app.get(
      "/words",
      serveJournal(journal, "words", ({ word }, { query }) => {
        const { start } = query;
        return typeof start !== "string" || word.startsWith(start);
      }),
    );
    served = await serve(app);
  });
  after(() => served.stop());

  const read = async (query: string): Promise<unknown> =>
    (await ask("GET", `${served.url}/words${query}`)).body;

  test("all, or those after a number", async () => {
    assert.deepEqual(await read(""), { words: [], last: 0 });
    journal.add({ word: "ant" });
    journal.add({ word: "bee" });
    const ant = { word: "ant", seq: 1 };
    const bee = { word: "bee", seq: 2 };
    assert.deepEqual(await read(""), { words: [ant, bee], last: 2 });
    assert.deepEqual(await read("?after=1"), { words: [bee], last: 2 });
    assert.deepEqual(await read("?after=2"), { words: [], last: 2 });
    assert.deepEqual(await read("?after=nonsense&wait=-1"), {
      words: [ant, bee],
      last: 2,
    });
  });

  test("a reader waits for what it looks for, not for anything else", async () => {
    const waiting = read("?start=c&wait=30000");
    journal.add({ word: "dog" });
    journal.add({ word: "cat" });
    assert.deepEqual(await waiting, {
      words: [{ word: "cat", seq: 4 }],
      last: 4,
    });
  });
});

test("a request tells when whoever asked has gone", async () => {
  const asked = Promise.withResolvers<AbortSignal>();
  const served = await serve((_request, response) =>
    asked.resolve(goneSignal(response)),
  );
  try {
    const leaving = new AbortController();
    const left = assert.rejects(fetch(served.url, { signal: leaving.signal }), {
      name: "AbortError",
    });
    const signal = await asked.promise;
    assert.equal(signal.aborted, false);
    const gone = once(signal, "abort");
    leaving.abort();
    await gone;
    await left;
  } finally {
    await served.stop();
  }
});

describe("a journal", () => {
  test("keeps the newest when it is told how many; the numbers go on", () => {
    const journal = new Journal<{ word: string }>(2);
    for (const word of ["a", "b", "c"]) journal.add({ word });
    assert.deepEqual(
      journal.all().map(({ seq, word }) => `${seq}${word}`),
      ["2b", "3c"],
    );
    assert.equal(journal.last, 3);
  });

  test("an entry that is changed in place is looked at again", async () => {
    const journal = new Journal<{ word: string }>();
    const entry = journal.add({ word: "open" });
    const look = () => (entry.word === "closed" ? entry : undefined);
    const waiting = journal.until(look, 5000);
    entry.word = "closed";
    journal.touched();
    assert.equal(await waiting, entry);
  });

  test("waiting ends with its time, and with its signal", async () => {
    const journal = new Journal<{ word: string }>();
    const never = (): undefined => undefined;
    assert.equal(await journal.until(never, 10), undefined);
    assert.equal(await journal.until(never, 0), undefined);
    const leaving = new AbortController();
    const waiting = journal.until(never, 60_000, leaving.signal);
    leaving.abort();
    assert.equal(await waiting, undefined);
  });

  test("goes on counting after what it was loaded with", () => {
    const journal = new Journal<{ word: string }>();
    journal.load([{ word: "old", seq: 7 }]);
    assert.equal(journal.add({ word: "new" }).seq, 8);
  });
});
