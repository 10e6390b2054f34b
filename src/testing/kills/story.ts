import { resendDelivery } from "../../actions/ledger/handle.ts";
import { CALL_GAP_MS } from "../../actions/paging/standing.ts";
import { DAY } from "../../domain/time.ts";
import { rows } from "../../store/db.ts";
import { contextOf, granted, makeMonitor } from "../factory.ts";
import { plan } from "../maintenance.ts";
import { audience } from "./audience.ts";
import type { Heard } from "./ears.ts";
import type { Kind, Plot, WayOut } from "./places.ts";
import type { Town } from "./town.ts";

const HOUR_MS = 3_600_000;
/** What was not told by then is lost. */
export const PATIENCE_MS = 300_000;

export interface Verdict {
  lost: number;
  doubled: number;
  /** Copies of a mail with the same Message-ID, or of a webhook's call with the same key. */
  repeats: number;
  /** Mails that two deaths left to a person, who saw that they had not arrived. */
  decided: number;
  messages: Heard[];
}

/** Figures of a verdict. */
export const figures = ["lost", "doubled", "repeats", "decided"] as const;

/** After a death a mail is handed over once more, and not again by itself. */
const MOST_MAILS = 2;

/** One or two services in a namespace of their own, heard of in one way, and what happens to them. */
export class Story {
  readonly way: WayOut;
  readonly plot: Plot;
  /** In every name of it, and so in all that is told of it. */
  readonly marker: string;
  readonly #town: Town;
  readonly #namespaceId: number;
  readonly #services: readonly string[];
  /** How many different messages were to be heard of it so far. */
  told = 0;
  /** Who was called, and so hears of the end. */
  #called = 0;
  #isMended = false;
  #decided = 0;

  private constructor(
    town: Town,
    namespaceId: number,
    about: { way: WayOut; plot: Plot; marker: string },
  ) {
    this.#town = town;
    this.#namespaceId = namespaceId;
    this.way = about.way;
    this.plot = about.plot;
    this.marker = about.marker;
    this.#services = servicesOf(about);
  }

  /** All is well, and nobody was told of anything, but of maintenance that it is planned. */
  static async begin(
    town: Town,
    about: { way: WayOut; plot: Plot; marker: string; people?: number },
  ): Promise<Story> {
    const { way, plot, marker, people = 2 } = about;
    const namespace = await audience(town, {
      way,
      plot,
      marker,
      people,
    });
    const story = new Story(town, namespace.id, about);
    for (const name of story.#services) {
      const { service } = await makeMonitor(town.store, {
        namespaceSlug: namespace.slug,
        serviceName: name,
        monitorName: name,
        settings: { url: town.lookedAt.url(name) },
        everyMs: HOUR_MS,
        timeoutMs: 2_000,
        confirmFailures: 2,
        ...(way === "sms" ? { pages: "down" as const } : {}),
      });
      if (plot === "maintenance") {
        await plan(town.store, service.id, Date.now() + DAY, { title: name });
        story.told = 1;
      }
    }
    await story.#change("kind = 'up', belief = 'up', due_at = '2099-01-01'");
    await rows(
      town.store.db,
      "UPDATE services SET status = 'up' WHERE namespace_id = $1 RETURNING 1",
      [story.#namespaceId],
    );
    if (plot === "answer") await story.happens("down");
    return story;
  }

  /** Lets the next thing happen, so that the program notices it within a second. */
  async happens(kind: Kind): Promise<void> {
    const { lookedAt } = this.#town;
    this.#isMended = kind === "recovery";
    switch (kind) {
      case "down":
      case "folded":
        this.#services.forEach((name) => lookedAt.break(name));
        await this.#change(
          "kind = 'failing', toward = 'down', streak = 1, since = now(), due_at = now()",
        );
        this.told += 1;
        this.#called = 1;
        return;
      case "recovery":
        this.#services.forEach((name) => lookedAt.mend(name));
        await this.#change("due_at = now(), lease_until = NULL");
        this.told += this.way === "sms" ? this.#called : 1;
        return;
      case "reminder":
        await this.#remind();
        this.told += 1;
        this.#called += 1;
        return;
      case "answer":
        await this.#answer();
        this.told += 1;
        return;
      case "planned":
        await rows(
          this.#town.store.db,
          `UPDATE maintenance_occurrences SET starts_at = now() WHERE window_id IN
             (SELECT id FROM maintenance_windows WHERE title LIKE $1 || '%') RETURNING 1`,
          [this.marker],
        );
        this.told += 1;
    }
  }

  /**
   * A busy machine may have looked in vain, or begun to look before it was mended; the next look would be in an hour.
   */
  async lookAgain(): Promise<void> {
    if (!this.#isMended) return;
    await rows(
      this.#town.store.db,
      `UPDATE monitor_states SET due_at = now() WHERE belief = 'down' AND due_at > now() + interval '1 minute'
         AND (lease_until IS NULL OR lease_until < now()) AND monitor_id IN
         (SELECT m.id FROM monitors m JOIN services s ON s.id = m.service_id WHERE s.namespace_id = $1) RETURNING 1`,
      [this.#namespaceId],
    );
  }

  /** Whoever was called writes back. */
  async #answer(): Promise<void> {
    const { world, ears } = this.#town;
    const { messages } = this.judged(await ears.all());
    const [call] = messages;
    if (call === undefined) throw new Error("nobody was called");
    await world.control("POST", `twilio/phones/${call.to}/messages`, {
      to: world.sandbox.credentials.twilio.from,
      body: "ACK",
    });
  }

  /** Who is on call is not reminded: the next one is called. */
  async #remind(): Promise<void> {
    const ours =
      "incident_id IN (SELECT i.id FROM incidents i JOIN services s ON s.id = i.service_id WHERE s.namespace_id = $1)";
    await rows(
      this.#town.store.db,
      this.way === "sms"
        ? `UPDATE pagings SET next_at = now() WHERE ${ours} RETURNING 1`
        : `UPDATE incidents SET next_reminder_at = now() WHERE ${ours.replace("incident_id", "id")} RETURNING 1`,
      [this.#namespaceId],
    );
  }

  /** How what the remotes heard of it differs from what they were to hear; copies that count as one are one. */
  judged(all: readonly Heard[]): Verdict {
    const ours = all.filter(
      ({ way, text }) => way === this.way && text.includes(this.marker),
    );
    const first = new Map<string, Heard>();
    for (const one of ours) if (!first.has(one.key)) first.set(one.key, one);
    const messages = [...first.values()];
    // What happens together may be told together: of a storm each service is counted.
    const excesses =
      this.plot === "storm"
        ? this.#services.map(
            (name) =>
              messages.filter(({ text }) => text.includes(name)).length -
              this.told,
          )
        : [messages.length - this.told];
    return {
      lost: sum(excesses.map((excess) => Math.max(0, -excess))),
      doubled:
        this.way === "sms"
          ? sameCalls(messages)
          : sum(excesses.map((excess) => Math.max(0, excess))) +
            (this.way === "mail" ? needless(ours) : 0),
      repeats: ours.length - messages.length,
      decided: this.#decided,
      messages,
    };
  }

  /** Those who were called lately may be called again: for them a day passes. */
  async isRested(): Promise<void> {
    await rows(
      this.#town.store.db,
      "UPDATE pager_calls SET at = at - interval '2 days' WHERE starts_with(person_name, $1) RETURNING 1",
      [this.marker],
    );
  }

  /** All is told, and nothing is left to tell, to bring up to date or to give back; but what only a person can decide. */
  async isSettled(all: readonly Heard[]): Promise<boolean> {
    return this.judged(all).lost === 0 && (await this.left()).length === 0;
  }

  /**
   * What two deaths left in doubt, a person decides: of a mail that is in no mailbox, that it is sent again.
   */
  async decide(all: readonly Heard[]): Promise<void> {
    if (this.way !== "mail") return;
    const doubtful = await rows<{ id: number }>(
      this.#town.store.db,
      `SELECT d.id FROM deliveries d JOIN outlets o ON o.id = d.outlet_id
       WHERE starts_with(o.label, $1) AND d.state = 'ambiguous' AND d.next_attempt_at >= '9999-01-01' AND d.post_id = d.id`,
      [this.marker],
    );
    const { messages } = this.judged(all);
    for (const { id } of doubtful) {
      if (messages.some(({ key }) => key.startsWith(`<allswell.${id}.`)))
        continue;
      granted(await resendDelivery(contextOf(this.#town.store), id));
      this.#decided += 1;
    }
  }

  /**
   * How long a kill held it up: until the last of it was accepted and written down, once it is settled. Whoever was just
   * called is called again some time later at the earliest, whatever happens: that is not counted.
   */
  async heldUpMs(all: readonly Heard[], killedAt: number): Promise<number> {
    const { messages } = this.judged(all);
    const calls = this.way === "sms" && this.plot === "storm" ? messages : [];
    const to = calls.at(-1)?.to;
    const before = calls.slice(0, -1).filter((call) => call.to === to);
    const from = Math.max(
      killedAt,
      ...before.map(({ at }) => at + CALL_GAP_MS),
    );
    const settledAt = Math.max(
      ...messages.map(({ at }) => at),
      await this.#writtenAt(),
    );
    return Math.max(0, settledAt - from);
  }

  /** What is left to tell, to bring up to date or to give back. */
  async left(): Promise<object[]> {
    return rows(
      this.#town.store.db,
      `SELECT o.label, o.lease_until, d.id, d.state, d.reason, d.failure, d.next_attempt_at, d.edit_due_at, a.text
       FROM outlets o LEFT JOIN deliveries d ON d.outlet_id = o.id AND (d.state <> 'sent' OR d.edit_due_at IS NOT NULL)
         AND NOT (d.state = 'ambiguous' AND d.next_attempt_at >= '9999-01-01')
       LEFT JOIN announcements a ON a.id = d.announcement_id
       WHERE starts_with(o.label, $1) AND o.channel = $2 AND (o.lease_until > now() OR d.id IS NOT NULL)`,
      [this.marker, this.way],
    );
  }

  /** What the program knows of it and what the remotes heard, for whoever wants to know why they differ. */
  async account(all: readonly Heard[]): Promise<string> {
    const { messages } = this.judged(all);
    const [state] = await rows<object>(
      this.#town.store.db,
      `SELECT t.kind, t.belief, t.toward, t.due_at, t.lease_until, t.version FROM monitor_states t JOIN monitors m ON m.id = t.monitor_id
       JOIN services s ON s.id = m.service_id WHERE s.namespace_id = $1`,
      [this.#namespaceId],
    );
    const deliveries = await rows<object>(
      this.#town.store.db,
      `SELECT d.id, d.incident_id, d.reason, d.state, d.attempts, d.attempted_at, d.post_id, d.thread_id, d.sent_at, d.failure FROM deliveries d
       JOIN outlets o ON o.id = d.outlet_id WHERE starts_with(o.label, $1) ORDER BY d.id DESC LIMIT 4`,
      [this.marker],
    );
    const heard = messages.slice(-3).map(({ text, at }) => ({ text, at }));
    const told = { wanted: this.told, heard: messages.length };
    return JSON.stringify({ ...told, state, deliveries, last: heard });
  }

  /** Which hold on it is the latest, where somebody who may be dead still has it; undefined where nobody has. */
  async hold(): Promise<string | undefined> {
    const [found] = await rows<{
      outlets: number | null;
      looks: number | null;
    }>(
      this.#town.store.db,
      `SELECT (SELECT sum(lease) FROM outlets WHERE starts_with(label, $1) AND lease_until > now()) AS outlets,
         (SELECT sum(t.version) FROM monitor_states t JOIN monitors m ON m.id = t.monitor_id JOIN services s ON s.id = m.service_id
          WHERE s.namespace_id = $2 AND t.lease_until > now() AND (t.toward IS NOT NULL OR t.belief = 'down')) AS looks`,
      [this.marker, this.#namespaceId],
    );
    if (found === undefined || (found.outlets ?? found.looks) === null)
      return undefined;
    return found.outlets === null
      ? `looked at ${found.looks}`
      : `told ${found.outlets}`;
  }

  /** When the last of it was written down as sent; 0 where nothing is. */
  async #writtenAt(): Promise<number> {
    const [last] = await rows<{ at: number | null }>(
      this.#town.store.db,
      "SELECT max(d.sent_at) AS at FROM deliveries d JOIN outlets o ON o.id = d.outlet_id WHERE starts_with(o.label, $1)",
      [this.marker],
    );
    return last?.at ?? 0;
  }

  async #change(assignments: string): Promise<void> {
    await rows(
      this.#town.store.db,
      `UPDATE monitor_states SET ${assignments} WHERE monitor_id IN
         (SELECT m.id FROM monitors m JOIN services s ON s.id = m.service_id WHERE s.namespace_id = $1) RETURNING 1`,
      [this.#namespaceId],
    );
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** Where an SMS is late the next person is called, who hears the same of the same: that is not told twice. */
function sameCalls(messages: readonly Heard[]): number {
  const calls = messages.map(({ to, text }) => `${to} ${text}`);
  return calls.length - new Set(calls).size;
}

/** Copies of mails beyond those that a death may cause. */
function needless(mails: readonly Heard[]): number {
  const copies = Map.groupBy(mails, ({ key }) => key);
  return sum(
    [...copies.values()].map((same) => Math.max(0, same.length - MOST_MAILS)),
  );
}

function servicesOf({ plot, marker }: { plot: Plot; marker: string }) {
  return plot === "storm" ? [`${marker}a`, `${marker}b`] : [marker];
}
