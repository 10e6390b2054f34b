// The program on a database of its own with a past in it, for pictures of its pages.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { readConfig } from "../../config.ts";
import { openFoundation } from "../../foundation.ts";
import { startAllswell } from "../../watch.ts";
import { seed } from "./seed.ts";

export interface Stage {
  origin: string;
  incidentId: number;
  stop(): Promise<void>;
}

/** Only its pages are on: nothing is looked at, and what was seeded stays as it is. */
export async function setStage(port: number): Promise<Stage> {
  const dataDir = await mkdtemp(join(tmpdir(), "allswell-screenshots-"));
  const config = readConfig(
    {
      DATA_DIR: dataDir,
      PORT: String(port),
      BIND: "127.0.0.1",
      ROLES: "web",
      SLACK_BOT_TOKEN: "xoxb-not-used",
      SLACK_APP_TOKEN: "xapp-not-used",
    },
    join(dataDir, "no.env"),
  );
  const log = pino({ level: "error" });
  const foundation = await openFoundation(config, log);
  const incidentId = await seed(foundation.store, Date.now());
  await foundation.close();
  const allswell = await startAllswell(config, log);
  return {
    origin: `http://127.0.0.1:${allswell.port}`,
    incidentId,
    async stop() {
      await allswell.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
