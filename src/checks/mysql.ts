import { databaseSettings } from "./database/settings.ts";
import { probeDatabase } from "./database/probe.ts";
import { defineCheck } from "./check.ts";
import { hostAndPortOf, joinHostAndPort } from "./host-and-port.ts";
import { mysqlDialect } from "./mysql/dialect.ts";

const { standardPort } = mysqlDialect;

/** A MySQL or MariaDB server: does it take connections, does it answer a query as it should, does its replica keep up? */
export const mysql = defineCheck({
  label: "MySQL or MariaDB",
  settings: databaseSettings(standardPort),
  target: "host",
  defaults: { everyMs: 60_000, timeoutMs: 10_000 },
  describe: (settings) => {
    const { host, port } = hostAndPortOf(settings, standardPort);
    return joinHostAndPort(host, port);
  },
  host: (settings) => hostAndPortOf(settings).host,
  probe: (settings, context) => probeDatabase(mysqlDialect, settings, context),
});
