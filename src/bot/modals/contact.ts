import {
  changeContact,
  type Contact,
  type ContactChange,
} from "../../actions/people/contact.ts";
import { lines, option, plain, text } from "../../base/slack-blocks.ts";
import { contactKinds, type ContactKind } from "../../domain/contact.ts";
import type { Tools } from "../commands/command.ts";
import type { View } from "../reply.ts";
import { contactSentence } from "../views/contact.ts";
import { input, textElement } from "./fields.ts";
import type { Outcome, Submission } from "./form.ts";

export const CONTACT = "contact";

const labels: Record<ContactKind, string> = {
  phone: "Phone, for SMS",
  mail: "Mail address",
};

const placeholders: Record<ContactKind, string> = {
  phone: "+44 20 7946 0958",
  mail: "ada@example.org",
};

/** `known` is masked: what is kept is never put into a field. */
export function contactForm(known: Contact): View {
  const removable = contactKinds.filter((kind) => known[kind] !== undefined);
  return {
    type: "modal",
    callback_id: CONTACT,
    title: plain("My contact details"),
    submit: plain("Save"),
    close: plain("Cancel"),
    blocks: [
      lines([
        text(
          "Kept encrypted, used to reach you when you are on call, never shown to anybody else. What you leave empty stays as it is.",
        ),
      ]),
      ...contactKinds.map((kind) =>
        input({
          id: kind,
          label: labels[kind],
          help: known[kind] === undefined ? undefined : `Now: ${known[kind]}`,
          optional: true,
          element: textElement({ placeholder: placeholders[kind] }),
        }),
      ),
      ...(removable.length === 0
        ? []
        : [
            input({
              id: "forget",
              label: "Forget",
              optional: true,
              element: {
                type: "checkboxes",
                options: removable.map((kind) =>
                  option(`My ${kind} (${known[kind]})`, kind),
                ),
              },
            }),
          ]),
    ],
  };
}

/** Keeps what was entered, forgets what was ticked; what is wrong is told at its fields. */
export async function submitContact(
  { values, actor }: Submission,
  tools: Tools,
): Promise<Outcome> {
  const forget = values["forget"]?.split(",") ?? [];
  const change: ContactChange = {};
  for (const kind of contactKinds) {
    const typed = values[kind];
    if (typed !== undefined) change[kind] = typed;
    else if (forget.includes(kind)) change[kind] = null;
  }
  const done = await changeContact(tools.context(actor), change);
  if (done.ok) return { ok: true, text: contactSentence(done.contact) };
  const problems = done.problems ?? [{ field: "phone", text: done.text }];
  return {
    ok: false,
    errors: Object.fromEntries(
      problems.map(({ field, text: problem }) => [field, problem]),
    ),
  };
}
