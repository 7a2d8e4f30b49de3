import { describe, expect, it } from 'vitest';
import { nodeCatalogue, summaryOf } from '#spec/catalogue';
import { decouplingSchema, synthesizerSchema, syntheticInputSchema } from '#spec/model';
import { nodeSchema } from '#spec/nodes';
import { optimizerSchema, scheduleSchema } from '#spec/optimizer';
import * as settings from '#spec/setting-catalogue';
import type { SettingDescriptor } from '#spec/setting-descriptors';
import { taskSchema } from '#spec/task';
import { taskKinds, taskSettings } from '#spec/task-catalogue';
import { diagnosticsSchema, trainingSchema } from '#spec/training';

interface Shaped {
  shape: Record<string, unknown>;
}
/** `own`: settings that have editors of their own in the inspector. */
const fits = (shown: readonly SettingDescriptor[], { shape }: Shaped, own: string[] = []) => {
  const wanted = Object.keys(shape).filter((key) => key !== 'kind' && !own.includes(key));
  expect(shown.map(({ key }) => key).sort()).toEqual(wanted.sort());
};

describe.each(nodeSchema.options.map((option) => [option.shape.kind.value, option] as const))(
  '%s',
  (kind, option) => {
    const entry = nodeCatalogue[kind];
    it('describes each setting of its schema', () => {
      expect(entry.kind).toBe(kind);
      fits(entry.settings, option);
    });
    it('creates a node that fits', () => {
      const node = entry.create();
      expect(option.parse(node)).toEqual(node);
      expect(summaryOf(node)).not.toContain('undefined');
    });
  },
);

it('all other settings have descriptors', () => {
  for (const one of synthesizerSchema.options)
    fits(settings.synthesizerSettings[one.shape.kind.value], one);
  fits(settings.syntheticInputSettings, syntheticInputSchema, ['optimizer']);
  fits(settings.decouplingSettings, decouplingSchema, [
    'synthesizer',
    'optimizer',
    'syntheticInput',
  ]);
  for (const one of optimizerSchema.options)
    fits(settings.optimizerSettings[one.shape.kind.value], one, ['schedule']);
  for (const one of scheduleSchema.options) {
    fits(settings.scheduleSettings[one.shape.kind.value], one);
    expect(one.safeParse(settings.scheduleDefaults[one.shape.kind.value]).success).toBe(true);
  }
  for (const one of taskSchema.options)
    fits(taskSettings[one.shape.kind.value], one, ['dataset', 'fields']);
  fits(settings.trainingSettings, trainingSchema, ['optimizer']);
  fits(settings.diagnosticsSettings, diagnosticsSchema);
});

it('offers every task once', () => {
  expect(taskKinds.map(({ value }) => value).sort()).toEqual(
    taskSchema.options.map(({ shape }) => shape.kind.value).sort(),
  );
});
