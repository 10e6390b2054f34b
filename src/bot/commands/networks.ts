import { mayNotAnnounce } from "../../actions/people/permission.ts";
import { isNetwork, networkNames } from "../../domain/posts/networks.ts";
import { buttonIds } from "../buttons/ids.ts";
import { connectForm, type EnteredNetwork } from "../modals/connect-network.ts";
import { type Reply, say, sayRefusal } from "../reply.ts";
import {
  askToDisconnect,
  namespaceOf,
  showAccount,
  showAccounts,
} from "./accounts.ts";
import type { Ask, Command, Tools } from "./command.ts";

const verbs = ["connect", "status", "disconnect"] as const;

export const mastodon = networkCommand(
  "mastodon",
  ["toot"],
  "A namespace's account on Mastodon: its customers are told there. Connects it by its server's address and an access token, says how it does, disconnects it.",
);

export const bluesky = networkCommand(
  "bluesky",
  ["bsky"],
  "A namespace's account on Bluesky: its customers are told there. Connects it by its handle and an app password, says how it does, disconnects it.",
);

/** A network whose accounts are connected by what is entered in a form. */
function networkCommand(
  network: EnteredNetwork,
  aliases: string[],
  summary: string,
): Command {
  return {
    name: network,
    aliases,
    summary,
    usage: verbs.map((verb) => `${network} ${verb} iati`),
    async run(ask, tools) {
      const [first, second] = ask.words;
      const said = verbs.find((one) => one === first?.text.toLowerCase());
      const verb = said ?? "connect";
      const named = said === undefined ? first : second;
      if (named === undefined && (said === undefined || said === "status"))
        return showAccounts(network, network, ask, tools);
      const found = await namespaceOf(
        named,
        [network, verb],
        verb === "disconnect"
          ? "Whose account is to be disconnected?"
          : "Whose account is to be connected?",
        ask,
        tools,
      );
      if (!found.ok) return found.reply;
      const { namespace } = found;
      switch (verb) {
        case "status":
          return showAccount(namespace, network, ask, tools);
        case "disconnect":
          return askToDisconnect(namespace, network, ask, tools);
        case "connect": {
          const refusal = mayNotAnnounce(tools.context(ask.actor), namespace);
          return refusal === undefined
            ? openConnectForm(namespace.slug, network)
            : sayRefusal(refusal);
        }
      }
    },
  };
}

function openConnectForm(slug: string, network: EnteredNetwork): Reply {
  return {
    kind: "form",
    view: connectForm(slug, network),
    button: {
      action: buttonIds.connectNetwork,
      label: `Connect ${networkNames[network]}`,
      value: `${network} ${slug}`,
    },
  };
}

/** The press on that button. */
export async function openConnect(
  value: string,
  ask: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Reply> {
  const [network = "", slug = ""] = value.split(" ");
  if (!isNetwork(network) || network === "x")
    return say("This button is of another version of allswell.");
  const word = { kind: "word", text: slug } as const;
  const found = await namespaceOf(word, [network], "", ask, tools);
  return found.ok ? openConnectForm(slug, network) : found.reply;
}
