/** A server that answers as the dashboard of Ray 2.60.0 does, from what was recorded of one, or as a test has it. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { placeSchema, type RayPlace } from '#spec/place';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export const nodeId = '3ed8ad1e21e29d7d7206d77eecbb4311423a707a536e76eaac5ba1a5';
export const otherNodeId = '04b5e1402fbdd08f2e83a5100ae2a8523b584a4bccca45688c01d73f';

/** A job as `GET api/jobs/ID` gives it. */
export function recordedJob(id: string, fields: Record<string, unknown> = {}): object {
  return {
    type: 'SUBMISSION',
    job_id: null,
    submission_id: id,
    driver_info: null,
    status: 'RUNNING',
    entrypoint: 'sleep 60',
    message: 'Job is currently running.',
    error_type: null,
    start_time: 1796040507724,
    end_time: null,
    metadata: null,
    runtime_env: null,
    driver_agent_http_address: 'http://127.0.0.2:28366',
    driver_node_id: nodeId,
    driver_exit_code: null,
    ...fields,
  };
}

export const waiting = {
  status: 'PENDING',
  message:
    'Job has not started yet. It may be waiting for resources (CPUs, GPUs, memory, custom resources) to become available.',
  driver_agent_http_address: null,
  driver_node_id: null,
};

export const succeeded = {
  status: 'SUCCEEDED',
  message: 'Job finished successfully.',
  end_time: 1796040517242,
  driver_exit_code: 0,
};

function recordedNode(id: string, ip: string, state: string, gpus: number): object {
  return {
    node_id: id,
    node_ip: ip,
    is_head_node: id === otherNodeId,
    state,
    state_message: null,
    node_name: ip,
    resources_total: {
      CPU: 2,
      memory: 24523045888,
      [`node:${ip}`]: 1,
      object_store_memory: 80000000,
      ...(gpus > 0 ? { GPU: gpus } : {}),
    },
    labels: { 'ray.io/node-id': id },
    start_time_ms: 1796040505409,
    end_time_ms: 0,
  };
}

/** Ray's answer to an id that it has already. */
const alreadyThere = `Traceback (most recent call last):
  File "job_head.py", line 134, in _raise_error
    raise RuntimeError(f"Request failed with status code {status}: {error_text}.")
RuntimeError: Request failed with status code 400: Traceback (most recent call last):
ValueError: Job with submission_id job-1 already exists. Please use a different submission_id.
.`;

export class FakeDashboard {
  /** `METHOD PATH` of every request, in order. */
  readonly requests: string[] = [];
  readonly jobs = new Map<string, object>();
  /** What was submitted. */
  readonly entries: Record<string, unknown>[] = [];
  readonly packages = new Map<string, Buffer>();
  /** Below the folder of logs of the node. */
  readonly files = new Map<string, Buffer>();
  nodeState = 'ALIVE';
  /** Answers in place of the recorded ones, by `METHOD PATH` without the query. */
  readonly instead = new Map<string, Answer>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<FakeDashboard> {
    const dashboard = new FakeDashboard();
    await new Promise<void>((done) => dashboard.#server.listen(0, '127.0.0.1', done));
    return dashboard;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  place(more: object = {}): RayPlace {
    const base = { kind: 'ray', id: 'ray', name: 'Group cluster', address: this.address };
    return placeSchema.parse({ ...base, ...more }) as RayPlace;
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((done) => this.#server.close(() => done()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', this.address);
    const key = `${request.method} ${pathname}`;
    this.requests.push(key);
    const instead = this.instead.get(key) ?? this.instead.get('*');
    if (instead) return instead(request, response);
    const body = await bodyOf(request);
    const json = (value: unknown): void => {
      response.setHeader('content-type', 'application/json; charset=utf-8');
      response.end(JSON.stringify(value));
    };
    const text = (status: number, content: string): void => {
      response.statusCode = status;
      response.end(content);
    };
    const [, , area, id = '', action] = pathname.split('/');
    if (key === 'GET /api/version')
      return json({ version: '4', ray_version: '2.60.0', ray_commit: 'b7f4', session_name: 's' });
    if (key === 'GET /api/v0/nodes') {
      const nodes = [
        recordedNode(otherNodeId, '192.0.2.2', 'ALIVE', 0),
        recordedNode(nodeId, '127.0.0.2', this.nodeState, 1),
      ];
      return json({ result: true, msg: '', data: { result: { total: 2, result: nodes } } });
    }
    if (pathname.startsWith('/api/v0/logs')) {
      const isListing = pathname === '/api/v0/logs';
      if (this.nodeState !== 'ALIVE' || searchParams.get('node_id') !== nodeId)
        return text(
          500,
          isListing
            ? '500 Internal Server Error\n\nServer got itself in trouble'
            : `Agent for node id: ${searchParams.get('node_id')} doesn't exist.`,
        );
      if (isListing) {
        const glob = searchParams.get('glob') ?? '';
        const source = glob.replaceAll('.', String.raw`\.`).replaceAll('*', '[^/]*');
        const pattern = new RegExp(`^${source}$`);
        const found = [...this.files.keys()].filter((name) => pattern.test(name));
        const result = found.length > 0 ? { internal: found } : {};
        return json({ result: true, msg: '', data: { result } });
      }
      const file = this.files.get(searchParams.get('filename') ?? '');
      if (!file) return text(500, 'A file is not found at: /tmp/ray/session/logs/x');
      return void response.end(file);
    }
    if (area === 'packages') {
      const name = pathname.split('/').pop() ?? '';
      if (request.method === 'PUT') this.packages.set(name, body);
      if (this.packages.has(name)) return text(200, '');
      return text(404, `Package gcs://${name} does not exist`);
    }
    if (area !== 'jobs') return text(404, '404: Not Found');
    if (key === 'GET /api/jobs/') return json([...this.jobs.values(), { type: 'DRIVER' }]);
    if (key === 'POST /api/jobs/') {
      const entry = JSON.parse(body.toString()) as Record<string, unknown>;
      const name = String(entry.submission_id);
      if (this.jobs.has(name)) return text(500, alreadyThere);
      this.entries.push(entry);
      this.jobs.set(name, recordedJob(name, waiting));
      return json({ job_id: name, submission_id: name });
    }
    if (!this.jobs.has(id)) return text(404, `Job ${id} does not exist`);
    if (action === 'stop') return json({ stopped: true });
    if (request.method === 'DELETE') return json({ deleted: this.jobs.delete(id) });
    return json(this.jobs.get(id));
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
