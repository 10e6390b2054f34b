import {
  findPanel,
  makePanel,
  makePrinterPanel,
  removePanel,
  renewPanelToken,
  showPanels,
} from "../../actions/panels/panels.ts";
import { clip } from "../../base/text.ts";
import { type Message, say, sayRefusal } from "../reply.ts";
import { panelsView, panelTokenView } from "../views/panels.ts";
import { joined, type Word } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { durationOf } from "./durations.ts";
import { allNamespaces, namespaceNamed } from "./namespaces.ts";
import { targetOf } from "./targets.ts";

const LONGEST_SAID = 60;
const EXAMPLES =
  '`panel new "Network weather" in iati every 1h`, `panel new "Printer" from office/printer`';

export const panel: Command = {
  name: "panel",
  aliases: ["panels"],
  summary:
    "What scripts push to a namespace's page (a picture, numbers), and the levels of printers.",
  usage: [
    "panel list",
    'panel new "Network weather" in iati every 1h',
    'panel new "Printer" from office/printer',
    "panel token network-weather",
    "panel remove network-weather",
  ],
  async run(ask, tools) {
    const [verb, ...rest] = ask.words;
    switch (verb?.text.toLowerCase()) {
      case "new":
      case "add":
      case "make":
      case "create":
        return make(rest, ask, tools);
      case "token":
        return renew(rest, ask, tools);
      case "remove":
      case "delete":
        return remove(rest, ask, tools);
      case undefined:
      case "list":
        return panelsView(await showPanels(tools.context(ask.actor)));
      default:
        return say(
          `What is to become of "${clip(joined(ask.words), LONGEST_SAID)}"? ${EXAMPLES}, \`panel list\`.`,
        );
    }
  },
};

/** The words before, and behind, a word that divides them: the last one of its kind. */
function split(
  words: readonly Word[],
  at: RegExp,
): [readonly Word[], readonly Word[] | undefined] {
  const index = words.findLastIndex(
    ({ kind, text }) => kind === "word" && at.test(text),
  );
  return index === -1
    ? [words, undefined]
    : [words.slice(0, index), words.slice(index + 1)];
}

async function make(
  words: readonly Word[],
  ask: Ask,
  tools: Tools,
): Promise<Message> {
  const [beforeFrom, from] = split(words, /^(from|of)$/i);
  if (from !== undefined && from.length > 0 && beforeFrom.length > 0)
    return makeOfPrinter(joined(beforeFrom), from, ask, tools);
  const [front, every] = split(words, /^(every|each)$/i);
  const [name, place] = split(front, /^in$/i);
  if (name.length === 0) return say(`A panel has a name: ${EXAMPLES}.`);
  const expected = every === undefined ? null : durationOf(joined(every));
  if (expected === undefined)
    return say("How often is it renewed? Write it as in `every 1h`.");
  if (ask.isAlone !== true)
    return say(
      "A panel's token is shown to you alone, which only a slash command can do: type the same behind `/allswell`.",
    );
  const found = namespaceNamed(
    joined(place ?? []),
    await allNamespaces(ask.actor, tools),
  );
  if (!found.ok) return say(found.text);
  const made = await makePanel(tools.context(ask.actor), {
    name: joined(name),
    namespaceSlug: found.namespace.slug,
    expectedEveryMs: expected,
  });
  return made.ok
    ? panelTokenView(made, tools.urlOf(`/panels/${made.slug}`))
    : sayRefusal(made);
}

async function makeOfPrinter(
  name: string,
  words: readonly Word[],
  ask: Ask,
  tools: Tools,
): Promise<Message> {
  const found = await targetOf({ verb: "show", words }, ask, tools);
  if (!found.ok) return found.reply;
  const context = tools.context(ask.actor);
  const made = await makePrinterPanel(context, found.target, name);
  return made.ok
    ? say(`"${made.name}" shows the levels of that printer on the page.`)
    : sayRefusal(made);
}

async function renew(
  words: readonly Word[],
  ask: Ask,
  tools: Tools,
): Promise<Message> {
  if (ask.isAlone !== true)
    return say(
      "A panel's token is shown to you alone, which only a slash command can do: type the same behind `/allswell`.",
    );
  const context = tools.context(ask.actor);
  const found = await findPanel(context, joined(words));
  if (!found.ok) return sayRefusal(found);
  const renewed = await renewPanelToken(context, found.panel);
  if (!renewed.ok) return sayRefusal(renewed);
  const { name, slug } = found.panel;
  const { token } = renewed;
  return panelTokenView({ name, slug, token }, tools.urlOf(`/panels/${slug}`), {
    renewed: true,
  });
}

async function remove(
  words: readonly Word[],
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const context = tools.context(actor);
  const found = await findPanel(context, joined(words));
  if (!found.ok) return sayRefusal(found);
  const removed = await removePanel(context, found.panel);
  return removed.ok
    ? say(`The panel "${found.panel.name}" is removed from the page.`)
    : sayRefusal(removed);
}
