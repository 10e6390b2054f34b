import { runGroup } from "./group.ts";

await runGroup("bot-commands");
