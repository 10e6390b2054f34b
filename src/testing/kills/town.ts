import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type Store } from "../../store/db.ts";
import { createPartitions } from "../../store/results/partitions.ts";
import { testDatabase, testLog } from "../database.ts";
import { type Outside, outside } from "../outside.ts";
import { Program, settingsFor } from "../program.ts";
import { Ears } from "./ears.ts";
import type { Ends } from "./ends.ts";
import { LookedAt } from "./looked-at.ts";
import { Wire } from "./wire.ts";

/** A database, the outside world with everything in it that is looked at and told, and instances of the program. */
export class Town {
  readonly store: Store;
  readonly world: Outside;
  readonly ears: Ears;
  readonly lookedAt: LookedAt;
  /** To everything that is reached by HTTP, and to the mail server. */
  readonly wires: readonly [Wire, Wire];
  readonly #settings: Record<string, string>;

  private constructor(parts: {
    store: Store;
    world: Outside;
    lookedAt: LookedAt;
    wires: readonly [Wire, Wire];
    settings: Record<string, string>;
  }) {
    this.store = parts.store;
    this.world = parts.world;
    this.lookedAt = parts.lookedAt;
    this.wires = parts.wires;
    this.ears = new Ears(parts.world);
    this.#settings = parts.settings;
  }

  static async build(ends: Ends): Promise<Town> {
    const { url, connection } = await testDatabase(ends);
    const store = await openStore(connection, testLog);
    ends.after(() => store.close());
    await createPartitions(store, Date.now());
    const world = await outside(ends);
    await world.control("PATCH", "twilio/settings", { stepMs: 0 });
    const lookedAt = await LookedAt.open(ends);
    const dataDir = await mkdtemp(join(tmpdir(), "allswell-kills-"));
    ends.after(() => rm(dataDir, { recursive: true, force: true }));
    const { sandbox } = world;
    const wires = [
      await Wire.to(Number(new URL(sandbox.url).port), ends),
      await Wire.to(Number(new URL(sandbox.smtpUrl).port), ends),
    ] as const;
    const { accountSid, authToken, from } = sandbox.credentials.twilio;
    const settings = {
      ...settingsFor(world, url),
      ROLES: "probe,deliver",
      // A third of a start's work would be the collection of young garbage.
      NODE_OPTIONS: "--max-semi-space-size=64",
      DATA_DIR: dataDir,
      WITNESSES: lookedAt.witness,
      TWILIO_API_URL: sandbox.twilioApiUrl,
      TWILIO_ACCOUNT_SID: accountSid,
      TWILIO_AUTH_TOKEN: authToken,
      TWILIO_FROM: from,
      SMTP_URL: sandbox.smtpUrl,
      MAIL_FROM: "Status <status@example.org>",
    };
    return new Town({ store, world, lookedAt, wires, settings });
  }

  /** Starts an instance; on the wires it can be killed by what it says. */
  instance(
    ends: Pick<Ends, "after">,
    { crashAt, onWires = false }: { crashAt?: string; onWires?: boolean } = {},
  ): Program {
    const program = new Program({
      ...this.#settings,
      ...(onWires ? this.#wired() : {}),
      ...(crashAt === undefined ? {} : { CRASH_AT: crashAt }),
    });
    ends.after(() => program.kill());
    return program;
  }

  #wired(): Record<string, string> {
    const [http, mail] = this.wires;
    const names = [
      "SLACK_API_URL",
      "TWITTER_API_URL",
      "TWILIO_API_URL",
    ] as const;
    const moved: Record<string, string> = {};
    for (const name of names)
      moved[name] = movedTo(this.#settings[name], http.port);
    return {
      ...moved,
      SMTP_URL: movedTo(this.#settings["SMTP_URL"], mail.port),
    };
  }
}

function movedTo(address: string | undefined, port: number): string {
  const url = new URL(address ?? "");
  url.port = String(port);
  return url.href;
}
