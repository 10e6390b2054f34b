import { createHash } from "node:crypto";
import type { NewMonitor } from "../actions/targets/add-monitor.ts";
import type { NewNamespace } from "../actions/namespaces/add-namespace.ts";
import type { Change } from "../actions/change.ts";
import type { Context } from "../actions/context.ts";
import type { MonitorEdit } from "../actions/targets/edit-monitor.ts";
import type { NamespaceEdit } from "../actions/namespaces/edit-namespace.ts";
import type { ServiceEdit } from "../actions/targets/edit-service.ts";
import type { Target } from "../actions/targets/find-target.ts";
import { readConfiguration } from "../actions/targets/read-configuration.ts";
import { compare } from "./compare.ts";
import { type Fault, inOrder } from "./fault.ts";
import { compareMail, type MailStep } from "./mail.ts";
import { parseConfiguration } from "./parse.ts";
import { comparePosts, type PostsStep } from "./posts.ts";
import { compareHooks, type HookStep } from "./webhooks.ts";

/** One thing to do, by the verb that does it. */
export type Step =
  | {
      kind: "add-namespace";
      request: NewNamespace & { announceDifficulties?: boolean };
    }
  | { kind: "edit-namespace"; slug: string; edit: NamespaceEdit }
  | { kind: "add-monitor"; request: NewMonitor }
  | { kind: "edit-monitor"; monitorId: number; edit: MonitorEdit }
  | {
      kind: "edit-service";
      /** By name, because it may be made by the same plan. */
      namespaceSlug: string;
      serviceName: string;
      edit: ServiceEdit;
    }
  | PostsStep
  | MailStep
  | HookStep
  | { kind: "remove"; target: Target };

/** One line of what is shown before it is done. */
export interface Line {
  sign: "+" | "~" | "-";
  name: string;
  /** What it will be, or what of it is otherwise. */
  what: string;
  changes: readonly Change[];
}

export interface Plan {
  steps: Step[];
  lines: Line[];
  /** What is watched and not in the file: it stays, unless it is asked for that it goes. */
  left: string[];
  /** Tells one plan from another: what is applied must be what was shown. */
  digest: string;
}

export interface PlanOptions {
  /** Also removes what is in the file's namespaces and not in the file. */
  prune: boolean;
  /** What a secret's name of our environment stands for. */
  openSecret: (name: string) => string | undefined;
  /** The Slack channel of a name ("#iati-status") or an id; undefined where Slack shows none to us. */
  findChannel: (
    named: string,
  ) => Promise<{ id: string; label: string } | undefined>;
}

/** What must be done so that what is watched is as the text says, or everything that is wrong with the text. */
export async function planConfiguration(
  context: Context,
  text: string,
  options: PlanOptions,
): Promise<{ ok: true; plan: Plan } | { ok: false; faults: Fault[] }> {
  const { wish, faults } = parseConfiguration(text);
  const slugs = wish.namespaces.map(({ slug }) => slug);
  const now = await readConfiguration(context, slugs);
  const compared = await compare(wish, now, options);
  comparePosts(wish, now, compared);
  await compareMail(context, wish, compared);
  compareHooks(context, wish, now, options, compared);
  const all = inOrder([...faults, ...compared.faults]);
  if (all.length > 0) return { ok: false, faults: all };
  const { steps, lines, left } = compared;
  return {
    ok: true,
    plan: { steps, lines, left, digest: digestOf(steps, lines) },
  };
}

/** The lines say from what to what: a plan that would come to the same from elsewhere is another one. */
function digestOf(steps: readonly Step[], lines: readonly Line[]): string {
  return createHash("sha256")
    .update(JSON.stringify([steps, lines]))
    .digest("base64url")
    .slice(0, 24);
}
