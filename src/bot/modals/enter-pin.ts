import { connectAccount } from "../../actions/connect-account.ts";
import type { Actor } from "../../actions/context.ts";
import { plain } from "../../base/slack-blocks.ts";
import type { Tools } from "../commands/command.ts";
import type { View } from "../reply.ts";
import { input, textElement } from "./fields.ts";

export const ENTER_PIN = "enter_pin";

/** What the button carries over to the form: the namespace and the sign-in that was begun. */
export interface PinTicket {
  slug: string;
  token: string;
  secret: string;
}

export function pinForm(ticket: PinTicket): View {
  return {
    type: "modal",
    callback_id: ENTER_PIN,
    private_metadata: JSON.stringify(ticket),
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
  values: Record<string, string>,
  metadata: string,
  actor: Actor,
  tools: Tools,
): Promise<
  { ok: true; text: string } | { ok: false; errors: Record<string, string> }
> {
  const { slug, token, secret } = JSON.parse(metadata) as PinTicket;
  const pin = (values["pin"] ?? "").replaceAll(/\s/g, "");
  if (!/^\d{7}$/.test(pin) || tools.signIn === null)
    return { ok: false, errors: { pin: "X's number has seven digits." } };
  const account = await tools.signIn.finish({ token, secret }, pin);
  if (!account.ok) return { ok: false, errors: { pin: account.text } };
  const connected = await connectAccount(tools.context(actor), slug, {
    channel: "x",
    ...account,
  });
  return connected.ok
    ? { ok: true, text: `@${account.handle} speaks for ${slug} from now on.` }
    : { ok: false, errors: { pin: connected.text } };
}
