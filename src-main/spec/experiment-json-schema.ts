import { z } from 'zod';
import { experimentSchema } from './experiment';
import { nodeCatalogue } from './node-catalogue';
import {
  decouplingSettings,
  diagnosticsSettings,
  moduleSettings,
  optimizerSettings,
  scheduleSettings,
  stopEarlySettings,
  syntheticInputSettings,
  synthesizerSettings,
  trainingSettings,
} from './setting-catalogue';
import type { SettingDescriptor } from './setting-descriptors';
import { taskKinds, taskSettings } from './task-catalogue';

/** The part of JSON Schema that is used here. */
export interface JsonSchema {
  [keyword: string]: unknown;
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema | boolean;
  oneOf?: JsonSchema[];
}

/**
 * The JSON Schema (draft 2020-12) of the files of experiments: what an editor needs to complete and to check them. What a
 * setting is for is said in the words of the window. Whether an experiment can be trained is more than it can say.
 */
export function experimentJsonSchema(): JsonSchema {
  const generated = z.toJSONSchema(experimentSchema, {
    io: 'input',
    override: withoutLargestInteger,
  });
  const { $schema, ...schema } = JSON.parse(JSON.stringify(generated)) as JsonSchema;
  describeExperiment(schema);
  return {
    $schema,
    title: 'Experiment of DNI Workbench',
    description:
      'A model, the task that it learns and how it is trained: a template, a saved model, and the start of a run.',
    ...schema,
  };
}

/** Zod bounds every integer by what JavaScript can count to, which says nothing of a setting. */
function withoutLargestInteger({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}

function describeExperiment(schema: JsonSchema): void {
  const { version, model, task, training, diagnostics, canvas } = propertiesOf(schema);
  describe(version, 'The version of the format.');
  describe(model, 'Nodes and the edges between them.');
  describeModel(propertiesOf(model));
  describe(task, 'The data, and what is to be learnt from it.');
  for (const { value, description } of taskKinds)
    describeKind(task, value, description, taskSettings[value]);
  describe(training, 'How it is trained.');
  describeSettings(training, trainingSettings);
  describeOptimizer(propertiesOf(training).optimizer);
  describe(propertiesOf(training).stopEarly, 'Ends a run that does not get better.');
  describeSettings(propertiesOf(training).stopEarly, stopEarlySettings);
  describe(diagnostics, 'How often synthetic gradients are compared with the true ones.');
  describeSettings(diagnostics, diagnosticsSettings);
  describe(
    canvas,
    'Where nodes stand on the canvas, in pixels, with frames and notes, and the numbers of modules, which decide their colours.',
  );
}

function describeModel({ nodes, edges, modules, decidingLoss }: Record<string, JsonSchema>): void {
  describe(nodes, 'The nodes by their ids.');
  for (const { kind, description, settings } of Object.values(nodeCatalogue))
    describeKind(inner(nodes?.additionalProperties), kind, description, settings);
  describe(
    edges,
    'The edges between the nodes. A node that joins messages reads them in this order.',
  );
  describeEdge(propertiesOf(inner(edges?.items)));
  describe(modules, 'Settings of modules, each under the id of one of its nodes.');
  describeSettings(inner(modules?.additionalProperties), moduleSettings);
  describe(decidingLoss, 'Of several losses the one by which runs are judged.');
}

function describeEdge({ from, to, delay, decoupled }: Record<string, JsonSchema>): void {
  describe(from, 'The node that sends its message.');
  describe(to, 'The node that reads it.');
  describe(delay, '1: the message arrives one tick later, as from a recurrent layer to itself.');
  describe(decoupled, 'Its gradient is predicted by a synthesizer.');
  describeSettings(decoupled, decouplingSettings);
  const { synthesizer, optimizer, syntheticInput } = propertiesOf(decoupled);
  describe(synthesizer, 'The network that predicts the gradient of the message.');
  describeKind(
    synthesizer,
    'mlp',
    'A linear map or an MLP: what it is without a kind.',
    synthesizerSettings.mlp,
  );
  describeKind(synthesizer, 'conv', 'Convolutions, for feature maps.', synthesizerSettings.conv);
  // The program takes a synthesizer without a kind for one of fully connected layers.
  const plain = variantOf(synthesizer, 'mlp');
  if (plain) plain.required = plain.required?.filter((name) => name !== 'kind');
  describeOptimizer(optimizer);
  describe(
    syntheticInput,
    'The network that predicts the message itself from the inputs of the model.',
  );
  describeSettings(syntheticInput, syntheticInputSettings);
  describeOptimizer(propertiesOf(syntheticInput).optimizer);
}

function describeOptimizer(schema: JsonSchema | undefined): void {
  describe(schema, 'The rule of the updates.');
  for (const [kind, settings] of Object.entries(optimizerSettings)) {
    describeKind(schema, kind, undefined, settings);
    const { schedule } = propertiesOf(variantOf(schema, kind));
    describe(schedule, 'How the learning rate changes over the steps.');
    for (const [name, ofSchedule] of Object.entries(scheduleSettings))
      describeKind(schedule, name, undefined, ofSchedule);
  }
}

/** The variant of a kind, with the help of its settings. */
function describeKind(
  schema: JsonSchema | undefined,
  kind: string,
  description: string | undefined,
  settings: readonly SettingDescriptor[],
): void {
  const variant = variantOf(schema, kind);
  if (variant && description !== undefined) variant.description = description;
  describeSettings(variant, settings);
}

/** Of a schema of several kinds, that of one kind. */
export function variantOf(schema: JsonSchema | undefined, kind: string): JsonSchema | undefined {
  return schema?.oneOf?.find((variant) => variant.properties?.kind?.const === kind);
}

function describeSettings(
  schema: JsonSchema | undefined,
  settings: readonly SettingDescriptor[],
): void {
  for (const { key, help } of settings) describe(schema?.properties?.[key], help);
}

function describe(schema: JsonSchema | undefined, description: string): void {
  if (schema) schema.description = description;
}

/** The schemas of the properties of an object; none where it is no object. */
export function propertiesOf(schema: JsonSchema | undefined): Record<string, JsonSchema> {
  return schema?.properties ?? {};
}

/** The schema of the values of a map, or of the items of a list. */
export function inner(schema: JsonSchema | boolean | undefined): JsonSchema | undefined {
  return typeof schema === 'object' ? schema : undefined;
}
