import { expect, it } from 'vitest';
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

it('has no model for data with nothing to predict', () => {
  expect(chooseTemplate(manifest({ features: values(3) }))).toBeNull();
});
