/**
 * Jobs at a Ray cluster, through the Jobs API of its dashboard.
 *
 *     const place = new RayClient(rayPlace, { runtime: versions });
 *     const handle = await place.submit({ id: 'job-1', name: 'Two runs', packages, shared });
 *     const [state] = await place.states([handle]);
 *
 * A job's command runs on one of the nodes, and its folder is below the folder of logs there (see `scripts.ts`), of
 * which the dashboard gives out files. Requests reach a job through another, tiny one on the same node.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { mapLimited } from '#files/map-limited';
import { WorkbenchError } from '#spec/errors';
import type { PlaceReport, RayPlace } from '#spec/place';
import { printable, quote } from '#spec/quote';
import type { JobRequest } from '#spec/job';
import type { JobHandle, JobState, JobSubmission, PlaceClient } from '../place-client';
import type { Package } from '../packages';
import { parseProbe, probeScript, type RuntimeVersions } from '../probe';
import type { RayJob, RayNode } from './answers';
import { newProbeId, RayCarriers } from './carriers';
import { RayConnection, type RayTimeouts } from './connection';
import { RayDashboard, type RayEntry } from './dashboard';
import type { RayFaults } from './faults';
import { RayJobFiles, type JobLocation } from './job-files';
import { hasEnded, jobState, missingJob } from './job-state';
import { RayNodes } from './nodes';
import {
  isPlainId,
  jobScript,
  packagePrefix,
  removePartsScript,
  removeScript,
  requestScript,
} from './scripts';

export interface RayClientOptions {
  runtime: RuntimeVersions;
  /** Ends all requests. */
  signal?: AbortSignal;
  timeouts?: Partial<RayTimeouts>;
  /** How long `test` waits for a node, and `remove` for what it has asked for. */
  waitMs?: number;
  pollMs?: number;
  /** How long a job stays in Ray's list after its end. */
  settleMs?: number;
}

/**
 * Ray looks for the process of a job each second, and notices some 3 s after its end that it is gone. A job that was deleted
 * before comes back into its list then, as one that has failed.
 */
const defaultSettleMs = 5000;

export class RayClient implements PlaceClient {
  readonly place: RayPlace;
  readonly #options: RayClientOptions;
  readonly #faults: RayFaults;
  readonly #dashboard: RayDashboard;
  readonly #nodes: RayNodes;
  readonly #files: RayJobFiles;
  readonly #carriers: RayCarriers;
  /** The node of a job by the job's id: it does not change. */
  readonly #nodeIds = new Map<string, string>();
  /** When jobs began, by their ids; null where that cannot be found out any more. */
  readonly #started = new Map<string, number | null>();
  /** Packages that are being sent: other jobs need the same. */
  readonly #uploads = new Map<string, Promise<boolean>>();
  #lastOrder = 0;

  constructor(place: RayPlace, options: RayClientOptions) {
    this.place = place;
    this.#options = options;
    const connection = new RayConnection(place, options);
    this.#faults = connection.faults;
    this.#dashboard = new RayDashboard(connection);
    this.#nodes = new RayNodes(this.#dashboard);
    this.#files = new RayJobFiles(this.#dashboard, this.#nodes, this.#faults);
    this.#carriers = new RayCarriers(this.#dashboard, this.#nodes, this.#faults);
  }

  async test(): Promise<PlaceReport> {
    const version = printable(await this.#dashboard.version(), 40);
    const { cores, gpus } = this.place;
    const has = (node: RayNode, name: string): number => node.resources_total?.[name] ?? 0;
    const nodes = (await this.#nodes.refresh()).filter(
      (node) => node.state === 'ALIVE' && has(node, 'CPU') >= cores && has(node, 'GPU') >= gpus,
    );
    const total = (name: string): number => nodes.reduce((sum, node) => sum + has(node, name), 0);
    return {
      version,
      nodes: nodes.length,
      cores: total('CPU'),
      gpus: total('GPU'),
      probe: nodes.length > 0 ? await this.#probe() : null,
    };
  }

  async submit({ id, name, ...bundle }: JobSubmission): Promise<JobHandle> {
    const handle = { id, remoteId: id };
    this.#assertId(handle);
    if (await this.#dashboard.job(id)) return handle;
    const packages = [...bundle.packages, ...bundle.shared];
    await this.#provide(packages);
    const [first, ...others] = packages.map(({ sha256 }) => sha256);
    await this.#dashboard.submit({
      submission_id: id,
      entrypoint: jobScript(this.place, id, others),
      ...this.#resources(),
      runtime_env: {
        working_dir: uriOf(first ?? ''),
        // Each is unpacked into a folder of its own, once a node.
        ...(others.length > 0 && { py_modules: others.map(uriOf) }),
      },
      metadata: { name },
    });
    return handle;
  }

  /** Again until all are there: Ray forgets one that nobody has asked for in a while, as the others take to travel. */
  async #provide(packages: readonly Package[]): Promise<void> {
    let isSent = true;
    while (isSent) {
      isSent = false;
      for (const { sha256, ...file } of packages) {
        const name = packageName(sha256);
        const upload =
          this.#uploads.get(name) ??
          this.#dashboard.providePackage(name, {
            path: file.file,
            bytes: file.bytes,
          });
        this.#uploads.set(name, upload);
        try {
          if (await upload) isSent = packages.length > 1;
        } finally {
          this.#uploads.delete(name);
        }
      }
    }
  }

  async states(jobs: readonly JobHandle[]): Promise<JobState[]> {
    for (const job of jobs) this.#assertId(job);
    const found = await this.#find(jobs);
    await this.#nodes.hear(found.flatMap((job) => job?.driver_node_id ?? []));
    return mapLimited(found, 4, async (job) => {
      if (!job) return missingJob;
      const node = this.#nodes.nameOf(job.driver_node_id ?? '');
      const state = { ...jobState(job), node, started: await this.#startOf(job) };
      const isFull = state.phase === 'running' && this.#files.isDiskFull(job.submission_id ?? '');
      return { ...state, ...(isFull && { isDiskFull: true }) };
    });
  }

  async send(handle: JobHandle, request: JobRequest): Promise<void> {
    this.#assertId(handle);
    if (request === 'cancel') return this.#dashboard.stop(handle.remoteId);
    const job = await this.#dashboard.job(handle.remoteId);
    if (!job || hasEnded(job)) return;
    if (job.driver_node_id) {
      const script = requestScript(handle.id, request, this.#nextOrder());
      await this.#carriers.submit({ id: handle.id, nodeId: job.driver_node_id }, request, script);
    } else if (request === 'stop') {
      // It has not begun: there is nothing of which to leave a checkpoint.
      await this.#dashboard.stop(handle.remoteId);
    } else if (request === 'pause') {
      throw new WorkbenchError(
        'validation',
        `The job waits for a node at ${quote(this.place.name)} and cannot be paused before it runs. Cancel it, or pause it then.`,
      );
    }
  }

  async listParts(handle: JobHandle, after: number): Promise<number[]> {
    const location = await this.#locate(handle);
    return location ? this.#files.listParts(location, after) : [];
  }

  async readPart(handle: JobHandle, part: number): Promise<Uint8Array> {
    const location = await this.#locate(handle);
    if (!location) throw this.#faults.nodeGone();
    return this.#files.readPart(location, part);
  }

  async removeParts(handle: JobHandle, upTo: number): Promise<void> {
    const location = await this.#locate(handle);
    if (location) await this.#carriers.submit(location, 'tidy', removePartsScript(handle.id, upTo));
  }

  async readOutput(handle: JobHandle): Promise<string> {
    this.#assertId(handle);
    const job = await this.#dashboard.job(handle.remoteId);
    if (!job) return '';
    const nodeId = job.driver_node_id;
    const log = nodeId ? await this.#files.readLog({ id: handle.remoteId, nodeId }) : null;
    // What the set-up has printed, where the command did not come to run or its node is gone.
    return log ?? (hasEnded(job) ? (job.message ?? '').trim() : '');
  }

  async remove(handle: JobHandle): Promise<void> {
    this.#assertId(handle);
    const found = await this.#dashboard.job(handle.remoteId);
    if (!found) return;
    if (!hasEnded(found)) await this.#dashboard.stop(handle.remoteId);
    const job = hasEnded(found) ? found : await this.#untilEnded(handle.remoteId);
    // One that waits for a node leaves nothing behind: Ray ends it as soon as its turn comes.
    if (!job || !hasEnded(job)) return;
    const nodeId = job.driver_node_id;
    if (nodeId && !(await this.#nodes.isGone(nodeId))) {
      const location = { id: handle.id, nodeId };
      const id = await this.#carriers.submit(location, 'remove', removeScript(handle.id));
      const removal = await this.#untilEnded(id);
      if (removal?.status !== 'SUCCEEDED')
        throw this.#faults.fault(`has not removed the job ${handle.id} yet`, 'Try again later');
      await this.#whenSettled(job, removal);
    }
    await this.#dashboard.delete(handle.remoteId);
    await this.#carriers.deleteOld();
  }

  /** The jobs in the order of the handles; null for one that Ray does not know. */
  async #find(handles: readonly JobHandle[]): Promise<(RayJob | null)[]> {
    const list = handles.length > 1 ? await this.#dashboard.jobs() : null;
    const listed = new Map((list ?? []).map((job) => [job.submission_id, job]));
    // One that is not in the list is asked for by itself before it is taken for missing.
    return mapLimited(
      handles,
      4,
      async ({ remoteId }) => listed.get(remoteId) ?? this.#dashboard.job(remoteId),
    );
  }

  /** When a job has begun: asked until it is known. */
  async #startOf({
    submission_id: id,
    driver_node_id: nodeId,
    ...job
  }: RayJob): Promise<number | null> {
    if (!id || !nodeId) return null;
    const known = this.#started.get(id);
    if (known !== undefined) return known;
    const start = await this.#files.readStart({ id, nodeId });
    if (start !== null || hasEnded(job)) this.#started.set(id, start);
    return start;
  }

  /** Null for a job that waits or that Ray does not know. */
  async #locate(handle: JobHandle): Promise<JobLocation | null> {
    this.#assertId(handle);
    const { id, remoteId } = handle;
    const known = this.#nodeIds.get(remoteId);
    if (known) return { id, nodeId: known };
    const nodeId = (await this.#dashboard.job(remoteId))?.driver_node_id;
    if (!nodeId) return null;
    this.#nodeIds.set(remoteId, nodeId);
    return { id, nodeId };
  }

  async #probe(): Promise<PlaceReport['probe']> {
    const id = newProbeId();
    await this.#dashboard.submit({
      submission_id: id,
      entrypoint: probeScript(this.place, this.#options.runtime),
      ...this.#resources(),
      metadata: { name: 'Test of the place by DNI Workbench' },
    });
    const job = await this.#untilEnded(id);
    if (!job || !hasEnded(job)) {
      await this.#dashboard.stop(id);
      return null;
    }
    const nodeId = job.driver_node_id;
    const probe = parseProbe((nodeId && (await this.#files.readLog({ id, nodeId }))) || '');
    if (!probe) {
      const reason = jobState(job).reason ?? 'it has printed nothing';
      throw this.#faults.fault(
        `does not run a short job: ${printable(reason, 300)}`,
        `Look at the job ${id} in Ray's dashboard`,
      );
    }
    await this.#carriers.deleteOld();
    return probe;
  }

  #resources(): Pick<RayEntry, 'entrypoint_num_cpus' | 'entrypoint_num_gpus'> {
    const { cores, gpus } = this.place;
    return { entrypoint_num_cpus: cores, entrypoint_num_gpus: gpus };
  }

  /** The job as soon as it has ended, or as it is after the wait; null where Ray does not know it. */
  async #untilEnded(id: string): Promise<RayJob | null> {
    const { waitMs = 40_000, pollMs = 500 } = this.#options;
    const end = Date.now() + waitMs;
    for (;;) {
      const job = await this.#dashboard.job(id);
      if (!job || hasEnded(job) || Date.now() >= end) return job;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }

  /** Waits until Ray has noticed that the process of a job is gone. `later` has ended after it, on the same node. */
  async #whenSettled(job: RayJob, later: RayJob): Promise<void> {
    const { settleMs = defaultSettleMs, signal } = this.#options;
    const since = Math.max(0, (later.end_time ?? 0) - (job.end_time ?? 0));
    if (since < settleMs)
      await sleep(settleMs - since, undefined, { signal }).catch(() => undefined);
  }

  /** Grows with time, also across starts of the program. */
  #nextOrder(): number {
    this.#lastOrder = Math.max(this.#lastOrder + 1, Date.now());
    return this.#lastOrder;
  }

  #assertId({ id, remoteId }: JobHandle): void {
    if (isPlainId(id) && remoteId === id) return;
    throw new WorkbenchError(
      'validation',
      `${quote(remoteId)} is not the id of a job at ${quote(this.place.name)}.`,
    );
  }
}

function packageName(sha256: string): string {
  return `${packagePrefix}${sha256}.zip`;
}

function uriOf(sha256: string): string {
  return `gcs://${packageName(sha256)}`;
}
