import { type AuditTopic, showAudit } from "../../actions/audit-trail.ts";
import { fullName } from "../../actions/targets/find-target.ts";
import type { Button } from "../../base/slack-blocks.ts";
import { clip } from "../../base/text.ts";
import { readId } from "../buttons/values.ts";
import { type Message, type Reply, sayRefusal } from "../reply.ts";
import { auditView } from "../views/audit.ts";
import { joined, type Word } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { allNamespaces, namespaceNamed } from "./namespaces.ts";
import { commandButton, targetOf } from "./targets.ts";

export const audit: Command = {
  name: "audit",
  summary:
    "Who did what and when: all of it, of a person, of a namespace or of a service.",
  usage: ["audit", "audit datastore", "audit iati", "audit @ada"],
  async run(ask, tools) {
    const { words, before } = cutPage(ask.words);
    const found = await topicOf(words, ask, tools);
    if ("reply" in found) return found.reply;
    const { topic, title } = found;
    const page = await showAudit(tools.context(ask.actor), topic, before);
    if (!page.ok) return sayRefusal(page);
    return auditView(title, page.lines, pageButtons(words, before, page.next));
  },
};

/** "… before 123" at the end is what the button for older ones says. */
function cutPage(words: readonly Word[]): {
  words: readonly Word[];
  before: number | null;
} {
  const [word, number] = words.slice(-2);
  const id = readId(number?.text ?? "");
  return word?.text.toLowerCase() === "before" && id !== undefined
    ? { words: words.slice(0, -2), before: id }
    : { words, before: null };
}

function pageButtons(
  words: readonly Word[],
  before: number | null,
  next: number | null,
): Button[] {
  const command: Word[] = [{ kind: "word", text: "audit" }, ...words];
  const older: Word[] = [
    ...command,
    { kind: "word", text: "before" },
    { kind: "word", text: String(next) },
  ];
  return [
    ...(before === null ? [] : commandButton(command, "Newest", 0)),
    ...(next === null ? [] : commandButton(older, "Older", 1)),
  ];
}

async function topicOf(
  words: readonly Word[],
  ask: Ask,
  tools: Tools,
): Promise<{ topic: AuditTopic; title: string } | { reply: Reply }> {
  const [first] = words;
  if (first === undefined) return { topic: null, title: "Who did what" };
  if (first.kind === "user" && words.length === 1)
    return ofPerson(first, tools);
  const known = await allNamespaces(ask.actor, tools);
  const named = namespaceNamed(joined(words), known);
  if (named.ok)
    return {
      topic: { kind: "namespace", namespace: named.namespace },
      title: `Who did what in ${named.namespace.name}`,
    };
  const found = await targetOf({ verb: "audit", words }, ask, tools);
  return found.ok
    ? {
        topic: { kind: "target", target: found.target },
        title: `Who did what to ${clip(fullName(found.target), 100)}`,
      }
    : { reply: found.reply satisfies Message };
}

async function ofPerson(
  { id = "" }: Word,
  tools: Tools,
): Promise<{ topic: AuditTopic; title: string }> {
  const { name } = await tools.person(id);
  return { topic: { kind: "person", id }, title: `What ${name} did` };
}
