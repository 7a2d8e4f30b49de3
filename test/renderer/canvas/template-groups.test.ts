import { expect, it } from 'vitest';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { groupTemplates } from '../../../src-renderer/canvas/template-groups';
import { readFileSync } from 'node:fs';

const template = (id: string): { id: string; spec: Experiment } => ({
  id,
  spec: experimentSchema.parse(
    JSON.parse(
      readFileSync(new URL(`../../../resources/templates/${id}.json`, import.meta.url), 'utf8'),
    ),
  ),
});

it('groups templates by the kind of their task, in the order of the headings', () => {
  const all = ['three-levels', 'recall-dni', 'mnist-cdni', 'recall-bptt', 'spirals-cdni'].map(
    template,
  );
  expect(
    groupTemplates(all).map(({ heading, templates }) => [heading, templates.map(({ id }) => id)]),
  ).toEqual([
    ['One layer after another', ['mnist-cdni', 'spirals-cdni']],
    ['Memory', ['recall-dni', 'recall-bptt']],
    ['Networks of several rates', ['three-levels']],
  ]);
});
