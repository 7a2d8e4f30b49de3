import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Playground, root, runCli, type Outcome } from './run-cli';

const ground = new Playground();
afterAll(() => ground.remove());

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

/** Writes the template with one thing broken. */
function broken(name: string, breakIt: (spec: Spec) => void): string {
  const spec = template();
  breakIt(spec);
  const path = ground.path(`${name}.json`);
  writeFileSync(path, JSON.stringify(spec));
  return path;
}

/** An IDX file: magic, sizes, then as many bytes as given (all zero). */
function idx(name: string, sizes: readonly number[], bytes: number): string {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.set([0, 0, 8, sizes.length]);
  sizes.forEach((size, at) => header.writeUInt32BE(size, 4 + 4 * at));
  const path = ground.path(name);
  writeFileSync(path, Buffer.concat([header, Buffer.alloc(bytes)]));
  return path;
}

async function expectRefused(outcome: Outcome, sentence: RegExp): Promise<void> {
  expect(outcome.stderr).toMatch(sentence);
  expect(outcome.stderr).not.toMatch(/\n\s+at /);
  expect(outcome.stderr.trim().split('\n')).toHaveLength(1);
  expect(outcome.stdout).toBe('');
  expect(outcome.status).toBe(2);
  expect(await ground.contents()).toBeNull();
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
      'shapes that do not meet',
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
    const file = broken(name.replaceAll(' ', '-'), breakIt);
    await expectRefused(await runCli(['train', file, '--project', ground.project]), sentence);
  });

  it('a decoupled edge out of the loss', async () => {
    const file = broken('loss', ({ model }) => {
      model.nodes['after'] = { kind: 'dense', units: 4 };
      const synthesizer = { hidden: [] };
      model.edges.push({ from: 'loss', to: 'after', decoupled: { synthesizer } });
    });
    const outcome = await runCli(['train', file, '--project', ground.project]);
    expect(outcome.stderr).toMatch(/loss->after|out of the loss|'loss'/);
    expect(outcome.stderr).not.toMatch(/\n\s+at /);
    expect(outcome.status).toBe(2);
    expect(await ground.contents()).toBeNull();
  });

  it('tells all problems, each in a line', async () => {
    const file = broken('several', (spec) => {
      spec.model.nodes['hidden1'] = { kind: 'dense', units: -1 };
      spec.model.nodes['hidden2'] = { kind: 'danse', units: 4 };
    });
    const { status, stdout } = await runCli(['validate', file]);
    expect(status).toBe(2);
    expect(stdout.trim().split('\n')).toHaveLength(2);
  });
});

describe('files that are not what they should be', () => {
  const importIdx = (images: string, labels: string): Promise<Outcome> =>
    runCli(
      ['import', 'idx', '--id', 'digits', '--images', images, '--labels', labels].concat([
        '--project',
        ground.project,
      ]),
    );

  it('a truncated IDX file', async () => {
    const images = idx('cut-images', [3, 28, 28], 2 * 28 * 28 + 5);
    await expectRefused(
      await importIdx(images, idx('labels', [3], 3)),
      // 16 bytes of header and 1573 of the images' 2352.
      /cut-images.*byte 1589/,
    );
  });

  it('a file of labels of another length', async () => {
    const images = idx('images', [3, 28, 28], 3 * 28 * 28);
    await expectRefused(
      await importIdx(images, idx('two-labels', [2], 2)),
      /'images' has 3 .*'two-labels' has 2/,
    );
  });

  it('a file that is no JSON', async () => {
    const file = ground.path('torn.json');
    writeFileSync(file, '{ "version": 1, ');
    await expectRefused(
      await runCli(['train', file, '--project', ground.project]),
      /torn\.json' is not JSON/,
    );
  });

  it('a file that is not there', async () => {
    await expectRefused(
      await runCli(['train', ground.path('none.json'), '--project', ground.project]),
      /There is no file '.*none\.json'/,
    );
  });
});

describe('wrong use', () => {
  const cases: [string, string[], RegExp][] = [
    ['an unknown command', ['trian'], /unknown command 'trian'/],
    ['a template that is none', ['train', 'mnist-cdnj'], /Did you mean 'mnist-cdni'/],
    ['an unknown method', ['train', 'mnist-cdni', '--method', 'magic'], /backprop, dni, none/],
    ['a seed that is no number', ['train', 'mnist-cdni', '--seed', 'one'], /whole number/],
    [
      'a setting that does not exist',
      ['train', 'mnist-cdni', '--set', 'training.stepz=3'],
      /no setting 'stepz'.*Did you mean 'steps'/,
    ],
    [
      'data that was not imported',
      ['train', 'cifar10-cnn-cdni'],
      /no project that holds the data set 'cifar10'.*Fetch it with `npm run -s dni -- fetch cifar10`/,
    ],
  ];
  it.each(cases)('%s', async (_, args, sentence) => {
    const env = { DNI_WORKBENCH_PROJECTS: ground.path('projects') };
    const { status, stdout, stderr } = await runCli(args, { env });
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  it('a run that is not there', async () => {
    const project = await ground.makeFolder('empty');
    const { status, stderr } = await runCli(['resume', 'none', '--project', project]);
    expect(stderr).toMatch(/There is no project in/);
    expect(status).toBe(2);
  });
});

describe('a question that cannot be asked of a run', () => {
  it('names the setting and its bounds', async () => {
    const asked = (...args: string[]): Promise<Outcome> => runCli(args);
    await expectRefused(
      await asked('sample', 'run', '--temperature', '-1'),
      /^error: 'temperature' is -1\. It must be at least 0\.$/m,
    );
    await expectRefused(
      await asked('sample', 'run', '--temperature', 'hot'),
      /'temperature' is NaN, but a number is wanted/,
    );
  });
});
