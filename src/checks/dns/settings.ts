import { isIP } from "node:net";
import * as z from "zod";
import { choice, longText, text } from "../fields.ts";
import { hostField } from "../host-and-port.ts";
import { patternProblem } from "../pattern.ts";
import { evenIfIncomplete } from "../port/settings.ts";
import { slowField } from "../slow.ts";
import { nameProblem } from "./name.ts";
import { recordTypes, type RecordType } from "./records.ts";

const LONGEST_VALUES = 5_000;

export const dnsSettings = z
  .strictObject({
    name: text(
      {
        label: "Name",
        help: "The name that is looked up; an address for PTR.",
        placeholder: "www.example.org",
      },
      { tidy: (written) => written.trim(), judge: nameProblem },
    ),
    type: choice(recordTypes, { label: "Record type" }).default("A"),
    resolver: hostField({
      label: "Name server",
      help: "Who is asked, with its port where that is not 53; this machine's own name servers where nothing stands here.",
      placeholder: "192.0.2.53",
    }).optional(),
    values: longText(
      {
        label: "Expected records",
        help: "The records must be exactly these, in any order: one per line, or with commas in between (not for TXT). As zone files have them: 10 mail.example.org for MX.",
        placeholder: "192.0.2.10",
      },
      { max: LONGEST_VALUES },
    ).optional(),
    pattern: text(
      {
        label: "Matches pattern",
        help: "A regular expression (RE2) that one of the records at least must match.",
        placeholder: "^v=spf1 ",
      },
      { judge: patternProblem },
    ).optional(),
    slow: slowField(),
  })
  .superRefine(({ name, type }, context) => {
    if (typeof name !== "string" || isIP(name.trim()) === 0) return;
    if (type === "PTR") return;
    const message = "is an address: only PTR asks for one";
    context.addIssue({ code: "custom", path: ["name"], message });
  }, evenIfIncomplete)
  .superRefine(({ values }, context) => {
    if (typeof values !== "string" || values.trim() !== "") return;
    const message = "must not be empty";
    context.addIssue({ code: "custom", path: ["values"], message });
  }, evenIfIncomplete);

export type DnsSettings = z.infer<typeof dnsSettings>;

/** The records that are expected, as they were typed. */
export function expectedRecords(values: string, type: RecordType): string[] {
  return values
    .split(type === "TXT" ? /\r?\n/ : /\r?\n|,/)
    .map((value) => value.trim())
    .filter((value) => value !== "");
}
