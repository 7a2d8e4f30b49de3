import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listTemplates } from '#service/templates';
import { describeMetric } from '#spec/metric-catalogue';
import { reportedContentSchema, type ReportedEntry } from '#spec/reported';
import {
  deleteReported,
  listBundledReported,
  listReported,
  listTrashedReported,
  restoreReported,
  saveReported,
} from '#storage/reported';
import { resources } from '../../../src-main/cli/program-paths';
import { newProject } from './helpers';

const content = reportedContentSchema.parse({
  name: 'Jaderberg et al. 2017',
  place: 'Table 1',
  entries: [{ kind: 'value', id: 'cdni', label: 'cDNI', metric: 'test/error', value: 0.022 }],
});

describe('reported results of a project', () => {
  it('are saved with a version, deleted and restored', async () => {
    const project = await newProject();
    const saved = await saveReported(project, content);
    const path = join(project.directory, 'reported', 'jaderberg-et-al-2017.json');
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ version: 1, ...content });
    expect(saved).toMatchObject({ id: 'jaderberg-et-al-2017', place: 'Table 1' });

    const trashId = await deleteReported(project, saved.id);
    expect((await listReported(project)).items).toEqual([]);
    expect((await listTrashedReported(project)).map(({ name }) => name)).toEqual([content.name]);
    const restored = await restoreReported(project, trashId);
    expect(restored).toEqual({ ...saved, modified: restored.modified });
  });

  it('get a number where another source has the name', async () => {
    const project = await newProject();
    await saveReported(project, content);
    expect((await saveReported(project, content)).name).toBe('Jaderberg et al. 2017 2');
  });

  it('are refused as a conflict where another program has changed them', async () => {
    const project = await newProject();
    const { id, revision } = await saveReported(project, content);
    await saveReported(project, { ...content, id, notes: 'changed' }, revision);
    await expect(saveReported(project, { ...content, id }, revision)).rejects.toMatchObject({
      kind: 'conflict',
    });
  });

  it('are listed without a damaged file, which is named', async () => {
    const project = await newProject();
    await saveReported(project, content);
    const path = join(project.directory, 'reported', 'damaged.json');
    const twice = { ...content, entries: [...content.entries, ...content.entries] };
    await writeFile(path, JSON.stringify({ version: 1, ...twice }));
    const { items, problems } = await listReported(project);
    expect(items).toHaveLength(1);
    expect(problems).toMatchObject([{ path }]);
    expect(problems[0]?.message).toContain('Two entries have the same id');
  });
});

describe('reported results that come with the program', () => {
  it('name metrics in their units, and templates that there are', async () => {
    const sources = await listBundledReported(resources);
    const templates = new Set((await listTemplates(resources)).map(({ id }) => id));
    expect(sources.length).toBeGreaterThan(0);
    const entries = sources.flatMap((source) => source.entries);
    expect(entries.flatMap((entry) => entry.templates).filter((id) => !templates.has(id))).toEqual(
      [],
    );
    const isOutside = (entry: ReportedEntry): boolean =>
      entry.kind === 'value' &&
      describeMetric(entry.metric).unit === 'fraction' &&
      !(entry.value > 0 && entry.value < 1);
    expect(entries.filter(isOutside)).toEqual([]);
  });

  it('have figures of the paper: errors as fractions, levels without the three symbols around them', async () => {
    const sources = await listBundledReported(resources);
    const valueOf = (source: string, label: string): number | null => {
      const found = sources.find(({ id }) => id === `bundled/${source}`)?.entries;
      const entry = found?.find((one) => one.label === label);
      return entry?.kind === 'value' ? entry.value : null;
    };
    expect(valueOf('jaderberg-2017-mnist-fcn', 'cDNI, 6 layers')).toBe(0.016);
    expect(valueOf('jaderberg-2017-cifar10-cnn', 'no gradient, 4 layers')).toBe(0.381);
    // A length of 18 is N + 3.
    expect(valueOf('jaderberg-2017-copy', 'DNI, unroll 4')).toBe(15);
    expect(valueOf('jaderberg-2017-repeat-copy', 'DNI and auxiliary task, unroll 4')).toBe(64);
    expect(valueOf('jaderberg-2017-penn-treebank', 'BPTT, unroll 40')).toBe(1.34);
  });
});
