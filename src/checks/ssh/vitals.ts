// What is asked of a host in one go, and how its answers are read: Linux, with the tools of coreutils or busybox.

export interface Vitals {
  /** "Linux", "Darwin"; undefined where no shell answered. */
  system: string | undefined;
  uptimeSeconds: number | undefined;
  /** Averages of 1, 5 and 15 minutes. */
  loads: number[] | undefined;
  cpus: number | undefined;
  memoryUsedPercent: number | undefined;
  disks: Disk[] | undefined;
}

export interface Disk {
  mount: string;
  usedPercent: number;
  /** Not a disk in the sense of one that may fill up: in memory, read-only by nature, a window into another one. */
  isVirtual: boolean;
}

const MARK = "@@allswell";
/** With the name behind it. */
const LONGEST_MARK = 40;

/** The disks come last: only they can hang, where a network file system is gone. */
const parts = {
  system: "uname -s",
  uptime: "cat /proc/uptime",
  load: "cat /proc/loadavg || uptime",
  cpus: "getconf _NPROCESSORS_ONLN || nproc || grep -c ^processor /proc/cpuinfo",
  memory: "head -n 5 /proc/meminfo",
  mounts: 'cut -d " " -f 1-3 /proc/mounts',
  disks: "df -P -k",
};

const words: Partial<Record<string, string>> = {
  disks:
    "reading the disk usage (a network file system that is gone lets it hang)",
};

/** For any login shell: sh does the work, and what cannot be read is left out. */
export const vitalsCommand = `sh -c '${[
  "exec 2>/dev/null",
  "LC_ALL=C; export LC_ALL",
  "PATH=$PATH:/usr/bin:/bin:/usr/sbin:/sbin; export PATH",
  ...Object.entries(parts).map(
    ([name, line]) => `echo; echo "${MARK} ${name}"; ${line}`,
  ),
  `echo; echo "${MARK} end"`,
].join("\n")}'`;

/** Follows what a host prints: told of each piece, it says what the host is busy with, as the end of a sentence. */
export function followVitals(): (bytes: Buffer) => string {
  let step = "reading the vitals";
  let tail = "";
  return (bytes) => {
    tail += bytes.toString("latin1");
    const at = tail.lastIndexOf(MARK);
    const [, name] = /^ (\w+)\n/.exec(tail.slice(at + MARK.length)) ?? [];
    if (at >= 0 && name !== undefined)
      step = words[name] ?? "reading the vitals";
    tail = tail.slice(-LONGEST_MARK);
    return step;
  };
}

export function readVitals(output: string): Vitals {
  const sections = sectionsOf(output);
  const read = (name: keyof typeof parts): string => sections.get(name) ?? "";
  return {
    system: /^\S+/.exec(read("system"))?.[0],
    uptimeSeconds: numberIn(/^(\d+)(?:\.\d+)? /, read("uptime")),
    loads: loadsOf(read("load")),
    cpus: numberIn(/^([1-9]\d*)$/m, read("cpus")),
    memoryUsedPercent: memoryOf(read("memory")),
    disks: sections.has("end")
      ? disksOf(read("disks"), typesOf(read("mounts")))
      : undefined,
  };
}

function sectionsOf(output: string): Map<string, string> {
  const [, ...texts] = output.replaceAll("\r", "").split(`${MARK} `);
  return new Map(
    texts.map((text) => {
      const end = text.indexOf("\n");
      return [text.slice(0, end), text.slice(end + 1).trim()];
    }),
  );
}

function numberIn(pattern: RegExp, text: string): number | undefined {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** "0.52 0.58 0.59 1/467 12345", or the end of what uptime says. */
function loadsOf(text: string): number[] | undefined {
  const number = "(\\d+\\.\\d+)";
  const found = new RegExp(
    `(?:^|load averages?: )${number},? ${number},? ${number}`,
  ).exec(text);
  return found === null ? undefined : found.slice(1).map(Number);
}

/** Kernels before 3.14 do not say what is available. */
function memoryOf(text: string): number | undefined {
  const kib = (name: string) =>
    numberIn(new RegExp(`^${name}: +(\\d+) kB$`, "m"), text);
  const total = kib("MemTotal");
  const old = [kib("MemFree"), kib("Buffers"), kib("Cached")];
  const available =
    kib("MemAvailable") ??
    (old.includes(undefined)
      ? undefined
      : old.reduce<number>((sum, part) => sum + (part ?? 0), 0));
  if (total === undefined || available === undefined || total === 0)
    return undefined;
  return tenthOfPercent(total - available, total);
}

/** File systems that never fill up, always are full, or show another one again. */
const virtualTypes =
  /^(?:tmpfs|devtmpfs|ramfs|rootfs|squashfs|erofs|cramfs|romfs|iso9660|udf|overlay|aufs|efivarfs|nsfs|proc|sysfs|cgroup2?|devfs|autofs|fuse\.(?:snapfuse|portal|gvfsd-fuse|lxcfs))$/;

/** The same by the device's name, where the types cannot be read. */
const virtualDevices =
  /^(?:tmpfs|devtmpfs|udev|none|dev|run|shm|overlay|efivarfs|cgroup\S*|\/dev\/(?:loop|sr)\d+)$/;

/** The type of each mount; the last one mounted at a place is the one that is seen. */
function typesOf(text: string): Map<string, string> {
  return new Map(
    text.split("\n").map((line) => {
      const [, mount = "", type = ""] = line.split(" ");
      const name = mount.replace(/\\([0-7]{3})/g, (_, octal: string) =>
        String.fromCharCode(Number.parseInt(octal, 8)),
      );
      return [name, type];
    }),
  );
}

/** Lines of df: names may have spaces in them, the numbers in the middle tell where they end. */
function disksOf(text: string, types: Map<string, string>): Disk[] | undefined {
  const disks = text.split("\n").flatMap((line): Disk[] => {
    const [, device = "", , used, available, mount = ""] =
      /^(.*?) +(\d+) +(\d+) +(-?\d+) +(?:\d+%|-) +(\/.*)$/.exec(line) ?? [];
    // Root may use what is kept back for it, and then nothing is left, or less.
    const whole = Number(used) + Math.max(0, Number(available));
    if (!(whole > 0)) return [];
    const type = types.get(mount);
    const isVirtual =
      type === undefined
        ? virtualDevices.test(device)
        : virtualTypes.test(type);
    return [
      {
        mount,
        usedPercent: tenthOfPercent(Number(used), whole),
        // The root of a container is an overlay, and may fill up.
        isVirtual: isVirtual && mount !== "/",
      },
    ];
  });
  return disks.length === 0 ? undefined : disks;
}

/** Rounded down: only a full disk is 100 % full. */
function tenthOfPercent(part: number, whole: number): number {
  return Math.floor((1_000 * part) / whole) / 10;
}
