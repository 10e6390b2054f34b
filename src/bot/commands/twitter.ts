import { showNamespaces } from "../../actions/show.ts";
import { actions, lines, text } from "../../base/slack-blocks.ts";
import { buttonIds } from "../buttons/ids.ts";
import { message, say } from "../reply.ts";
import type { Command } from "./command.ts";

export const twitter: Command = {
  name: "twitter",
  aliases: ["x"],
  summary: "Connects a namespace's account on X: its customers are told there.",
  usage: ["twitter connect iati"],
  async run({ words: [verb, namespace], actor }, tools) {
    if (verb?.text.toLowerCase() !== "connect" || namespace === undefined)
      return say(
        "Type `twitter connect iati`, with the short name of the namespace.",
      );
    if (tools.signIn === null)
      return say(
        "X is not configured: set TWITTER_APP_KEY and TWITTER_APP_SECRET, then start allswell again.",
      );
    const slug = namespace.text.toLowerCase();
    const known = await showNamespaces(tools.context(actor));
    const found = known.find((one) => one.namespace.slug === slug);
    if (found === undefined)
      return say(
        `There is no namespace "${namespace.text}". \`namespace list\` shows them.`,
      );
    const { url, ticket } = await tools.signIn.begin();
    return message(`Connect an account on X for ${found.namespace.name}`, [
      lines([
        text("1. Open "),
        { type: "link", url, text: "this page of X" },
        text(" signed in as the account that is to speak for "),
        text(found.namespace.name, "bold"),
        text(", and allow it."),
      ]),
      lines([
        text(
          "2. X shows a number of seven digits: press the button and enter it.",
        ),
      ]),
      actions("pin", [
        {
          action: buttonIds.pinForm,
          label: "Enter the number",
          value: JSON.stringify({ slug, ...ticket }),
          style: "primary",
        },
      ]),
    ]);
  },
};
