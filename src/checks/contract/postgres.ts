import type { Row } from "./row.ts";

export const postgresRow: Row = {
  transport: "tcp",
  settings: (port) => [
    { host: "127.0.0.1", port },
    {
      host: `127.0.0.1:${port}`,
      username: "me",
      password: "hunter-password",
      query: "SELECT 2",
      equals: "2",
      role: "replica",
      tls: "off",
    },
  ],
  tellAll:
    "it tells its password only where it is asked to: postgres.test.ts has a server that asks, and tells all",
  firstWords: Buffer.from("5200000008", "hex"),
  leftOut: {
    "pattern-blows-up": "it has no pattern",
  },
};
