/** Experiments as users make them: templates with some changes that the format allows. */
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { template } from '../spec/make';

export const templateIds = readdirSync(new URL('../../../resources/templates', import.meta.url))
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length));

interface Edit {
  kind: keyof typeof edits;
  /** Which of the places that the edit can be made at. */
  at: number;
  number: number;
  text: string;
}

type Json = Record<string, unknown>;

/** Texts that a shell, a path or JSON could take for something else. */
const texts = fc.constantFrom(
  'wide',
  'it\'s 50 % "off" $HOME `id` \\ !',
  '=1',
  '-x',
  'true',
  '1e3',
  '[]',
  'a=b=c',
  'two\nlines',
  '𝜃 → 0',
  '~',
  '#',
  ' ',
  '*',
);

const edits = {
  number: (spec: Json, { at, number }: Edit) =>
    setLeaf(spec, at, (value) => typeof value === 'number', number),
  boolean: (spec: Json, { at, number }: Edit) =>
    setLeaf(spec, at, (value) => typeof value === 'boolean', number > 1),
  text: (spec: Json, { at, text }: Edit) =>
    setLeaf(spec, at, (value) => typeof value === 'string', text),
  name: (spec: Json, { text }: Edit) => ({ ...spec, name: text }),
  leaveOut: (spec: Json, { at }: Edit) => setLeaf(spec, at, () => true, undefined),
  optimizer: (spec: Json, { at }: Edit) => ({
    ...spec,
    training: { ...(spec.training as Json), optimizer: pick(optimizers, at) },
  }),
  addNode: (spec: Json, { number }: Edit) => {
    const nodes = modelOf(spec).nodes;
    return withModel(spec, { nodes: { ...nodes, added: { kind: 'dense', units: number } } });
  },
  removeNode: (spec: Json, { at }: Edit) => {
    const { nodes } = modelOf(spec);
    const gone = pick(Object.keys(nodes), at);
    return withModel(spec, {
      nodes: Object.fromEntries(Object.entries(nodes).filter(([id]) => id !== gone)),
    });
  },
  addEdge: (spec: Json, { at, number }: Edit) => {
    const { nodes, edges } = modelOf(spec);
    const ids = Object.keys(nodes);
    const edge = { from: pick(ids, at), to: pick(ids, at + number), delay: 1 };
    return withModel(spec, { edges: [...edges.slice(0, number), edge, ...edges.slice(number)] });
  },
  removeEdge: (spec: Json, { at }: Edit) => {
    const { edges } = modelOf(spec);
    return withModel(spec, { edges: edges.filter((_, index) => index !== at % edges.length) });
  },
  rotateEdges: (spec: Json, { at }: Edit) => {
    const { edges } = modelOf(spec);
    const turn = at % Math.max(1, edges.length);
    return withModel(spec, { edges: [...edges.slice(turn), ...edges.slice(0, turn)] });
  },
  decouple: (spec: Json, { at, number }: Edit) => {
    const { edges } = modelOf(spec);
    const decoupled = { synthesizer: { hidden: [number, number] }, warmup: at % 7 };
    return withModel(spec, {
      edges: edges.map((edge, index) =>
        index === at % edges.length
          ? edge.decoupled
            ? withoutKey(edge, 'decoupled')
            : { ...edge, decoupled }
          : edge,
      ),
    });
  },
  move: (spec: Json, { at, number }: Edit) => {
    const id = pick(Object.keys(modelOf(spec).nodes), at);
    const positions = (spec.canvas as { positions?: Json } | undefined)?.positions;
    return {
      ...spec,
      canvas: { positions: { ...positions, [id]: { x: number, y: -number / 3 } } },
    };
  },
} satisfies Record<string, (spec: Json, edit: Edit) => Json>;

const optimizers = [
  { kind: 'sgd', rate: 0.1 },
  { kind: 'adam', rate: 1 / 3 },
  { kind: 'momentum', rate: 0.01, momentum: 0.9 },
  { kind: 'adam', rate: 1e-7, schedule: { kind: 'step', at: [10, 20], factor: 0.1 } },
];

interface Model extends Json {
  nodes: Json;
  edges: Json[];
}

const modelOf = (spec: Json): Model => spec.model as Model;
const withModel = (spec: Json, changes: Partial<Model>): Json => ({
  ...spec,
  model: { ...modelOf(spec), ...changes },
});
const pick = <T>(items: readonly T[], at: number): T => items[at % items.length] as T;
const withoutKey = (object: Json, key: string): Json =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));

function setLeaf(spec: Json, at: number, fits: (value: unknown) => boolean, value: unknown): Json {
  const copy = JSON.parse(JSON.stringify(spec)) as Json;
  const places: [Json, string][] = [];
  const collect = (holder: Json): void => {
    for (const [key, inner] of Object.entries(holder)) {
      if (fits(inner)) places.push([holder, key]);
      if (typeof inner === 'object' && inner !== null) collect(inner as Json);
    }
  };
  collect(copy);
  if (places.length === 0) return copy;
  const [holder, key] = pick(places, at);
  if (value === undefined && !Array.isArray(holder)) Reflect.deleteProperty(holder, key);
  else if (value !== undefined) holder[key] = value;
  return copy;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom(...(Object.keys(edits) as (keyof typeof edits)[])),
  at: fc.nat(200),
  number: fc.constantFrom(1, 2, 3, 17, 0.25, 1 / 3, 1e-7, 4096),
  text: texts,
});

/** An experiment, and one that several edits have made of it. */
export const editedExperiments: fc.Arbitrary<{ before: Experiment; after: Experiment }> = fc
  .tuple(fc.constantFrom(...templateIds), fc.array(edit, { maxLength: 6 }))
  .map(([id, changes]) => {
    const before = template(id);
    return { before, after: changes.reduce(applyEdit, before) };
  });

/** An edit that the format does not allow changes nothing. */
function applyEdit(spec: Experiment, change: Edit): Experiment {
  const edited = experimentSchema.safeParse(edits[change.kind](spec, change));
  return edited.success ? edited.data : spec;
}
