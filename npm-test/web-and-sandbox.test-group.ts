import { runGroup } from "./group.ts";

await runGroup("web-and-sandbox");
