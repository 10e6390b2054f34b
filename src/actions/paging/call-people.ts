import { crashPoint } from "../../base/crash.ts";
import { listed } from "../../base/text.ts";
import { breaksQuiet, isPaged } from "../../domain/paging.ts";
import type { OnCallPerson } from "../../domain/on-call.ts";
import { DAY, type Instant, SECOND } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import { wakeDeliverers } from "../../store/telling/deliveries.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";
import type { CallWay, PagerCall } from "../../store/entities/paging.ts";
import { getNamespace } from "../../store/targets/namespaces.ts";
import { putPagerPerson } from "../../store/paging/paged-people.ts";
import {
  callsOf,
  claimDuePagings,
  type DuePaging,
  isAnyPagingDue,
  setNext,
} from "../../store/paging/pagings.ts";
import type { Context } from "../context.ts";
import { callOrderOf } from "./call-order.ts";
import { tellKeepers } from "./notices.ts";
import { type Standing, standingOf } from "./standing.ts";
import { writeCalls } from "./write-calls.ts";

/** What would be called for within this time is called for in the same SMS. */
const JOIN_MS = 20 * SECOND;
const MOST_AT_ONCE = 20_000;
const MOST_NAMED = 5;

/**
 * Calls whoever is next for all that is due, one SMS a person; returns whether more may be due than is decided of at
 * once. One instance at a time decides, and what it decides is written in one transaction: the ledger sends it.
 */
export async function callDue(
  context: Context,
  operators: readonly string[],
): Promise<boolean> {
  const { store, now } = context;
  if (!(await isAnyPagingDue(store.db, now))) return false;
  const called = await store.transaction(async (tx) => {
    const claimed = await claimDuePagings(tx, now + JOIN_MS, MOST_AT_ONCE);
    if (!claimed.some(({ nextAt }) => nextAt <= now)) return undefined;
    const round = new Round(tx, now, operators);
    await round.decide(claimed);
    await round.write();
    crashPoint("in-call", ...round.names);
    return { names: round.names, isAll: claimed.length < MOST_AT_ONCE };
  });
  if (called === undefined) return false;
  crashPoint("after-call", ...called.names);
  return !called.isAll;
}

/** Somebody, and all that they are called for in one message. */
interface Group {
  person: OnCallPerson;
  way: CallWay;
  pagings: DuePaging[];
}

/** One look at all that is due. */
class Round {
  readonly #tx: Db;
  readonly #now: Instant;
  readonly #operators: readonly string[];
  readonly #groups = new Map<string, Group>();
  readonly #orders = new Map<number, OnCallPerson[]>();
  readonly #standings = new Map<string, Standing>();
  readonly #namespaces = new Map<number, Namespace>();
  /** Nobody is left to be called for these. */
  readonly #unheard: DuePaging[] = [];
  /** When it is decided about these again; a storm is put off by one statement, not by thousands. */
  readonly #putOff = new Map<Instant, number[]>();
  readonly #notWanted: number[] = [];

  constructor(tx: Db, now: Instant, operators: readonly string[]) {
    this.#tx = tx;
    this.#now = now;
    this.#operators = operators;
  }

  /** Of those who are called. */
  get names(): string[] {
    return [...this.#groups.values()].map(({ person }) => person.name);
  }

  async decide(claimed: readonly DuePaging[]): Promise<void> {
    const calls = await callsOf(
      this.#tx,
      claimed.map(({ incidentId }) => incidentId),
    );
    const [due, soon] = [
      claimed.filter(({ nextAt }) => nextAt <= this.#now),
      claimed.filter(({ nextAt, isFirst }) => nextAt > this.#now && isFirst),
    ];
    for (const paging of due) {
      const called = calls.get(paging.incidentId) ?? [];
      await this.#decideOne(paging, called);
    }
    for (const paging of soon) await this.#join(paging);
  }

  async #decideOne(
    paging: DuePaging,
    called: readonly Pick<PagerCall, "personId" | "way" | "at">[],
  ): Promise<void> {
    if (!isPaged(paging.pages, paging.severity)) {
      this.#notWanted.push(paging.incidentId);
      return;
    }
    const was = (person: OnCallPerson, by: CallWay): boolean =>
      called.some(({ personId, way }) => personId === person.id && way === by);
    let lastAt = Math.max(...called.map(({ at }) => at));
    let quietEnds: Instant | null = null;
    for (const person of await this.#orderOf(paging.namespaceId)) {
      if (was(person, "sms")) continue;
      const standing = await this.#standingOf(person);
      if (isSilent(standing, paging)) {
        this.#add(person, "slack", paging);
        if (!was(person, "slack")) lastAt = this.#now;
        const { quietUntil } = standing;
        if (!standing.isSpent && quietUntil !== null)
          quietEnds = Math.min(quietEnds ?? Infinity, quietUntil);
        continue;
      }
      const { notBefore } = standing;
      if (notBefore > this.#now) return this.#later(paging, notBefore);
      this.#add(person, "sms", paging);
      return;
    }
    if (quietEnds !== null) return this.#later(paging, quietEnds);
    // Also whoever was only written to has time to answer.
    const { escalateMs } = await this.#namespaceOf(paging.namespaceId);
    if (lastAt + escalateMs > this.#now)
      return this.#later(paging, lastAt + escalateMs);
    this.#unheard.push(paging);
  }

  #later({ incidentId }: DuePaging, at: Instant): void {
    const ids = this.#putOff.get(at) ?? [];
    ids.push(incidentId);
    this.#putOff.set(at, ids);
  }

  /** What is not due yet goes along where the same person is written to anyway. */
  async #join(paging: DuePaging): Promise<void> {
    const [first] = await this.#orderOf(paging.namespaceId);
    const group = this.#groups.get(`sms ${first?.id}`);
    if (group === undefined || !isPaged(paging.pages, paging.severity)) return;
    if (!isSilent(await this.#standingOf(group.person), paging))
      group.pagings.push(paging);
  }

  #add(person: OnCallPerson, way: CallWay, paging: DuePaging): void {
    const key = `${way} ${person.id}`;
    const group = this.#groups.get(key) ?? { person, way, pagings: [] };
    group.pagings.push(paging);
    this.#groups.set(key, group);
  }

  async write(): Promise<void> {
    for (const { person, way, pagings } of this.#groups.values()) {
      await writeCalls(this.#tx, this.#now, { person, way, pagings });
      if (way === "sms") await this.#awaitAnswer(pagings);
      else await this.#tellOfSpent(person, pagings);
    }
    for (const [at, ids] of this.#putOff) await setNext(this.#tx, ids, at);
    if (this.#notWanted.length > 0)
      await setNext(this.#tx, this.#notWanted, null, "not wanted");
    await this.#tellOfUnheard();
    await wakeDeliverers(this.#tx);
  }

  async #awaitAnswer(pagings: readonly DuePaging[]): Promise<void> {
    for (const [id, those] of byNamespace(pagings)) {
      const { escalateMs } = await this.#namespaceOf(id);
      const ids = those.map(({ incidentId }) => incidentId);
      await setNext(this.#tx, ids, this.#now + escalateMs);
    }
  }

  /** Once a day, those who can do something about it hear that somebody's SMS are used up. */
  async #tellOfSpent(
    { id, name }: OnCallPerson,
    pagings: readonly DuePaging[],
  ): Promise<void> {
    const standing = this.#standings.get(id);
    if (standing === undefined || !standing.isSpent) return;
    const { person } = standing;
    if (person.quotaToldAt !== null && this.#now - person.quotaToldAt < DAY)
      return;
    await putPagerPerson(this.#tx, { ...person, quotaToldAt: this.#now });
    const [first] = pagings;
    if (first === undefined) return;
    await tellKeepers(
      this.#tx,
      this.#now,
      await this.#namespaceOf(first.namespaceId),
      this.#operators,
      `${name} has been called by ${person.mostPerDay} SMS within 24 hours, which is the most for a day: until then they are told in Slack alone, and the next person is called. \`page limit\` changes that.`,
    );
  }

  async #tellOfUnheard(): Promise<void> {
    for (const [id, pagings] of byNamespace(this.#unheard)) {
      const ids = pagings.map(({ incidentId }) => incidentId);
      await setNext(this.#tx, ids, null, "nobody is left");
      const namespace = await this.#namespaceOf(id);
      const people = await this.#orderOf(id);
      const what = listed(
        pagings.map(
          ({ incidentId, serviceName }) =>
            `incident ${incidentId} (${serviceName})`,
        ),
        MOST_NAMED,
      );
      const text =
        people.length === 0
          ? `Nobody is on call for ${namespace.name}, so nobody was called for ${what}. \`oncall set ${namespace.slug} @ada @ben\` makes a rota.`
          : `Nobody has answered for ${what}: everybody of ${namespace.name}'s rota was called (${listed(
              people.map(({ name }) => name),
              MOST_NAMED,
            )}).`;
      await tellKeepers(this.#tx, this.#now, namespace, this.#operators, text);
    }
  }

  async #orderOf(namespaceId: number): Promise<OnCallPerson[]> {
    const known = this.#orders.get(namespaceId);
    if (known !== undefined) return known;
    const order = await callOrderOf(this.#tx, namespaceId, this.#now);
    this.#orders.set(namespaceId, order);
    return order;
  }

  async #standingOf({ id }: OnCallPerson): Promise<Standing> {
    const known = this.#standings.get(id);
    if (known !== undefined) return known;
    const standing = await standingOf(this.#tx, id, this.#now);
    this.#standings.set(id, standing);
    return standing;
  }

  async #namespaceOf(id: number): Promise<Namespace> {
    const known = this.#namespaces.get(id);
    if (known !== undefined) return known;
    const namespace = await getNamespace(this.#tx, id);
    this.#namespaces.set(id, namespace);
    return namespace;
  }
}

/** They are told in Slack, which rings no bell at night, and the next person is called. */
function isSilent(
  { quietUntil, isSpent }: Standing,
  { pages }: DuePaging,
): boolean {
  return isSpent || (quietUntil !== null && !breaksQuiet(pages));
}

function byNamespace(pagings: readonly DuePaging[]): Map<number, DuePaging[]> {
  return Map.groupBy(pagings, ({ namespaceId }) => namespaceId);
}
