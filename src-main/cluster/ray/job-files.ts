/** The files that a job writes below the folder of logs on its node. Their paths are made here, never taken from Ray. */
import { diskFullFile, partFile } from '../node/job-file';
import { maxPartBytes } from '../place-client';
import type { RayDashboard } from './dashboard';
import type { RayFaults } from './faults';
import type { RayNodes } from './nodes';
import { jobsFolder } from './scripts';

/** Where a job's files are. */
export interface JobLocation {
  id: string;
  nodeId: string;
}

/** Parts whose names are asked for at once: those with the same first four digits. */
const partsBlock = 100;
/** Blocks of parts in one call: the others are named in the next. */
const maxBlocks = 50;
/** For a part: one of the largest size comes over a line of 30 kB/s too. */
const partMs = 300_000;
const maxOutputBytes = 20_000;
const outputLines = 400;

export class RayJobFiles {
  readonly #dashboard: RayDashboard;
  readonly #nodes: RayNodes;
  readonly #faults: RayFaults;
  /** The jobs that had no room for their next part when their parts were listed last. */
  readonly #full = new Set<string>();

  constructor(dashboard: RayDashboard, nodes: RayNodes, faults: RayFaults) {
    this.#dashboard = dashboard;
    this.#nodes = nodes;
    this.#faults = faults;
  }

  /** The numbers of the parts above `after`. Empty too where the node is gone: nothing comes from there any more. */
  async listParts({ id, nodeId }: JobLocation, after: number): Promise<number[]> {
    const parts: number[] = [];
    let isFull = false;
    let block = Math.floor((after + 1) / partsBlock);
    for (let asked = 0; asked < maxBlocks; asked++, block++) {
      const [first, end] = [block * partsBlock, (block + 1) * partsBlock];
      const stem = String(block).padStart(4, '0');
      const pattern = pathOf(id, `${stem}[0-9][0-9].*`);
      const names = await this.#dashboard.logFiles(nodeId, pattern);
      if (!names) {
        if (await this.#nodes.isGone(nodeId)) return parts;
        throw this.#faults.fault('does not list the files of a node', 'Try again later');
      }
      const known = new Set(names);
      for (let part = Math.max(first, after + 1); part < end; part++)
        if (known.has(pathOf(id, partFile(part)))) parts.push(part);
        else isFull ||= known.has(pathOf(id, diskFullFile(part)));
      // Parts are numbered without gaps.
      if (parts[parts.length - 1] !== end - 1) break;
    }
    if (isFull) this.#full.add(id);
    else this.#full.delete(id);
    return parts;
  }

  /** Whether the job waits for room on the disk of its node, as far as the last list of its parts says. */
  isDiskFull(id: string): boolean {
    return this.#full.has(id);
  }

  async readPart({ id, nodeId }: JobLocation, part: number): Promise<Uint8Array> {
    const path = pathOf(id, partFile(part));
    const limits = { maxBytes: maxPartBytes, totalMs: partMs };
    const bytes = await this.#dashboard.logFile(nodeId, path, limits);
    if (bytes) return bytes;
    if (await this.#nodes.isGone(nodeId)) throw this.#faults.nodeGone();
    throw this.#faults.fault(`does not give part ${part} of the job ${id}`, 'Try again later');
  }

  /** The end of what a job has printed; null where its node does not give it. */
  async readLog({ id, nodeId }: JobLocation): Promise<string | null> {
    const limits = { maxBytes: maxOutputBytes, lastLines: outputLines };
    const end = await this.#dashboard.logFile(nodeId, `job-driver-${id}.log`, limits);
    if (!end) return null;
    const text = end.toString('utf8');
    // The first line may be cut, in the middle of a character too.
    return end.length < maxOutputBytes ? text : text.slice(text.indexOf('\n') + 1);
  }

  /** When the job has begun, in milliseconds; null where its node does not give that. */
  async readStart({ id, nodeId }: JobLocation): Promise<number | null> {
    const path = `${jobsFolder}/${id}/started`;
    const text = await this.#dashboard.logFile(nodeId, path, { maxBytes: 100 }).catch(() => null);
    const seconds = /^(\d{9,11})\n$/.exec(text?.toString('latin1') ?? '')?.[1];
    return seconds ? Number(seconds) * 1000 : null;
  }
}

function pathOf(id: string, name: string): string {
  return `${jobsFolder}/${id}/parts/${name}`;
}
