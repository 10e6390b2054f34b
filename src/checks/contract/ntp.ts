import type { Row } from "./row.ts";

export const ntpRow: Row = {
  transport: "udp",
  settings: (port) => [{ host: `127.0.0.1:${port}` }],
  tellAll: null,
};
