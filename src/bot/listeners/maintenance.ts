import type {
  AllMiddlewareArgs,
  App,
  GlobalShortcut,
  SlackOptionsMiddlewareArgs,
  SlackShortcutMiddlewareArgs,
} from "@slack/bolt";
import type { Actor } from "../../actions/context.ts";
import { mayNotLook } from "../../actions/people/permission.ts";
import { findScopeChoices } from "../../actions/maintenance/show-maintenance.ts";
import type { Option } from "../../base/slack-blocks.ts";
import { within } from "../../base/within.ts";
import { SECOND } from "../../domain/time.ts";
import { answerPerson, openForm } from "../answering.ts";
import { openMaintenanceForm } from "../commands/maintenance.ts";
import type { Desk } from "../desk.ts";
import { SCOPE_MENU, scopeOption } from "../modals/maintenance.ts";
import { MAINTENANCE_SHORTCUT } from "../shortcut-ids.ts";

/** Slack shows 100 choices, and after three seconds none at all. */
const MOST_OPTIONS = 100;
const PATIENCE_MS = 2 * SECOND;

type ShortcutArgs = SlackShortcutMiddlewareArgs<GlobalShortcut> &
  AllMiddlewareArgs;
type OptionsArgs = SlackOptionsMiddlewareArgs<"block_suggestion"> &
  AllMiddlewareArgs;

/** The shortcut that opens the form from anywhere, and the form's menu of what a window is of. */
export function listenToMaintenance(app: App, desk: Desk): void {
  app.shortcut<GlobalShortcut>(
    { callback_id: MAINTENANCE_SHORTCUT, type: "shortcut" },
    async (args) => {
      await args.ack();
      await desk.take(args.shortcut.trigger_id, () => open(args, desk));
    },
  );
  app.options(SCOPE_MENU, (args) => offer(args, desk));
}

async function open(
  { shortcut, client, context }: ShortcutArgs,
  desk: Desk,
): Promise<void> {
  const { user, trigger_id: triggerId } = shortcut;
  const who = { userId: user.id, teamId: context.teamId };
  const reply = await desk.serve(who, (actor) =>
    openMaintenanceForm({ actor }, desk.tools),
  );
  const message =
    reply.kind === "form"
      ? await openForm(client, reply, { triggerId })
      : reply;
  if (message === undefined) return;
  const before = `${desk.usualCommand} `;
  await answerPerson(
    desk,
    { userId: user.id, respond: undefined, before },
    message,
  );
}

async function offer(
  { ack, options, body, context }: OptionsArgs,
  desk: Desk,
): Promise<void> {
  const found = desk.track(
    suggest(desk, options.value, () =>
      desk.actor(body.user.id, context.teamId),
    ),
  );
  await ack({
    options: await within(found, PATIENCE_MS, () => [], desk.clock),
  });
}

async function suggest(
  desk: Desk,
  text: string,
  actor: () => Promise<Actor>,
): Promise<Option[]> {
  try {
    const who = await actor();
    if (mayNotLook(who) !== undefined) return [];
    const found = await findScopeChoices(desk.tools.context(who), {
      text,
      limit: MOST_OPTIONS,
    });
    return found.map(scopeOption);
  } catch (error) {
    desk.log.error({ err: error }, "a menu could not be filled");
    return [];
  }
}
