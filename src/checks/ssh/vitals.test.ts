// The vitals as real hosts tell them, and what is said of each.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { promisify } from "node:util";
import { probeWith } from "../../testing/probe.ts";
import { SSH_PASSWORD, startSshServer } from "../../testing/ssh-server.ts";
import { summary } from "../../testing/web.ts";
import { ssh } from "../ssh.ts";
import { readVitals, vitalsCommand } from "./vitals.ts";

const execute = promisify(execFile);

type Sections = Record<string, string>;

const debian: Sections = {
  system: "Linux\n",
  uptime: "1983422.17 7770121.88\n",
  load: "1.09 0.81 0.58 5/149 4215\n",
  cpus: "4\n",
  memory: `MemTotal:       24684096 kB
MemFree:        22154988 kB
MemAvailable:   18513072 kB
Buffers:           21996 kB
Cached:          1423060 kB
`,
  mounts: `proc /proc proc
udev /dev devtmpfs
/dev/vda1 / ext4
/dev/vdb1 /srv/old\\040archive xfs
/dev/loop3 /snap/core20/2318 squashfs
tmpfs /run tmpfs
/dev/sr0 /media/cdrom iso9660
nas:/export/backup /mnt/backup nfs4
overlay /var/lib/docker/overlay2/1f/merged overlay
`,
  disks: `Filesystem              1024-blocks     Used Available Capacity Mounted on
udev                       12334524        0  12334524       0% /dev
/dev/vda1                  26421208 11000000  14079000      44% /
/dev/vdb1                   1000000   710000    290000      71% /srv/old archive
/dev/loop3                    65536    65536         0     100% /snap/core20/2318
tmpfs                       2468409     1116   2467293       1% /run
/dev/sr0                     400000   400000         0     100% /media/cdrom
nas:/export/backup         90000000 54000000  36000000      60% /mnt/backup
overlay                    26421208 11000000  14079000      44% /var/lib/docker/overlay2/1f/merged
`,
};

/** Alpine, in a container: no getconf, a long device name, root as an overlay. */
const busybox: Sections = {
  system: "Linux\n",
  uptime: "19822.42 39012.11\n",
  load: "0.00 0.02 0.00 1/149 77\n",
  cpus: "2\n",
  memory: `MemTotal:         505276 kB
MemFree:          101055 kB
Buffers:           50000 kB
Cached:           101583 kB
SwapCached:            0 kB
`,
  disks: `Filesystem           1024-blocks    Used Available Capacity Mounted on
overlay               264212084 251001479  13210605  95% /
tmpfs                     65536         0     65536   0% /dev
shm                       65536     65536         0 100% /dev/shm
/dev/mapper/vg--data-a--very--long--name--of--a--volume  1000  10  990  1% /data
devfs                         -         -         -   - /odd
`,
};

const full = (used: number): Sections => ({
  ...debian,
  disks: `Filesystem 1024-blocks Used Available Capacity Mounted on
/dev/vda1 1000 ${used} ${1_000 - used} 0% /
//nas/a share 1000 910 90 91% /mnt/a b
`,
});

const told = (sections: Sections, isWhole = true): string =>
  Object.entries(sections)
    .map(([name, text]) => `\n@@allswell ${name}\n${text}`)
    .join("") + (isWhole ? "\n@@allswell end\n" : "");

const without = (sections: Sections, name: string): Sections => ({
  ...sections,
  [name]: "",
});

const cases: [name: string, output: string, typed: object, expected: RegExp][] =
  [
    ["Debian", told(debian), {}, /^up$/],
    ["a message of the day", `Welcome!\n${told(debian)}`, {}, /^up$/],
    [
      "line ends of a terminal",
      told(debian).replaceAll("\n", "\r\n"),
      {},
      /^up$/,
    ],
    [
      "busybox",
      told(busybox),
      {},
      /^degraded disk: disk nearly full: "\/" 94\.9 % \(limit 90 %\)$/,
    ],
    ["busybox, no limits", told(busybox), { disk: 0, diskDown: 0 }, /^up$/],
    [
      "two full disks",
      told(full(950)),
      {},
      /^degraded disk: disk nearly full: "\/" 95 %, "\/mnt\/a b" 91 % \(limit 90 %\)$/,
    ],
    [
      "one that is down",
      told(full(980)),
      {},
      /^down disk: disk nearly full: "\/" 98 % \(limit 98 %\)$/,
    ],
    [
      "others are judged",
      told(full(980)),
      { mounts: "/mnt/a b", disk: 92 },
      /^up$/,
    ],
    [
      "one is not mounted",
      told(debian),
      { mounts: "/, /srv/data" },
      /^down not-mounted: not mounted: "\/srv\/data"$/,
    ],
    [
      "the virtual ones, when named",
      told(debian),
      { mounts: "/media/cdrom" },
      /^down disk: disk nearly full: "\/media\/cdrom" 100 %/,
    ],
    ["load", told(debian), { load: 0.3, loadDown: 1 }, /^up$/],
    [
      "load, degraded",
      told(debian),
      { load: 0.1, loadDown: 1 },
      /^degraded load: load of 0\.2 for each CPU \(limit 0\.1\): 0\.81 over 5 minutes on 4 CPUs$/,
    ],
    [
      "load, down",
      told(debian),
      { loadDown: "0.15" },
      /^down load: load of 0\.2 /,
    ],
    [
      "load of uptime",
      told({
        ...debian,
        load: " 06:19:58 up  5:30,  0 users,  load average: 9.09, 8.80, 7.57",
      }),
      { load: 2 },
      /^degraded load: load of 2\.2 .* 8\.8 over 5 minutes on 4 CPUs$/,
    ],
    ["load is not judged", told(without(debian, "load")), {}, /^up$/],
    [
      "load cannot be read",
      told(without(without(debian, "load"), "cpus")),
      { load: 2 },
      /^unknown vitals-missing: could not read the load and the number of CPUs$/,
    ],
    [
      "disks cannot be read",
      told(without(debian, "disks")),
      {},
      /^unknown vitals-missing: could not read the disk usage$/,
    ],
    [
      "it breaks off amid the disks",
      told(full(950), false),
      {},
      /^unknown vitals-missing: could not read the disk usage$/,
    ],
    [
      "macOS",
      told({ system: "Darwin\n" }),
      {},
      /^unknown not-linux: vitals are read on Linux only, and this is "Darwin": turn the vitals off to do without$/,
    ],
    [
      "FreeBSD",
      told({ system: "FreeBSD\n" }),
      {},
      /^unknown not-linux: .*"FreeBSD"/,
    ],
    [
      "no shell",
      "This account is currently not available.\n",
      {},
      /^unknown no-shell: /,
    ],
    ["nothing", "", {}, /^unknown no-shell: /],
  ];

for (const [name, output, typed, expected] of cases)
  test(`vitals: ${name}`, async (t) => {
    const server = await startSshServer(t, {
      exec: () => ({ stdout: output, code: 0 }),
    });
    const result = await probeWith(ssh, {
      host: `127.0.0.1:${server.port}`,
      username: "me",
      password: SSH_PASSWORD,
      ...typed,
    });
    assert.match(summary(result), expected);
    await server.allClosed();
  });

test("vitals come as facts", async (t) => {
  const server = await startSshServer(t, {
    exec: () => ({ stdout: told(debian), code: 0 }),
  });
  const { facts = {} } = await probeWith(ssh, {
    host: `127.0.0.1:${server.port}`,
    username: "me",
    password: SSH_PASSWORD,
  });
  const { system, uptimeSeconds, cpus, memoryUsedPercent, ...rest } = facts;
  assert.deepEqual(
    { system, uptimeSeconds, cpus, memoryUsedPercent },
    {
      system: "Linux",
      uptimeSeconds: 1_983_422,
      cpus: 4,
      memoryUsedPercent: 25,
    },
  );
  const { loadAverage1, loadAverage5, loadAverage15, diskUsedPercent } = rest;
  assert.deepEqual(
    [loadAverage1, loadAverage5, loadAverage15, diskUsedPercent],
    [1.09, 0.81, 0.58, 71],
  );
  assert.equal(
    rest["disks"],
    "/srv/old archive 71 %, /mnt/backup 60 %, / 43.8 %",
  );
});

test("old kernels do not say what memory is available", () => {
  assert.equal(readVitals(told(busybox)).memoryUsedPercent, 50);
});

const shells: [name: string, program: string, args: string[]][] = [
  ["sh", "/bin/sh", ["-c"]],
  ["busybox", "/usr/bin/busybox", ["sh", "-c"]],
  ["csh", "/bin/csh", ["-c"]],
  ["fish", "/usr/bin/fish", ["-c"]],
];

for (const [name, program, args] of shells)
  test(
    `this machine tells its vitals to ${name}`,
    {
      skip:
        (process.platform !== "linux" && "this is not Linux") ||
        (!existsSync(program) && `${program} is not installed`),
    },
    async () => {
      const { stdout } = await execute(program, [...args, vitalsCommand]);
      const vitals = readVitals(stdout);
      assert.equal(vitals.system, "Linux");
      for (const value of Object.values(vitals))
        assert.notEqual(value, undefined, stdout);
    },
  );
