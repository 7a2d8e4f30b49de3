import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { importArchive } from '#exchange/archive/import-archive';
import { inspectArchive } from '#exchange/archive/inspect-archive';
import type { ArchiveManifest } from '#exchange/archive/manifest';
import type { ProjectFolder } from '#storage/projects';
import { comparisonContentSchema } from '#spec/comparison';
import { jsonText } from '#storage/versioned-json';
import { listModels } from '#storage/models';
import { emptyFolder, newProject, spirals } from '../../storage/helpers';
import { sha256Of } from './archived-project';
import { zipBytes, type ZipEntry, type ZipOptions } from './zip-bytes';

const modified = '2026-11-28T12:00:00.000Z';
const model: ZipEntry = { name: 'models/spirals.json', content: Buffer.from(jsonText(spirals())) };

function manifestOf(
  entries: readonly ZipEntry[],
  changes: Partial<ArchiveManifest> = {},
): ZipEntry {
  const manifest: ArchiveManifest = {
    ...{ format: 'dni-workbench archive', version: 1, kind: 'runs', name: 'Hostile' },
    ...{ created: modified, workbench: '0.1.0', checkpoints: true },
    project: { name: 'Elsewhere', created: modified },
    items: [{ kind: 'model', id: 'spirals', name: 'Spirals', uses: [] }],
    files: entries.map(({ name, content, declared }) => ({
      ...{ path: name, bytes: declared ?? content.length, sha256: sha256Of(content), modified },
    })),
    ...changes,
  };
  return { name: 'archive.json', content: Buffer.from(JSON.stringify(manifest)) };
}

let outer = '';
let project: ProjectFolder;

/** Writes a ZIP file beside the project. */
async function zip(entries: readonly ZipEntry[], options?: ZipOptions): Promise<string> {
  const path = join(await emptyFolder(), 'hostile.dni.zip');
  await writeFile(path, zipBytes(entries, options));
  return path;
}

beforeEach(async () => {
  project = await newProject();
  outer = join(project.directory, '..');
});

/** What is refused, by looking into it and by importing it, in a sentence; nothing comes into being. */
async function expectRefused(path: string, words: RegExp): Promise<void> {
  const before = await readdir(project.directory, { recursive: true });
  const attempts = [() => importArchive(project, path), () => inspectArchive(path, project)];
  for (const attempt of attempts) {
    const error = await attempt().then(
      () => null,
      (thrown: unknown) => thrown as Error,
    );
    expect(error?.message).toMatch(words);
    expect(error).toMatchObject({ name: 'WorkbenchError', kind: 'validation' });
    expect(error?.message).toMatch(/^[^\n\0]{20,700}\.$/);
  }
  expect(await readdir(project.directory, { recursive: true })).toEqual(before);
  expect(await readdir(outer)).not.toContain('evil.json');
}

describe('an archive made by hand', () => {
  it('is imported where it is an honest one', async () => {
    for (const deflate of [false, true])
      await importArchive(project, await zip([{ ...model, deflate }, manifestOf([model])]));
    expect((await listModels(project)).items).toHaveLength(1);
  });

  it.each([
    ['a path out of the folder', '../evil.json'],
    ['one inside of another path', 'models/../../evil.json'],
    ['an absolute path', '/tmp/evil.json'],
    ['a path of Windows', 'models\\evil.json'],
    ['a drive of Windows', 'C:/evil.json'],
    ['a device of Windows', 'models/con.json'],
    ['a device of Windows as a run', 'runs/LPT1/run.json'],
    ['a name that Windows shortens', 'models/a..json/x'],
    ['a lock', 'runs/a/lock'],
    ['a file of the trash', 'models/.trash/a-2026-11-28T22-49-50-126Z/a.json'],
    ['a program of the user', '.bashrc'],
    ['a folder', 'models/'],
    ['a stream of NTFS', 'datasets/a/x.u8:stream'],
    ['a NUL character', 'models/a\0.json'],
    ['a control character', 'datasets/a/x\u001b[31m.u8'],
    ['another case of a folder', 'Models/spirals.json'],
    ['a checkpoint of no step', 'runs/a/checkpoints/007/state.json'],
  ])('is refused with %s', async (_, name) => {
    const evil = { name, content: Buffer.from('{}') };
    await expectRefused(
      await zip([model, evil, manifestOf([model, evil])]),
      /hostile\.dni\.zip' (is not imported: it has a file with the path|is damaged: )/,
    );
  });

  it('is refused with links, devices, encrypted files and other packings', async () => {
    const cases: [Partial<ZipEntry>, RegExp][] = [
      [
        { mode: 0o120777, content: Buffer.from('/etc/passwd') },
        /spirals\.json' is a link or a device/,
      ],
      [{ mode: 0o020644 }, /is a link or a device/],
      [{ flags: 0x0801, method: 8 }, /is encrypted/],
      [{ method: 12 }, /is packed by method 12/],
    ];
    for (const [changes, words] of cases) {
      const evil = { ...model, ...changes };
      await expectRefused(await zip([evil, manifestOf([evil])]), words);
    }
  });

  it('is refused where two files would be in one place', async () => {
    const twin = { ...model, name: 'models/SPIRALS.json' };
    const run = (id: string, name: string) => ({
      name: `runs/${id}/${name}`,
      content: model.content,
    });
    await expectRefused(await zip([model, model, manifestOf([model])]), /two files with the path/);
    await expectRefused(
      await zip([model, twin, manifestOf([model, twin])]),
      /two files with the path/,
    );
    const runs = [run('a', 'run.json'), run('A', 'log.jsonl')];
    await expectRefused(await zip([...runs, manifestOf(runs)]), /differ in their case alone/);
  });

  it('is refused where its list of contents does not fit its files', async () => {
    const other = { name: 'models/other.json', content: model.content };
    const list = manifestOf([model]);
    await expectRefused(
      await zip([model, other, list]),
      /other\.json' is not in its list of contents/,
    );
    await expectRefused(await zip([list]), /models\/spirals\.json' is missing/);
    await expectRefused(await zip([model, manifestOf([model, model])]), /is listed twice/);
    const longer = { ...model, content: Buffer.concat([model.content, Buffer.from(' ')]) };
    await expectRefused(await zip([longer, list]), /has [\d,]+ bytes in place of/);
    await expectRefused(
      await zip([model, other, manifestOf([model, other])]),
      /belongs to nothing/,
    );
    await expectRefused(
      await zip([model, manifestOf([model], { kind: 'project' })]),
      /has no project\.json/,
    );
    await expectRefused(await zip([model]), /is a ZIP file, but no archive of this program/);
    await expectRefused(
      await zip([model, { ...list, content: Buffer.from('[') }]),
      /cannot be read/,
    );
    const newer = Buffer.from('{"format": "dni-workbench archive", "version": 9, "future": true}');
    await expectRefused(
      await zip([model, { ...list, content: newer }]),
      /newer version of the program/,
    );
    const deep = Buffer.from('['.repeat(100_000) + ']'.repeat(100_000));
    await expectRefused(await zip([model, { ...list, content: deep }]), /100 levels deep/);
  });

  it('is refused with a comparison whose filter is none', async () => {
    const content = {
      version: 1,
      ...comparisonContentSchema.parse({
        ...{ name: 'A', runs: [], metrics: [], xAxis: 'step', smoothing: 0, logScale: false },
        filter: '(((',
      }),
    };
    const comparison = {
      name: 'comparisons/a.json',
      content: Buffer.from(jsonText(content)),
    };
    const items = [{ kind: 'comparison' as const, id: 'a', name: 'A', uses: [] }];
    const path = await zip([comparison, manifestOf([comparison], { items })]);
    await expect(importArchive(project, path)).rejects.toThrow(
      "The archive 'hostile.dni.zip' cannot be imported: 'comparisons/a.json' has a filter that is none.",
    );
    expect(await readdir(join(project.directory, 'comparisons'))).toEqual([]);
  });

  it('is refused in words of this program', async () => {
    const list = manifestOf([model]);
    const path = await zip([model, { ...list, content: Buffer.from('{x') }]);
    await expect(inspectArchive(path, project)).rejects.toThrow(
      "The archive 'hostile.dni.zip' is damaged: its list of contents, archive.json, cannot be read, since it is not JSON. Get the file again.",
    );
    const cut = join(await emptyFolder(), 'cut.dni.zip');
    await writeFile(cut, zipBytes([model, list]).subarray(0, -5));
    await expect(inspectArchive(cut, project)).rejects.toThrow(
      "The archive 'cut.dni.zip' is damaged: it is no whole ZIP file. Get the file again.",
    );
  });

  it('is refused where the content does not fit its checksum or its format', async () => {
    const flipped = Buffer.from(model.content);
    flipped.write('spirels', flipped.indexOf('spirals'));
    const path = await zip([{ ...model, content: flipped }, manifestOf([model])]);
    await expect(importArchive(project, path)).rejects.toThrow(
      "The archive 'hostile.dni.zip' is damaged: the checksum of 'models/spirals.json' does not fit. Get the file again.",
    );
    const wrong = { ...model, content: Buffer.from('{"version": 1}') };
    await expect(importArchive(project, await zip([wrong, manifestOf([wrong])]))).rejects.toThrow(
      "The archive 'hostile.dni.zip' cannot be imported: 'models/spirals.json' does not fit its format",
    );
    expect(await readdir(project.directory)).not.toContain('.import');
    expect((await listModels(project)).items).toEqual([]);
  });

  it('is refused at once with a million files, declared or there', async () => {
    await expectRefused(
      await zip([model, manifestOf([model])], { entryCount: 1_000_000 }),
      /it declares 1,000,000 files, which no archive of this program has/,
    );
    // Fewer than the limit, and not there.
    await expectRefused(
      await zip([model, manifestOf([model])], { entryCount: 400_000 }),
      /is damaged/,
    );
  });

  it('is refused with 10 GB declared, whatever is there', async () => {
    const huge = { ...model, declared: 10e9, deflate: true };
    await expectRefused(
      await zip([huge, manifestOf([huge])]),
      /is said to have 10,000,000,000 bytes, and the [\d,]+ packed ones cannot become so many/,
    );
    await expectRefused(
      await zip([{ ...model, declared: 10e9 }, manifestOf([huge])]),
      /hostile\.dni\.zip' is damaged/,
    );
    // As much as deflate can have: more than the disk has, or refused where it ends.
    const zeros = { name: 'models/spirals.json', content: Buffer.alloc(10e6), deflate: true };
    const lies = { ...zeros, declared: 10_000_001 };
    await expect(importArchive(project, await zip([lies, manifestOf([lies])]))).rejects.toThrow(
      /'models\/spirals\.json' cannot be unpacked \(.*\)\. Get the file again\./,
    );
    const fewer = { ...zeros, declared: 1000 };
    await expect(importArchive(project, await zip([fewer, manifestOf([fewer])]))).rejects.toThrow(
      /cannot be unpacked \(too many bytes/,
    );
    expect((await readdir(project.directory)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('is refused where files share their bytes, by which a small one unpacks to any size', async () => {
    const name = (index: number): string => `datasets/zeros/${index}.u8`;
    const content = Buffer.alloc(10e6);
    const first = { name: name(0), content, deflate: true };
    const shared = Array.from({ length: 100 }, (_, index) => ({ ...first, name: name(index + 1) }));
    const bytes = zipBytes(
      [first, ...shared.map((entry) => ({ ...entry, offset: 0 }))].slice(0, 2),
    );
    const path = join(await emptyFolder(), 'hostile.dni.zip');
    await writeFile(path, bytes);
    await expectRefused(path, /reaches into the bytes of another file|no archive of this program/);
  });

  it('lies about 64-bit sizes and is refused', async () => {
    const [id, length] = [Buffer.from([1, 0]), Buffer.from([8, 0])];
    const extra = Buffer.concat([id, length, Buffer.alloc(8, 0xff)]);
    const evil = { ...model, declared: 0xffffffff, extra };
    await expectRefused(await zip([evil, manifestOf([model])]), /is damaged/);
    const short = { ...model, declared: 0xffffffff, extra: Buffer.from([1, 0, 2, 0, 0, 0]) };
    await expectRefused(await zip([short, manifestOf([model])]), /is damaged/);
  });

  it('is no archive where it is a folder, an empty file or something else', async () => {
    const folder = await emptyFolder();
    const path = join(folder, 'x.dni.zip');
    await expect(importArchive(project, folder)).rejects.toThrow(
      'is a folder or a device, not a file',
    );
    await expect(importArchive(project, path)).rejects.toMatchObject({ kind: 'notFound' });
    for (const text of ['', 'PK\x03\x04', 'text', 'PK\x05\x06'.padEnd(22, '\0')]) {
      await writeFile(path, text, 'latin1');
      await expectRefused(path, /x\.dni\.zip/);
    }
  });
});
