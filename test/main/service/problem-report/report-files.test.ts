import { fromBuffer, type Entry } from 'yauzl';
import { expect, it } from 'vitest';
import { listReportFiles } from '#service/problem-report/report-files';
import { zipFiles } from '#service/problem-report/zip-files';

const secrets = {
  home: '/home/ada',
  user: 'ada',
  host: 'lab-7',
  folders: ['/home/ada/Patients'],
  env: { API_TOKEN: 'tok-12345678' },
};
const hostile =
  '/home/ada/Patients/x.csv /srv/mri/y.npy tok-12345678 ada@lab-7 password=pw123456\n' +
  String.raw`{"message":"{\"token\":\"pw123456\"}"}` +
  "\nData set 'mri' is missing";
const run = {
  id: '20261130-mri-1',
  name: 'mri',
  modelId: 'mri',
  notes: hostile,
  tags: ['Patients'],
  failure: hostile,
  environment: { host: 'lab-7', hostname: 'mri', node: '20.1.0', cores: 4 },
  data: [{ fromStep: 0, files: [{ name: 'mri.npy', sha256: '00' }] }],
  alerts: [{ kind: 'notFinite', step: 3, message: hostile }],
  study: { id: 'mri', values: { mri: 'mri' }, rung: 1 },
  metrics: { 'validation/loss': { last: 0.5 } },
  imported: { source: hostile },
  somethingNew: hostile,
  spec: {
    name: 'mri',
    description: hostile,
    canvas: { notes: { a: { text: hostile } } },
    model: {
      nodes: {
        test: { kind: 'input', field: 'mri', layout: 'grid' },
        loss: { kind: 'softmaxCrossEntropy', target: 'label', comment: hostile },
      },
      edges: [{ from: 'test', to: 'loss' }],
    },
    task: {
      kind: 'dataset',
      dataset: 'mri',
      file: hostile,
      test: 100,
      fields: {
        mri: { kind: 'values', shape: [3] },
        label: { kind: 'label', classes: 2, names: ['mri', 'mri2'] },
      },
    },
    training: { steps: 5, stopEarly: { metric: 'validation/loss' } },
  },
};
const files = listReportFiles(
  {
    version: '1.0',
    host: 'electron',
    findings: [{ label: 'Cache', value: '/home/ada/.cache/dni', ok: true }],
    settings: { slots: 'auto', recentProjects: 2, windowBounds: hostile },
    log: hostile,
    failures: hostile,
    window: {
      userAgent: 'X',
      appearance: { view: hostile },
      shownErrors: [hostile],
      ownErrors: [],
    },
    runs: [{ run, log: [{ time: '2026', level: 'error', message: hostile }] }],
  },
  secrets,
);
const names = [
  ...['README.md', 'versions.txt', 'settings.json', 'program.log', 'failures.log', 'window.txt'],
  ...['runs/1/run.json', 'runs/1/log.jsonl'],
];

it('holds the files that it lists, and in them nothing that names the user or the data', () => {
  expect(files.map(({ name }) => name)).toEqual(names);
  for (const { name, text } of files)
    expect(text, name).not.toMatch(/ada\b|lab-7|\bPatients|mri|tok-1234|pw123456|\.npy|\.csv/);
});

it('tells the settings of a run, and leaves out what is of its data and of its user', () => {
  const record = JSON.parse(files[6]?.text ?? '') as typeof run;
  expect(record).toEqual({
    failure: expect.any(String) as string,
    environment: { host: '[left out]', hostname: '[left out]', node: '20.1.0', cores: 4 },
    alerts: [{ kind: 'notFinite', step: 3, message: expect.any(String) as string }],
    study: { id: '[left out]', rung: 1 },
    metrics: { 'validation/loss': { last: 0.5 } },
    spec: {
      name: '[left out]',
      description: '[left out]',
      canvas: '[left out]',
      model: {
        nodes: {
          test: { kind: 'input', field: 'column1', layout: 'grid' },
          loss: { kind: 'softmaxCrossEntropy', target: 'label', comment: '[left out]' },
        },
        edges: [{ from: 'test', to: 'loss' }],
      },
      task: {
        kind: 'dataset',
        dataset: '[left out]',
        file: '[left out]',
        test: 100,
        fields: {
          column1: { kind: 'values', shape: [3] },
          label: { kind: 'label', classes: 2, names: '[left out]' },
        },
      },
      training: { steps: 5, stopEarly: { metric: 'validation/loss' } },
    },
  });
});

it('writes the log of a run as one entry a line, and of a long one the newest', () => {
  expect(JSON.parse(files[7]?.text ?? '')).toEqual({
    time: '2026',
    level: 'error',
    message: expect.stringContaining("Data set '<name>' is missing") as string,
  });
});

it('names each of its files in the text of the issue', () => {
  for (const name of names.slice(1)) expect(files[0]?.text).toContain(`\`${name}\`: `);
});

it('packs these files alone, as they were shown', async () => {
  const zip = await zipFiles(files);
  const read = await new Promise<Map<string, string>>((resolve, reject) => {
    const found = new Map<string, string>();
    fromBuffer(zip, { lazyEntries: true }, (error, archive) => {
      if (!archive) return reject(error ?? new Error('no archive'));
      archive.on('entry', (entry: Entry) =>
        archive.openReadStream(entry, (failure, stream) => {
          if (!stream) return reject(failure ?? new Error('no stream'));
          const parts: Buffer[] = [];
          stream.on('data', (part: Buffer) => parts.push(part));
          stream.on('end', () => {
            found.set(entry.fileName, Buffer.concat(parts).toString());
            archive.readEntry();
          });
        }),
      );
      archive.on('end', () => resolve(found));
      archive.readEntry();
    });
  });
  expect([...read]).toEqual(files.map(({ name, text }) => [`problem-report/${name}`, text]));
});
