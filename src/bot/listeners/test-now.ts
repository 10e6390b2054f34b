import type {
  AllMiddlewareArgs,
  BlockAction,
  SlackActionMiddlewareArgs,
} from "@slack/bolt";
import { mayNotLook } from "../../actions/people/permission.ts";
import type { Block } from "../../base/slack-blocks.ts";
import { slackView } from "../answering.ts";
import { type Desk, OUR_FAULT } from "../desk.ts";
import { submitted } from "../modals/state.ts";
import { TEST_BLOCK } from "../modals/test-block.ts";
import type { View } from "../reply.ts";
import { lookingBlocks, problemBlocks, readTrial, tryIt } from "../trial.ts";

type PressArgs = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;
type OpenView = NonNullable<BlockAction["view"]>;

/** Blocks of what was seen are told from the form's own by their ids. */
const EVIDENCE = "seen_";

/**
 * Looks by what a form holds. Slack keeps what was typed, because the fields stay the same; the form says that it is
 * looked, and then what was seen.
 */
export async function testNow(
  { body, context, client }: PressArgs,
  view: OpenView,
  desk: Desk,
): Promise<void> {
  const show = async (evidence: Block[]): Promise<void> => {
    try {
      await client.views.update({
        view_id: view.id,
        view: slackView(withEvidence(view, evidence)),
      });
    } catch (error) {
      desk.log.debug({ err: error }, "the form was closed meanwhile");
    }
  };
  try {
    const actor = await desk.actor(body.user.id, context.teamId);
    const refusal = mayNotLook(actor);
    if (refusal !== undefined) return await show(problemBlocks([refusal.text]));
    const read = await readTrial(
      {
        callbackId: view.callback_id,
        metadata: view.private_metadata,
        values: submitted(view.state.values),
      },
      actor,
      desk.tools,
    );
    if (!read.ok) return await show(problemBlocks(read.problems));
    await show(lookingBlocks());
    await show(await tryIt(read, desk.tools));
  } catch (error) {
    desk.log.error({ err: error }, "a form could not be tried");
    await show(problemBlocks([OUR_FAULT]));
  }
}

/** The form with what was seen below its button, in the place of what was seen before. */
function withEvidence(view: OpenView, evidence: readonly Block[]): View {
  const own = (view.blocks as unknown as Block[]).filter(
    ({ block_id: id }) => id?.startsWith(EVIDENCE) !== true,
  );
  const at = own.findIndex(({ block_id: id }) => id === TEST_BLOCK) + 1;
  const shown = evidence.map((block, index) => ({
    ...block,
    block_id: `${EVIDENCE}${index}`,
  }));
  return {
    type: "modal",
    callback_id: view.callback_id,
    private_metadata: view.private_metadata,
    title: view.title,
    ...(view.submit === null ? {} : { submit: view.submit }),
    ...(view.close === null ? {} : { close: view.close }),
    blocks: [...own.slice(0, at), ...shown, ...own.slice(at)],
  };
}
