// The public page on a real web server, over a database of the test's own.
import type { TestContext } from "node:test";
import type { Router } from "express";
import type { Context } from "../actions/context.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { InsideDesk } from "../web/inside/desk.ts";
import type { Store } from "../store/db.ts";
import { apiRouter } from "../web/api/router.ts";
import { picturePng, pictureSvg } from "../pictures/draw.ts";
import { feedRouter } from "../web/feeds/router.ts";
import { pageRouter } from "../web/page/router.ts";
import type { Pencil } from "../web/pictures/gallery.ts";
import { Snapshot } from "../web/snapshot.ts";
import { startWeb } from "../web/server.ts";
import { Sites } from "../web/sites.ts";
import { tellBrowsers } from "../web/tell-browsers.ts";
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

/** What the page is made with, for those who add something to it. */
type Ground = Pick<StatusPage, "store" | "clock"> & {
  context: () => Context;
  log: Log;
};

/** `more` adds what is for people who sign in. */
export async function openStatusPage(
  t: TestContext,
  more: (ground: Ground) => {
    inside?: InsideDesk;
    routers: Router[];
  } = () => ({
    routers: [],
  }),
): Promise<StatusPage> {
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
  const { inside, routers } = more({ ...parts, store, clock });
  const web = await startWeb({
    port: 0,
    bind: "127.0.0.1",
    log: testLog,
    tell: tellBrowsers(new Sites(snapshot)),
    routers: [
      ...routers,
      pageRouter(snapshot, { ...parts, playground: null, pencil, inside }),
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
