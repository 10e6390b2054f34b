import type { Row } from "./row.ts";

export const mysqlRow: Row = {
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
  tellAll: "it sends its password as a hash only",
  firstWords: Buffer.from("4a0000000a382e302e", "hex"),
  leftOut: {
    "pattern-blows-up": "it has no pattern",
  },
};
