import { describe, expect, it } from 'vitest';
import { checkExperiment } from '#spec/check-experiment';
import type { DatasetManifest } from '#spec/dataset';
import type { Fields } from '#spec/task';
import { chooseTemplate, fitTemplate } from '#service/starter-model';
import { readTemplate } from '#service/templates';
import { resources } from './service-fixture';

function manifest(fields: Fields, train = 1000): DatasetManifest {
  return {
    ...{ version: 1, id: 'mine', name: 'Mine', format: 'csv', fields, scales: {}, files: [] },
    counts: { train, validation: 0, test: 200 },
    ...{ source: 'mine.csv', created: '2026-11-30T00:00:00Z' },
  };
}

async function fit(data: DatasetManifest) {
  const id = chooseTemplate(data);
  if (id === null) throw new Error('No template fits.');
  return fitTemplate((await readTemplate(resources, id)).spec, data);
}

const label = (classes: number) => ({ kind: 'label', classes }) as const;
const values = (...shape: number[]) => ({ kind: 'values', shape }) as const;

it.each<[string, Fields]>([
  ['numbers and classes', { features: values(7), label: label(3) }],
  ['a single column to predict', { features: values(7), value: values(1) }],
  ['several numbers to predict', { features: values(2), y: values(5) }],
  ['small images', { image: values(8, 8, 1), label: label(10) }],
  ['large images', { image: values(64, 48, 3), label: label(2) }],
  ['images with a number to predict', { image: values(32, 32, 3), target: values(1) }],
])('makes a model without an error for %s', async (_, fields) => {
  const spec = await fit(manifest(fields));
  const errors = checkExperiment(spec, fields).filter(({ severity }) => severity === 'error');
  expect(errors).toEqual([]);
});

it('gives the output as many units as there are numbers to predict', async () => {
  const spec = await fit(manifest({ features: values(2), y: values(5) }));
  expect(spec.model.nodes.logits).toMatchObject({ units: 5 });
  expect(spec.model.nodes.loss).toMatchObject({ kind: 'meanSquaredError', target: 'y' });
  // There are no classes that a synthesizer could be shown.
  const decoupled = spec.model.edges.flatMap((edge) => edge.decoupled ?? []);
  expect(decoupled.map(({ synthesizer }) => synthesizer.condition)).toEqual([undefined, undefined]);
});

it('cuts the parts that the data does not have, and fits the batch to what is left', async () => {
  const fields = { features: values(2), label: label(2) };
  // A tenth of 50 rows: 5 for validation. The test part is there.
  const spec = await fit(manifest(fields, 50));
  expect(spec.task).toMatchObject({ kind: 'dataset', dataset: 'mine', validation: 5 });
  expect(spec.task).not.toHaveProperty('test');
  expect(spec.training.batch).toBeLessThanOrEqual(45);
  expect((await fit(manifest(fields))).training.batch).toBe(128);
});

it('fits convolutions to images of a size that allows them', () => {
  expect(chooseTemplate(manifest({ image: values(28, 28, 1), label: label(10) }))).toBe(
    'mnist-cnn-cdni',
  );
  expect(chooseTemplate(manifest({ image: values(8, 8, 1), label: label(10) }))).toBe(
    'spirals-cdni',
  );
});

it('says how many examples are left to train on', async () => {
  const fields = { features: values(2), label: label(2) };
  // Of 200 rows, a tenth each for validation and test.
  const data = { ...manifest(fields), counts: { train: 200, validation: 0, test: 0 } };
  expect((await fit(data)).description).toBe(
    'Made for this data set, which has 160 examples to train on.',
  );
});

describe('a text', () => {
  const text = (train: number) =>
    fit({ ...manifest({}), format: 'text', counts: { train, validation: 0, test: 0 } });

  it('gives each row of a batch an unroll to read, and is cut as is said', async () => {
    // A twentieth each for validation and test: 180 of 200. (180 - 1) / 8 rows.
    const short = await text(200);
    expect(short.description).toContain('180 characters to train on');
    expect(short.task).toMatchObject({ validationFraction: 0.05, testFraction: 0.05 });
    expect(short.training.batch).toBe(22);
    expect((await text(100_000)).training.batch).toBe(64);
  });

  it('is refused where no model can be trained on it', async () => {
    await expect(text(5)).rejects.toThrow(
      "'Mine' has 5 characters to train on, and the model that it would get needs 9 at least: take a longer text.",
    );
  });
});

it('has no model for data with nothing to predict', () => {
  expect(chooseTemplate(manifest({ features: values(3) }))).toBeNull();
});
