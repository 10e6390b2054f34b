import { clip } from "../../base/text.ts";
import { likelyNames } from "../../domain/names.ts";
import { type Reply, say } from "../reply.ts";
import { helpView } from "../views/help.ts";
import { joined, type Word, withoutEnd } from "../words.ts";
import { ack } from "./ack.ts";
import { add } from "./add.ts";
import { channel } from "./channel.ts";
import { check } from "./check.ts";
import { exportCommand, importCommand } from "./configuration.ts";
import { copy } from "./copy.ts";
import { doctor } from "./doctor.ts";
import { edit } from "./edit.ts";
import { move } from "./move.ts";
import { rename } from "./rename.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { handback } from "./handback.ts";
import { incidents } from "./incidents.ts";
import { deliveries } from "./deliveries.ts";
import { board, list, show } from "./looking.ts";
import { maintenance } from "./maintenance.ts";
import { namespace } from "./namespace.ts";
import { pause, resume } from "./pause.ts";
import { calendar, graph, heatmap, histogram } from "./pictures.ts";
import { postmortem } from "./postmortem.ts";
import { posts } from "./posts.ts";
import { remove } from "./remove.ts";
import { report } from "./report.ts";
import { restore } from "./restore.ts";
import { snooze, wake } from "./snooze.ts";
import { update } from "./update.ts";
import { contact } from "./contact.ts";
import { audit } from "./audit.ts";
import { bluesky, mastodon } from "./networks.ts";
import { onCall } from "./on-call.ts";
import { page } from "./page.ts";
import { people } from "./people.ts";
import { subscribeCommand, unsubscribeCommand } from "./subscribe.ts";
import { commandButton } from "./targets.ts";
import { panel } from "./panel.ts";
import { token } from "./token.ts";
import { twitter } from "./twitter.ts";
import { webhook } from "./webhook.ts";

const help: Command = {
  name: "help",
  aliases: ["?", "commands", "hello", "hi"],
  summary: "All verbs, or one with its examples.",
  usage: ["help", "help add"],
  run: async ({ words: [verb] }) => {
    const named = verb === undefined ? undefined : commandNamed(verb.text);
    return verb !== undefined && named === undefined
      ? noVerb(verb)
      : helpView(commands, named);
  },
};

/** Of what somebody typed, so much is said again. */
const LONGEST_SAID = 60;

/** Every verb, in the order of the help. */
export const commands: readonly Command[] = [
  board,
  show,
  add,
  edit,
  copy,
  move,
  rename,
  check,
  pause,
  resume,
  remove,
  restore,
  list,
  maintenance,
  incidents,
  ack,
  handback,
  snooze,
  wake,
  update,
  postmortem,
  graph,
  histogram,
  heatmap,
  calendar,
  report,
  deliveries,
  subscribeCommand,
  unsubscribeCommand,
  channel,
  onCall,
  page,
  people,
  contact,
  audit,
  namespace,
  exportCommand,
  importCommand,
  panel,
  token,
  twitter,
  mastodon,
  bluesky,
  webhook,
  posts,
  doctor,
  help,
];

/** The verb that a word is, with the punctuation that people put behind it. */
export function commandNamed(word: string): Command | undefined {
  const name = word.toLowerCase();
  return named(name) ?? named(withoutEnd(name));
}

function named(name: string): Command | undefined {
  return commands.find(
    (command) => command.name === name || command.aliases?.includes(name),
  );
}

/** Does what somebody typed. Where the first word is no verb, a service of that name is shown. */
export async function runCommand(ask: Ask, tools: Tools): Promise<Reply> {
  const [first, ...rest] = withoutPlease(ask.words);
  if (first === undefined) return board.run({ ...ask, words: [] }, tools);
  const command = first.kind === "word" ? commandNamed(first.text) : undefined;
  if (command !== undefined) return command.run({ ...ask, words: rest }, tools);
  const words = [first, ...rest];
  if (first.kind === "link") return add.run({ ...ask, words }, tools);
  return orVerb(words, await show.run({ ...ask, words }, tools));
}

/** "please pause datastore", "pause datastore please" */
function withoutPlease(words: readonly Word[]): readonly Word[] {
  const start = isPlease(words[0]) ? 1 : 0;
  const end = isPlease(words.at(-1)) ? words.length - 1 : words.length;
  return words.slice(start, Math.max(start, end));
}

function isPlease(word: Word | undefined): boolean {
  return word?.kind === "word" && /^(please|pls)[.!,]?$/i.test(word.text);
}

/** Nothing is called that: perhaps the first of several words, or one that is like no name, is a mistyped verb. */
function orVerb(words: readonly Word[], reply: Reply): Reply {
  const [first, ...rest] = words;
  if (first?.kind !== "word" || reply.kind !== "message") return reply;
  if (reply.notFound === undefined) return reply;
  if (reply.notFound === "likely" && rest.length === 0) return reply;
  const [likely] = likelyVerbs(first.text);
  if (likely === undefined) return reply;
  const meant: Word[] = [{ kind: "word", text: likely }, ...rest];
  const typed = clip(joined(meant), LONGEST_SAID);
  return say(
    `"${clip(first.text, LONGEST_SAID)}" is no verb. Did you mean \`${typed}\`? \`help\` lists them all.`,
    commandButton(meant, typed),
  );
}

function likelyVerbs(word: string): string[] {
  const names = commands.flatMap(({ name, aliases = [] }) => [
    name,
    ...aliases.filter((alias) => alias.length > 2),
  ]);
  const typed = withoutEnd(word);
  return typed === "" ? [] : likelyNames(typed, names, 1);
}

function noVerb({ text }: Word): Reply {
  const [likely] = likelyVerbs(text);
  return say(
    `"${clip(text, LONGEST_SAID)}" is no verb. ${likely === undefined ? "" : `Did you mean \`${likely}\`? `}\`help\` lists them all.`,
  );
}
