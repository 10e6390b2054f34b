// The public page on a real web server, over a database of the test's own.
import type { TestContext } from "node:test";
import type { Clock } from "../base/clock.ts";
import type { Store } from "../store/db.ts";
import { apiRouter } from "../web/api/router.ts";
import { picturePng, pictureSvg } from "../pictures/draw.ts";
import { feedRouter } from "../web/feeds/router.ts";
import { pageRouter } from "../web/page/router.ts";
import type { Pencil } from "../web/pictures/gallery.ts";
import { Snapshot } from "../web/snapshot.ts";
import { startWeb } from "../web/server.ts";
import { testLog, testStore } from "./database.ts";
import { contextOf } from "./factory.ts";
import { ManualClock } from "./manual-clock.ts";

export interface StatusPage {
  store: Store;
  clock: ManualClock;
  snapshot: Snapshot;
  origin: string;
  get: (path: string, init?: RequestInit) => Promise<Response>;
  /** What somebody sees at an address, as HTML. */
  read: (path: string) => Promise<string>;
  /** Reads the services anew, as a change does. */
  renew: () => Promise<void>;
  /** How many pictures were drawn so far. */
  drawn: () => number;
  /** Takes the database away, for good. */
  loseDatabase: () => void;
}

export async function openStatusPage(t: TestContext): Promise<StatusPage> {
  const store = await testStore(t);
  const clock = new ManualClock(Date.now());
  let isLost = false;
  const parts = {
    context: () => {
      if (isLost) throw new Error("the database is away");
      return contextOf(store, { now: clock.now() });
    },
    clock: clock satisfies Clock,
    log: testLog,
  };
  let drawn = 0;
  /** Draws here and now, without a thread. */
  const pencil: Pencil = {
    svg: async (picture, look) => {
      drawn += 1;
      return pictureSvg(picture, look);
    },
    png: picturePng,
  };
  const snapshot = new Snapshot(parts);
  await snapshot.refresh();
  const outside = {
    ...parts,
    snapshot,
    urlOf: (path: string) => `https://status.example.org${path}`,
    version: "1.2.3",
  };
  const web = await startWeb({
    port: 0,
    bind: "127.0.0.1",
    log: testLog,
    routers: [
      pageRouter(snapshot, { ...parts, playground: null, pencil }),
      feedRouter(outside),
      apiRouter(outside),
    ],
  });
  t.after(() => web.stop());
  const origin = `http://127.0.0.1:${web.port}`;
  const get = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${origin}${path}`, { redirect: "manual", ...init });
  return {
    store,
    clock,
    snapshot,
    origin,
    get,
    read: async (path) => (await get(path)).text(),
    renew: async () => {
      await snapshot.refresh();
    },
    drawn: () => drawn,
    loseDatabase: () => {
      isLost = true;
    },
  };
}
