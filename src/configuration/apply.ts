import { addMonitor } from "../actions/targets/add-monitor.ts";
import { addNamespace } from "../actions/namespaces/add-namespace.ts";
import {
  type Context,
  inTransaction,
  refuse,
  type Refusal,
} from "../actions/context.ts";
import { editMonitor } from "../actions/targets/edit-monitor.ts";
import { editNamespace } from "../actions/namespaces/edit-namespace.ts";
import { editService, serviceNamed } from "../actions/targets/edit-service.ts";
import { waitForTurn } from "../actions/targets/read-configuration.ts";
import { removeTarget } from "../actions/targets/remove-target.ts";
import type { Fault } from "./fault.ts";
import { subscribeMailOf } from "./mail.ts";
import { editPostsOf } from "./posts.ts";
import { addHookOf } from "./webhooks.ts";
import {
  type Plan,
  planConfiguration,
  type PlanOptions,
  type Step,
} from "./plan.ts";

export type Applied =
  | { ok: true; plan: Plan }
  /** `plan` is what would be done now, where that is not what was shown. */
  | (Refusal & { plan?: Plan; faults?: Fault[] });

/** A verb that refuses undoes all that was done before it. */
class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.text);
    this.refusal = refusal;
  }
}

/**
 * Makes what is watched as the text says, all of it or nothing. `digest` is that of the plan that was shown: where the
 * database changed since, nothing is done, and what would be done now comes back. Null where nothing was shown.
 */
export async function applyConfiguration(
  context: Context,
  text: string,
  options: PlanOptions,
  digest: string | null,
): Promise<Applied> {
  try {
    return await context.store.transaction(async (tx): Promise<Applied> => {
      const within = inTransaction(context, tx);
      await waitForTurn(within);
      const planned = await planConfiguration(within, text, options);
      if (!planned.ok)
        return {
          ...refuse("invalid", "The configuration has mistakes."),
          faults: planned.faults,
        };
      const { plan } = planned;
      if (digest !== null && plan.digest !== digest)
        return {
          ...refuse(
            "changed-meanwhile",
            "Something was changed since this was shown: look at it once more.",
          ),
          plan,
        };
      for (const step of plan.steps) {
        const done = await carryOut(within, step);
        if (!done.ok) throw new Refused(done);
      }
      return { ok: true, plan };
    });
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}

async function carryOut(
  context: Context,
  step: Step,
): Promise<{ ok: true } | Refusal> {
  switch (step.kind) {
    case "add-namespace":
      return addNamespace(context, step.request);
    case "edit-namespace":
      return editNamespace(context, step.slug, step.edit);
    case "add-monitor":
      return addMonitor(context, step.request);
    case "edit-monitor":
      return editMonitor(context, step.monitorId, () => ({
        ok: true,
        edit: step.edit,
      }));
    case "edit-service": {
      const { namespaceSlug, serviceName, edit } = step;
      const serviceId = await serviceNamed(context, namespaceSlug, serviceName);
      return serviceId === null
        ? refuse("removed", `${serviceName} was removed meanwhile.`)
        : editService(context, serviceId, edit);
    }
    case "edit-posts":
      return editPostsOf(context, step);
    case "add-webhook":
      return addHookOf(context, step);
    case "subscribe-mail":
      return subscribeMailOf(context, step);
    case "remove":
      return removeTarget(context, step.target);
  }
}
