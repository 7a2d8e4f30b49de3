import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandInput } from '#api/commands';
import { chartSchema, comparisonContentSchema, type Chart } from '#spec/comparison';
import { resolveFigureStyle } from '#spec/figure-style';
import type { TrainedRun } from '#spec/run';
import type { ProjectFolder } from '#storage/projects';
import { addRun } from '../exchange/exported-project';
import { openServiceFixture, type ServiceFixture } from './service-fixture';

let fixture: ServiceFixture;
let project: ProjectFolder;
let run: TrainedRun;
beforeEach(async () => {
  fixture = await openServiceFixture();
  const { current } = fixture.view.workspace;
  if (!current) throw new Error('no project');
  project = current;
  const points = [1, 2, 3].map((step) => ({
    ...{ metric: 'train/loss', step, seconds: step, value: 1 / step },
  }));
  run = await addRun(project, points, {
    metrics: { 'train/loss': { last: 1 / 3, best: 1 / 3, worst: 1, bestStep: 3 } },
  });
});
afterEach(() => fixture.close());

const loss = chartSchema.parse({ id: 'loss', kind: 'lines', metric: 'train/loss' });
const empty = chartSchema.parse({ id: 'empty', kind: 'bars', field: 'summary.test/error' });

const subjectOf = (chart: Chart, runIds = [run.id]) => ({
  ...{ kind: 'comparison chart' as const, chart, runIds, range: null, selected: [] },
  content: comparisonContentSchema.parse({
    ...{ name: 'One', runs: runIds, metrics: [], charts: [chart] },
    ...{ xAxis: 'step', smoothing: 0, logScale: false },
  }),
});
const style = resolveFigureStyle({ preset: 'paper' });

const preview = (chart: Chart, changes: Partial<CommandInput<'figures.preview'>> = {}) =>
  fixture.call('figures.preview', {
    ...{ projectId: project.id, subject: subjectOf(chart), style },
    ...changes,
  });
const exportTo = (path: string, changes: Partial<CommandInput<'exports.figure'>> = {}) =>
  fixture.call('exports.figure', {
    ...{ projectId: project.id, exportId: 'one', path, subject: subjectOf(loss), style },
    ...{ format: 'svg' as const, dotsPerInch: 100 },
    ...changes,
  });

describe('figures.preview', () => {
  it('is the picture in the style that is asked for, with what a caption has to say', async () => {
    const paper = await preview(loss);
    // 3.25 inches are 234 points.
    expect(paper?.svg).toMatch(/^<svg [^>]*width="234pt"/);
    const screen = await preview(loss, { style: resolveFigureStyle({ preset: 'screen' }) });
    expect(screen?.svg).toMatch(/^<svg [^>]*width="468pt"/);
    expect(paper?.notes).toEqual(screen?.notes);
  });

  it('is nothing where the chart has nothing to draw', async () => {
    expect(await preview(empty)).toBeNull();
  });

  it('draws a chart of the page of a run', async () => {
    const chart = { kind: 'metrics' as const, title: 'Loss', metrics: ['train/loss'] };
    const view = { logY: true, range: null, limits: null, showsAll: false, hidden: [] };
    const screen = resolveFigureStyle({ preset: 'screen' });
    const subjectOfRun = (metrics: string[]) => ({
      ...{ kind: 'run chart' as const, runId: run.id, chart: { ...chart, metrics }, view },
    });
    const shown = await preview(loss, { subject: subjectOfRun(['train/loss']), style: screen });
    expect(shown?.svg).toContain('<title>Loss</title>');
    expect(await preview(loss, { subject: subjectOfRun(['test/loss']) })).toBeNull();
  });

  it('names a run that is gone', async () => {
    const subject = subjectOf(loss, [run.id, 'gone']);
    await expect(preview(loss, { subject })).rejects.toMatchObject({ kind: 'notFound' });
  });

  it('says where the text is too large for the figure', async () => {
    const crowded = { ...style, width: 72, height: 72, fontSize: 40 };
    await expect(preview(loss, { style: crowded })).rejects.toMatchObject({
      kind: 'validation',
      message: expect.stringContaining('leaves no room for its plot') as string,
    });
  });
});

describe('exports.figure', () => {
  it('writes what the preview shows', async () => {
    const path = join(project.directory, 'exports', 'loss.svg');
    const written = await exportTo(path);
    const text = await readFile(path, 'utf8');
    const shown = await preview(loss);
    expect(text).toBe(shown?.svg);
    expect(written).toEqual({
      ...{ path, bytes: Buffer.byteLength(text), content: '‘Train loss’', notes: shown?.notes },
    });
  });

  it('writes pixels of the resolution that is asked for', async () => {
    const path = join(fixture.folder, 'loss.png');
    await exportTo(path, { format: 'png', style: { ...style, height: 144 } });
    const png = await readFile(path);
    // In the header of a PNG file. 3.25 by 2 inches at 100 pixels an inch.
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([325, 200]);
  });

  it('replaces nothing unasked', async () => {
    const path = join(fixture.folder, 'loss.svg');
    await exportTo(path);
    const before = await readFile(path, 'utf8');
    const wide = { style: { ...style, width: 300 } };
    await expect(exportTo(path, wide)).rejects.toMatchObject({
      ...{ kind: 'conflict', details: { reason: 'exists' } },
    });
    expect(await readFile(path, 'utf8')).toBe(before);
    await exportTo(path, { ...wide, overwrite: true });
    expect(await readFile(path, 'utf8')).toContain('width="300pt"');
  });

  it('writes nothing where there is nothing to draw, or no place', async () => {
    const folder = join(fixture.folder, 'out');
    await mkdir(folder);
    await expect(
      exportTo(join(folder, 'empty.svg'), { subject: subjectOf(empty) }),
    ).rejects.toMatchObject({
      kind: 'notFound',
      message: expect.stringContaining('nothing to draw') as string,
    });
    await expect(exportTo('loss.svg')).rejects.toMatchObject({ kind: 'validation' });
    await expect(exportTo(join(project.directory, 'runs', 'loss.svg'))).rejects.toMatchObject({
      kind: 'conflict',
    });
    expect(await readdir(folder)).toEqual([]);
  });
});
