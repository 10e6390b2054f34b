// Serves the pages that pictures are taken of, to look at them: node src/testing/screenshots/serve.ts 3456
import { setStage } from "./stage.ts";

const stage = await setStage(Number(process.argv[2] ?? "0"));
process.stdout.write(
  `${stage.origin} and ${stage.origin}/incidents/${stage.incidentId}; end it with Ctrl-C\n`,
);
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => void stage.stop().then(() => process.exit(0)));
