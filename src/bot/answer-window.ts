import { plain } from "../base/slack-blocks.ts";
import { slackView } from "./answering.ts";
import type { Desk } from "./desk.ts";
import type { Message, View } from "./reply.ts";
import { typedHere } from "./typed-here.ts";

/** The window that shows answers to what is pressed where there is no message: on the home tab, and in the window itself. */
const CALLBACK = "answer";

/**
 * Answers a press in a view by a window in front of it. False where the view is another one, a form, or Slack does not
 * take it: then a direct message must do.
 */
export async function answeredInView(
  desk: Desk,
  message: Message,
  triggerId: string,
  view: { id: string; hash: string; type: string; callback_id: string },
): Promise<boolean> {
  const isOurs = view.type === "modal" && view.callback_id === CALLBACK;
  if (view.type !== "home" && !isOurs) return false;
  const { views } = desk.client;
  const shown = slackView(windowOf(desk, message));
  try {
    if (isOurs)
      await views.update({ view_id: view.id, hash: view.hash, view: shown });
    else await views.open({ trigger_id: triggerId, view: shown });
    return true;
  } catch (error) {
    desk.log.debug({ err: error }, "no window could be opened for an answer");
    return false;
  }
}

function windowOf(desk: Desk, message: Message): View {
  // Windows hold no charts.
  const { blocks } = typedHere(
    message.plainer ?? message,
    `${desk.usualCommand} `,
  );
  return {
    type: "modal",
    callback_id: CALLBACK,
    title: plain("allswell"),
    close: plain("Close"),
    blocks,
  };
}
