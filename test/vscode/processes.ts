/** What Linux tells of processes and their connections, under /proc. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** Processes that `ancestor` started, directly or not. */
export function descendants(ancestor: number): Process[] {
  const all = readdirSync("/proc").flatMap(processOf);
  const within = new Set([ancestor]);
  // A parent can have a higher number than its child: go on until nothing is added.
  for (let size = 0; size !== within.size; ) {
    size = within.size;
    for (const { pid, parent } of all) if (within.has(parent)) within.add(pid);
  }
  return all.filter(({ pid }) => pid !== ancestor && within.has(pid));
}

/** Engines of this extension that descend from a process. */
export function engines(ancestor: number): Process[] {
  return descendants(ancestor).filter(({ command }) => /dist\/engine\.js/.test(command));
}

/** Remote ends of the process's internet sockets, `address:port` in the kernel's hexadecimal. */
export function remoteEnds(pid: number): string[] {
  const inodes = new Set(readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => socketInode(pid, descriptor) ?? []));
  return ["tcp", "tcp6", "udp", "udp6"].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, "utf8")
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => inodes.has(fields[9]))
      .map((fields) => fields[2]),
  );
}

/** Whether a remote end is this machine: 127.0.0.0/8, ::1, the first mapped into IPv6, or nobody. */
export function isLoopback(end: string): boolean {
  return /^(.{6}7F:|0{24}01000000:|0{16}FFFF0000.{6}7F:|0+:)/.test(end);
}

function processOf(name: string): Process[] {
  const pid = Number(name);
  if (!Number.isInteger(pid)) return [];
  try {
    // The name in parentheses may hold spaces; the parent is the second field after it.
    const stat = readFileSync(`/proc/${name}/stat`, "utf8");
    const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (state === "Z") return [];
    const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    return [{ pid, parent: Number(parent), command }];
  } catch {
    // It ended meanwhile.
    return [];
  }
}

/** Undefined for what is no socket, or is closed already. */
function socketInode(pid: number, descriptor: string): string | undefined {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1];
  } catch {
    return undefined;
  }
}
