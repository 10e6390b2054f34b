import { likelyNames } from "../../domain/names.ts";
import { type Reply, say } from "../reply.ts";
import type { Word } from "../words.ts";
import { add } from "./add.ts";
import { ack, pause, remove, resume } from "./changing.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { helpView } from "../views/help.ts";
import { board, check, deliveries, incidents, list, show } from "./looking.ts";
import { namespace } from "./namespace.ts";
import { twitter } from "./twitter.ts";

const help: Command = {
  name: "help",
  aliases: ["?", "commands"],
  summary: "All verbs, or one with its examples.",
  usage: ["help", "help add"],
  run: async ({ words: [verb] }) => {
    const named = verb === undefined ? undefined : commandNamed(verb.text);
    return verb !== undefined && named === undefined
      ? notUnderstood(verb.text)
      : helpView(commands, named);
  },
};

/** Every verb, in the order of the help. */
export const commands: readonly Command[] = [
  board,
  show,
  add,
  check,
  pause,
  resume,
  remove,
  list,
  incidents,
  ack,
  deliveries,
  namespace,
  twitter,
  help,
];

function commandNamed(word: string): Command | undefined {
  const name = word.toLowerCase();
  return commands.find(
    (command) => command.name === name || command.aliases?.includes(name),
  );
}

/** Does what somebody typed. Where the first word is no verb, a service of that name is shown. */
export async function runCommand(ask: Ask, tools: Tools): Promise<Reply> {
  const [first, ...rest] = ask.words;
  if (first === undefined) return board.run(ask, tools);
  const command = first.kind === "word" ? commandNamed(first.text) : undefined;
  if (command !== undefined) return command.run({ ...ask, words: rest }, tools);
  if (first.kind === "link") return add.run(ask, tools);
  return (await verbMeant(first, ask)) ?? show.run(ask, tools);
}

/** A single mistyped verb ("puase datastore") is told apart from a service's name by the words behind it. */
async function verbMeant(
  first: Word,
  { words }: Ask,
): Promise<Reply | undefined> {
  if (first.kind !== "word" || words.length < 2) return undefined;
  const [likely] = likelyNames(
    first.text,
    commands.flatMap(({ name, aliases }) => [name, ...(aliases ?? [])]),
    1,
  );
  return likely === undefined
    ? undefined
    : say(
        `"${first.text}" is no verb. Did you mean \`${[likely, ...words.slice(1).map(({ text }) => text)].join(" ")}\`? \`help\` lists them all.`,
      );
}

function notUnderstood(word: string): Reply {
  const [likely] = likelyNames(
    word,
    commands.map(({ name }) => name),
    1,
  );
  return say(
    `"${word}" is no verb. ${likely === undefined ? "" : `Did you mean \`${likely}\`? `}\`help\` lists them all.`,
  );
}
