import type { Namespace } from "../../actions/add-namespace.ts";
import { mayNotChange } from "../../actions/permission.ts";
import { showNamespaces } from "../../actions/show.ts";
import { actions, lines, text } from "../../base/slack-blocks.ts";
import type { Log } from "../../base/log.ts";
import { clip } from "../../base/text.ts";
import { buttonIds } from "../buttons/ids.ts";
import { type Reply, message, say, sayRefusal } from "../reply.ts";
import { sealTicket } from "../sealed-ticket.ts";
import type { AccountSignIn, Ask, Command, Ticket, Tools } from "./command.ts";
import { commandButton } from "./targets.ts";

/** Slack's row of buttons gets hard to read beyond this. */
const MOST_CHOICES = 5;

export const twitter: Command = {
  name: "twitter",
  aliases: ["x"],
  summary: "Connects a namespace's account on X: its customers are told there.",
  usage: ["twitter connect iati", "twitter"],
  async run(ask, tools) {
    const { signIn } = tools;
    if (signIn === null)
      return say(
        "X is not configured: set TWITTER_APP_KEY and TWITTER_APP_SECRET, then start allswell again.",
      );
    const [verb, ...rest] = ask.words;
    const isConnect = verb?.text.toLowerCase() === "connect";
    const [named] = isConnect ? rest : ask.words;
    const known = await showNamespaces(tools.context(ask.actor));
    const namespaces = known.map(({ namespace }) => namespace);
    if (named === undefined) return askWhichNamespace(namespaces);
    const slug = named.text.toLowerCase();
    const found = namespaces.find((one) => one.slug === slug);
    return found === undefined
      ? say(
          `There is no namespace "${clip(named.text, 60)}". \`namespace list\` shows them.`,
        )
      : connect(found, signIn, ask, tools);
  },
};

function askWhichNamespace(namespaces: readonly Namespace[]): Reply {
  if (namespaces.length === 0)
    return say(
      "There is no namespace yet. Make one first: `namespace add iati`.",
    );
  const buttons = namespaces
    .slice(0, MOST_CHOICES)
    .flatMap(({ slug, name }, index) =>
      commandButton(
        ["twitter", "connect", slug].map((word) => ({
          kind: "word",
          text: word,
        })),
        name,
        index,
      ),
    );
  return say(
    "Whose account on X is to be connected? `twitter connect iati` names the namespace.",
    buttons,
  );
}

async function connect(
  namespace: Namespace,
  signIn: AccountSignIn,
  { actor }: Ask,
  tools: Tools,
): Promise<Reply> {
  const context = tools.context(actor);
  const refusal = mayNotChange(context, namespace);
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
