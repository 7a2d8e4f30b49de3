import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { doesDniHelp } from '#analysis/does-dni-help';
import { parseExperiment } from '#spec/parse-experiment';
import { findTourEdge, makeTourModel, tourTemplate } from '../../../src-renderer/tour/tour-model';
import { createDecoupling, setDecoupling } from '../../../src-renderer/editor/edge-edits';

const template = parseExperiment(
  JSON.parse(
    readFileSync(
      new URL(`../../../resources/templates/${tourTemplate}.json`, import.meta.url),
      'utf8',
    ),
  ),
).experiment;
if (!template) throw new Error('The template of the tour cannot be read.');

it('has no decoupled edge, and the other settings of its template', () => {
  const model = makeTourModel(template);
  expect(template.model.edges.some(({ decoupled }) => decoupled)).toBe(true);
  expect(model.model.edges).toEqual([
    { from: 'point', to: 'hidden1' },
    { from: 'hidden1', to: 'hidden2' },
    { from: 'hidden2', to: 'logits' },
    { from: 'logits', to: 'loss' },
  ]);
  expect(model.model.nodes).toEqual(template.model.nodes);
  expect(model.training.batch).toBe(template.training.batch);
});

it('is asked in 15 short runs once an edge is decoupled, each evaluated often enough for a curve', () => {
  const model = makeTourModel(template);
  const id = 'hidden2->logits';
  const shapes = { hidden2: [64], logits: [3] };
  // A loss has nothing of its own to learn: the edge below the output is the nearest to it.
  expect(findTourEdge(model)).toBe(id);
  const decoupled = setDecoupling(model, id, createDecoupling(model, id, shapes));
  const { axes, steps, evaluateEvery } = doesDniHelp('tour', decoupled);
  expect(axes).toEqual({
    'training.method': ['dni', 'backprop', 'none'],
    'training.seed': [1, 2, 3, 4, 5],
  });
  expect([steps, evaluateEvery]).toEqual([undefined, undefined]);
  expect(decoupled.training.steps).toBe(600);
  expect(findTourEdge(decoupled)).toBe('hidden1->hidden2');
  // The run that is watched is none of those of the study.
  expect(axes?.['training.seed']).not.toContain(decoupled.training.seed);
});
