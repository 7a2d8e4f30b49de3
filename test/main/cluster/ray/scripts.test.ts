/** The scripts as a shell runs them, with the file as their output that Ray would give them. */
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jobScript, removePartsScript, removeScript, requestScript } from '#cluster/ray/scripts';
import { placeSchema, type RayPlace } from '#spec/place';

const place = (more: object = {}): RayPlace =>
  placeSchema.parse({
    kind: 'ray',
    id: 'ray',
    name: 'Ray',
    address: 'http://127.0.0.1:8265',
    ...more,
  }) as RayPlace;

describe.skipIf(process.platform !== 'linux')('on a node', () => {
  let folder: string;
  let logs: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dni workbench test-'));
    logs = join(folder, 'session_1', 'logs');
    await mkdir(join(logs, 'jobs'), { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function run(
    script: string,
    id: string,
    env: NodeJS.ProcessEnv = {},
  ): Promise<{ code: number; output: string }> {
    const path = join(logs, `job-driver-${id}.log`);
    const file = await open(path, 'a');
    const child = spawn('/bin/sh', ['-c', script], {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', file.fd, file.fd],
    });
    const code = await new Promise<number>((done) =>
      child.once('exit', (status) => done(status ?? -1)),
    );
    await file.close();
    return { code, output: await readFile(path, 'utf8').catch(() => '') };
  }

  it('a job runs with its folder and settings', async () => {
    const command = 'env | grep ^DNI_ | sort; cat name.txt; ls -a "$DNI_JOB_FOLDER"; exit 3';
    await writeFile(join(folder, 'run-job.sh'), command);
    await writeFile(join(folder, 'name.txt'), 'in the bundle\n');
    const settings = { node: "~/it's $HOME/node", runtime: '/opt/a "runtime"' };
    const { code, output } = await run(jobScript(place(settings), 'job-1', []), 'job-1');
    const home = process.env.HOME ?? '';
    expect(output.split('\n')).toEqual([
      `DNI_JOB_FOLDER=${logs}/dni-jobs/job-1`,
      'DNI_JOB_ID=job-1',
      `DNI_JOB_NODE=${home}/it's $HOME/node`,
      'DNI_WORKBENCH_RUNTIME=/opt/a "runtime"',
      'in the bundle',
      '.',
      '..',
      'parts',
      'requests',
      'started',
      '',
    ]);
    expect(code).toBe(3);
    const started = await readFile(join(logs, 'dni-jobs/job-1/started'), 'utf8');
    expect(started).toMatch(/^\d{10}\n$/);
  });

  it('a job has the contents of all its packages, which stay where they are', async () => {
    const modules = join(folder, 'py modules');
    for (const [sum, name] of [
      ['aa', 'data/a.txt'],
      ['bb', 'data/b.txt'],
      ['a', 'c.txt'],
    ] as const) {
      await mkdir(join(modules, `_ray_pkg_${sum}`, 'data'), { recursive: true });
      await writeFile(join(modules, `_ray_pkg_${sum}`, name), `${name}\n`);
    }
    const command = 'cat data/a.txt data/b.txt; ls; rm data/a.txt';
    await writeFile(join(folder, 'run-job.sh'), command);
    const path = ['aa', 'a', 'bb'].map((sum) => join(modules, `_ray_pkg_${sum}`)).join(':');
    const script = jobScript(place(), 'job-1', ['bb', 'aa']);
    const { code, output } = await run(script, 'job-1', { PYTHONPATH: `${path}:/other` });
    expect(output).toBe('data/a.txt\ndata/b.txt\ndata\npy modules\nrun-job.sh\nsession_1\n');
    expect(code).toBe(0);
    expect(existsSync(join(modules, '_ray_pkg_aa', 'data/a.txt'))).toBe(true);
    const missing = await run(jobScript(place(), 'job-2', ['cc']), 'job-2', { PYTHONPATH: path });
    expect(missing.code).toBe(98);
    expect(missing.output).toContain('could not be copied');
  });

  it('requests leave and remove files, in the order in which they were made', async () => {
    const requests = join(logs, 'dni-jobs', 'job-1', 'requests');
    await mkdir(requests, { recursive: true });
    await run(requestScript('job-1', 'pause', 10), 'job-1.pause.a');
    expect(await readdir(requests)).toEqual(['pause']);
    await run(requestScript('job-1', 'resume', 12), 'job-1.resume.b');
    expect(await readdir(requests)).toEqual([]);
    // Made before the other, and arrived after it.
    await run(requestScript('job-1', 'pause', 11), 'job-1.pause.c');
    expect(await readdir(requests)).toEqual([]);
    await run(requestScript('job-1', 'stop', 1796040509123), 'job-1.stop.d');
    expect(await readdir(requests)).toEqual(['stop']);
  });

  it('a removal of parts takes those up to a number', async () => {
    const parts = join(logs, 'dni-jobs/job-1/parts');
    await mkdir(parts, { recursive: true });
    for (const name of ['000009.part', '000010.part', '000011.part', '.000012.part.partial'])
      await writeFile(join(parts, name), '');
    expect((await run(removePartsScript('job-1', 10), 'job-1.tidy.a')).code).toBe(0);
    expect((await readdir(parts)).sort()).toEqual(['.000012.part.partial', '000011.part']);
    expect((await run(removePartsScript('job-1', 5), 'job-1.tidy.b')).code).toBe(0);
  });

  it('a removal takes what is of the job and nothing else', async () => {
    for (const id of ['job-1', 'job-11', 'job-1-2'])
      await mkdir(join(logs, 'dni-jobs', id, 'parts'), { recursive: true });
    const logNames = ['job-1.log', 'job-1.stop.a.log', 'job-11.log', 'job-1-2.log'];
    for (const name of logNames) {
      await writeFile(join(logs, `job-driver-${name}`), '');
      await writeFile(join(logs, 'jobs', `supervisor-${name}`), '');
    }
    const { code } = await run(removeScript('job-1'), 'job-1.remove.b');
    expect(code).toBe(0);
    expect((await readdir(join(logs, 'dni-jobs'))).sort()).toEqual(['job-1-2', 'job-11']);
    const kept = ['job-1-2.log', 'job-11.log'];
    expect((await readdir(join(logs, 'jobs'))).sort()).toEqual(
      kept.map((name) => `supervisor-${name}`),
    );
    expect((await readdir(logs)).sort()).toEqual([
      'dni-jobs',
      ...kept.map((name) => `job-driver-${name}`),
      'jobs',
    ]);
  });

  it('nothing is done where the output goes elsewhere than to the logs', async () => {
    const removal = promisify(execFile)('/bin/sh', ['-c', removeScript('job-1')], { cwd: folder });
    await expect(removal).rejects.toMatchObject({
      code: 97,
      stdout: 'The log folder of this Ray session was not found on this node.\n',
    });
    expect(existsSync(logs)).toBe(true);
  });
});
