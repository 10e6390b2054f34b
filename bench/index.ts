// Measures what allswell costs and how quick it is: node bench/index.ts [names…] [--markdown]; see docs/benchmarks.md.
import { loadavg } from "node:os";
import { board } from "./board.ts";
import { bot } from "./bot.ts";
import { checks } from "./checks.ts";
import { disk } from "./disk.ts";
import type { Bench, Measurement } from "./measurement.ts";
import { news } from "./news.ts";
import { pages } from "./pages.ts";
import { readOptions } from "./options.ts";
import { pictureTimes } from "./pictures.ts";
import { asMarkdown, asText, circumstances } from "./report.ts";
import { storm } from "./storm.ts";
import { types } from "./types.ts";
import { Database } from "./world/database.ts";
import { startDatabaseServer } from "./world/database-server.ts";

const measurements: Record<string, Measurement> = {
  checks,
  types,
  disk,
  news,
  storm,
  board,
  bot,
  pictures: pictureTimes,
  pages,
};

const options = readOptions(process.argv.slice(2), Object.keys(measurements));
const load = loadavg()[0] ?? 0;
const say = (text: string): void => console.error(`… ${text}`);

{
  await using server = await startDatabaseServer();
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      // Children of ours end with us; PostgreSQL would not.
      void server[Symbol.asyncDispose]().then(() => process.exit(1));
    });
  const bench: Bench = { options, server, say };
  console.log(circumstances(await versionOf(bench), load));
  for (const name of options.names) {
    const table = await measurements[name]?.(bench);
    if (table !== undefined)
      console.log(`\n${options.markdown ? asMarkdown(table) : asText(table)}`);
  }
}

async function versionOf({ server }: Bench): Promise<string> {
  await using database = await Database.create(server);
  const { version } = await database.row<{ version: string }>(
    "SELECT current_setting('server_version') AS version",
  );
  return version;
}
