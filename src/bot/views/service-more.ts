import type {
  CertificateLine,
  HostLine,
  ServiceDetail,
} from "../../actions/inside/service-detail.ts";
import {
  type Block,
  bullets,
  type Leaf,
  lines,
  moment,
  text,
} from "../../base/slack-blocks.ts";
import { clip, counted, listed } from "../../base/text.ts";
import { durationInWords } from "../../domain/duration.ts";
import type { PageLevel } from "../../domain/paging.ts";
import { plannedLine } from "./planned.ts";

const MOST_HOSTS = 5;
const MOST_CERTIFICATES = 3;
const MOST_PEOPLE = 5;
const LONGEST_NAME = 60;
const LONGEST_DISKS = 200;
const LONGEST_RUNBOOK = 100;

/** What there is to know of a service beside its monitors: its machines, certificates, people and papers. */
export function moreOfService({
  service,
  hosts,
  certificates,
  maintenance,
  onCall,
}: ServiceDetail): Block[] {
  const rows = [
    ...(maintenance === null ? [] : [plannedLine(maintenance)]),
    ...certificateRows(certificates),
    ...(onCall.length === 0
      ? []
      : [[text(`On call: ${clip(listed(onCall, MOST_PEOPLE), 300)}`)]]),
    ...(service.pages === "no" ? [] : [[text(pageWords[service.pages])]]),
    ...runbookRow(service.runbook),
  ];
  return [
    ...(rows.length === 0 ? [] : [lines(...rows)]),
    ...(hosts.length === 0
      ? []
      : [
          lines([text("Machines", "bold")]),
          bullets(hosts.slice(0, MOST_HOSTS).map(hostRow)),
        ]),
  ];
}

const pageWords: Record<Exclude<PageLevel, "no">, string> = {
  down: "Calls the person on call by SMS when it is down.",
  difficulties:
    "Calls the person on call by SMS when it is down or in difficulties.",
  severe:
    "Calls the person on call by SMS when it is down, also in quiet hours.",
};

function certificateRows(certificates: readonly CertificateLine[]): Leaf[][] {
  const parts = certificates
    .slice(0, MOST_CERTIFICATES)
    .map(
      ({ monitorName, daysLeft }) =>
        `${clip(monitorName, LONGEST_NAME)} ${daysLeft < 0 ? "has expired" : counted(daysLeft, "day")}`,
    );
  return parts.length === 0
    ? []
    : [[text(`Certificate valid: ${parts.join(" · ")}`)]];
}

function runbookRow(runbook: string | null): Leaf[][] {
  return runbook === null
    ? []
    : [
        [
          text("Runbook: "),
          { type: "link", url: runbook, text: clip(runbook, LONGEST_RUNBOOK) },
        ],
      ];
}

function hostRow({ monitorName, at, vitals }: HostLine): Leaf[] {
  const { loads, cpus, memoryUsedPercent, uptimeMs } = vitals;
  const of = cpus === null ? "" : ` on ${counted(cpus, "CPU")}`;
  const parts = [
    ...(loads === null ? [] : [`load ${loads.join(", ")}${of}`]),
    ...(memoryUsedPercent === null ? [] : [`memory ${memoryUsedPercent} %`]),
    ...diskPart(vitals),
    ...(uptimeMs === null ? [] : [`running for ${durationInWords(uptimeMs)}`]),
  ];
  return [
    text(clip(monitorName, LONGEST_NAME), "bold"),
    text(`: ${parts.join(" · ")}, seen `),
    moment(at),
  ];
}

function diskPart({ disks, diskUsedPercent }: HostLine["vitals"]): string[] {
  if (disks !== null) return [`disk ${clip(disks, LONGEST_DISKS)}`];
  return diskUsedPercent === null ? [] : [`disk ${diskUsedPercent} %`];
}
