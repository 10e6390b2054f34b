import type { Row } from "./row.ts";

export const snmpRow: Row = {
  transport: "udp",
  settings: (port) => [
    { host: `127.0.0.1:${port}`, community: "hunter-community" },
    {
      host: `127.0.0.1:${port}`,
      version: "v3",
      username: "me",
      authPassword: "hunter-password",
      privPassword: "hunter-privacy",
    },
  ],
  tellAll:
    "whoever does not know the passwords never hears them: snmp.test.ts has an agent that tells its community",
  leftOut: {
    resets: "UDP has no connections",
    "half-closed": "UDP has no connections",
  },
};
