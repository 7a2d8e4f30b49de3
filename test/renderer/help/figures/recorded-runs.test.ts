import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { experimentSchema } from '#spec/experiment';
import recorded from '../../../../src-renderer/help/figures/recorded-runs.json';
import { describeGroups, readCurve } from '../../../../src-renderer/help/figures/recorded-runs';

it('was recorded from the template as it is now', () => {
  const template: unknown = JSON.parse(
    readFileSync(
      new URL('../../../../resources/templates/spirals-cdni.json', import.meta.url),
      'utf8',
    ),
  );
  const hint = 'Record the runs again: node --import tsx test/pictures/record-runs.ts';
  expect(experimentSchema.parse(recorded.spec), hint).toEqual(experimentSchema.parse(template));
});

it('says what the pages say of them: none is far above, dni is where backprop is', () => {
  const [backprop, dni, none] = describeGroups([
    { label: 'backprop', method: 'backprop', count: 5 },
    { label: 'DNI', method: 'dni', count: 5 },
    { label: 'none', method: 'none', count: 5 },
  ]);
  expect(dni?.interval?.low).toBeLessThan(backprop?.mean ?? 0);
  expect(dni?.interval?.high).toBeGreaterThan(backprop?.mean ?? 1);
  expect(none?.interval?.low).toBeGreaterThan(1.5 * (dni?.mean ?? 1));
});

it('has an interval that gets narrower with each group of more seeds', () => {
  const widths = describeGroups(
    [2, 3, 5].map((count) => ({ label: `${count} seeds`, method: 'dni', count })),
  ).map(({ interval }) => (interval?.high ?? 0) - (interval?.low ?? 0));
  expect(widths).toEqual([...widths].sort((a, b) => b - a));
  expect(new Set(widths).size).toBe(3);
});

it('computes mean and interval as by hand', () => {
  const [group] = describeGroups([{ label: '2 seeds', method: 'dni', count: 2 }]);
  const [first = 0, second = 0] = recorded.testErrors.dni;
  // The t quantile of 0.975 with one degree of freedom is 12.7062; the standard error of two values is half their distance.
  const half = 12.7062 * (Math.abs(first - second) / 2);
  expect(group?.mean).toBeCloseTo((first + second) / 2, 12);
  expect(group?.interval?.high).toBeCloseTo((first + second) / 2 + half, 5);
  expect(group?.values.map(({ seed }) => seed)).toEqual([1, 2]);
});

it('says what the pages say of the interfaces: zero at the start, then about 0.8 and 0.4', () => {
  const lastHalf = (metric: string) => {
    const { steps, values } = readCurve(metric);
    const half = values.filter((_, at) => (steps[at] ?? 0) >= 1000);
    return half.reduce((sum, value) => sum + value, 0) / half.length;
  };
  expect(readCurve('edge/hidden2->logits/synthetic-gradient').values[0]).toBe(0);
  expect(readCurve('interface/hidden2->logits/relative-error').values[0]).toBe(1);
  expect(lastHalf('interface/hidden2->logits/cosine')).toBeCloseTo(0.8, 1);
  expect(lastHalf('interface/hidden1->hidden2/cosine')).toBeCloseTo(0.4, 1);
  expect(lastHalf('interface/hidden2->logits/relative-error')).toBeCloseTo(0.6, 1);
  expect(lastHalf('interface/hidden1->hidden2/relative-error')).toBeCloseTo(0.9, 1);
});

it('names a metric that was not recorded', () => {
  expect(() => readCurve('interface/a->b/cosine')).toThrow('interface/a->b/cosine');
});
