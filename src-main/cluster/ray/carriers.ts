/**
 * Short jobs that this program submits beside those that train: a carrier brings a request to a job on its node and takes
 * no room, a probe says what a node has.
 */
import { randomBytes } from 'node:crypto';
import { WorkbenchError } from '#spec/errors';
import type { RayJob } from './answers';
import type { RayDashboard } from './dashboard';
import type { RayFaults } from './faults';
import type { JobLocation } from './job-files';
import { hasEnded } from './job-state';
import type { RayNodes } from './nodes';

/** What a carrier is submitted for. */
const purposes = ['pause', 'resume', 'stop', 'checkpoint', 'tidy', 'remove'] as const;
export type Purpose = (typeof purposes)[number];

const carrierPattern = new RegExp(`^[A-Za-z0-9-]+[.](?:${purposes.join('|')})[.][0-9a-f]{12}$`);
const probePattern = /^dni-probe-[0-9a-f]{12}$/;

/** How long they stay in Ray's list after their end: whoever has submitted one reads there how it has ended. */
const keptMs = 60_000;

export class RayCarriers {
  readonly #dashboard: RayDashboard;
  readonly #nodes: RayNodes;
  readonly #faults: RayFaults;

  constructor(dashboard: RayDashboard, nodes: RayNodes, faults: RayFaults) {
    this.#dashboard = dashboard;
    this.#nodes = nodes;
    this.#faults = faults;
  }

  /** Submits a carrier to the node of a job; returns its id. */
  async submit(
    { id: jobId, nodeId }: JobLocation,
    purpose: Purpose,
    script: string,
  ): Promise<string> {
    const address = await this.#nodes.addressOf(nodeId);
    if (!address) throw this.#faults.nodeGone();
    const id = `${jobId}.${purpose}.${randomDigits()}`;
    await this.#dashboard.submit({
      submission_id: id,
      entrypoint: script,
      entrypoint_num_cpus: 0,
      entrypoint_num_gpus: 0,
      // Every node has one of this resource.
      entrypoint_resources: { [`node:${address}`]: 0.001 },
      metadata: { name: `${purpose} ${jobId}` },
    });
    return id;
  }

  /**
   * Deletes carriers and probes that have ended a while ago, of all programs that use this place. Those that Ray does not
   * delete now stay until the next time.
   */
  async deleteOld(): Promise<void> {
    try {
      await this.#deleteOld();
    } catch (error) {
      if (!(error instanceof WorkbenchError)) throw error;
    }
  }

  async #deleteOld(): Promise<void> {
    const ended = ((await this.#dashboard.jobs()) ?? []).filter(hasEnded);
    // The clock of this machine may differ from those of Ray.
    const newest = ended.reduce((latest, job) => Math.max(latest, endOf(job)), 0);
    for (const job of ended)
      if (isOwn(job.submission_id ?? '') && endOf(job) <= newest - keptMs)
        await this.#dashboard.delete(job.submission_id ?? '');
  }
}

export function newProbeId(): string {
  return `dni-probe-${randomDigits()}`;
}

function randomDigits(): string {
  return randomBytes(6).toString('hex');
}

function isOwn(id: string): boolean {
  return carrierPattern.test(id) || probePattern.test(id);
}

function endOf(job: RayJob): number {
  return job.end_time ?? 0;
}
