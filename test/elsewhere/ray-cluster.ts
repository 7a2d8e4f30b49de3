/** A Ray cluster on this machine: a head and a second node, each with two cores, in processes of its own. */
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '#tensorflow/runtime/cache';
import { freePorts } from './free-ports';
import { killAll, withDescendants } from './own-processes';

export const rayVersion = '2.60.0';

export interface RayCluster {
  /** Of the dashboard. */
  address: string;
  /** The folder of the session, which both nodes use. */
  session: string;
  /** The names by which Ray calls the nodes. */
  secondNode: string;
  /** Ends the second node with all that it runs, as a power cut would. */
  killSecondNode(): void;
  stop(): Promise<void>;
}

/** The command `ray`, installed where it is not there yet; null with a sentence where it cannot be. */
export async function installRay(): Promise<string | null> {
  const folder = join(cacheFolder(), `test-ray-${rayVersion}`);
  const [ray, complete] = [join(folder, 'bin', 'ray'), join(folder, 'complete')];
  if (existsSync(ray) && existsSync(complete)) return ray;
  try {
    if (process.platform !== 'linux') throw new Error('it is tested on Linux only');
    await rm(folder, { recursive: true, force: true });
    await mkdir(cacheFolder(), { recursive: true });
    const run = promisify(execFile);
    await run('python3', ['-m', 'venv', folder], { timeout: 60_000 });
    const pip = join(folder, 'bin', 'pip');
    await run(pip, ['install', '--quiet', `ray[default]==${rayVersion}`], { timeout: 120_000 });
    await writeFile(complete, '');
    return ray;
  } catch (error) {
    const [reason = ''] = String(error).trim().split('\n').slice(-1);
    console.warn(`Ray ${rayVersion} is not tested: it cannot be installed here (${reason}).`);
    return null;
  }
}

export async function startRay(ray: string): Promise<RayCluster> {
  // Not the temporary folder of the system: the paths of Ray's sockets must stay below 108 characters.
  const folder = await mkdtemp('/tmp/dni-ray-');
  const [gcs, dashboard, agent, client, secondAgent] = await freePorts(5);
  // Its server for remote clients has the address of the head alone in its command.
  const isOwn = ({ command }: { command: string }): boolean =>
    command.includes(folder) || command.includes(`:${gcs} `);
  const common = ['--num-cpus=2', '--num-gpus=0', '--object-store-memory=80000000'];
  const stop = async (): Promise<void> => {
    for (let tries = 0; tries < 20; tries++) {
      const pids = withDescendants(isOwn);
      if (pids.length === 0) break;
      killAll(pids);
      await delay(200);
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', () => killAll(withDescendants(isOwn)));
  try {
    await start(ray, [
      ...common,
      '--head',
      '--node-ip-address=127.0.0.1',
      '--disable-usage-stats',
      `--temp-dir=${folder}`,
      `--port=${gcs}`,
      '--dashboard-host=127.0.0.1',
      `--dashboard-port=${dashboard}`,
      `--dashboard-agent-listen-port=${agent}`,
      `--ray-client-server-port=${client}`,
    ]);
    const secondNode = '127.0.0.2';
    await start(ray, [
      ...common,
      `--address=127.0.0.1:${gcs}`,
      `--node-ip-address=${secondNode}`,
      `--dashboard-agent-listen-port=${secondAgent}`,
    ]);
    return {
      address: `http://127.0.0.1:${dashboard}`,
      session: join(folder, 'session_latest'),
      secondNode,
      killSecondNode: () =>
        killAll(
          withDescendants(
            (process) =>
              isOwn(process) && process.command.includes(`--node_ip_address=${secondNode}`),
          ),
        ),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(ray: string, options: string[]): Promise<void> {
  const child = spawn(ray, ['start', ...options], {
    env: {
      ...process.env,
      RAY_USAGE_STATS_ENABLED: '0',
      // A node that is gone is noticed within 3 s rather than 20 s.
      RAY_health_check_initial_delay_ms: '500',
      RAY_health_check_period_ms: '500',
      RAY_health_check_failure_threshold: '5',
    },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  // What it starts holds its output open: it is over when it exits.
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject).once('exit', resolve);
  });
  if (code !== 0) throw new Error(`ray start ended with ${String(code)}:\n${output}`);
}

export const delay = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));
