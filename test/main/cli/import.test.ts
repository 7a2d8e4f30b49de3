import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import {
  datasetManifestSchema,
  tablePreviewSchema,
  type DatasetManifest,
  type TablePreview,
} from '#spec/dataset';
import { describeImport } from '../../../src-main/cli/import-data';
import { describePreview } from '../../../src-main/cli/describe-preview';
import { run } from '../../../src-main/cli/program';
import { Sandbox, type Outcome } from './run-cli';

const sandbox = new Sandbox();
afterAll(() => sandbox.remove());
afterEach(() => vi.restoreAllMocks());

/** Runs a command in this process. */
async function dni(...args: string[]): Promise<Outcome> {
  const outcome = { status: 0, stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    vi.spyOn(process[stream], 'write').mockImplementation((text, ...rest) => {
      outcome[stream] += String(text);
      // The program waits until all is written before it ends.
      for (const written of rest as unknown[]) if (typeof written === 'function') written();
      return true;
    });
  const status = await run(['node', 'cli.ts', ...args]);
  vi.restoreAllMocks();
  // Each call adds listeners for closed pipes.
  for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners('error');
  return { ...outcome, status };
}

function write(name: string, text: string | Buffer): string {
  const path = sandbox.path(name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function importCsv(file: string, ...options: string[]): Promise<Outcome> {
  return dni('import', 'csv', file, '--project', sandbox.project, ...options);
}

const motion = (rows: number): string =>
  [
    '"Frame";"Timestamp";"x";"y";"z"',
    ...Array.from({ length: rows }, (_, i) => {
      const at = (phase: number): string => (10 * Math.sin(i / 5 + phase)).toFixed(2);
      return [6 * i, 100 * i, at(0), at(1), at(2)].join(';').replaceAll('.', ',');
    }),
  ].join('\n');

describe('options whose value does not fit', () => {
  const table = ['import', 'csv', 'table.csv', '--id', 'table'];
  it.each<[string, string[], RegExp]>([
    [
      'delimiter',
      [...table, '--delimiter', '#'],
      /^error: option '--delimiter <mark>' argument '#' is invalid\. Write comma, semicolon, tab, bar or whitespace/,
    ],
    ['decimal', [...table, '--decimal', ';'], /'--decimal <mark>'.*Write point or comma/],
    ['encoding', [...table, '--encoding', 'klingon'], /'--encoding <name>'.*Write one of: utf-8,/],
    [
      'missing',
      [...table, '--missing', 'guess'],
      /'--missing <what>'.*refuse, drop, mean, constant/,
    ],
    ['scale', [...table, '--scale', 'log'], /'--scale <method>'.*standardize, min-max/],
    ['fraction', [...table, '--test-fraction', '20'], /'--test-fraction <f>'.*Write it as a part/],
    [
      'constant without its method',
      [...table, '--missing', 'mean', '--missing-value', '3'],
      /option '--missing-value <number>' needs --missing constant\./,
    ],
    ['values unscaled', [...table, '--scale-values'], /'--scale-values' needs --scale/],
    [
      'no values to scale',
      [...table, '--scale', 'standardize', '--scale-values'],
      /'--scale-values' needs --value/,
    ],
    ['kind of no label', [...table, '--target', 'value'], /'--target <kind>'.*Name that column/],
    ['no id', ['import', 'csv', 'table.csv'], /option '--id <id>' is missing\..*--preview/],
    [
      'id',
      ['import', 'csv', 'table.csv', '--id', 'My Table'],
      /^error: '--id' is "My Table", which does not fit\. An id has small letters, digits and hyphens\.$/m,
    ],
    ['column', [...table, '--value', ''], /^error: '--value' is ""\. It must have at least 1/m],
    ['file', ['import', 'csv', '', '--id', 'table'], /^error: 'file' is ""\. It must have/m],
    [
      'channels',
      ['import', 'images', 'dir', '--id', 'i', '--channels', '2'],
      /'--channels <n>'.*Write 3 for colours, or 1 for grey/,
    ],
    [
      'size',
      ['import', 'images', 'dir', '--id', 'i', '--size', '0x4'],
      /^error: '--size' is 0\. It must be at least 1\.$/m,
    ],
    [
      'background',
      ['import', 'images', 'dir', '--id', 'i', '--background', 'pink'],
      /'--background <colour>'.*white, black/,
    ],
    [
      'kind of targets',
      ['import', 'npy', '--id', 'i', '--inputs', 'x.npy', '--target', 'number'],
      /'--target <kind>'.*class, value/,
    ],
  ])('%s: one sentence that names the option as it is typed', async (_, args, sentence) => {
    const { status, stdout, stderr } = await dni(...args, '--project', sandbox.project);
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect([status, stdout]).toEqual([2, '']);
    expect(await sandbox.contents()).toBeNull();
  });
});

const none = { train: 0, validation: 0, test: 0 };

it('lists of an import its parts, fields, classes, notes and warnings', () => {
  const manifest: DatasetManifest = {
    version: 1,
    id: 'flowers',
    name: 'Flowers',
    format: 'csv',
    fields: {
      features: { kind: 'values', shape: [2] },
      label: { kind: 'label', classes: 3, names: ['setosa', 'versicolor', 'virginica'] },
    },
    counts: { train: 1200, validation: 0, test: 30 },
    scales: { features: 1 },
    classCounts: {
      label: { train: [1000, 150, 50], validation: [0, 0, 0], test: [20, 10, 0] },
    },
    columns: { features: ['length', 'width'] },
    notes: ['The cells are separated by semicolons.'],
    warnings: ["The class 'virginica' has no test examples."],
    files: [],
    source: 'flowers.csv',
    created: '2026-01-01T00:00:00.000Z',
  };
  expect(describeImport(manifest)).toEqual([
    "'flowers' is in the project: 1,200 examples to train on, 0 to validate and 30 to test.",
    'Fields: features (2 numbers: length, width), label (3 classes).',
    '  class       train  test',
    '  setosa      1,000    20',
    '  versicolor    150    10',
    '  virginica      50     0',
    'note: The cells are separated by semicolons.',
    "warning: The class 'virginica' has no test examples.",
    'Use it with "task": { "kind": "dataset", "dataset": "flowers" }, or of kind "sequence" where its rows follow each other in time.',
  ]);
  const many = describeImport({
    ...manifest,
    fields: { label: { kind: 'label', classes: 900 } },
    classCounts: {
      label: { train: Array.from({ length: 900 }, () => 1), validation: [], test: [] },
    },
    notes: Array.from({ length: 500 }, (_, i) => `The file ${i} is left out.`),
  });
  expect(many.length).toBeLessThan(32);
  expect(many).toContain('  and 890 more');
  expect(many).toContain('note: There are 488 more of this kind.');
});

describe('describePreview', () => {
  const column = (name: string, more: Partial<TablePreview['columns'][number]> = {}) => ({
    name,
    kind: 'number' as const,
    missing: 0,
    distinct: 20,
    range: { min: 0, max: 12.3456789, mean: 3 },
    role: 'feature' as const,
    note: null,
    ...more,
  });
  const preview: TablePreview = {
    dialect: { delimiter: ';', encoding: 'windows-1252', header: true, decimal: ',' },
    columns: [
      column('nr', { role: 'ignore', note: 'row numbers' }),
      column('x'),
      column('type', { kind: 'text', range: null, role: 'label', missing: 2 }),
    ],
    rows: [
      ['1', '0,5', 'a'],
      ['2', '12,3456789', 'b\u001b[31m'],
    ],
    counts: { train: 20, validation: 0, test: 5 },
    classes: [
      { name: 'a', counts: { train: 12, validation: 0, test: 5 } },
      { name: 'b', counts: { train: 8, validation: 0, test: 0 } },
    ],
    notes: ['A note.'],
    warnings: ['A warning.'],
    refusal: null,
  };

  it('says how the text is read, and shows columns, rows, classes and remarks', () => {
    expect(describePreview(preview, 'table.csv', { decimal: ',' })).toEqual([
      "How 'table.csv' is read:",
      '  delimiter     semicolon             detected',
      '  encoding      windows-1252          detected',
      '  first line    names of the columns  detected',
      '  decimal mark  comma                 given',
      '',
      '   column  kind    missing  cells         role',
      '1  nr      number        0  0 to 12.3457  ignore   row numbers',
      '2  x       number        0  0 to 12.3457  feature',
      '3  type    text          2  20 different  label',
      '',
      'First rows:',
      '  nr           x  type',
      '   1         0,5  a',
      '   2  12,3456789  b\\u001b[31m',
      '',
      '20 rows to train on, 0 to validate and 5 to test.',
      '  class  train  test',
      '  a         12     5',
      '  b          8     0',
      'note: A note.',
      'warning: A warning.',
      'Nothing was written. Import it with --id ID in place of --preview.',
    ]);
  });

  it('stays on a screen for a table of a thousand columns, and shows those that are remarkable', () => {
    const lines = describePreview(
      {
        ...preview,
        columns: [
          ...Array.from({ length: 1000 }, (_, i) => column(`pixel${i}`)),
          column('digit', { role: 'label', distinct: 10 }),
        ],
        rows: Array.from({ length: 20 }, () => Array.from({ length: 1001 }, () => '0')),
        counts: { ...none, train: 20 },
        classes: null,
        refusal: 'It is wrong.',
      },
      'wide.csv',
      {},
    );
    expect(lines.length).toBeLessThan(50);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(110);
    expect(lines).toContainEqual(
      expect.stringMatching(/^1001 +digit .*0 to 12.3457, 10 different +label$/),
    );
    expect(lines).toContain('and 977 more columns');
    expect(lines.at(-1)).toBe('It would be refused: It is wrong.');
  });
});

describe('import csv --preview', () => {
  it('shows a table with semicolons and decimal commas, and creates no project', async () => {
    const { status, stdout } = await importCsv(write('motion.csv', motion(40)), '--preview');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ {2}delimiter +semicolon +detected$/m);
    expect(stdout).toMatch(/^ {2}decimal mark +comma +detected$/m);
    expect(stdout).toMatch(/^1 +Frame .* ignore /m);
    expect(stdout).toMatch(/^3 +x +number +0 +-\d.* to \d\S* +feature$/m);
    expect(stdout).toMatch(/^40 rows to train on, 0 to validate and 0 to test\.$/m);
    expect(await sandbox.contents()).toBeNull();
  });

  it('follows what is said, and ends with status 2 where the import would be refused', async () => {
    const file = write('motion.csv', motion(40));
    const said = ['--no-header', '--delimiter', 'semicolon', '--decimal', ',', '--preview'];
    const { status, stdout } = await importCsv(file, ...said);
    expect(stdout).toMatch(/^ {2}delimiter +semicolon +given$/m);
    expect(stdout).toMatch(/^ {2}first line +an example .* +given$/m);
    expect(stdout).toMatch(/^It would be refused: .*'motion\.csv'/m);
    expect(status).toBe(2);
    expect(await sandbox.contents()).toBeNull();
  });

  it('is JSON with --json', async () => {
    const file = write('motion.csv', motion(40));
    const { status, stdout } = await importCsv(file, '--preview', '--json', '--value', 'z');
    const preview = tablePreviewSchema.parse(JSON.parse(stdout));
    expect(preview.columns.map(({ role }) => role)).toEqual([
      ...['ignore', 'ignore', 'feature', 'feature', 'value'],
    ]);
    expect(status).toBe(0);
  });
});

describe('import csv', () => {
  async function imported(file: string, options: string[]): Promise<DatasetManifest> {
    const { status, stdout, stderr } = await importCsv(file, '--json', ...options);
    expect([status, stderr]).toEqual([0, '']);
    return datasetManifestSchema.parse(JSON.parse(stdout));
  }

  it('takes every setting of the request', async () => {
    // Row i: i, a number from 0.5 to 4.5 (missing in row 3), i again, and a text.
    const rows = (from: number, count: number): string[] =>
      Array.from({ length: count }, (_, i) => `${from + i}|${i % 5},5|${from + i}|é`);
    const latin1 = (lines: string[]): Buffer => Buffer.from(lines.join('\n'), 'latin1');
    const train = write('train.txt', latin1(rows(0, 20).with(3, '3|NA|3|é')));
    const test = write('test.txt', latin1(rows(20, 5)));
    const text = ['--no-header', '--delimiter', 'bar', '--decimal', 'comma'];
    const all = await imported(train, [
      ...['--id', 'all', '--name', 'All of it', ...text, '--encoding', 'latin1'],
      ...['--feature', '2', '--feature', '1', '--value', '3', '--ignore', '4'],
      ...['--missing', 'mean', '--scale', 'min-max', '--scale-values'],
      ...['--test-file', test, '--validation-fraction', '0.25', '--keep-order'],
    ]);
    expect(all).toMatchObject({
      name: 'All of it',
      counts: { train: 15, validation: 5, test: 5 },
      columns: { features: ['2', '1'], value: ['3'] },
      scaling: {
        features: { method: 'min-max', offset: [0.5, 0], scale: [4, 14] },
        value: { method: 'min-max', offset: [0], scale: [14] },
      },
    });
    const labelled = await imported(train, [
      ...['--id', 'labelled', ...text, '--label', '3', '--ignore', '4', '--missing-value', '-1'],
      ...['--validation-file', train, '--keep-order'],
    ]);
    expect(labelled.notes).toContainEqual(expect.stringMatching(/filled in with -1/));
    expect(labelled.fields['label']).toMatchObject({ classes: 20 });
    expect(labelled.counts).toEqual({ train: 20, validation: 20, test: 0 });
  });

  it('takes names of columns with commas and blanks', async () => {
    const file = write('names.csv', '"height, m",my kind,other\n1.5,a,1\n2.5,b,3\n3.5,a,2\n');
    const manifest = await imported(file, [
      ...['--id', 'names', '--feature', 'other', '--value', 'height, m', '--ignore', 'my kind'],
    ]);
    expect(manifest.columns).toEqual({ features: ['other'], value: ['height, m'] });
  });

  it('still takes the one column to predict with --label and --target', async () => {
    const file = write('old.csv', 'a,b,y\n1,2,0.5\n2,1,1.5\n3,5,0.5\n4,3,2.5\n');
    const value = await imported(file, ['--id', 'old-value', '--label', 'y', '--target', 'value']);
    expect(value.columns).toEqual({ features: ['a', 'b'], value: ['y'] });
    const label = await imported(file, ['--id', 'old-class', '--label', 'y', '--target', 'class']);
    expect(label.fields['label']).toMatchObject({ names: ['0.5', '1.5', '2.5'] });
  });

  it('says how rows with nothing to predict are used', async () => {
    const file = write('motion.csv', motion(40));
    const { status, stdout } = await importCsv(file, '--id', 'motion', '--scale', 'standardize');
    const lines = stdout.trim().split('\n');
    const isRemark = (line: string): boolean => /^(note|warning): \S.*\.$/.test(line);
    expect(lines.filter((line) => !isRemark(line))).toEqual([
      "'motion' is in the project: 40 examples to train on, 0 to validate and 0 to test.",
      'Fields: features (3 numbers: x, y, z).',
      'Use it with "task": { "kind": "sequence", "dataset": "motion", "ahead": 1 }: the target of a loss is then "next", the features of the next row.',
    ]);
    expect(lines).toContainEqual(expect.stringMatching(/^note: .*decimal comma/));
    expect(status).toBe(0);
  });
});

it('lists the files that an import refuses and its sentence does not name', async () => {
  const folder = sandbox.path('pictures');
  for (const name of ['a/1.png', 'a/2.png', 'b/3.png', 'b/4.png', 'b/5.png', 'b/6.png', 'b/7.png'])
    write(`pictures/${name}`, `no image: ${name}`);
  const { status, stderr } = await dni(
    ...['import', 'images', folder, '--id', 'pictures', '--project', sandbox.path('other')],
  );
  const lines = stderr.trim().split('\n');
  expect(lines[0]).toMatch(/^error: 7 of 7 images cannot be taken: 'a\/1\.png'.* and 2 more\./);
  expect(lines.slice(1).map((line) => line.split(':')[0])).toEqual(['  b/6.png', '  b/7.png']);
  expect(status).toBe(2);
});
