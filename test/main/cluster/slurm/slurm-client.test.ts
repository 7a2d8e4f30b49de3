import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JobHandle, JobSubmission } from '#cluster/place-client';
import { SlurmClient } from '#cluster/slurm/slurm-client';
import { WorkbenchError } from '#spec/errors';
import { placeSchema, type PlaceInput, type SlurmPlace } from '#spec/place';
import { printable } from '#spec/quote';
import { useOwnTemporaryFolder } from '../../own-temporary-folder';
import { idleSlurm, ssh, useFakeCommands } from './fake-slurm';

const runtime = { tensorflow: '2.18.1', tfjs: '4.22.0' };
const job: JobHandle = { id: 'job-1', remoteId: '41' };

function newClient(settings: Partial<PlaceInput> = {}, timeoutMs = 40_000): SlurmClient {
  const common = { kind: 'slurm', id: 'group', name: 'Group cluster' };
  const place = placeSchema.parse({ ...common, ...settings }) as SlurmPlace;
  return new SlurmClient(place, { runtime, timeoutMs, probeSeconds: 1 });
}

/** Any bytes, since no job ever starts. */
function newSubmission(
  content: Uint8Array = Buffer.alloc(3_000_000, 'zip'),
  name = 'package.zip',
): JobSubmission {
  const file = join(tmpdir(), name);
  writeFileSync(file, content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const packages = [{ file, sha256, bytes: content.length }] as const;
  return { id: 'job-1', name: 'a; "b" $(c)', packages, shared: [] };
}

/** Only the beginning of the answer arrives. */
const cutOff = ssh.replace('exec sh -c "$command"', 'sh -c "$command" | head -c 80; exit 255');

async function errorOf(promise: Promise<unknown>): Promise<WorkbenchError> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof WorkbenchError)) throw new Error(`no sentence: ${String(error)}`);
  // One sentence and a remedy, on one line.
  expect(error.message).toMatch(/^.{20,700}\.$/);
  expect(error.message).toBe(printable(error.message, 700));
  return error;
}

describe('a place with Slurm', () => {
  useOwnTemporaryFolder();
  const log = (): string[] => readFileSync(join(tmpdir(), 'log'), 'utf8').trim().split('\n');

  describe.each([
    ['this computer', null],
    ['a login host', 'login'],
  ])('at %s', (_, host) => {
    it('submits once, uploads a package once, and removes what nobody needs', async () => {
      const folder = join(useFakeCommands({ ...idleSlurm, ssh }), 'dni-workbench');
      const client = newClient({ host });
      const submission = newSubmission();
      expect(await client.submit(submission)).toEqual(job);
      expect(await client.submit(submission)).toEqual(job);
      const [{ sha256, file }] = submission.packages;
      const stored = join(folder, 'bundles', `${sha256}.zip`);
      expect(readFileSync(stored).equals(readFileSync(file))).toBe(true);
      unlinkSync(file);
      const second = await client.submit({ ...submission, id: 'job-2' });
      expect(second).toEqual({ id: 'job-2', remoteId: '42' });
      expect(readdirSync(join(folder, 'bundles'))).toEqual([`${sha256}.zip`]);

      await client.remove(second);
      expect(existsSync(stored)).toBe(true);
      await client.remove(job);
      expect(readdirSync(join(folder, 'jobs'))).toEqual([]);
      expect(readdirSync(join(folder, 'bundles'))).toEqual([]);
      await client.remove(job);
    });

    it('sends what jobs share once, and keeps it for a week after its last use', async () => {
      const mktemp = 'command -p mktemp "$@"';
      const folder = join(useFakeCommands({ ...idleSlurm, ssh, mktemp }), 'dni-workbench');
      const client = newClient({ host });
      const own = newSubmission(Buffer.from('own'));
      const [data] = newSubmission(Buffer.from('data'), 'data.zip').packages;
      const jobs = await Promise.all(
        ['job-1', 'job-2'].map((id) => client.submit({ ...own, id, shared: [data] })),
      );
      const listed = readFileSync(join(folder, 'jobs/job-1/bundle'), 'utf8');
      expect(listed).toBe(`${own.packages[0].sha256}\n${data.sha256}\n`);
      const stored = join(folder, 'bundles', `${data.sha256}.zip`);
      expect(readFileSync(stored, 'utf8')).toBe('data');
      expect(log().filter((line) => line.startsWith('mktemp'))).toHaveLength(2);

      const daysAgo = (days: number): number => Date.now() / 1000 - days * 86_400;
      utimesSync(stored, daysAgo(9), daysAgo(9));
      await client.remove(jobs[0] as JobHandle);
      // Another job uses it.
      expect(existsSync(stored)).toBe(true);
      utimesSync(stored, daysAgo(6), daysAgo(6));
      await client.remove(jobs[1] as JobHandle);
      expect(readdirSync(join(folder, 'bundles'))).toEqual([`${data.sha256}.zip`]);
      const third = await client.submit({ ...newSubmission(), shared: [data] });
      expect(statSync(stored).mtimeMs / 1000).toBeGreaterThan(daysAgo(1));
      utimesSync(stored, daysAgo(9), daysAgo(9));
      await client.remove(third);
      expect(readdirSync(join(folder, 'bundles'))).toEqual([]);
    });

    it('calls sbatch with the options of the place between its own', async () => {
      useFakeCommands({ ...idleSlurm, ssh });
      const options = ['--gres=gpu:a100:2', "--comment=it's $HOME `x`"];
      await newClient({ host, cores: 3, gpus: 2, options }).submit(newSubmission());
      const folder = join(tmpdir(), 'dni-workbench/jobs/job-1');
      expect(log().find((line) => line.startsWith('sbatch'))).toBe(
        "sbatch --export=NIL --cpus-per-task=3 --gres=gpu:2 --gres=gpu:a100:2 --comment=it's $HOME `x` --job-name=a b c " +
          `--parsable --no-requeue --output=output.txt --open-mode=append --chdir=${folder} batch.sh ${folder}`,
      );
    });

    it('leaves requests, lists parts and reads them', async () => {
      const folder = join(useFakeCommands({ ...idleSlurm, ssh }), 'dni-workbench/jobs/job-1');
      const client = newClient({ host });
      await client.submit(newSubmission());
      await client.send(job, 'stop');
      await client.send(job, 'pause');
      expect(readdirSync(join(folder, 'requests')).sort()).toEqual(['pause', 'stop']);
      await client.send(job, 'resume');
      expect(readdirSync(join(folder, 'requests'))).toEqual(['stop']);
      await client.send(job, 'cancel');
      expect(log().filter((line) => line.startsWith('scancel'))).toEqual(['scancel 41']);

      expect(await client.listParts(job, 0)).toEqual([]);
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
      const names = [
        '000001.part',
        '000002.part',
        '000010.part',
        '.000011.part',
        '000012.part.new',
      ];
      for (const name of [...names, '0000013.part', '../x'])
        writeFileSync(join(folder, 'parts', name), bytes);
      expect(await client.listParts(job, 0)).toEqual([1, 2, 10]);
      expect(await client.listParts(job, 2)).toEqual([10]);
      expect(Buffer.from(await client.readPart(job, 10)).equals(bytes)).toBe(true);
      await client.removeParts(job, 1);
      expect(await client.listParts(job, 0)).toEqual([2, 10]);
      expect((await errorOf(client.readPart(job, 3))).kind).toBe('unavailable');
      writeFileSync(join(folder, 'parts', '000003.part'), Buffer.alloc(8 * 2 ** 20 + 1));
      expect((await errorOf(client.readPart(job, 3))).message).toContain('is larger than');

      expect(await client.readOutput(job)).toBe('');
      const text = `${'é'.repeat(12_000)}\u001b[2Jend\r\n\ttab\n`;
      writeFileSync(join(folder, 'output.txt'), text);
      const output = await client.readOutput(job);
      expect(output).toMatch(/^é+\[2Jend\n\ttab\n$/);
      expect(Buffer.byteLength(output)).toBeLessThanOrEqual(20_000);
    });

    it('tells the states of several jobs with one question', async () => {
      const row = '41|RUNNING|n1|1796040647|1796040648|1796044247|None';
      useFakeCommands({ ...idleSlurm, ssh, squeue: `echo "${row}"; echo "squeue: warning" >&2` });
      const client = newClient({ host });
      mkdirSync(join(tmpdir(), 'dni-workbench/jobs/job-2'), { recursive: true });
      mkdirSync(join(tmpdir(), 'dni-workbench/jobs/job-1/parts'), { recursive: true });
      for (const name of ['parts/000002.part', 'parts/000012.part', 'parts/000013.disk-full'])
        writeFileSync(join(tmpdir(), 'dni-workbench/jobs/job-1', name), '');
      writeFileSync(join(tmpdir(), 'dni-workbench/jobs/job-2/disk-full'), '');
      writeFileSync(join(tmpdir(), 'dni-workbench/jobs/job-2/exit-code'), '3 1796040700 0\n');
      const others = [
        { id: 'job-2', remoteId: '42' },
        { id: 'job-3', remoteId: '43' },
      ];
      const states = await client.states([job, ...others]);
      expect(states.map(({ phase }) => phase)).toEqual(['running', 'ended', 'missing']);
      expect(states[1]?.exitCode).toBe(3);
      expect(states.map(({ newestPart }) => newestPart)).toEqual([12, 0, 0]);
      expect(states.map(({ isDiskFull }) => isDiskFull)).toEqual([true, true, undefined]);
      expect(log().filter((line) => line.startsWith('squeue'))).toHaveLength(1);
      expect(log().filter((line) => line.startsWith('sacct'))[0]).toContain('-j 43 ');
      expect(await client.states([])).toEqual([]);
    });
  });

  it('reports what there is, also where no node is free in time', async () => {
    useFakeCommands({ ...idleSlurm, squeue: 'echo PENDING' });
    expect(await newClient({ options: ['--partition=long'] }).test()).toEqual({
      ...{ version: '22.05.8', nodes: 1, cores: 4, gpus: 0 },
      probe: null,
    });
    expect(log()).toContainEqual('sinfo -h -N --partition=long -o %N|%t|%c|%G');
    expect(log()).toContainEqual('scancel 41');
    expect(readdirSync(join(tmpdir(), 'dni-workbench'))).toEqual([]);
  });

  it('takes nothing of a handle into a script that is not a number or an id', async () => {
    const folder = useFakeCommands(idleSlurm);
    const client = newClient();
    for (const handle of [
      { id: '../x', remoteId: '1' },
      { id: 'job-1', remoteId: '1; touch x' },
      { id: '-rf', remoteId: '1' },
      { id: 'job-1', remoteId: '' },
    ]) {
      for (const call of [
        client.states([handle]),
        client.remove(handle),
        client.send(handle, 'stop'),
        client.listParts(handle, 0),
        client.readOutput(handle),
      ])
        expect((await errorOf(call)).kind).toBe('validation');
    }
    expect(existsSync(join(folder, 'log'))).toBe(false);
  });

  describe('that does not do what it should', () => {
    const say = (text: string, status = 1): string => `echo "${text}" >&2; exit ${status}`;

    it.each([
      ['Invalid partition name specified', 'validation'],
      ['Requested node configuration is not available', 'validation'],
      ['Unable to contact slurm controller (connect failure)', 'unavailable'],
      ['Job violates accounting/QOS policy (MaxSubmitJobsPerUser)', 'unavailable'],
      ['Socket timed out on send/recv operation', 'unavailable'],
    ])('sbatch says %j: %s', async (text, kind) => {
      const sbatch = say(`sbatch: error: Batch job submission failed: ${text}`);
      const folder = useFakeCommands({ ...idleSlurm, sbatch });
      const error = await errorOf(newClient().submit(newSubmission()));
      expect(error.kind).toBe(kind);
      expect(error.message).toContain("'Group cluster' (this computer)");
      expect(error.message).toContain(`: Batch job submission failed: ${text}. `);
      expect(readdirSync(join(folder, 'dni-workbench/jobs'))).toEqual([]);
    });

    it.each([
      ['submit the job: maybe. Try', 'unavailable', { sbatch: 'echo maybe' }],
      [
        'No space left on device',
        'unavailable',
        { mktemp: say('mktemp: No space left on device') },
      ],
      ['has no room left', 'unavailable', { sha256sum: say('Disk quota exceeded') }],
      ['has arrived damaged', 'unavailable', { sha256sum: 'echo 00' }],
      ['ln -s does not work', 'unavailable', { ln: 'exit 1' }],
    ])('says %s while it submits', async (text, kind, commands) => {
      useFakeCommands({ ...idleSlurm, ...commands });
      const error = await errorOf(newClient().submit(newSubmission()));
      expect(error.kind).toBe(kind);
      expect(error.message).toContain(text);
      expect(
        readdirSync(join(tmpdir(), 'dni-workbench/bundles')).filter((name) => name.startsWith('.')),
      ).toEqual([]);
    });

    it('never takes a broken answer for a job that is missing', async () => {
      mkdirSync(join(tmpdir(), 'dni-workbench/jobs'), { recursive: true });
      for (const squeue of [
        say('slurm_load_jobs error: Unable to contact slurm controller'),
        'echo "<html>maintenance</html>"',
        'kill -9 $$',
        'echo "41|RUNNING|n1"',
      ]) {
        useFakeCommands({ ...idleSlurm, squeue });
        expect((await errorOf(newClient().states([job]))).kind).toBe('unavailable');
      }
      const gone = newClient({ folder: '/dni-no-such-folder' });
      const error = await errorOf(gone.states([job]));
      expect(error.message).toContain("the folder '/dni-no-such-folder': ");
    });

    it('says that there is no Slurm, and finds it where only a login does', async () => {
      const folder = useFakeCommands({ bash: 'exit 0', ssh });
      const [plain, ofLogin] = [join(folder, 'plain'), join(folder, 'of login')];
      for (const bin of [plain, ofLogin]) mkdirSync(bin);
      for (const name of ['sh', 'dd', 'mkdir', 'readlink', 'sed', 'tail', 'ls', 'bash'])
        symlinkSync(
          name === 'bash' ? join(folder, 'bin/bash') : `/usr/bin/${name}`,
          join(plain, name),
        );
      useFakeCommands({ ssh: `PATH='${plain}'; ${ssh}` });
      const client = newClient({ host: 'login' });
      const error = await errorOf(client.test());
      expect(error.message).toContain('(login) does not have the commands of Slurm');

      useFakeCommands({ bash: `echo "Loading modules"; printf '\\ndni-path=${ofLogin}\\n'` });
      for (const name of ['sbatch', 'squeue', 'sinfo']) {
        const text = name === 'sinfo' ? 'echo "slurm 24.05.1"; exit 3' : 'exit 1';
        writeFileSync(join(ofLogin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
      }
      expect((await errorOf(client.test())).message).toContain('could not list its nodes');

      // Installed on a computer that belongs to no cluster.
      const lost = 'sinfo: fatal: Could not establish a configuration source';
      writeFileSync(
        join(ofLogin, 'sinfo'),
        `#!/bin/sh\necho "slurm 24.05.1"; echo "${lost}" >&2; exit 3\n`,
      );
      expect((await errorOf(client.test())).message).toMatch(
        /commands of Slurm that find no cluster: .*Give the place a login host of the cluster/,
      );
    });

    it.each([
      ['Host key verification failed.', 255, 'Connect once in a terminal'],
      [
        '@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @',
        255,
        'another host key than ssh knows',
      ],
      ['me@login: Permission denied (publickey).', 255, 'refuses the login: me@login: Permission'],
      ['ssh: Could not resolve hostname login: Name or service not known', 255, 'is not known'],
      ['ssh: connect to host login port 22: Connection refused', 255, 'cannot be reached: '],
      [
        'This account is currently not available.',
        1,
        'does not run commands (exit status 1): This',
      ],
      ['', 0, 'does not run commands (exit status 0). '],
    ])('ssh says %j', async (text, status, sentence) => {
      useFakeCommands({ ssh: say(text, status) });
      const error = await errorOf(newClient({ host: 'login' }).states([job]));
      expect(error.kind).toBe('unavailable');
      expect(error.message).toMatch(/^The place 'Group cluster' \(login\) /);
      expect(error.message).toContain(sentence);
    });

    it.each([
      ['prints without end', 'yes', 'answers more than'],
      ['hangs', 'case $1 in -G) ;; *) sleep 60 ;; esac', 'has not answered within 1 s'],
      ['is cut off', cutOff, 'was cut off in the middle'],
      ['answers binary', 'head -c 1000 /dev/urandom', 'does not run commands'],
    ])('%s', async (name, answer, sentence) => {
      useFakeCommands({ ...idleSlurm, ssh: answer });
      const error = await errorOf(
        newClient({ host: 'login' }, name === 'hangs' ? 1000 : 40_000).listParts(job, 0),
      );
      expect(error).toMatchObject({ kind: 'unavailable' });
      expect(error.message).toContain(sentence);
    });

    it('says that there is no ssh', async () => {
      useFakeCommands({});
      const path = process.env.PATH;
      process.env.PATH = join(tmpdir(), 'bin');
      const error = await errorOf(newClient({ host: 'login' }).listParts(job, 0));
      process.env.PATH = path;
      expect(error.message).toContain('needs the command ssh, which does not start');
    });
  });
});
