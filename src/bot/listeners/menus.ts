import type {
  AllMiddlewareArgs,
  App,
  SlackOptionsMiddlewareArgs,
} from "@slack/bolt";
import type { Actor } from "../../actions/context.ts";
import { findLikely } from "../../actions/targets/find-target.ts";
import { mayNotLook } from "../../actions/people/permission.ts";
import { type Option, option } from "../../base/slack-blocks.ts";
import { within } from "../../base/within.ts";
import { SECOND } from "../../domain/time.ts";
import { buttonIds } from "../buttons/ids.ts";
import { pickValue, suggestionLabel } from "../commands/targets.ts";
import type { Desk } from "../desk.ts";

/** Slack shows 100 choices, and after three seconds none at all. */
const MOST_OPTIONS = 100;
const PATIENCE_MS = 2 * SECOND;
/** Verbs that mean one monitor as well as a service. */
const ofMonitors = /:(show|check|pause|resume|remove|edit|copy|move|rename)$/;

type OptionsArgs = SlackOptionsMiddlewareArgs<"block_suggestion"> &
  AllMiddlewareArgs;

/** Menus that ask for their choices while somebody types into them. */
export function listenToMenus(app: App, desk: Desk): void {
  app.options(new RegExp(`^${buttonIds.pick}:`), (args) => offer(args, desk));
}

async function offer(
  { ack, options, body, context }: OptionsArgs,
  desk: Desk,
): Promise<void> {
  const { value: text, action_id: actionId } = options;
  const found = desk.track(
    suggest(
      desk,
      {
        text,
        onlyPaused: actionId.endsWith(":resume"),
        withMonitors: ofMonitors.test(actionId),
      },
      () => desk.actor(body.user.id, context.teamId),
    ),
  );
  await ack({
    options: await within(found, PATIENCE_MS, () => [], desk.clock),
  });
}

async function suggest(
  desk: Desk,
  wanted: { text: string; onlyPaused: boolean; withMonitors: boolean },
  actor: () => Promise<Actor>,
): Promise<Option[]> {
  try {
    const asker = await actor();
    if (mayNotLook(asker) !== undefined) return [];
    const context = desk.tools.context(asker);
    const found = await findLikely(context, {
      ...wanted,
      limit: MOST_OPTIONS,
    });
    return found.map((one) => option(suggestionLabel(one), pickValue(one)));
  } catch (error) {
    desk.log.error({ err: error }, "a menu could not be filled");
    return [];
  }
}
