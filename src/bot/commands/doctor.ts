import { sayRefusal } from "../reply.ts";
import { doctorView } from "../views/doctor.ts";
import type { Command } from "./command.ts";

export const doctor: Command = {
  name: "doctor",
  aliases: ["health", "diagnose"],
  summary:
    "How allswell itself does, and what to do about what is wrong: instances, database, Slack, deliveries.",
  usage: ["doctor"],
  async run({ actor }, tools) {
    const examined = await tools.examine(actor);
    return examined.ok ? doctorView(examined.findings) : sayRefusal(examined);
  },
};
