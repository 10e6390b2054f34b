import type { Row } from "./row.ts";

export const dnsRow: Row = {
  transport: "udp",
  settings: (port) => [
    { name: "www.example.org", resolver: `127.0.0.1:${port}` },
    {
      name: "example.org",
      type: "MX",
      values: "10 mail.example.org",
      resolver: `127.0.0.1:${port}`,
    },
  ],
  tellAll: "it has no secrets",
  leftOut: {
    "wrong-credentials": "it has no credentials",
    resets: "UDP has no connections",
    "half-closed": "UDP has no connections",
  },
};
