import type { Row } from "./row.ts";

export const printerRow: Row = {
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
    "whoever does not know the passwords never hears them: printer.test.ts has one that tells its community",
  leftOut: {
    "pattern-blows-up": "it has no pattern",
    resets: "UDP has no connections",
    "half-closed": "UDP has no connections",
  },
};
