import { namespacesOf } from "../../actions/namespaces/own-namespaces.ts";
import { mayNotChange } from "../../actions/people/permission.ts";
import { code, lines, MAX_MESSAGE, text } from "../../base/slack-blocks.ts";
import { counted } from "../../base/text.ts";
import { exportConfiguration } from "../../configuration/export.ts";
import { buttonIds } from "../buttons/ids.ts";
import { importForm } from "../modals/import.ts";
import { message, type Reply, say } from "../reply.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { slugOfNamespace } from "./move.ts";

export const exportCommand: Command = {
  name: "export",
  aliases: ["backup", "dump"],
  summary:
    "Everything that is watched as a YAML file, in a direct message; secrets only as references.",
  usage: ["export", "export iati"],
  async run(ask, tools) {
    const context = tools.context(ask.actor);
    const slugs =
      ask.words.length === 0
        ? undefined
        : [await slugOfNamespace(ask.words, ask, tools)];
    const exported = await exportConfiguration(context, slugs);
    if (exported.namespaces === 0)
      return say(
        slugs === undefined
          ? "There is no namespace that you may change, so there is nothing to export."
          : "There is no namespace of this name that you may change: `namespace list` shows them all.",
      );
    const what = `${counted(exported.namespaces, "namespace")} with ${counted(exported.monitors, "monitor")}`;
    return sendFile(exported.text, what, ask, tools);
  },
};

async function sendFile(
  yaml: string,
  what: string,
  { actor }: Ask,
  tools: Tools,
): Promise<Reply> {
  const file = {
    name: "allswell.yml",
    title: "allswell.yml",
    content: Buffer.from(yaml),
  };
  const problem = await tools.postFiles(
    { channelId: actor.id },
    [file],
    `What allswell watches: ${what}.`,
  );
  if (problem === undefined)
    return say(`The file is in our direct messages: ${what}.`);
  return yaml.length <= MAX_MESSAGE
    ? message(`What allswell watches: ${what}`, [
        lines([text(`${what}:`)]),
        code(yaml),
      ])
    : say(`${problem} \`npx allswell export\` writes the file, too.`);
}

export const importCommand: Command = {
  name: "import",
  aliases: ["apply"],
  summary:
    "Makes what is watched as a YAML file or text says; shows what that would change first.",
  usage: ["import"],
  run: async (ask, tools) => openImportForm(ask, tools),
};

/** Whoever may change nothing learns so before anything is typed. */
export async function openImportForm(
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Reply> {
  const context = tools.context(actor);
  const isAllowed =
    mayNotChange(context, null) === undefined ||
    (await namespacesOf(context)).own.length > 0;
  if (!isAllowed)
    return say("There is nothing here that you may change: ask an admin.");
  return {
    kind: "form",
    view: importForm({ takesFiles: true }),
    plainer: importForm({ takesFiles: false }),
    button: { action: buttonIds.importForm, label: "Import", value: "import" },
  };
}
