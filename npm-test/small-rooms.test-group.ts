import { runGroup } from "./group.ts";

await runGroup("small-rooms");
