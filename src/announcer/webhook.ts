import type { Dispatcher } from "undici";
import type { Clock } from "../base/clock.ts";
import { type HookForm, hookFormOf } from "../domain/hook-forms.ts";
import type { Address, Channel, Content, Outcome } from "./channel.ts";
import { composeLetter } from "./mail/compose.ts";
import { newsOf } from "./webhook/event.ts";
import { jsonForm } from "./webhook/json.ts";
import { refusalOf } from "./webhook/outcome.ts";
import { openAlerts, ownFirst, pagerDutyForm } from "./webhook/pagerduty.ts";
import { post } from "./webhook/post.ts";
import type { Form, HookPayload, HookRequest } from "./webhook/request.ts";
import { slackForm } from "./webhook/slack-compatible.ts";
import { teamsForm } from "./webhook/teams.ts";

const TIMEOUT_MS = 10_000;
/** Of all requests of a delivery; shorter than a deliverer's lease. */
const LONGEST_MS = 25_000;

const forms: Record<HookForm, Form> = {
  json: jsonForm,
  slack: slackForm,
  teams: teamsForm,
  pagerduty: pagerDutyForm,
};

/**
 * Webhooks: each outlet's credentials are its address and its secret. A webhook cannot be asked what it has, so after an
 * attempt that may have arrived it is told again, under the same Idempotency-Key: it hears everything at least once, and
 * whoever keeps the keys, exactly once. PagerDuty takes the same twice as one.
 */
export function webhookChannel(
  dispatcher: Dispatcher,
  clock: Clock,
  {
    timeoutMs = TIMEOUT_MS,
    urlOf = null,
  }: {
    timeoutMs?: number;
    /** Where the pages are; null where nobody outside reaches them. */
    urlOf?: ((path: string) => string) | null;
  } = {},
): Channel {
  return {
    compose(content): HookPayload {
      const letter = {
        ...composeLetter(content, "team"),
        picture: null,
      };
      const told = (said: Content) => newsOf(said, letter.headline, urlOf);
      if (content.kind !== "stories" || content.beginnings === undefined)
        return { news: told(content), letter };
      const alerts = openAlerts(content.beginnings);
      const stories = ownFirst(content.stories, alerts);
      return { news: told({ ...content, stories }), letter, alerts };
    },
    async send(payload, address) {
      const form = formOf(address);
      if (form === undefined) return unknownForm;
      const { url, secret } = address.credentials;
      if (url === undefined || secret === undefined) return unknownAddress;
      const id = String(address.deliveryId);
      const telling = {
        ...(payload as HookPayload),
        id,
        url,
        secret,
        recipient: address.recipient,
        at: clock.now(),
      };
      const deadline = AbortSignal.timeout(LONGEST_MS);
      let remoteId = id;
      for (const one of form.requests(telling)) {
        const signal = AbortSignal.any([
          deadline,
          AbortSignal.timeout(timeoutMs),
        ]);
        const outcome = await sendOne(one, form, { id, secret, signal });
        if (outcome.kind !== "accepted") return outcome;
        ({ remoteId } = outcome);
      }
      return { kind: "accepted", remoteId };
    },
    find: async () => ({ kind: "absent" }),
  };

  async function sendOne(
    one: HookRequest,
    form: Form,
    { id, secret, signal }: { id: string; secret: string; signal: AbortSignal },
  ): Promise<Outcome> {
    const { host } = new URL(one.url);
    const posted = await post(one, id, dispatcher, signal);
    if (!posted.ok && posted.isForbidden)
      return { kind: "never", reason: posted.reason, outletIsDead: true };
    if (!posted.ok)
      return posted.isSent
        ? {
            kind: "ambiguous",
            reason: `no answer from ${host}: ${posted.reason}`,
          }
        : {
            kind: "later",
            reason: `${host} cannot be reached: ${posted.reason}`,
          };
    const refusal = refusalOf(posted, { url: one.url, secret }, clock.now());
    if (refusal !== undefined) return refusal;
    return (form.isTaken?.(posted.body) ?? true)
      ? { kind: "accepted", remoteId: one.remoteId }
      : { kind: "ambiguous", reason: `no clear answer from ${host}` };
  }
}

function formOf({ recipient }: Address): Form | undefined {
  const name = hookFormOf(recipient);
  return name === undefined ? undefined : forms[name];
}

const unknownForm: Outcome = {
  kind: "never",
  reason: "this version of allswell does not know the form of this webhook",
  outletIsDead: true,
};

const unknownAddress: Outcome = {
  kind: "never",
  reason: "its address is not known any more",
  outletIsDead: true,
};
