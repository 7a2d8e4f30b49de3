import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { batchScript } from '#cluster/slurm/batch-script';
import { placeSchema, type SlurmPlace } from '#spec/place';
import { useOwnTemporaryFolder } from '../../own-temporary-folder';
import { zipOf } from '../../tensorflow/runtime/fake-wheel';

const place = placeSchema.parse({
  ...{ kind: 'slurm', id: 'group', name: 'Group', folder: 'unused' },
  ...{ node: "~/it's node", runtime: '/opt/run time' },
}) as SlurmPlace;

describe('the script of a job', () => {
  useOwnTemporaryFolder();

  /** The folder of a job with this command in the first of its two packages. */
  function prepare(command: string): string {
    const root = join(tmpdir(), "it's here");
    const job = join(root, 'jobs', 'job-1');
    for (const folder of [root, join(root, 'bundles'), join(root, 'jobs'), job]) mkdirSync(folder);
    writeFileSync(join(root, 'bundles', 'abc.zip'), zipOf({ 'run-job.sh': command }));
    writeFileSync(join(root, 'bundles', 'def.zip'), zipOf({ 'data/text.txt': 'shared' }));
    writeFileSync(join(job, 'bundle'), 'abc\ndef\n');
    writeFileSync(join(job, 'batch.sh'), batchScript(place, 'job-1'));
    return job;
  }

  const environment = (number: string): NodeJS.ProcessEnv => ({
    ...{ PATH: process.env.PATH, HOME: tmpdir(), SLURM_JOB_ID: number, SLURMD_NODENAME: 'n7' },
  });

  function start(job: string, number = '7'): ChildProcess {
    return spawn('bash', ['-l', join(job, 'batch.sh'), job], {
      env: environment(number),
      detached: true,
      stdio: 'ignore',
    });
  }

  function run(job: string, number = '7'): { status: number | null; output: string } {
    const env = environment(number);
    const args = ['-l', join(job, 'batch.sh'), job];
    const { status, stdout, stderr } = spawnSync('bash', args, { env, encoding: 'utf8' });
    return { status, output: stdout + stderr };
  }

  const read = (job: string, name: string): string => readFileSync(join(job, name), 'utf8');

  it('runs the command in the unpacked packages, and writes when and how it has ended', () => {
    const job = prepare(
      'echo "$DNI_JOB_ID|$DNI_JOB_FOLDER|$DNI_JOB_NODE|$DNI_WORKBENCH_RUNTIME"; pwd; cat; cat data/text.txt; exit 5',
    );
    const { status, output } = run(job);
    expect(status).toBe(5);
    const node = join(tmpdir(), "it's node");
    expect(output).toBe(`job-1|${job}|${node}|/opt/run time\n${join(job, 'work')}\nshared`);
    expect(readlinkSync(join(job, 'number'))).toBe('7');
    expect(read(job, 'started')).toMatch(/^\d{10} n7\n$/);
    expect(read(job, 'exit-code')).toMatch(/^5 \d{10} 0\n$/);
    expect(readdirSync(job).sort()).toEqual([
      'batch.sh',
      'bundle',
      'exit-code',
      'number',
      'started',
    ]);
  });

  it('does nothing for a second submission, whichever of the two starts first', () => {
    const job = prepare('echo once');
    expect(run(job, '8').output).toBe('once\n');
    expect(run(job, '9')).toEqual({ status: 0, output: '' });
    rmSync(join(job, 'started'));
    rmSync(join(job, 'number'));
    // The answer to the second has come before the first starts.
    symlinkSync('9', join(job, 'number'));
    expect(run(job, '8')).toEqual({ status: 0, output: '' });
    expect(run(job, '9').output).toBe('once\n');
  });

  it('does nothing but say so where Slurm starts it again, or its folder is removed', () => {
    const job = prepare('echo once');
    run(job);
    expect(existsSync(join(job, 'requeued'))).toBe(false);
    expect(run(job)).toEqual({ status: 0, output: '' });
    expect(existsSync(join(job, 'requeued'))).toBe(true);
    const script = join(tmpdir(), 'batch.sh');
    writeFileSync(script, read(job, 'batch.sh'));
    rmSync(job, { recursive: true });
    expect(spawnSync('bash', [script, job], { env: environment('7') }).status).toBe(1);
  });

  it.each(['abc', 'def'])('says that the package %s cannot be unpacked', (name) => {
    const job = prepare('echo begun');
    writeFileSync(join(job, '../../bundles', `${name}.zip`), 'not a zip');
    const { status, output } = run(job);
    expect(status).toBe(1);
    expect(output).toContain(`could not be unpacked on `);
    expect(output).not.toContain('begun');
    expect(read(job, 'exit-code')).toMatch(/^1 \d{10} 0\n$/);
  });

  it('waits for room where the disk is full, and tells that meanwhile', () => {
    const job = prepare('echo on; ls "$DNI_JOB_FOLDER"');
    const commands = {
      // Full at the second package, then at the first file.
      unzip: `n=$(cat "$HOME/n" 2>/dev/null); echo x$n > "$HOME/n"
case $n in
  '') python3 -m zipfile -e "$3" work ;;
  x) echo "write error (disk full?).  Continue? (y/n/^C)" >&2; exit 50 ;;
  *) exec python3 -m zipfile -e "$3" work ;;
esac`,
      sleep: `ls "${job}" >> "$HOME/slept"`,
    };
    mkdirSync(join(tmpdir(), 'bin'));
    for (const [name, text] of Object.entries(commands))
      writeFileSync(join(tmpdir(), 'bin', name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    // A login shell sets its own path.
    writeFileSync(join(tmpdir(), '.bash_profile'), 'PATH="$HOME/bin:$PATH"\n');
    const { status, output } = run(job);
    expect(status).toBe(0);
    expect(output).toContain(`The disk of ${job} is full: the job waits for room there.\non\n`);
    expect(output).not.toContain('disk-full');
    expect(readFileSync(join(tmpdir(), 'slept'), 'utf8')).toContain('disk-full\n');
  });

  it('lets the command end by itself when Slurm asks all processes of the job to end', async () => {
    const job = prepare(
      `cd "$DNI_JOB_FOLDER"; trap 'echo saved > saved; exit 0' TERM; : > on; while :; do sleep 0.05; done`,
    );
    const child = start(job);
    const ended = new Promise((done) => child.on('exit', done));
    await expect.poll(() => existsSync(join(job, 'on'))).toBe(true);
    process.kill(-(child.pid ?? 0), 'SIGTERM');
    expect(await ended).toBe(0);
    expect(read(job, 'saved')).toBe('saved\n');
    expect(read(job, 'exit-code')).toMatch(/^0 \d{10} 1\n$/);
  });
});
