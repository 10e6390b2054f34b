import { listed } from "../../base/text.ts";
import type { OnCallPerson } from "../../domain/on-call.ts";
import { DAY, MINUTE, SECOND } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";
import type { Outlet } from "../../store/entities/outlets.ts";
import { ensureOutlet, teamOutletsOf } from "../../store/telling/outlets.ts";
import { insertTestCall, smsTo } from "../../store/paging/pager-calls.ts";
import { contactsOf } from "../people/contact.ts";
import { type Context, refuse, type Refusal } from "../context.ts";
import { audit, mayNotAct, mayNotChange } from "../people/permission.ts";
import { tellOutlets } from "../upkeep/tell-operators.ts";
import { callOrderOf } from "./call-order.ts";
import { standingOf } from "./standing.ts";

/** An SMS costs money, and somebody's sleep. */
const TEST_EVERY_MS = MINUTE;
const LOOK_MS = SECOND;
const MOST_NAMED = 6;

/** What a test goes to, in words. */
export type Tested = { ok: true; places: string[] };

/** Says TEST to one person in every way in which they are called. Everybody may test themselves. */
export async function testPerson(
  context: Context,
  person: OnCallPerson,
): Promise<Tested | Refusal> {
  const refusal =
    person.id === context.actor.id
      ? mayNotAct(context)
      : mayNotChange(context, null);
  if (refusal !== undefined) return refusal;
  return context.store.transaction(async (tx) => {
    const tested = await tellPersonTest(tx, context, person);
    if (tested.ok) await audit(tx, context, "page test", person.name);
    return tested;
  });
}

/** Says TEST wherever the team of a namespace hears, and to who is on call. Never to customers. */
export async function testNamespace(
  context: Context,
  namespace: Namespace,
): Promise<Tested | Refusal> {
  const refusal = mayNotChange(context, namespace);
  if (refusal !== undefined) return refusal;
  const { now, actor } = context;
  return context.store.transaction(async (tx) => {
    const outlets = await teamOutletsOf(tx, namespace.id);
    await tellOutlets(
      tx,
      now,
      outlets.map(({ id }) => id),
      `TEST by ${actor.name}: this is where trouble of ${namespace.name} is told. Nothing is wrong.`,
    );
    const places = named(outlets);
    const [present] = await callOrderOf(tx, namespace.id, now);
    if (present === undefined) places.push("nobody's phone: nobody is on call");
    else {
      const tested = await tellPersonTest(tx, context, present);
      places.push(
        ...(tested.ok
          ? tested.places
          : [`no phone (${tested.text.replace(/\.$/, "")})`]),
      );
    }
    await audit(tx, context, "page test", namespace.slug);
    return { ok: true as const, places };
  });
}

function named(outlets: readonly Pick<Outlet, "label">[]): string[] {
  return outlets.length === 0
    ? []
    : [
        listed(
          outlets.map(({ label }) => label),
          MOST_NAMED,
        ),
      ];
}

async function tellPersonTest(
  tx: Db,
  context: Context,
  { id, name }: OnCallPerson,
): Promise<Tested | Refusal> {
  const { now, actor } = context;
  const { lastTest, count } = await smsTo(tx, id, now - DAY);
  if (lastTest !== null && now - lastTest < TEST_EVERY_MS)
    return refuse(
      "too-soon",
      `${name} was tested a moment ago: try again in a minute.`,
    );
  const { isSpent } = await standingOf(tx, id, now);
  if (isSpent)
    return refuse(
      "spent",
      `${name} has got ${count} SMS within 24 hours, which is the most for a day: \`page limit\` changes that.`,
    );
  const text = `TEST by ${actor.name}: this is how allswell calls ${name}. Nothing is wrong.`;
  const inSlack = await outletOf(tx, context, "slack", { id, name });
  const known = (await contactsOf(context, [id])).get(id);
  if (known?.phone === undefined) {
    await tellOutlets(tx, now, [inSlack.id], text);
    return {
      ok: true,
      places: [
        `${name} in a direct message, but to no phone: \`contact\` takes a number`,
      ],
    };
  }
  const bySms = await outletOf(tx, context, "sms", { id, name });
  await tellOutlets(tx, now, [inSlack.id, bySms.id], text);
  await insertTestCall(tx, {
    personId: id,
    personName: name,
    outletId: bySms.id,
    at: now,
    lookAt: now + LOOK_MS,
  });
  return { ok: true, places: [`${name} in a direct message and by SMS`] };
}

async function outletOf(
  tx: Db,
  { now }: Context,
  channel: "slack" | "sms",
  { id, name }: OnCallPerson,
): Promise<Outlet> {
  const label = channel === "sms" ? `${name} (SMS)` : name;
  return ensureOutlet(
    tx,
    { channel, recipient: id, label, audience: "team" },
    now,
  );
}
