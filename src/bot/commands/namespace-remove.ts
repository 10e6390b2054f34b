import {
  type NamespaceRemoval,
  planRemoval,
  removeNamespace,
} from "../../actions/namespaces/remove-namespace.ts";
import { showNamespaces } from "../../actions/inside/show.ts";
import { clip, listed } from "../../base/text.ts";
import { buttonIds } from "../buttons/ids.ts";
import {
  instead,
  type Message,
  type Reply,
  say,
  sayRefusal,
} from "../reply.ts";
import type { Word } from "../words.ts";
import type { Ask, Tools } from "./command.ts";
import { slugOfNamespace } from "./move.ts";
import { commandButton } from "./targets.ts";

const MOST_CHOICES = 5;
const MOST_NAMED = 6;
const LONGEST_NAME = 60;

type Asker = Pick<Ask, "actor">;

/** Whoever may not remove it, and where it is not empty, learns so before the question. */
export async function askToRemoveNamespace(
  words: readonly Word[],
  ask: Asker,
  tools: Tools,
): Promise<Reply> {
  if (words.length === 0) return askWhichToRemove(ask, tools);
  const slug = await slugOfNamespace(words, ask, tools);
  const planned = await planRemoval(tools.context(ask.actor), slug);
  return planned.ok ? question(planned) : sayRefusal(planned);
}

function question({
  namespace,
  hearers,
  restorable,
}: NamespaceRemoval): Message {
  const name = clip(namespace.name, LONGEST_NAME);
  const heard =
    hearers.length === 0
      ? ""
      : ` ${listed(hearers, MOST_NAMED)} ${hearers.length === 1 ? "hears" : "hear"} no more of it.`;
  const lost =
    restorable.length === 0
      ? ""
      : ` ${listed(
          restorable.map((thing) => clip(thing, LONGEST_NAME)),
          MOST_NAMED,
        )}, removed lately, cannot be brought back any more.`;
  return say(
    `Remove the namespace ${name} (${namespace.slug})?${heard}${lost} Its page, who is on call and all its settings go; the history of what was in it stays. This cannot be undone.`,
    [
      {
        action: buttonIds.removeNamespace,
        label: `Remove ${name}`,
        value: namespace.slug,
        style: "danger",
      },
    ],
  );
}

async function askWhichToRemove(
  { actor }: Asker,
  tools: Tools,
): Promise<Reply> {
  const all = await showNamespaces(tools.context(actor));
  if (all.length === 0) return say("There is no namespace.");
  return say(
    "Remove which one? It must be empty: `namespace remove iati` says what is still in it.",
    all.slice(0, MOST_CHOICES).flatMap(({ namespace: { slug, name } }, index) =>
      commandButton(
        ["namespace", "remove", slug].map((text) => ({ kind: "word", text })),
        clip(`${name} (${slug})`, LONGEST_NAME),
        index,
      ),
    ),
  );
}

/** The press on the button of the question. */
export async function removeNamespaceNow(
  slug: string,
  { actor }: Asker,
  tools: Tools,
): Promise<Reply> {
  const removed = await removeNamespace(tools.context(actor), slug);
  return removed.ok
    ? instead(
        say(
          `${removed.namespace.name} is removed. \`namespace add ${removed.namespace.slug}\` makes a new one of that name.`,
        ),
      )
    : sayRefusal(removed);
}
