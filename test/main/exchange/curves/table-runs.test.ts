import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSources } from '#exchange/curves/read-sources';
import { curveImportSchema, type CurveImportInput } from '#spec/curve-import';
import { emptyFolder } from '../../storage/helpers';

async function read(
  text: string | Uint8Array,
  options: Partial<CurveImportInput> = {},
  name = 'curves.csv',
) {
  const path = join(await emptyFolder(), name);
  await writeFile(path, text);
  const { runs, tables } = await readSources(
    curveImportSchema.parse({ paths: [path], ...options }),
  );
  const described = runs.map((run) => ({
    name: run.name,
    part: run.part,
    method: run.method,
    seed: run.seed,
    settings: run.settings,
    notes: run.notes,
    curves: Object.fromEntries(
      [...run.curves].map(([metric, { step, value }]) => [
        metric,
        Array.from(step, (at, row) => [at, value[row]]),
      ]),
    ),
    seconds: [...([...run.curves.values()][0]?.seconds ?? [])],
    started: run.started?.toISOString() ?? null,
  }));
  return { runs: described, roles: tables[0]?.columns.map(({ role }) => role) };
}

describe('a table with a column for each metric', () => {
  it('has values where cells are filled, and keeps what is not finite', async () => {
    const { runs, roles } = await read(
      'epoch,step,train_loss,val_acc\n0,9,1.5,\n0,19,inf,\n0,20,,0.5\n1,40,,nan\n',
    );
    expect(roles).toEqual(['curve', 'step', 'curve', 'curve']);
    expect(runs[0]?.curves).toEqual({
      epoch: [
        [9, 0],
        [19, 0],
        [20, 0],
        [40, 1],
      ],
      train_loss: [
        [9, 1.5],
        [19, Infinity],
      ],
      val_acc: [
        [20, 0.5],
        [40, NaN],
      ],
    });
    expect(runs[0]?.seconds.every(Number.isNaN)).toBe(true);
  });

  it('has several runs by a column, with settings that are the same in all rows of a run', async () => {
    const { runs } = await read(
      'run,step,loss,optimizer,seed,device\na,1,3,sgd,1,x\na,2,2,sgd,1,y\nb,1,4,adam,2,x\n',
    );
    expect(runs).toMatchObject([
      {
        name: 'a',
        part: 'a',
        seed: 1,
        settings: { optimizer: 'sgd' },
        curves: {
          loss: [
            [1, 3],
            [2, 2],
          ],
        },
      },
      {
        name: 'b',
        part: 'b',
        seed: 2,
        settings: { optimizer: 'adam', device: 'x' },
        curves: { loss: [[1, 4]] },
      },
    ]);
    expect(runs[0]?.notes).toEqual([
      "Left out, since they are no numbers and not the same in all rows: 'device'.",
    ]);
  });

  it('is read with its delimiter, decimal mark and encoding', async () => {
    const text = 'Schritt;Verlust;Güte\n1;0,5;0,1\n2;0,25;0,2\n';
    const { runs } = await read(Buffer.from(text, 'latin1'), { columns: { step: 'Schritt' } });
    expect(runs[0]?.curves).toEqual({
      Verlust: [
        [1, 0.5],
        [2, 0.25],
      ],
      Güte: [
        [1, 0.1],
        [2, 0.2],
      ],
    });
  });

  it('has times relative to its first one, whether they are dates or seconds since 1970', async () => {
    const dates = await read(
      'step,time,loss\n1,2026-11-29T08:00:00Z,3\n2,2026-11-29T08:00:05Z,2\n',
    );
    expect(dates.runs[0]).toMatchObject({ seconds: [0, 5], started: '2026-11-29T08:00:00.000Z' });
    const clock = await read('_step,_timestamp,loss\n1,1700000000.5,3\n2,1700000002,2\n');
    expect(clock.runs[0]?.seconds).toEqual([0, 1.5]);
    const own = await read('step,seconds,loss\n1,2.5,3\n2,4,2\n');
    expect(own.runs[0]).toMatchObject({ seconds: [2.5, 4], started: null });
  });

  it('puts steps in order, and of one step takes the later value', async () => {
    const { runs } = await read('step,loss\n3,1\n1,2\n2,5\n2,6\n');
    expect(runs[0]?.curves).toEqual({
      loss: [
        [1, 2],
        [2, 6],
        [3, 1],
      ],
    });
    expect(runs[0]?.notes).toEqual([
      '1 value of steps that come again later is replaced by the later ones.',
    ]);
  });

  it('leaves out columns on request', async () => {
    const { runs } = await read('step,loss,epoch\n1,2,0\n', { columns: { ignored: ['epoch'] } });
    expect(Object.keys(runs[0]?.curves ?? {})).toEqual(['loss']);
  });
});

describe('tables of other programs', () => {
  it('of Weights & Biases have a column for each run, and ranges that are left out', async () => {
    const { runs } = await read(
      '"Step","fast - train/loss","fast - train/loss__MIN","fast - train/loss__MAX","slow - train/loss"\n1,3,3,3,4\n2,2,2,2,\n',
    );
    expect(runs.map(({ name, curves }) => [name, curves])).toEqual([
      [
        'fast',
        {
          'train/loss': [
            [1, 3],
            [2, 2],
          ],
        },
      ],
      ['slow', { 'train/loss': [[1, 4]] }],
    ]);
  });

  it('of TensorBoard have their metric in the name of the file', async () => {
    const text = 'Wall time,Step,Value\n1700000000,1,0.5\n1700000001,2,0.25\n';
    const { runs } = await read(text, {}, 'run-resnet-tag-Loss_train.csv');
    expect(runs[0]?.curves).toEqual({
      Loss_train: [
        [1, 0.5],
        [2, 0.25],
      ],
    });
  });

  it('of loggers are called by their folder', async () => {
    const folder = join(await emptyFolder(), 'logs');
    for (const version of ['version_0', 'version_1']) {
      await mkdir(join(folder, version), { recursive: true });
      await writeFile(join(folder, version, 'metrics.csv'), 'step,loss\n1,2\n');
    }
    const { runs } = await readSources(curveImportSchema.parse({ paths: [folder] }));
    expect(runs.map(({ name, part }) => [name, part])).toEqual([
      ['version_0', 'version_0/metrics.csv'],
      ['version_1', 'version_1/metrics.csv'],
    ]);
  });

  it('with a row for each value have the name of the metric in a column', async () => {
    const { runs } = await read('step,variable,value\n1,loss,3\n1,acc,0.5\n2,loss,2\n');
    expect(runs[0]?.curves).toEqual({
      loss: [
        [1, 3],
        [2, 2],
      ],
      acc: [[1, 0.5]],
    });
  });
});

describe('a table that cannot be read', () => {
  it.each([
    ['loss,acc\n1,2\n', "'curves.csv' has no column that counts steps"],
    ['step,loss\n1.5,2\n', "Line 2 of 'curves.csv' has '1.5' in the column 'step'"],
    ['step,loss\n-1,2\n', "Line 2 of 'curves.csv' has '-1' in the column 'step'"],
    ['step,loss\n,2\n', "Line 2 of 'curves.csv' has no step in the column 'step'"],
    ['step,loss\n1,2\n2,3,4\n', "Line 3 of 'curves.csv' has 3 cells, but the head has 2"],
    ['step,time,loss\n1,soon,2\n', "has 'soon' in the column 'time', which is neither"],
    ['step,metric,value\n1,loss,much\n', "has 'much' in the column 'value', which is no number"],
    ['step,metric,value\n1,,2\n', "Line 2 of 'curves.csv' names no metric"],
    ['step,loss\n', "'curves.csv' has no rows below its head"],
    ['step,loss\n1,\n', 'There are no values in'],
  ])('%j', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it('names the columns where one that is asked for is missing', async () => {
    await expect(read('a,b\n1,2\n', { columns: { step: 'x' } })).rejects.toThrow(
      "'curves.csv' has no column 'x'. Its columns: a, b.",
    );
  });
});
