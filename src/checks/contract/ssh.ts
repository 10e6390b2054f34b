import { newKey } from "./ssh-key.ts";
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
      privateKey: newKey(),
      passphrase: "hunter-passphrase",
      command: "true",
    },
  ],
  tellAll: "no secret is told before a server has shown its key",
  firstWords: "SSH-2.0-OpenSS",
  speaks: "ssh",
};
