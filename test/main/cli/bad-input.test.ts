import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { Sandbox, root, runCli, type Outcome } from './run-cli';

const sandbox = new Sandbox();
afterAll(() => sandbox.remove());

interface Spec {
  version: number;
  model: {
    nodes: Record<string, Record<string, unknown>>;
    edges: Record<string, unknown>[];
  };
}

function template(): Spec {
  const path = join(root, 'resources', 'templates', 'mnist-cdni.json');
  return JSON.parse(readFileSync(path, 'utf8')) as Spec;
}

/** Writes a copy of the template that `breakIt` has made invalid. Returns its path. */
function writeBroken(name: string, breakIt: (spec: Spec) => void): string {
  const spec = template();
  breakIt(spec);
  const path = sandbox.path(`${name}.json`);
  writeFileSync(path, JSON.stringify(spec));
  return path;
}

/** Writes an IDX file: magic number, sizes, then `bytes` zero bytes. Returns its path. */
function writeIdx(name: string, sizes: readonly number[], bytes: number): string {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.set([0, 0, 8, sizes.length]);
  sizes.forEach((size, at) => header.writeUInt32BE(size, 4 + 4 * at));
  const path = sandbox.path(name);
  writeFileSync(path, Buffer.concat([header, Buffer.alloc(bytes)]));
  return path;
}

async function linkTo(name: string, target: string): Promise<string> {
  await symlink(sandbox.path(target), sandbox.path(name));
  return sandbox.path(name);
}

async function expectUserError(outcome: Outcome, sentence: RegExp): Promise<void> {
  expect(outcome.stderr).toMatch(sentence);
  expect(outcome.stderr).not.toMatch(/\n\s+at /);
  expect(outcome.stderr.trim().split('\n')).toHaveLength(1);
  expect(outcome.stdout).toBe('');
  expect(outcome.status).toBe(2);
  expect(await sandbox.contents()).toBeNull();
}

describe('a spec that cannot be trained', () => {
  const cases: [string, (spec: Spec) => void, RegExp][] = [
    [
      'an unknown node kind',
      ({ model }) => (model.nodes['hidden1'] = { kind: 'dens', units: 256 }),
      /hidden1.*"dens".*Did you mean 'dense'\?/,
    ],
    [
      'a cycle',
      ({ model }) => {
        model.nodes['sum'] = { kind: 'add' };
        model.edges = model.edges.map((edge) =>
          edge['from'] === 'image' ? { from: 'image', to: 'sum' } : edge,
        );
        model.edges.push({ from: 'sum', to: 'hidden1' }, { from: 'hidden2', to: 'sum' });
      },
      /cycle.*Give one of its edges a delay/,
    ],
    [
      'shapes that do not match',
      ({ model }) => (model.nodes['logits'] = { kind: 'dense', units: 12 }),
      /12.*10|10.*12/,
    ],
    [
      'a negative size',
      ({ model }) => (model.nodes['hidden1'] = { kind: 'dense', units: -256 }),
      /hidden1.*'units' is -256.*at least 1/,
    ],
    ['a newer version', (spec) => (spec.version = 7), /version 7.*Update the program/],
  ];
  it.each(cases)('%s', async (name, breakIt, sentence) => {
    const file = writeBroken(name.replaceAll(' ', '-'), breakIt);
    await expectUserError(await runCli(['train', file, '--project', sandbox.project]), sentence);
  });

  it('a decoupled edge that leaves the loss', async () => {
    const file = writeBroken('loss', ({ model }) => {
      model.nodes['after'] = { kind: 'dense', units: 4 };
      const synthesizer = { hidden: [] };
      model.edges.push({ from: 'loss', to: 'after', decoupled: { synthesizer } });
    });
    const outcome = await runCli(['train', file, '--project', sandbox.project]);
    expect(outcome.stderr).toMatch(/loss->after|out of the loss|'loss'/);
    expect(outcome.stderr).not.toMatch(/\n\s+at /);
    expect(outcome.status).toBe(2);
    expect(await sandbox.contents()).toBeNull();
  });

  it('prints all problems, one per line', async () => {
    const file = writeBroken('several', (spec) => {
      spec.model.nodes['hidden1'] = { kind: 'dense', units: -1 };
      spec.model.nodes['hidden2'] = { kind: 'danse', units: 4 };
    });
    const { status, stdout } = await runCli(['validate', file]);
    expect(status).toBe(2);
    expect(stdout.trim().split('\n')).toHaveLength(2);
  });
});

describe('readiness', () => {
  it('of a description whose data is not there', async () => {
    const args = ['validate', 'paper-ptb-dni-8', '--project', sandbox.project];
    const { status, stdout } = await runCli(args);
    const [warning, verdict] = stdout.trim().split('\n');
    expect(warning).toMatch(
      /^warning at task\.dataset: There is no project that holds the data set 'penn-treebank'\. Fetch it with/,
    );
    expect(verdict).toBe(
      "The description of the template 'paper-ptb-dni-8' is complete, but it cannot be trained before its data is there: 0 parameters without core, logits, whose size follows from the data, 1 module.",
    );
    expect(status).toBe(0);
    const json = JSON.parse((await runCli([...args, '--json'])).stdout) as object;
    expect(json).toMatchObject({ ok: true, trainable: false });
  });

  it.each([
    [
      'a billion units',
      'model.nodes.hidden1.units=1000000000',
      /Training needs about 56 EB of memory.* Lower 'Units' of 'hidden1'/,
    ],
    [
      'a batch of a billion',
      'training.batch=1000000000',
      /Training needs about 38\.\d TB of memory.* but this machine has .* Lower 'Batch'/,
    ],
  ])('of %s, which no machine holds', async (_, setting, sentence) => {
    const args = ['train', 'mnist-cdni', '--set', setting, '--project', sandbox.project];
    const { status, stderr } = await runCli(args);
    expect(stderr).toMatch(sentence);
    expect(status).toBe(2);
    expect(await sandbox.contents()).toBeNull();
  });

  it('of unusual settings, which it warns of and trains', async () => {
    const file = writeBroken('unusual', (spec) => {
      Object.assign(spec, { training: { steps: 1000, optimizer: { kind: 'adam', rate: 10 } } });
      spec.model.nodes['logits'] = { kind: 'dense', units: 10, activation: 'relu' };
    });
    const { status, stdout } = await runCli(['validate', file]);
    expect(stdout).toMatch(/^warning at training\.optimizer: The learning rate of the run is 10/m);
    expect(stdout).toMatch(/^warning: 'logits' applies relu to the logits/m);
    expect(stdout).toMatch(/is fine: 270,346 parameters, 3 modules\.$/m);
    expect(status).toBe(0);
  });
});

describe('invalid files', () => {
  const importIdx = (images: string, labels: string): Promise<Outcome> =>
    runCli(
      ['import', 'idx', '--id', 'digits', '--images', images, '--labels', labels].concat([
        '--project',
        sandbox.project,
      ]),
    );

  it('a truncated IDX file', async () => {
    const images = writeIdx('cut-images', [3, 28, 28], 2 * 28 * 28 + 5);
    await expectUserError(
      await importIdx(images, writeIdx('labels', [3], 3)),
      // The file ends after 16 bytes of header and 1573 of the 2352 bytes of images.
      /cut-images.*byte 1589/,
    );
  });

  it('a label file whose length does not match', async () => {
    const images = writeIdx('images', [3, 28, 28], 3 * 28 * 28);
    await expectUserError(
      await importIdx(images, writeIdx('two-labels', [2], 2)),
      /'images' has 3 .*'two-labels' has 2/,
    );
  });

  it('a file that is not JSON', async () => {
    const file = sandbox.path('torn.json');
    writeFileSync(file, '{ "version": 1, ');
    await expectUserError(
      await runCli(['train', file, '--project', sandbox.project]),
      /torn\.json' cannot be read: it is not JSON/,
    );
  });

  it('a spec that is nested 5,000 deep', async () => {
    const file = sandbox.path('deep.json');
    writeFileSync(file, `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`);
    const outcome = await runCli(['validate', file]);
    await expectUserError(outcome, /deep\.json' cannot be read: it is nested more than 100 levels/);
  });

  it('a value of 100,000 characters, which is not repeated', async () => {
    const file = writeBroken('long', (spec) => {
      spec.model.nodes['hidden1'] = { kind: 'd'.repeat(100_000), units: 3 };
    });
    const outcome = await runCli(['train', file, '--project', sandbox.project]);
    await expectUserError(outcome, /no kind "d+…d+" \(100,000 characters\)/);
    expect(outcome.stderr.length).toBeLessThan(500);
  });

  it('a gzipped spec, which is read', async () => {
    const file = sandbox.path('packed');
    writeFileSync(file, gzipSync(JSON.stringify(template())));
    const { status, stdout } = await runCli(['validate', file]);
    expect(stdout).toMatch(/packed' is fine: 270,346 parameters/);
    expect(status).toBe(0);
  });

  it('a damaged model of the project', async () => {
    const folder = await sandbox.makeFolder('damaged');
    const created = '2026-01-01T00:00:00.000Z';
    writeFileSync(join(folder, 'project.json'), JSON.stringify({ version: 1, name: 'x', created }));
    mkdirSync(join(folder, 'models'));
    writeFileSync(join(folder, 'models', 'mine.json'), '{');
    const { status, stderr } = await runCli(['validate', 'models/mine', '--project', folder]);
    expect(stderr).toMatch(/^error: '.*mine\.json' is damaged, it is not JSON/);
    expect(status).toBe(2);
  });

  it.each([
    ['a folder', () => sandbox.makeFolder('a folder'), /a folder' is a folder\./],
    ['a device', () => Promise.resolve('/dev/null'), /'\/dev\/null' is a device or a pipe\./],
    [
      'a link to itself',
      () => linkTo('a circle', 'a circle'),
      /a circle' cannot be read: its links lead in a circle \(ELOOP\)\./,
    ],
    ['a link to nothing', () => linkTo('nothing', 'nowhere'), /nothing' is a link to nothing\./],
  ])('%s in place of a file', async (_, make, sentence) => {
    const path = await make();
    const wanted = ' Name a JSON file, a template, or a model of the project.';
    for (const args of [
      ['validate', path],
      ['diff', path, 'mnist-cdni'],
    ]) {
      const outcome = await runCli([...args, '--project', sandbox.project]);
      await expectUserError(outcome, sentence);
      expect(outcome.stderr).toContain(wanted);
    }
  });

  it('a missing file', async () => {
    await expectUserError(
      await runCli(['train', sandbox.path('none.json'), '--project', sandbox.project]),
      /There is no file '.*none\.json'/,
    );
  });
});

describe('invalid arguments', () => {
  const cases: [string, string[], RegExp][] = [
    ['an unknown command', ['trian'], /unknown command 'trian'/],
    ['an unknown template', ['train', 'mnist-cdnj'], /Did you mean 'mnist-cdni'/],
    ['an unknown method', ['train', 'mnist-cdni', '--method', 'magic'], /backprop, dni, none/],
    ['a seed that is not a number', ['train', 'mnist-cdni', '--seed', 'one'], /whole number/],
    [
      'a setting that does not exist',
      ['train', 'mnist-cdni', '--set', 'training.stepz=3'],
      /no setting 'stepz'.*Did you mean 'steps'/,
    ],
    [
      'a data set that was not imported',
      ['train', 'cifar10-cnn-cdni'],
      /no project that holds the data set 'cifar10'.*Fetch it with `npm run -s dni -- fetch cifar10`/,
    ],
  ];
  it.each(cases)('%s', async (_, args, sentence) => {
    const env = { DNI_WORKBENCH_PROJECTS: sandbox.path('projects') };
    const { status, stdout, stderr } = await runCli(args, { env });
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  it('a run of a project that does not exist', async () => {
    const project = await sandbox.makeFolder('empty');
    const { status, stderr } = await runCli(['resume', 'none', '--project', project]);
    expect(stderr).toMatch(/There is no project in/);
    expect(status).toBe(2);
  });
});

describe('a place that takes no file', () => {
  // Links that lead in a circle stop every user, also one who may write everywhere.
  const circle = sandbox.path('circle');
  symlinkSync(circle, circle);
  const file = sandbox.path('a-file');
  writeFileSync(file, 'text');
  const anotherPlace = /^error: .* cannot be written: .*\. Choose another place\.$/;

  it.each([
    ['a model', ['export', 'mnist-cdni', '--format', 'json', '--out', join(circle, 'x.json')]],
    ['a picture', ['export', 'mnist-cdni', '--format', 'svg', '--out', join(circle, 'x.svg')]],
    [
      'a project, for a run',
      ['train', 'spirals-cdni', '--steps', '100', '--project', join(file, 'project')],
    ],
    ['a project, for a study', ['study', 'spirals-cdni', '--project', join(file, 'project')]],
  ])('is wrong usage for %s', async (_, args) => {
    const outcome = await runCli(args);
    expect(outcome.stderr.trim().split('\n').at(-1)).toMatch(anotherPlace);
    expect(outcome.status).toBe(2);
  });

  it('is told apart from a project that is not there', async () => {
    const outcome = await runCli(['runs', '--project', join(file, 'project')]);
    await expectUserError(outcome, /^error: There is no folder /);
  });
});

describe('an invalid inspection request', () => {
  it('is rejected with the name and the bounds of the setting', async () => {
    await expectUserError(
      await runCli(['sample', 'run', '--temperature', '-1']),
      /^error: 'temperature' is -1\. It must be at least 0\.$/m,
    );
    await expectUserError(
      await runCli(['sample', 'run', '--temperature', 'hot']),
      /'temperature' is NaN, but a number is wanted/,
    );
  });
});
