import { setRota } from "../../src/actions/people/on-call.ts";
import { addWebhook } from "../../src/actions/audience/webhooks.ts";
import { connectAccount } from "../../src/actions/audience/connect-account.ts";
import type { Context, Refusal } from "../../src/actions/context.ts";
import { ensureMailOutlet } from "../../src/actions/mail/mail-outlets.ts";
import { subscribeByMail } from "../../src/actions/mail/mail-subscriptions.ts";
import { beginReading } from "../../src/actions/audience/readers.ts";
import { findTopic } from "../../src/actions/audience/subscriptions.ts";
import { xClient } from "../../src/announcer/x/client.ts";
import { putSecret } from "../../src/store/bookkeeping.ts";
import { listNamespaces } from "../../src/store/targets/namespaces.ts";
import type { Database } from "./database.ts";
import { SECRET_KEY, withContext } from "./monitors.ts";
import { CHANNEL, type Sandbox } from "./sandbox.ts";

/** Two namespaces, each with a channel and an account of its own. */
export const NAMESPACES = [
  { slug: "iati", channel: CHANNEL, handle: "iati_status" },
  {
    slug: "grants",
    channel: { id: "CDI0000001", label: "#di-status" },
    handle: "di_status",
  },
] as const;
/** On call for both. */
const PERSON = { id: "UADA000001", name: "Ada", phone: "+447700900101" };
export const LIST = "ops@example.org";
export const HOOK = "team";

/** What the program needs to reach all of them. */
export function settingsFor({ hello }: Sandbox): Record<string, string> {
  return {
    SECRET_KEY,
    TWITTER_API_URL: hello.url,
    TWITTER_APP_KEY: hello.twitter.appKey,
    TWITTER_APP_SECRET: hello.twitter.appSecret,
    TWILIO_API_URL: hello.twilioApiUrl,
    TWILIO_ACCOUNT_SID: hello.twilio.accountSid,
    TWILIO_AUTH_TOKEN: hello.twilio.authToken,
    TWILIO_FROM: hello.twilio.from,
    SMTP_URL: hello.smtpUrl,
    MAIL_FROM: "IATI status <status@example.org>",
    PUBLIC_URL: "https://status.example.org",
  };
}

/** Lets everybody hear of both namespaces; the readers of one of them each. */
export async function gatherAudience(
  database: Database,
  sandbox: Sandbox,
  readers: number,
): Promise<void> {
  await withContext(database, async (context) => {
    const { db } = context.store;
    await putSecret(
      db,
      context.secrets,
      `person:${PERSON.id}`,
      "phone",
      PERSON.phone,
    );
    const topics = [];
    for (const { slug, handle } of NAMESPACES) {
      const found = await findTopic(context, slug);
      if (!found.ok) throw new Error(found.text);
      const { topic } = found;
      topics.push(topic);
      await connectX(context, sandbox, slug, handle);
      granted(
        await subscribeByMail(
          context,
          [LIST],
          { audience: "team", verbosity: "problems" },
          topic,
        ),
      );
      const url = `${sandbox.hello.url}/hooks/${HOOK}`;
      granted(await addWebhook(context, { url, key: null }, "json", topic));
    }
    await callPerson(context);
    for (let index = 0; index < readers; index++) {
      const topic = topics[index % topics.length];
      if (topic !== undefined)
        await addReader(context, `reader${index}@example.org`, topic);
    }
  });
}

async function addReader(
  context: Context,
  address: string,
  topic: Topic,
): Promise<void> {
  await context.store.transaction(async (tx) => {
    const outlet = await ensureMailOutlet(tx, context, address, "reader");
    await beginReading(tx, context, outlet.id, topic);
  });
}

type Topic = Extract<
  Awaited<ReturnType<typeof findTopic>>,
  { ok: true }
>["topic"];

async function connectX(
  context: Context,
  { hello }: Sandbox,
  slug: string,
  handle: string,
): Promise<void> {
  const tokens = {
    accessToken: `${handle}-token`,
    accessSecret: `${handle}-token-secret`,
  };
  const client = xClient({ ...hello.twitter, apiUrl: hello.url }, tokens);
  const { data } = await client.v2.me();
  granted(
    await connectAccount(context, slug, {
      channel: "x",
      id: data.id,
      handle,
      tokens,
    }),
  );
}

async function callPerson(context: Context): Promise<void> {
  for (const namespace of await listNamespaces(context.store.db))
    granted(
      await setRota(context, namespace, {
        people: [PERSON],
        everyDays: 7,
        weekday: null,
        at: "00:00",
        timezone: "UTC",
      }),
    );
}

function granted<Answer extends { ok: true }>(
  answer: Answer | Refusal,
): Answer {
  if (!answer.ok) throw new Error(answer.text);
  return answer;
}
