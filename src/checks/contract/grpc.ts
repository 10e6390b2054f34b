import type { Row } from "./row.ts";

export const grpcRow: Row = {
  transport: "tcp",
  settings: (port) => [
    {
      host: `127.0.0.1:${port}`,
      service: "shop.v1.Orders",
      secretValue: "Bearer hunter-value",
    },
    { host: "127.0.0.1", port, tls: false, secretValue: "hunter-value" },
  ],
  tellAll:
    "what is said in HTTP/2 is compressed: grpc.test.ts asks a server that tells all",
  firstWords: Buffer.from("00001204000000", "hex"),
  leftOut: {
    "pattern-blows-up": "it has no pattern",
  },
};
