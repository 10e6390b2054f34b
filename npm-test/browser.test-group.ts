import { runGroup } from "./group.ts";

await runGroup("browser");
