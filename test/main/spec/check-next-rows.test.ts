import { expect, it } from 'vitest';
import { experimentSchema } from '#spec/experiment';
import { formatProblem } from '#spec/problems';
import type { Fields } from '#spec/task';
import { findProblems } from './make';

const features = { kind: 'values' as const, shape: [3] };

function errors(task: object, target: string, fields: Fields): string[] {
  const spec = experimentSchema.parse({
    version: 1,
    name: 'Next rows',
    model: {
      nodes: {
        features: { kind: 'input', field: 'features' },
        core: { kind: 'rnn', units: 4 },
        next: { kind: 'dense', units: 3 },
        loss: { kind: 'meanSquaredError', target },
      },
      edges: [
        { from: 'features', to: 'core' },
        { from: 'core', to: 'core', delay: 1 },
        { from: 'core', to: 'next' },
        { from: 'next', to: 'loss' },
      ],
    },
    task: { dataset: 'motion', ...task },
    training: { steps: 1, unroll: 4, batch: 1, optimizer: { kind: 'sgd', rate: 0.1 } },
  });
  return findProblems(spec, fields)
    .filter(({ severity }) => severity === 'error')
    .map(formatProblem);
}

it('lets a sequence predict its next rows, at least one row ahead', () => {
  expect(errors({ kind: 'sequence', ahead: 1 }, 'next', { features })).toEqual([]);
  expect(errors({ kind: 'sequence' }, 'next', { features })).toEqual([
    "error at task.ahead: The data set 'motion' has nothing to predict but its own next rows, but 'Ahead' is 0. Set it to 1 or more: the rows that lie as far ahead are the field next.",
  ]);
  expect(errors({ kind: 'sequence' }, 'value', { features, value: features })).toEqual([]);
});

it('says of examples with nothing to predict how they can be used', () => {
  const sentence =
    /^error at task\.kind: The data set 'motion' has nothing to predict: .* Predict its next rows with a task of kind sequence, whose field next is the target, or import it again/;
  expect(errors({ kind: 'dataset' }, 'next', { features })).toContainEqual(
    expect.stringMatching(sentence),
  );
  // An autoencoder needs nothing else.
  expect(errors({ kind: 'dataset' }, 'features', { features })).not.toContainEqual(
    expect.stringMatching(sentence),
  );
  expect(errors({ kind: 'dataset' }, 'next', { features, value: features })).not.toContainEqual(
    expect.stringMatching(sentence),
  );
});
