/** The requests to a Ray dashboard that this program makes, each with the form and the limits of its answer. */
import type { ZodType } from 'zod';
import {
  deletedSchema,
  jobSchema,
  jobsSchema,
  logFilesSchema,
  nodesSchema,
  stoppedSchema,
  submittedSchema,
  versionSchema,
  type RayJob,
  type RayNode,
} from './answers';
import { TooLongError, type RayAnswer, type RayConnection } from './connection';

/** A job as it is submitted. */
export interface RayEntry {
  submission_id: string;
  entrypoint: string;
  entrypoint_num_cpus: number;
  entrypoint_num_gpus: number;
  entrypoint_resources?: Record<string, number>;
  runtime_env?: { working_dir: string; py_modules?: string[] };
  metadata: Record<string, string>;
}

/** Bytes of answers: Ray's messages about a job have up to 20 kB, and lists may have thousands of items. */
const [maxSmall, maxJob, maxList] = [100_000, 1_000_000, 32_000_000];

/** A larger upload is refused by Ray (`DASHBOARD_CLIENT_MAX_SIZE`). */
export const maxPackageBytes = 100 * 2 ** 20;

export class RayDashboard {
  readonly #connection: RayConnection;

  constructor(connection: RayConnection) {
    this.#connection = connection;
  }

  async version(): Promise<string> {
    const request = { path: 'api/version', maxBytes: maxSmall };
    return (await this.#connection.json(versionSchema, request)).ray_version;
  }

  /** All nodes, also those that are gone. */
  nodes(): Promise<RayNode[]> {
    const path = 'api/v0/nodes?detail=1&limit=10000';
    return this.#connection.json(nodesSchema, { path, maxBytes: maxList });
  }

  /** Uploads a file that jobs unpack, unless it is there; whether it had to. Ray then keeps it until a job refers to it. */
  async providePackage(name: string, file: { path: string; bytes: number }): Promise<boolean> {
    if (await this.#hasPackage(name)) return false;
    await this.#putPackage(name, file);
    // Ray keeps it for ten minutes from being asked for it, and the upload may have taken longer.
    if (!(await this.#hasPackage(name)))
      throw this.#connection.faults.fault('has not kept what was sent', 'Send the job again');
    return true;
  }

  /** Whether the file is there. */
  async #hasPackage(name: string): Promise<boolean> {
    const path = `api/packages/gcs/${name}`;
    const { status, body } = await this.#connection.bounded({ path, maxBytes: maxSmall });
    if (status === 200) return true;
    if (status === 404 && body.toString('utf8').includes('does not exist')) return false;
    throw this.#connection.faults.status(status, body);
  }

  async #putPackage(name: string, file: { path: string; bytes: number }): Promise<void> {
    const { faults } = this.#connection;
    if (file.bytes > maxPackageBytes) throw faults.bundleTooLarge(file.bytes, maxPackageBytes);
    const path = `api/packages/gcs/${name}`;
    const answer = await this.#connection.bounded({
      method: 'PUT',
      path,
      file,
      maxBytes: maxSmall,
    });
    if (answer.status === 413) throw faults.bundleTooLarge(file.bytes, maxPackageBytes);
    if (answer.status !== 200) throw faults.status(answer.status, answer.body);
  }

  /** Submits a job, unless there is one with its id already. */
  async submit(entry: RayEntry): Promise<void> {
    const { status, body } = await this.#connection.bounded({
      method: 'POST',
      path: 'api/jobs/',
      json: entry,
      maxBytes: maxSmall,
    });
    // For an id that is there Ray answers with a traceback, as for every fault of its own.
    if (status === 200) this.#connection.parse(submittedSchema, body);
    else if (!(await this.job(entry.submission_id)))
      throw this.#connection.faults.status(status, body);
  }

  /** Null where Ray does not know it. */
  async job(id: string): Promise<RayJob | null> {
    const answer = await this.#connection.bounded({ path: `api/jobs/${id}`, maxBytes: maxJob });
    if (isMissing(answer)) return null;
    if (answer.status !== 200) throw this.#connection.faults.status(answer.status, answer.body);
    return this.#connection.parse(jobSchema, answer.body);
  }

  /** All submitted jobs, also those of others; null where there are too many for one answer. */
  async jobs(): Promise<RayJob[] | null> {
    const request = { path: 'api/jobs/', maxBytes: maxList };
    let answer: RayAnswer;
    try {
      answer = await this.#connection.request(request);
    } catch (error) {
      if (error instanceof TooLongError) return null;
      throw error;
    }
    if (answer.status !== 200) throw this.#connection.faults.status(answer.status, answer.body);
    return this.#connection.parse(jobsSchema, answer.body);
  }

  /** Ends a job at once; one that has ended or that Ray does not know is left alone. */
  async stop(id: string): Promise<void> {
    await this.#end('POST', `api/jobs/${id}/stop`, stoppedSchema);
  }

  /** Removes an ended job from Ray's list. */
  async delete(id: string): Promise<void> {
    await this.#end('DELETE', `api/jobs/${id}`, deletedSchema);
  }

  /** The paths of files below the folder of logs on a node; null where the node does not give them. */
  async logFiles(nodeId: string, pattern: string): Promise<string[] | null> {
    const path = `api/v0/logs?${new URLSearchParams({ node_id: nodeId, glob: pattern }).toString()}`;
    const answer = await this.#connection.bounded({ path, maxBytes: maxJob });
    if (answer.status === 500) return null;
    if (answer.status !== 200) throw this.#connection.faults.status(answer.status, answer.body);
    return this.#connection.parse(logFilesSchema, answer.body);
  }

  /** A file below the folder of logs on a node, or its last lines; null where the node does not give it. */
  async logFile(
    nodeId: string,
    filename: string,
    { maxBytes, lastLines, totalMs }: { maxBytes: number; lastLines?: number; totalMs?: number },
  ): Promise<Buffer | null> {
    const query = new URLSearchParams({
      node_id: nodeId,
      filename,
      lines: String(lastLines ?? -1),
    });
    const answer = await this.#connection.bounded({
      path: `api/v0/logs/file?${query.toString()}`,
      maxBytes,
      keepEnd: lastLines !== undefined,
      totalMs,
    });
    if (answer.status === 500) return null;
    if (answer.status !== 200) throw this.#connection.faults.status(answer.status, answer.body);
    return answer.body;
  }

  async #end(method: 'POST' | 'DELETE', path: string, schema: ZodType): Promise<void> {
    const answer = await this.#connection.bounded({ method, path, maxBytes: maxSmall });
    if (isMissing(answer)) return;
    if (answer.status !== 200) throw this.#connection.faults.status(answer.status, answer.body);
    this.#connection.parse(schema, answer.body);
  }
}

/** Whether Ray says so: a 404 alone may be of another program at this address. */
function isMissing({ status, body }: RayAnswer): boolean {
  return status === 404 && /^Job \S+ does not exist/.test(body.toString('utf8'));
}
