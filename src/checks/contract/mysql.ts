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
  // It sends its password as a hash only; the server speaks first, before it is told anything.
  tellAll: null,
};
