import { describe, expect, it } from 'vitest';
import { nodeCatalogue, summarizeNode } from '#spec/node-catalogue';
import { decouplingSchema, synthesizerSchema, syntheticInputSchema } from '#spec/model';
import { nodeSchema } from '#spec/nodes';
import { optimizerSchema, scheduleSchema } from '#spec/optimizer';
import * as settings from '#spec/setting-catalogue';
import type { SettingDescriptor } from '#spec/setting-descriptors';
import { taskSchema } from '#spec/task';
import { taskKinds, taskSettings } from '#spec/task-catalogue';
import { diagnosticsSchema, stopEarlySchema, trainingSchema } from '#spec/training';

interface Shaped {
  shape: Record<string, unknown>;
}
/** `others`: settings without a descriptor, for which the inspector has a special editor. */
const expectDescriptors = (
  descriptors: readonly SettingDescriptor[],
  { shape }: Shaped,
  others: string[] = [],
) => {
  const keys = Object.keys(shape).filter((key) => key !== 'kind' && !others.includes(key));
  expect(descriptors.map(({ key }) => key).sort()).toEqual(keys.sort());
};

describe.each(nodeSchema.options.map((option) => [option.shape.kind.value, option] as const))(
  '%s',
  (kind, option) => {
    const entry = nodeCatalogue[kind];
    it('describes each setting of its schema', () => {
      expect(entry.kind).toBe(kind);
      expectDescriptors(entry.settings, option);
    });
    it('creates a node that its schema accepts', () => {
      const node = entry.create();
      expect(option.parse(node)).toEqual(node);
      expect(summarizeNode(node)).not.toContain('undefined');
    });
  },
);

it('there is a descriptor for every other setting', () => {
  for (const option of synthesizerSchema.options)
    expectDescriptors(settings.synthesizerSettings[option.shape.kind.value], option);
  expectDescriptors(settings.syntheticInputSettings, syntheticInputSchema, ['optimizer']);
  expectDescriptors(settings.decouplingSettings, decouplingSchema, [
    'synthesizer',
    'optimizer',
    'syntheticInput',
  ]);
  for (const option of optimizerSchema.options)
    expectDescriptors(settings.optimizerSettings[option.shape.kind.value], option, ['schedule']);
  for (const option of scheduleSchema.options) {
    expectDescriptors(settings.scheduleSettings[option.shape.kind.value], option);
    expect(option.safeParse(settings.scheduleDefaults[option.shape.kind.value]).success).toBe(true);
  }
  for (const option of taskSchema.options)
    expectDescriptors(taskSettings[option.shape.kind.value], option, ['dataset', 'fields']);
  expectDescriptors(settings.trainingSettings, trainingSchema, ['optimizer', 'stopEarly']);
  expectDescriptors(settings.stopEarlySettings, stopEarlySchema);
  expectDescriptors(settings.diagnosticsSettings, diagnosticsSchema);
});

it('lists every task once', () => {
  expect(taskKinds.map(({ value }) => value).sort()).toEqual(
    taskSchema.options.map(({ shape }) => shape.kind.value).sort(),
  );
});
