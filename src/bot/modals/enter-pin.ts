import { connectAccount } from "../../actions/audience/connect-account.ts";
import { plain } from "../../base/slack-blocks.ts";
import type { Tools } from "../commands/command.ts";
import type { View } from "../reply.ts";
import { openTicket } from "../sealed-ticket.ts";
import { input, textElement } from "./fields.ts";
import type { Outcome, Submission } from "./form.ts";

export const ENTER_PIN = "enter_pin";

/** `sealed` is the sign-in that was begun, as the button carried it. */
export function pinForm(sealed: string): View {
  return {
    type: "modal",
    callback_id: ENTER_PIN,
    private_metadata: sealed,
    title: plain("Connect X"),
    submit: plain("Connect"),
    close: plain("Cancel"),
    blocks: [
      input({
        id: "pin",
        label: "The number that X shows",
        element: textElement({ placeholder: "1234567" }),
      }),
    ],
  };
}

/** Finishes the sign-in with the number that was entered. */
export async function submitPin(
  { values, metadata, actor }: Submission,
  tools: Tools,
): Promise<Outcome> {
  const context = tools.context(actor);
  const begun = openTicket(context.secrets, metadata);
  if (begun === undefined || tools.signIn === null)
    return wrong("This sign-in cannot be finished any more: begin anew.");
  const pin = (values["pin"] ?? "").replaceAll(/\s/g, "");
  if (!/^\d{7}$/.test(pin)) return wrong("X's number has seven digits.");
  const account = await tools.signIn.finish(begun.ticket, pin);
  if (!account.ok) return wrong(account.text);
  const connected = await connectAccount(context, begun.slug, {
    channel: "x",
    ...account,
  });
  return connected.ok
    ? {
        ok: true,
        text: `@${account.handle} speaks for ${begun.slug} from now on.`,
      }
    : wrong(connected.text);
}

function wrong(text: string): Outcome {
  return { ok: false, errors: { pin: text } };
}
