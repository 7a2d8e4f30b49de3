/** The difference of two experiments in words, each change with the operations of a JSON Patch that make it. */
import type { Operation } from 'rfc6902';
import type { Experiment } from '#spec/experiment';
import { capitalize } from '#spec/letter-case';
import { edgeId, type EdgeId, nameEdge } from '#spec/model';
import { withoutModuleNumbers } from '#spec/module-numbers';
import { abbreviate } from '#spec/quote';
import { renameNode } from '#spec/rename-node';
import { listCanvasChanges } from './canvas-changes';
import { findRenames, type Rename } from './find-renames';
import { findPlace, keysOf } from './json-pointer';
import { createSpecPatch } from './spec-patch';

export interface Change {
  /** `training.batch: 256 → 128`, `Node hidden2 is added: dense`. */
  text: string;
  /** They apply after those of the changes before. */
  operations: Operation[];
  about: Subject;
  kind: ChangeKind;
  /** The path of the setting in what the change is about; null where that is added, removed or renamed as a whole. */
  setting: string | null;
}

export type ChangeKind = 'added' | 'removed' | 'changed' | 'renamed';

/** What a change is about: a node or an edge, by the ids after renames, or another part of the experiment. */
export type Subject =
  /** `was`: the id that it had, where it is renamed. */
  | { kind: 'node'; id: string; was?: string }
  | { kind: 'edge'; id: EdgeId }
  | { kind: 'part'; id: PartName };

export type PartName = 'model' | 'training' | 'task' | 'diagnostics' | 'canvas' | 'description';

/** Characters of a value in a sentence. */
const maxValue = 60;

/** The changes that make `after` of `before`. Renamed nodes come first; all moves on the canvas are one change. */
export function listChanges(before: Experiment, after: Experiment): Change[] {
  const { renamed, changes } = describeRenames(before, findRenames(before, after));
  const moves: Operation[] = [];
  let tests: Operation[] = [];
  for (const operation of createSpecPatch(
    withoutModuleNumbers(renamed),
    withoutModuleNumbers(after),
  )) {
    if (keysOf(operation.path)[0] === 'canvas') moves.push(operation);
    else if (operation.op === 'test') tests.push(operation);
    else {
      const edge = findEdgeId(operation, tests);
      changes.push({
        text: describe(operation, edge, renamed),
        operations: [...tests, operation],
        ...findSubject(operation, edge),
      });
      tests = [];
    }
  }
  if (moves.length === 0) return changes;
  const about = { kind: 'part', id: 'canvas' } as const;
  const text = describeCanvas(renamed, after);
  return [...changes, { text, operations: moves, about, kind: 'changed', setting: 'positions' }];
}

/** The experiment with the nodes renamed that `listChanges` recognises: its ids are those of the changes. */
export function withRenames(before: Experiment, after: Experiment): Experiment {
  return describeRenames(before, findRenames(before, after)).renamed;
}

function describeRenames(
  before: Experiment,
  renames: readonly Rename[],
): { renamed: Experiment; changes: Change[] } {
  let renamed = before;
  const changes: Change[] = [];
  for (const { from, to } of renames) {
    const next = renameNode(renamed, from, to);
    changes.push({
      text: `Node ${from} is renamed: ${to}`,
      operations: createSpecPatch(renamed, next),
      about: { kind: 'node', id: to, was: from },
      kind: 'renamed',
      setting: null,
    });
    renamed = next;
  }
  return { renamed, changes };
}

const kinds: Partial<Record<Operation['op'], ChangeKind>> = { add: 'added', remove: 'removed' };

function findSubject(
  { op, path }: Operation,
  edge: string | null,
): Pick<Change, 'about' | 'kind' | 'setting'> {
  const [section = '', part, name = '', ...rest] = keysOf(path);
  const isWhole = rest.length === 0;
  const kind = (isWhole ? kinds[op] : undefined) ?? 'changed';
  const setting = isWhole ? (op === 'move' || op === 'replace' ? 'kind' : null) : rest.join('.');
  if (section === 'model' && edge !== null)
    return { about: { kind: 'edge', id: edge as EdgeId }, kind, setting };
  if (section === 'model' && part === 'nodes' && name !== '')
    return { about: { kind: 'node', id: name }, kind, setting };
  const id = partNames.find((each) => each === section) ?? 'description';
  const inPart = keysOf(path).slice(id === 'description' ? 0 : 1);
  return { about: { kind: 'part', id }, kind: 'changed', setting: inPart.join('.') };
}

const partNames = ['model', 'training', 'task', 'diagnostics', 'canvas'] as const;

/** The edge that an operation is about, `hidden1->hidden2`, from the tests before it; null where it is about none. */
function findEdgeId(operation: Operation, tests: readonly Operation[]): string | null {
  const [section, part] = keysOf(operation.path);
  if (section !== 'model' || part !== 'edges') return null;
  if (operation.op === 'add' && keysOf(operation.path).length === 3)
    return edgeId(operation.value as { from: string; to: string });
  const [from, to] = tests.map((test) => ('value' in test ? String(test.value) : ''));
  return from === undefined || to === undefined ? null : `${from}->${to}`;
}

function describe(operation: Operation, edge: string | null, before: Experiment): string {
  const keys = keysOf(operation.path);
  const [, part, name = ''] = keys;
  if (part === 'edges' && edge !== null && keys.length === 3) return describeEdge(operation, edge);
  if (keys[0] === 'model' && part === 'nodes' && keys.length === 3)
    return describeNode(operation, name, before);
  if (edge !== null && keys.length === 4 && keys[3] === 'decoupled' && operation.op !== 'replace')
    return `Edge ${nameEdge(edge)} is ${operation.op === 'add' ? 'decoupled' : 'coupled'}`;
  const path = [...keys.slice(0, 2), edge ?? keys[2], ...keys.slice(3)]
    .filter((key) => key !== undefined)
    .join('.');
  const value = 'value' in operation ? format(operation.value) : '';
  const old = format(readOld(before, operation.path, edge));
  if (operation.op === 'add') return `${path} is set: ${value}`;
  return operation.op === 'remove'
    ? `${path} is left out: it was ${old}`
    : `${path}: ${old} → ${value}`;
}

function describeEdge(operation: Operation, edge: string): string {
  const name = `Edge ${nameEdge(edge)}`;
  if (operation.op === 'add') return `${name} is added`;
  return operation.op === 'move' ? `${name} has another place in the list` : `${name} is removed`;
}

function describeNode(operation: Operation, name: string, before: Experiment): string {
  const old = before.model.nodes[name]?.kind;
  if (operation.op === 'remove') return `Node ${name} is removed`;
  const kind = 'value' in operation ? (operation.value as { kind: string }).kind : '';
  return operation.op === 'add'
    ? `Node ${name} is added: ${kind}`
    : `Node ${name} is another one: ${old ?? ''} → ${kind}`;
}

/** The value that the setting had; an edge is found by its ends, because the numbers of edges may have changed. */
function readOld(before: Experiment, pointer: string, edge: string | null): unknown {
  const index = before.model.edges.findIndex((one) => edgeId(one) === edge);
  const path =
    edge === null ? pointer : pointer.replace(/^\/model\/edges\/\d+/, `/model/edges/${index}`);
  const place = findPlace(before, path);
  return typeof place === 'string' ? undefined : place.value;
}

function format(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return abbreviate(text, maxValue);
}

/** `3 nodes are moved on the canvas; frame 'Encoder' is added`. */
function describeCanvas(before: Experiment, after: Experiment): string {
  const clauses = listCanvasChanges(before, after).map(({ did, what, isPlural = false }) => {
    if (did === 'arranged') return 'the nodes are arranged anew';
    return `${what} ${isPlural ? 'are' : 'is'} ${did}${did === 'moved' ? ' on the canvas' : ''}`;
  });
  // Only the nodes that are added or removed have or lose a place.
  return clauses.length === 0
    ? 'Places of nodes that are added or removed'
    : capitalize(clauses.join('; '));
}
