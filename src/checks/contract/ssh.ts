import ssh2 from "ssh2";
import type { Row } from "./row.ts";

export const sshRow: Row = {
  transport: "tcp",
  settings: (port) => [
    { host: `127.0.0.1:${port}` },
    {
      host: "127.0.0.1",
      port,
      username: "me",
      password: "hunter-password",
      privateKey: ssh2.utils.generateKeyPairSync("ed25519").private,
      passphrase: "hunter-passphrase",
      command: "true",
    },
  ],
  tellAll: "no secret is told before a server has shown its key",
  firstWords: "SSH-2.0-OpenSS",
  speaks: "ssh",
};
