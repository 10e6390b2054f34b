import type { Namespace } from "../../actions/namespaces/add-namespace.ts";
import { mayNotAnnounce } from "../../actions/people/permission.ts";
import { actions, lines, text } from "../../base/slack-blocks.ts";
import type { Log } from "../../base/log.ts";
import { buttonIds } from "../buttons/ids.ts";
import { type Reply, message, say, sayRefusal } from "../reply.ts";
import { sealTicket } from "../sealed-ticket.ts";
import type { AccountSignIn, Ask, Command, Ticket, Tools } from "./command.ts";
import type { Word } from "../words.ts";
import {
  askToDisconnect,
  namespaceOf,
  showAccount,
  showAccounts,
} from "./accounts.ts";

export const twitter: Command = {
  name: "twitter",
  aliases: ["x"],
  summary:
    "A namespace's account on X: its customers are told there. Connects it, says how it does, disconnects it.",
  usage: [
    "twitter connect iati",
    "twitter status iati",
    "twitter disconnect iati",
    "twitter",
  ],
  async run(ask, tools) {
    const [first, ...rest] = ask.words;
    const verb = verbs.find((one) => one === first?.text.toLowerCase());
    const named = verb === undefined ? first : rest[0];
    if (verb === "status" && named === undefined)
      return showAccounts("x", "twitter", ask, tools);
    if (verb === "status" || verb === "disconnect")
      return look(verb, named, ask, tools);
    const { signIn } = tools;
    if (signIn === null)
      return say(
        "X is not configured: set TWITTER_APP_KEY and TWITTER_APP_SECRET, then start allswell again.",
      );
    if (first === undefined) return showAccounts("x", "twitter", ask, tools);
    const found = await namespaceOf(
      named,
      ["twitter", "connect"],
      "Whose account on X is to be connected?",
      ask,
      tools,
    );
    return found.ok
      ? connect(found.namespace, signIn, ask, tools)
      : found.reply;
  },
};

const verbs = ["connect", "status", "disconnect"] as const;

async function look(
  verb: "status" | "disconnect",
  named: Word | undefined,
  ask: Ask,
  tools: Tools,
): Promise<Reply> {
  const found = await namespaceOf(
    named,
    ["twitter", verb],
    "Whose account on X is to be disconnected?",
    ask,
    tools,
  );
  if (!found.ok) return found.reply;
  return verb === "status"
    ? showAccount(found.namespace, "x", ask, tools)
    : askToDisconnect(found.namespace, "x", ask, tools);
}

async function connect(
  namespace: Namespace,
  signIn: AccountSignIn,
  { actor }: Ask,
  tools: Tools,
): Promise<Reply> {
  const context = tools.context(actor);
  const refusal = mayNotAnnounce(context, namespace);
  if (refusal !== undefined) return sayRefusal(refusal);
  const begun = await begin(signIn, tools.log);
  if (begun === undefined)
    return say("X cannot be reached at the moment: try again in a minute.");
  const { url, ticket } = begun;
  return message(`Connect an account on X for ${namespace.name}`, [
    lines([
      text("1. Open "),
      { type: "link", url, text: "this page of X" },
      text(" signed in as the account that is to speak for "),
      text(namespace.name, "bold"),
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
        value: sealTicket(context.secrets, namespace.slug, ticket),
        style: "primary",
      },
    ]),
  ]);
}

async function begin(
  signIn: AccountSignIn,
  log: Log,
): Promise<{ url: string; ticket: Ticket } | undefined> {
  try {
    return await signIn.begin();
  } catch (error) {
    log.warn({ err: error }, "a sign-in at X could not begin");
    return undefined;
  }
}
