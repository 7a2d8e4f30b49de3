import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { experimentJsonSchema } from '#spec/experiment-json-schema';
import { parseExperiment } from '#spec/parse-experiment';
import { findSchemaErrors } from './json-schema-validator';

const resources = new URL('../../../resources/', import.meta.url);
const readJson = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(path, resources), 'utf8'));

const schema = experimentJsonSchema();

it('is published as it is generated; `npm run schema` writes it anew', () => {
  expect(readJson('schema/experiment.json')).toEqual(schema);
});

const templates = readdirSync(new URL('templates', resources)).filter((name) =>
  name.endsWith('.json'),
);

it.each(templates)('accepts the template %s', (name) => {
  expect(findSchemaErrors(schema, readJson(`templates/${name}`))).toEqual([]);
});

type Json = Record<string, unknown>;

/** The template with something else at a path. */
function withValue(path: readonly string[], value: unknown): unknown {
  const experiment = readJson('templates/mnist-cdni.json') as Json;
  const [last = '', ...parents] = [...path].reverse();
  const holder = parents.reverse().reduce<Json>((parent, key) => parent[key] as Json, experiment);
  holder[last] = value;
  return experiment;
}

it.each([
  [['version'], 2],
  [['name'], ''],
  [['surname'], 'x'],
  [['model', 'nodes', 'hidden1', 'units'], 0],
  [['model', 'nodes', 'hidden1', 'unit'], 3],
  [['model', 'nodes', 'hidden1', 'activation'], 'step'],
  [['model', 'nodes', '1st'], { kind: 'flatten' }],
  [['model', 'edges'], [{ from: 'image' }]],
  [['model', 'modules'], { hidden1: { device: 'tpu:0' } }],
  [['task', 'kind'], 'imagenet'],
  [['training', 'optimizer', 'rate'], 0],
  [['training', 'steps'], 1.5],
  [['canvas'], { positions: { hidden1: { x: 1e300, y: 0 } } }],
  [['canvas'], { positions: {}, notes: { n: { text: '', x: 0, y: -2e7, width: 99, height: 99 } } }],
] as const)('refuses %s = %j, as the program does', (path, value) => {
  const changed = withValue(path, value);
  expect(parseExperiment(changed).experiment).toBeNull();
  expect(findSchemaErrors(schema, changed)).not.toEqual([]);
});

it('accepts a synthesizer without a kind, as the program does', () => {
  const edges = [{ from: 'hidden1', to: 'hidden2', decoupled: { synthesizer: { hidden: [64] } } }];
  const changed = withValue(['model', 'edges'], edges);
  expect(parseExperiment(changed).experiment).not.toBeNull();
  expect(findSchemaErrors(schema, changed)).toEqual([]);
});

it('says what settings are for in the words of the window', () => {
  const text = JSON.stringify(schema);
  expect(text).toContain('Share of the velocity kept.');
  expect(text).toContain('Numbers it gives; classes: as many as the target of its loss has.');
});
