import {
  experimentJsonSchema,
  inner,
  propertiesOf,
  variantOf,
  type JsonSchema,
} from '#spec/experiment-json-schema';
import type { HelpSettingGroup } from '#spec/help-topics';
import { nodeCatalogue } from '#spec/node-catalogue';
import {
  decouplingSettings,
  diagnosticsSettings,
  moduleSettings,
  optimizerKinds,
  optimizerSettings,
  scheduleKinds,
  scheduleSettings,
  stopEarlySettings,
  syntheticInputSettings,
  synthesizerKinds,
  synthesizerSettings,
  trainingSettings,
} from '#spec/setting-catalogue';
import type { SettingDescriptor } from '#spec/setting-descriptors';
import { taskKinds, taskSettings } from '#spec/task-catalogue';

/** The settings of one object of an experiment, or of one of its kinds, with their schemas. */
export interface SettingSource {
  group: HelpSettingGroup;
  /** Which kind they are of; null where the object has no kinds. */
  kind: { value: string; label: string } | null;
  settings: readonly SettingDescriptor[];
  schemas: Readonly<Record<string, JsonSchema>>;
}

/** Every list of settings in the catalogues, in the order of the table of contents. */
export function listSettingSources(): SettingSource[] {
  const { model, task, training, diagnostics } = propertiesOf(experimentJsonSchema());
  const { nodes, edges, modules } = propertiesOf(model);
  const { decoupled } = propertiesOf(inner(edges?.items));
  const { synthesizer, syntheticInput } = propertiesOf(decoupled);
  const { optimizer, stopEarly } = propertiesOf(training);
  const { schedule } = propertiesOf(variantOf(optimizer, 'sgd'));
  const node = inner(nodes?.additionalProperties);

  const single = (
    group: HelpSettingGroup,
    settings: readonly SettingDescriptor[],
    schema: JsonSchema | undefined,
  ): SettingSource => ({ group, kind: null, settings, schemas: propertiesOf(schema) });
  const ofKinds = <K extends string>(
    group: HelpSettingGroup,
    kinds: readonly { value: K; label: string }[],
    settings: Readonly<Record<K, readonly SettingDescriptor[]>>,
    schema: JsonSchema | undefined,
  ): SettingSource[] =>
    kinds.map(({ value, label }) => ({
      group,
      kind: { value, label },
      settings: settings[value],
      schemas: propertiesOf(variantOf(schema, value)),
    }));

  return [
    single('training', trainingSettings, training),
    single('training.stopEarly', stopEarlySettings, stopEarly),
    ...ofKinds('optimizer', optimizerKinds, optimizerSettings, optimizer),
    ...ofKinds('schedule', scheduleKinds, scheduleSettings, schedule),
    single('diagnostics', diagnosticsSettings, diagnostics),
    single('decoupled', decouplingSettings, decoupled),
    ...ofKinds('synthesizer', synthesizerKinds, synthesizerSettings, synthesizer),
    single('syntheticInput', syntheticInputSettings, syntheticInput),
    single('module', moduleSettings, inner(modules?.additionalProperties)),
    ...Object.values(nodeCatalogue).map(({ kind, label, settings }): SettingSource => ({
      group: 'node',
      kind: { value: kind, label },
      settings,
      schemas: propertiesOf(variantOf(node, kind)),
    })),
    ...ofKinds('task', taskKinds, taskSettings, task),
  ];
}
