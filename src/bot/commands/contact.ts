import { changeContact, showContact } from "../../actions/people/contact.ts";
import { mayNotAct } from "../../actions/people/permission.ts";
import { contactKinds, type ContactKind } from "../../domain/contact.ts";
import { buttonIds } from "../buttons/ids.ts";
import { contactForm } from "../modals/contact.ts";
import { type Reply, say, sayRefusal } from "../reply.ts";
import { contactSentence } from "../views/contact.ts";
import { joined } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";

export const contact: Command = {
  name: "contact",
  summary:
    "How you can be reached outside Slack (phone, mail), in a form: kept encrypted, never shown to others.",
  usage: ["contact", "contact remove phone", "contact remove"],
  async run(ask, tools) {
    const typed = joined(ask.words).toLowerCase();
    if (typed === "") return openContactForm(ask, tools);
    const [, word] = /^(?:remove|delete|forget)(?: (.*))?$/.exec(typed) ?? [];
    const kinds = contactKinds.filter((kind) => word === kind);
    if (/^(remove|delete|forget)( all)?$/.test(typed))
      return remove(contactKinds, ask, tools);
    return kinds.length > 0
      ? remove(kinds, ask, tools)
      : say(
          "A number or an address is never typed into a channel: `contact` opens a form for it, `contact remove phone` forgets it.",
          [
            {
              action: buttonIds.contactForm,
              label: "Open the form",
              value: "me",
            },
          ],
        );
  },
};

async function remove(
  kinds: readonly ContactKind[],
  { actor }: Ask,
  tools: Tools,
): Promise<Reply> {
  const change = Object.fromEntries(kinds.map((kind) => [kind, null]));
  const done = await changeContact(tools.context(actor), change);
  return done.ok ? say(contactSentence(done.contact)) : sayRefusal(done);
}

export async function openContactForm(
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Reply> {
  const context = tools.context(actor);
  const refusal = mayNotAct(context);
  if (refusal !== undefined) return sayRefusal(refusal);
  return {
    kind: "form",
    view: contactForm(await showContact(context)),
    button: {
      action: buttonIds.contactForm,
      label: "My contact details …",
      value: "me",
    },
  };
}
