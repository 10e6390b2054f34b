import type { Row } from "./row.ts";

export const ntpRow: Row = {
  transport: "udp",
  settings: (port) => [{ host: `127.0.0.1:${port}` }],
  tellAll: "it has no secrets",
  leftOut: {
    "wrong-credentials": "it has no credentials",
    "pattern-blows-up": "it has no pattern",
    resets: "UDP has no connections",
    "half-closed": "UDP has no connections",
  },
};
