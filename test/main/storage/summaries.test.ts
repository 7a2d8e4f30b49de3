import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decidingMetrics } from '#spec/deciding-loss';
import type { Run } from '#spec/run';
import { MetricWriter } from '#storage/metrics';
import { createRun, readRun, runDirectory, writeRun } from '#storage/runs';
import { MetricSummaries, readMetricSummaries } from '#storage/summaries';
import { emptyFolder, newProject, spirals } from './helpers';

const spec = spirals();

/** The values of an evaluation, in this order. */
type Evaluation = [step: number, values: Record<string, number>];

function summarize(evaluations: Evaluation[], of = spec, data: Run['data'] = []): MetricSummaries {
  const summaries = new MetricSummaries({ spec: of, data });
  for (const [step, values] of evaluations)
    for (const [metric, value] of Object.entries(values)) summaries.add({ metric, step, value });
  return summaries;
}

const evaluated = (step: number, validation: number, test: number): Evaluation => [
  step,
  { 'validation/error': validation, 'test/error': test },
];

async function write(folder: string, evaluations: Evaluation[]): Promise<void> {
  const writer = await MetricWriter.open(folder);
  for (const [step, values] of evaluations)
    writer.append(
      Object.entries(values).map(([metric, value]) => ({ metric, step, seconds: step, value })),
    );
  await writer.close();
}

describe('the step that is selected', () => {
  it('choose only among the steps that were trained on the last data', () => {
    const data = [0, 200].map((fromStep) => ({ fromStep, files: [] }));
    const before = [evaluated(100, 0.1, 0.2), evaluated(200, 0.05, 0.1)];
    expect(summarize(before, spec, data).toRunFields().selected).toBeNull();
    const after = [...before, evaluated(300, 0.4, 0.5), evaluated(400, 0.6, 0.3)];
    expect(summarize(after, spec, data).toRunFields().selected).toEqual({
      metric: 'validation/error',
      step: 300,
      value: 0.4,
      values: { 'validation/error': 0.4, 'test/error': 0.5 },
    });
    expect(summarize(after, spec).toRunFields().selected?.step).toBe(200);
  });

  it('is chosen by validation, not by the best test value, and has the test value of that step', () => {
    const { selected, metrics } = summarize([
      evaluated(0, 0.9, 0.9),
      evaluated(100, 0.1, 0.4),
      evaluated(200, 0.2, 0.3),
    ]).toRunFields();
    expect(selected).toEqual({
      metric: 'validation/error',
      step: 100,
      value: 0.1,
      values: { 'validation/error': 0.1, 'test/error': 0.4 },
    });
    expect(metrics['test/error']).toEqual({ last: 0.3, best: 0.3, worst: 0.9, bestStep: 200 });
  });

  it('does not depend on the order of the metrics within an evaluation', () => {
    const evaluations: Evaluation[] = [
      [50, { 'test/error': 0.5, 'validation/error': 0.4, 'test/loss': 2, 'validation/loss': 1.5 }],
      [60, { 'validation/loss': 1, 'validation/error': 0.2, 'test/loss': 3, 'test/error': 0.6 }],
      [70, { 'test/loss': 4, 'test/error': 0.1, 'validation/error': 0.3, 'validation/loss': 0.5 }],
    ];
    const [, , ...others] = evaluations;
    const reversed = evaluations.map(([step, values]): Evaluation => [
      step,
      Object.fromEntries(Object.entries(values).reverse()),
    ]);
    const expected = {
      metric: 'validation/error',
      step: 60,
      value: 0.2,
      values: evaluations[1]?.[1],
    };
    expect(others).toHaveLength(1);
    expect(summarize(evaluations).toRunFields().selected).toEqual(expected);
    expect(summarize(reversed).toRunFields().selected).toEqual(expected);
  });

  it('gets test values that are recorded after it was chosen', () => {
    const summaries = summarize([[10, { 'validation/error': 0.3 }]]);
    expect(summaries.toRunFields().selected?.values).toEqual({ 'validation/error': 0.3 });
    summaries.add({ metric: 'test/error', step: 10, value: 0.4 });
    expect(summaries.toRunFields().selected?.values).toEqual({
      'validation/error': 0.3,
      'test/error': 0.4,
    });
  });

  it('is the first of equal ones, and not moved by training metrics in between', () => {
    const summaries = summarize([evaluated(10, 0.2, 0.5)]);
    summaries.add({ metric: 'train/error', step: 11, value: 0 });
    summaries.add({ metric: 'validation/error', step: 20, value: 0.2 });
    summaries.add({ metric: 'test/error', step: 20, value: 0.1 });
    expect(summaries.toRunFields().selected).toMatchObject({
      step: 10,
      values: { 'test/error': 0.5 },
    });
  });

  it('is never one whose value is not finite', () => {
    const { selected, metrics } = summarize([
      evaluated(10, NaN, 0.5),
      evaluated(20, 0.4, 0.3),
      evaluated(30, -Infinity, NaN),
    ]).toRunFields();
    expect(selected).toMatchObject({ step: 20, value: 0.4, values: { 'test/error': 0.3 } });
    expect(metrics['test/error']).toEqual({
      last: 0.3,
      best: 0.3,
      worst: 0.5,
      bestStep: 20,
      notFiniteAt: 30,
    });
  });

  it('notes the finite value that is furthest from the best, also where larger is better', () => {
    const summaries = new MetricSummaries({ spec, data: [] });
    const cosine = 'interface/a->b/cosine';
    for (const [index, value] of [0.5, NaN, 0.7, 0.3, -Infinity, 0.6].entries())
      for (const metric of ['train/loss', cosine]) summaries.add({ metric, step: index, value });
    const { metrics } = summaries.toRunFields();
    expect(metrics['train/loss']).toMatchObject({ best: 0.3, worst: 0.7 });
    expect(metrics[cosine]).toMatchObject({ best: 0.7, worst: 0.3 });
  });

  it('is none where nothing was validated', () => {
    expect(summarize([[10, { 'test/error': 0.3 }]]).toRunFields().selected).toBeNull();
    expect(summarize([]).toRunFields().selected).toBeNull();
  });

  it('is chosen by the loss that the model names', () => {
    const { nodes, edges } = spec.model;
    const model = {
      ...spec.model,
      nodes: {
        ...nodes,
        second: { kind: 'softmaxCrossEntropy', target: 'label', weight: 1 } as const,
      },
      edges: [...edges, { from: 'logits', to: 'second' }],
      decidingLoss: 'second',
    };
    const evaluations: Evaluation[] = [
      [
        1,
        { 'validation/error': 0.1, 'validation/error/loss': 0.1, 'validation/error/second': 0.9 },
      ],
      [
        2,
        { 'validation/error': 0.3, 'validation/error/loss': 0.3, 'validation/error/second': 0.8 },
      ],
    ];
    const named = summarize(evaluations, { ...spec, model }).toRunFields().selected;
    expect(named).toMatchObject({ metric: 'validation/error/second', step: 2, value: 0.8 });
    const unnamed = { ...spec, model: { ...model, decidingLoss: undefined } };
    expect(summarize(evaluations, unnamed).toRunFields().selected).toMatchObject({
      metric: 'validation/error',
      step: 1,
    });
  });

  it('is chosen by the unit of the task where it has one', () => {
    const text = { ...spec, task: { kind: 'recall', symbols: 4, delay: 6 } as const };
    expect(decidingMetrics(text, 'validation')[0]).toBe('validation/bits');
    const { selected } = summarize(
      [
        [1, { 'validation/error': 0.1, 'validation/bits': 2 }],
        [2, { 'validation/error': 0.2, 'validation/bits': 1 }],
      ],
      text,
    ).toRunFields();
    expect(selected).toMatchObject({ metric: 'validation/bits', step: 2, value: 1 });
  });
});

describe('the step that is selected, from the curves on disk', () => {
  const evaluations = [evaluated(0, 0.9, 0.9), evaluated(100, 0.1, 0.4), evaluated(200, 0.2, 0.3)];

  it('is the same as point by point', async () => {
    const folder = await emptyFolder();
    await write(folder, evaluations);
    const fields = (await readMetricSummaries(folder, { spec, data: [] })).toRunFields();
    expect(fields).toEqual(summarize(evaluations).toRunFields());
  });

  it('goes on with an evaluation of which only the validation part was recorded', async () => {
    const folder = await emptyFolder();
    await write(folder, [...evaluations, [300, { 'validation/error': 0.05 }]]);
    const summaries = await readMetricSummaries(folder, { spec, data: [] });
    summaries.add({ metric: 'test/error', step: 300, value: 0.35 });
    expect(summaries.toRunFields().selected).toMatchObject({
      step: 300,
      values: { 'test/error': 0.35 },
    });
  });

  it('is read for a run of an earlier version, whose file stays as it is', async () => {
    const project = await newProject();
    const run = await createRun(project, { name: 'old', modelId: null, spec });
    await write(runDirectory(project, run.id), evaluations);
    const { metrics } = (
      await readMetricSummaries(runDirectory(project, run.id), { spec, data: [] })
    ).toRunFields();
    // JSON has no undefined: the field is not written.
    await writeRun(project, { ...run, metrics, selected: undefined } as unknown as Run);
    const path = join(runDirectory(project, run.id), 'run.json');
    const before = await readFile(path, 'utf8');
    expect(before).not.toContain('selected');
    expect((await readRun(project, run.id)).selected).toEqual({
      metric: 'validation/error',
      step: 100,
      value: 0.1,
      values: { 'validation/error': 0.1, 'test/error': 0.4 },
    });
    expect(await readFile(path, 'utf8')).toBe(before);
  });
});
