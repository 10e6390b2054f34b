import type { Row } from "./row.ts";

export const udpRow: Row = {
  transport: "udp",
  settings: (port) => [
    { host: `127.0.0.1:${port}`, send: "ping", expect: "^pong" },
  ],
  tellAll: null,
};
