import * as z from "zod";
import type { Namespace } from "../../actions/namespaces/add-namespace.ts";
import {
  accountStatus,
  disconnectAccount,
  findAccount,
  statusLine,
  statusLines,
} from "../../actions/posts/accounts.ts";
import {
  type Network,
  networkNames,
  networks,
} from "../../domain/posts/networks.ts";
import { showNamespaces } from "../../actions/inside/show.ts";
import {
  actions,
  bullets,
  header,
  lines,
  text,
} from "../../base/slack-blocks.ts";
import { clip } from "../../base/text.ts";
import { buttonIds } from "../buttons/ids.ts";
import { instead, message, type Reply, say, sayRefusal } from "../reply.ts";
import type { Word } from "../words.ts";
import type { Ask, Tools } from "./command.ts";
import { commandButton } from "./targets.ts";
import { reader } from "../buttons/values.ts";

/** Slack's row of buttons gets hard to read beyond this. */
const MOST_CHOICES = 5;
const MOST_LISTED = 20;

type Asker = Pick<Ask, "actor">;

/** The namespace that a word names; where there is none, a question with the likely ones. */
export async function namespaceOf(
  named: Word | undefined,
  verb: readonly string[],
  question: string,
  { actor }: Asker,
  tools: Tools,
): Promise<{ ok: true; namespace: Namespace } | { ok: false; reply: Reply }> {
  const known = await showNamespaces(tools.context(actor));
  const namespaces = known.map(({ namespace }) => namespace);
  if (named === undefined)
    return { ok: false, reply: askWhich(namespaces, verb, question) };
  const slug = named.text.toLowerCase();
  const namespace = namespaces.find((one) => one.slug === slug);
  if (namespace !== undefined) return { ok: true, namespace };
  const sentence = `There is no namespace "${clip(named.text, 60)}". \`namespace list\` shows them.`;
  return { ok: false, reply: say(sentence) };
}

function askWhich(
  namespaces: readonly Namespace[],
  verb: readonly string[],
  question: string,
): Reply {
  if (namespaces.length === 0)
    return say(
      "There is no namespace yet. Make one first: `namespace add iati`.",
    );
  const buttons = namespaces
    .slice(0, MOST_CHOICES)
    .flatMap(({ slug, name }, index) =>
      commandButton(
        [...verb, slug].map((word) => ({ kind: "word", text: word })),
        name,
        index,
      ),
    );
  return say(
    `${question} \`${verb.join(" ")} iati\` names the namespace.`,
    buttons,
  );
}

/** The accounts of all namespaces, with a button for what each may want next. */
export async function showAccounts(
  network: Network,
  verb: string,
  { actor }: Asker,
  tools: Tools,
): Promise<Reply> {
  const context = tools.context(actor);
  const known = await showNamespaces(context);
  if (known.length === 0) return askWhich([], [verb], "");
  const shown = await Promise.all(
    known
      .slice(0, MOST_LISTED)
      .map(({ namespace: { slug } }) => accountStatus(context, slug, network)),
  );
  const statuses = shown.filter((status) => status.ok);
  const rest = known.length - statuses.length;
  const title = `Accounts on ${networkNames[network]}`;
  const buttons = statuses
    .slice(0, MOST_CHOICES)
    .flatMap(({ account, namespace: { slug, name } }, index) => {
      const next = account === null ? "connect" : "status";
      const label = account === null ? `Connect ${name}` : name;
      const words = [verb, next, slug];
      return commandButton(
        words.map((word) => ({ kind: "word", text: word })),
        label,
        index,
      );
    });
  return message(title, [
    header(title),
    bullets([
      ...statuses.map((status) => [text(statusLine(status))]),
      ...(rest > 0 ? [[text(`and ${rest} more`, "italic")]] : []),
    ]),
    actions("accounts", buttons),
  ]);
}

/** How the account of a namespace does. */
export async function showAccount(
  { slug, name }: Pick<Namespace, "slug" | "name">,
  network: Network,
  { actor }: Asker,
  tools: Tools,
): Promise<Reply> {
  const status = await accountStatus(tools.context(actor), slug, network);
  if (!status.ok) return sayRefusal(status);
  const title = `${networkNames[network]} for ${name}`;
  return message(title, [
    header(title),
    lines(...statusLines(status).map((line) => [text(line)])),
  ]);
}

/** Whoever may not disconnect it learns so before the question. */
export async function askToDisconnect(
  { slug, name }: Pick<Namespace, "slug" | "name">,
  network: Network,
  { actor }: Asker,
  tools: Tools,
): Promise<Reply> {
  const found = await findAccount(tools.context(actor), slug, network);
  if (!found.ok) return sayRefusal(found);
  const { label, others } = found.account;
  const tokens = others > 0 ? "" : " Its tokens are deleted.";
  return say(
    `Shall ${label} speak for ${name} no more?${tokens} What waits to be posted is not posted.`,
    [
      {
        action: buttonIds.disconnectAccount,
        label: `Disconnect ${clip(label, 50)}`,
        value: JSON.stringify({ slug, network }),
        style: "danger",
      },
    ],
  );
}

const disconnection = z.object({
  slug: z.string(),
  network: z.enum(networks as [Network, ...Network[]]),
});

/** The press on that button. */
export async function disconnectNow(
  value: string,
  { actor }: Asker,
  tools: Tools,
): Promise<Reply | undefined> {
  const asked = readDisconnection(value);
  if (asked === undefined) return undefined;
  const { slug, network } = asked;
  const done = await disconnectAccount(tools.context(actor), slug, network);
  return done.ok ? instead(say(done.text)) : sayRefusal(done);
}

const readDisconnection = reader(disconnection);
