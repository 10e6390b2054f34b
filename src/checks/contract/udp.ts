import type { Row } from "./row.ts";

export const udpRow: Row = {
  transport: "udp",
  settings: (port) => [
    { host: `127.0.0.1:${port}`, send: "ping", expect: "^pong" },
  ],
  tellAll: "it has no secrets",
  leftOut: {
    "wrong-credentials": "it has no credentials",
    resets: "UDP has no connections",
    "half-closed": "UDP has no connections",
  },
};
