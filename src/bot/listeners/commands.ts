import type {
  AllMiddlewareArgs,
  App,
  SlackCommandMiddlewareArgs,
} from "@slack/bolt";
import { answerPerson, openForm } from "../answering.ts";
import { runCommand } from "../commands/index.ts";
import type { Desk } from "../desk.ts";
import { wordsOf } from "../words.ts";

type CommandArgs = SlackCommandMiddlewareArgs & AllMiddlewareArgs;

/** Slash commands: acknowledged at once, answered to the person alone. */
export function listenToCommands(
  app: App,
  desk: Desk,
  names: readonly string[],
): void {
  for (const name of names)
    app.command(name, (args) => answerCommand(args, desk));
}

async function answerCommand(args: CommandArgs, desk: Desk): Promise<void> {
  await args.ack();
  const { command } = args;
  await desk.take(command.trigger_id, () => carryOut(args, desk));
}

async function carryOut(
  { command, respond, client, context }: CommandArgs,
  desk: Desk,
): Promise<void> {
  const { trigger_id: triggerId, user_id: userId } = command;
  const who = { userId, teamId: context.teamId };
  const reply = await desk.serve(who, async (actor) => {
    const words = wordsOf(command.text);
    return runCommand(
      { words, actor, channelId: command.channel_id, isAlone: true },
      desk.tools,
    );
  });
  const message =
    reply.kind === "form"
      ? await openForm(client, reply, { triggerId })
      : reply;
  const person = { userId, respond, before: `${command.command} ` };
  if (message !== undefined) await answerPerson(desk, person, message);
}
