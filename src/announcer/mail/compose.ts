import type { Audience } from "../../domain/announcement.ts";
import type { Content } from "../channel.ts";
import { incidentLetter } from "./incident-letter.ts";
import { type Letter, letterOf } from "./letter.ts";
import { maintenanceLetter } from "./maintenance-letter.ts";
import { reportLetter } from "./report-letter.ts";

/** What a mail says; whoever is not of the team reads no cause. */
export function composeLetter(content: Content, audience: Audience): Letter {
  switch (content.kind) {
    case "stories":
      return incidentLetter(content, audience);
    case "maintenance":
      return maintenanceLetter(content.maintenance, content.isReply, audience);
    case "report":
      if (audience === "customers")
        throw new Error("reports are for the team, not for customers");
      return reportLetter(content.report);
    case "words":
      return wordsLetter(content.lines);
  }
}

/** The first line is the subject; an address alone on its line can be followed. */
function wordsLetter(lines: readonly string[]): Letter {
  const [first = "", ...rest] = lines.flatMap((line) => line.split("\n\n"));
  const isLink = (line: string): boolean => /^https?:\/\/\S+$/u.test(line);
  const linksAt = rest.findIndex(isLink);
  const before = linksAt === -1 ? rest.length : linksAt;
  return letterOf({
    subject: first,
    tone: "note",
    isQuestion: true,
    headline: first,
    paragraphs: rest.slice(0, before),
    links: rest.filter(isLink).map((url) => ({ words: "", url })),
    remarks: rest.slice(before).filter((line) => !isLink(line)),
  });
}
