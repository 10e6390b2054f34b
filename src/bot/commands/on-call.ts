import {
  clearRota,
  type OnCallLine,
  showOnCall,
} from "../../actions/people/on-call.ts";
import { mayNotAct, mayNotChange } from "../../actions/people/permission.ts";
import type { Button } from "../../base/slack-blocks.ts";
import { inOrderFrom } from "../../domain/on-call.ts";
import { rotaForm } from "../modals/set-rota.ts";
import { type Reply, say, sayRefusal } from "../reply.ts";
import { saveRota } from "../rota-request.ts";
import { onCallView, rotaView } from "../views/on-call.ts";
import { joined, type Word } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { namespaceNamed } from "./namespaces.ts";
import { readRhythm } from "./rota-words.ts";
import {
  askWhich,
  cutNamespace,
  MOST_CHOICES,
  wordsFor,
} from "./rota-names.ts";
import { giveBack, hasTaken, take } from "./shifts.ts";
import { commandButton } from "./targets.ts";

export const onCall: Command = {
  name: "oncall",
  aliases: ["on-call", "rota"],
  summary:
    "Who is on call for each namespace and who comes next; sets the rota, takes a shift (“I take tonight”) and gives it back.",
  usage: [
    "oncall",
    "oncall iati",
    "oncall set iati @ada @ben weekly mon 09:00",
    "oncall take iati tonight",
    "oncall take iati until tomorrow 9:00",
    "oncall take iati for 8h",
    "oncall back iati",
    "oncall clear iati",
  ],
  async run(ask, tools) {
    const all = await showOnCall(tools.context(ask.actor));
    const [verb, ...rest] = withoutMe(ask.words);
    switch (verb?.text.toLowerCase()) {
      case undefined:
        return onCallView(all, overviewButtons(all, ask, tools));
      case "set":
      case "edit":
        return set(rest, all, ask, tools);
      case "take":
      case "cover":
        return take(rest, all, ask, tools);
      case "back":
      case "give":
      case "return":
        return giveBack(rest, all, ask, tools);
      case "clear":
      case "remove":
        return clear(rest, all, ask, tools);
      default:
        return details(ask.words, all, ask, tools);
    }
  },
};

/** "oncall I take tonight" */
function withoutMe(words: readonly Word[]): readonly Word[] {
  return /^(i|i'll|me)$/i.test(words[0]?.text ?? "") ? words.slice(1) : words;
}

function overviewButtons(
  all: readonly OnCallLine[],
  { actor }: Ask,
  tools: Tools,
): Button[] {
  const context = tools.context(actor);
  const ofEach = all
    .slice(0, MOST_CHOICES)
    .flatMap(({ namespace }, index) =>
      commandButton(
        wordsFor(`oncall ${namespace.slug}`),
        namespace.name,
        index,
      ),
    );
  const mayTake = mayNotAct(context) === undefined && all.length > 0;
  return [
    ...ofEach,
    ...(mayTake
      ? commandButton(wordsFor("oncall take tonight"), "I take tonight", 10)
      : []),
  ];
}

async function details(
  words: readonly Word[],
  all: readonly OnCallLine[],
  ask: Ask,
  tools: Tools,
): Promise<Reply> {
  const found = namespaceNamed(
    joined(words),
    all.map(({ namespace }) => namespace),
  );
  if (!found.ok) return say(found.text);
  const line = all.find(({ namespace }) => namespace === found.namespace);
  return line === undefined
    ? say("This namespace is gone.")
    : rotaView(line, rotaButtons(line, ask, tools));
}

function rotaButtons(line: OnCallLine, ask: Ask, tools: Tools): Button[] {
  const context = tools.context(ask.actor);
  const { namespace } = line;
  const { slug } = namespace;
  const mayTake = mayNotAct(context) === undefined;
  const mayChange = mayNotChange(context, namespace) === undefined;
  return [
    ...(mayTake
      ? commandButton(
          wordsFor(`oncall take ${slug} tonight`),
          "I take tonight",
          0,
        )
      : []),
    ...(mayTake
      ? commandButton(wordsFor(`oncall take ${slug}`), "I take over now", 1)
      : []),
    ...(hasTaken(line, ask)
      ? commandButton(wordsFor(`oncall back ${slug}`), "Give it back", 2)
      : []),
    ...(mayChange
      ? commandButton(wordsFor(`oncall set ${slug}`), "Change the rota …", 3)
      : []),
    ...commandButton(wordsFor("oncall"), "All namespaces", 4),
  ];
}

async function set(
  words: readonly Word[],
  all: readonly OnCallLine[],
  ask: Ask,
  tools: Tools,
): Promise<Reply> {
  const { line, rest } = cutNamespace(words, all);
  if (line === undefined) return askWhich("set", rest, all);
  const { namespace } = line;
  const refusal = mayNotChange(tools.context(ask.actor), namespace);
  if (refusal !== undefined) return sayRefusal(refusal);
  if (rest.length === 0) return openRotaForm(line, ask, tools);
  if (rest.some(({ kind }) => kind === "group"))
    return say(
      "A user group has no order: name the people one by one, in the order in which they come.",
    );
  const people = rest.filter(({ kind }) => kind === "user");
  if (people.length === 0)
    return say(
      "Name the people with an @, in the order in which they come: `oncall set iati @ada @ben weekly mon 09:00`.",
    );
  const rhythm = readRhythm(rest.filter(({ kind }) => kind !== "user"));
  if (typeof rhythm === "string") return say(rhythm);
  const ids = people.map(({ id = "" }) => id);
  const saved = await saveRota(namespace, ids, rhythm, ask, tools);
  return say(
    saved.ok
      ? saved.text
      : saved.problems.map(({ text: problem }) => problem).join(" "),
  );
}

function openRotaForm(
  { namespace, rota }: OnCallLine,
  { actor }: Ask,
  tools: Tools,
): Reply {
  const { now } = tools.context(actor);
  const people =
    rota === null ? [] : inOrderFrom(rota, now).map(({ id }) => id);
  const [button] = commandButton(
    wordsFor(`oncall set ${namespace.slug}`),
    "Set the rota …",
  );
  if (button === undefined) throw new Error("a short command fits a button");
  return { kind: "form", view: rotaForm(namespace, rota, people), button };
}

async function clear(
  words: readonly Word[],
  all: readonly OnCallLine[],
  ask: Ask,
  tools: Tools,
): Promise<Reply> {
  const { line } = cutNamespace(words, all);
  if (line === undefined) return askWhich("clear", [], all);
  const done = await clearRota(tools.context(ask.actor), line.namespace);
  return done.ok
    ? say(
        `${line.namespace.name} has no rota any more: nobody is on call by turns.`,
      )
    : sayRefusal(done);
}
