import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { experimentJsonSchema, type JsonSchema } from '#spec/experiment-json-schema';
import { ownControls, settingExplanations } from '#spec/explanations/explain-settings';
import { metricTopic, nodeTopic, taskTopic, topicOfPath } from '#spec/help-topics';
import {
  edgeMetricName,
  gradientMetricName,
  interfaceMetricName,
  layerMetricName,
  metricNames,
  splitMetricName,
  updatesMetricName,
} from '#spec/metric-catalogue';
import { activationFunctions, nodeSchema } from '#spec/nodes';
import { optimizerSchema, scheduleSchema } from '#spec/optimizer';
import { taskSchema } from '#spec/task';
import { methods } from '#spec/training';
import { helpEntries } from '../../../../src-renderer/help/entries';

const entries = helpEntries();
const byTopic = new Map(entries.map((entry) => [entry.topic, entry]));

it('no two entries have one topic, and each has a title, a group and a sentence', () => {
  expect(byTopic.size).toBe(entries.length);
  for (const { topic, title, group, markdown } of entries) {
    expect(title, topic).not.toBe('');
    expect(group, topic).not.toBe('');
    expect(markdown.split('\n')[0], topic).toMatch(/^([A-Z0-9]|[a-z]+: ).{20,}[.!?]$/);
    expect(markdown, topic).not.toMatch(/undefined|null|\[object/);
  }
});

it('every node, task, method, optimizer, schedule and activation has an entry', () => {
  const kinds = (family: string, options: readonly { shape: { kind: { value: string } } }[]) =>
    options.map(({ shape }) => `${family}:${shape.kind.value}`);
  const wanted = [
    ...nodeSchema.options.map(({ shape }) => nodeTopic(shape.kind.value)),
    ...taskSchema.options.map(({ shape }) => taskTopic(shape.kind.value)),
    ...methods.map((method) => `method:${method}`),
    ...kinds('optimizer', optimizerSchema.options),
    ...kinds('schedule', scheduleSchema.options),
    ...activationFunctions.map((name) => `activation:${name}`),
    'synthesizer:mlp',
    'synthesizer:conv',
  ];
  expect(wanted.filter((topic) => !byTopic.has(topic))).toEqual([]);
});

/** The paths of everything that can be set in the format of experiments, with the kinds merged. */
function settingPaths(schema: JsonSchema, path: string): string[] {
  const variants = schema.oneOf ?? (schema.anyOf as JsonSchema[] | undefined) ?? [];
  const inside = [
    ...Object.entries(schema.properties ?? {}).map(([key, child]) => [key, child] as const),
    ...(typeof schema.additionalProperties === 'object'
      ? [['any', schema.additionalProperties] as const]
      : []),
    ...(typeof schema.items === 'object' && schema.items.properties
      ? [['0', schema.items] as const]
      : []),
  ];
  const isObject = inside.length > 0 || variants.some(({ properties }) => properties);
  if (!isObject) return [path];
  return [
    ...new Set([
      ...inside.flatMap(([key, child]) =>
        settingPaths(child, path === '' ? key : `${path}.${key}`),
      ),
      ...variants
        .filter(({ properties }) => properties)
        .flatMap((child) => settingPaths(child, path)),
    ]),
  ];
}

describe('settings', () => {
  it('every setting of the format has an entry', () => {
    const { properties = {} } = experimentJsonSchema();
    const paths = ['model', 'task', 'training', 'diagnostics'].flatMap((name) =>
      settingPaths(properties[name] ?? {}, name),
    );
    // What joins the parts of a model, and the kind of a node, which has an entry of its own.
    const apart = ['model.edges.0.from', 'model.edges.0.to', 'model.nodes.any.kind'];
    const settings = paths.filter(
      (path) => !apart.includes(path) && !path.startsWith('task.fields.'),
    );
    expect(settings.length).toBeGreaterThan(100);
    expect(settings.filter((path) => !byTopic.has(topicOfPath(path) ?? ''))).toEqual([]);
  });

  it('no sentence is of a setting that is not there', () => {
    const explained = Object.entries(settingExplanations).flatMap(([group, texts]) =>
      Object.keys(texts).map((key) => `setting:${group}.${key}`),
    );
    expect(explained.filter((topic) => !byTopic.has(topic))).toEqual([]);
    const settings = entries.filter(({ topic }) => topic.startsWith('setting:'));
    expect(settings.map(({ topic }) => topic).sort()).toEqual(explained.sort());
    expect(
      Object.keys(ownControls).filter((path) => !explained.includes(`setting:${path}`)),
    ).toEqual([]);
  });

  it('says values and defaults as the format has them', () => {
    expect(byTopic.get('setting:training.batch')?.markdown).toContain(
      '- **Values**: a whole number from 1\n- **Default**: 256\n- **In files**: `training.batch`',
    );
    expect(byTopic.get('setting:training.unroll')?.markdown).toContain(
      '- **Values**: a whole number from 1 to 10,000\n- **Default**: empty\n',
    );
    expect(byTopic.get('setting:optimizer.rate')?.markdown).toContain(
      '- **Values**: a number above 0\n- **Default**: it has to be given\n- **Of**: SGD, Momentum, RMSProp, Adam',
    );
    expect(byTopic.get('setting:node.units')?.markdown).toContain('or the word `classes`');
    expect(byTopic.get('node:dropout')?.markdown).toContain('from 0 and below 1');
  });

  it('tells apart what kinds mean by one setting', () => {
    const { markdown, title } = byTopic.get('setting:task.train') ?? { markdown: '', title: '' };
    expect(title).toBe('Training, Training file');
    expect(markdown).toContain(
      '- **Spirals**: Examples. *a whole number from 1 to 1,000,000; by default 3,000*',
    );
    expect(markdown).toContain('- **Text**: Path of a text file on this machine;');
  });
});

it('every family of metrics has an entry, with unit and direction', () => {
  const edge = 'a->b';
  const names = [
    ...(['loss', 'error', 'bits', 'bpc', 'perplexity'] as const).flatMap((measure) => [
      splitMetricName('train', measure),
      splitMetricName('test', measure, 'odd'),
    ]),
    ...(['cosine', 'relative-error', 'synthesizer-loss'] as const).map((measure) =>
      interfaceMetricName(edge, measure),
    ),
    ...(['true-gradient', 'synthetic-gradient'] as const).map((m) => edgeMetricName(edge, m)),
    ...(['dead', 'activations', 'weights', 'updates'] as const).map((m) => layerMetricName('a', m)),
    gradientMetricName('c->c', 8),
    updatesMetricName('a'),
    ...Object.values(metricNames),
    'Loss/train',
  ];
  expect(names.filter((name) => !byTopic.has(metricTopic(name)))).toEqual([]);
  const cosine = byTopic.get('metric:interface/cosine');
  expect(cosine?.title).toBe('Cosine');
  expect(cosine?.markdown).toContain('- **Unit**: a cosine from −1 to 1\n- **Better**: larger');
  expect(byTopic.get('metric:error')?.markdown).toContain('- **Better**: smaller');
  expect(byTopic.get('metric:layer/weights')?.markdown).toContain('- **Better**: neither');
});

it('every link leads to an entry or to a page of help', () => {
  const help = join(import.meta.dirname, '../../../../resources/help');
  const links = entries.flatMap(({ topic, markdown }) =>
    [...markdown.matchAll(/\]\(([^)]*)\)/g)].map(([, target = '']) => ({ topic, target })),
  );
  expect(links.length).toBeGreaterThan(50);
  const broken = links.filter(({ target }) =>
    target.includes(':') ? !byTopic.has(target) : !existsSync(join(help, target)),
  );
  expect(broken).toEqual([]);
});
