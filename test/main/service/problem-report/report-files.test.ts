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
const hostile = '/home/ada/Patients/x.csv /srv/mri/y.npy tok-12345678 ada@lab-7 password=pw123456';
const run = {
  id: 'r1',
  name: 'MNIST',
  notes: hostile,
  tags: ['Patients'],
  failure: hostile,
  environment: { host: 'lab-7', node: '20' },
  data: [{ fromStep: 0, files: [{ name: 'mri.npy', sha256: '00' }] }],
  spec: { task: { kind: 'text', train: ['/srv/mri/y.txt'], unit: 'word' }, training: { steps: 5 } },
};
const files = listReportFiles(
  {
    version: '1.0',
    host: 'electron',
    findings: [{ label: 'Cache', value: '/home/ada/.cache/dni', ok: true }],
    settings: { slots: 'auto', recentProjects: 2, windowBounds: hostile },
    log: hostile,
    window: {
      userAgent: 'X',
      appearance: { view: hostile },
      shownErrors: [hostile],
      ownErrors: [],
    },
    runs: [{ id: 'r1', run, log: [{ time: '', level: 'error', message: hostile }] }],
  },
  secrets,
);
const names = [
  ...['README.md', 'versions.txt', 'settings.json', 'program.log', 'window.txt'],
  ...['runs/r1/run.json', 'runs/r1/log.jsonl'],
];

it('holds the files that it lists, and in them nothing that names the user or the data', () => {
  expect(files.map(({ name }) => name)).toEqual(names);
  for (const { name, text } of files)
    expect(text, name).not.toMatch(/ada\b|lab-7|\bPatients|mri|tok-1234|pw123456|\.npy|\.csv/);
});

it('tells the settings of a run, and leaves out where its data come from', () => {
  const record = JSON.parse(files[5]?.text ?? '') as typeof run;
  expect(record.spec).toEqual({
    task: { kind: 'text', train: '[left out]', unit: 'word' },
    training: { steps: 5 },
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
