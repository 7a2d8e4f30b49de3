import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { validateExperiment } from '#spec/validate';
import { workbenchVersion } from '#spec/version';
import { template, templateJson } from './make';

/** Steps, batch, rate, update probability, decoupled edges. */
const facts: [string, number, number, number, number, number][] = [
  ['mnist-backprop', 10_000, 256, 3e-4, 1, 2],
  ['mnist-none', 5000, 256, 3e-4, 1, 2],
  ['mnist-dni', 10_000, 256, 1e-4, 1, 2],
  ['mnist-cdni', 10_000, 256, 3e-4, 1, 2],
  ['mnist-cdni-6', 10_000, 256, 3e-4, 1, 5],
  ['mnist-cdni-sparse', 20_000, 256, 3e-4, 0.2, 3],
  ['mnist-unlocked', 10_000, 256, 3e-4, 1, 2],
  ['mnist-cnn-cdni', 3000, 128, 1e-3, 1, 2],
  ['cifar10-cnn-cdni', 50_000, 256, 3e-4, 1, 2],
  ['spirals-cdni', 2000, 128, 3e-3, 1, 2],
];

describe.each(facts)('template %s', (name, steps, batch, rate, updateProbability, decoupled) => {
  it('has no problems', () => {
    expect(validateExperiment(templateJson(name)).problems).toEqual([]);
  });
  it('trains as it was promised', () => {
    const { training, model } = template(name);
    expect(training).toMatchObject({ steps, batch, updateProbability });
    expect(training.optimizer).toMatchObject({ kind: 'adam', rate });
    expect(model.edges.filter((edge) => edge.decoupled)).toHaveLength(decoupled);
  });
});

it('the version is that of the package', () => {
  const file = new URL('../../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  expect(workbenchVersion).toBe(version);
});
