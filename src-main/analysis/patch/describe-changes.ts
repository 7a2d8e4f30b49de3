/** The difference of two experiments in words, each change with the operations of a JSON Patch that make it. */
import type { Operation } from 'rfc6902';
import { countNoun } from '#spec/count-noun';
import type { Experiment } from '#spec/experiment';
import { edgeId } from '#spec/model';
import { abbreviate } from '#spec/quote';
import { findPlace, keysOf } from './json-pointer';
import { createSpecPatch } from './spec-patch';

export interface Change {
  /** `training.batch: 256 → 128`, `Node hidden2 is added: dense`. */
  text: string;
  /** They apply after those of the changes before. */
  operations: Operation[];
}

/** Characters of a value in a sentence. */
const maxValue = 60;

/** The changes that make `after` of `before`. All moves on the canvas are one change. */
export function listChanges(before: Experiment, after: Experiment): Change[] {
  const changes: Change[] = [];
  const moves: Operation[] = [];
  let tests: Operation[] = [];
  for (const operation of createSpecPatch(before, after)) {
    if (keysOf(operation.path)[0] === 'canvas') moves.push(operation);
    else if (operation.op === 'test') tests.push(operation);
    else {
      const text = describe(operation, nameEdge(operation, tests), before);
      changes.push({ text, operations: [...tests, operation] });
      tests = [];
    }
  }
  const moved = { text: describeMoves(before, after), operations: moves };
  return moves.length > 0 ? [...changes, moved] : changes;
}

/** The edge that an operation is about, `hidden1->hidden2`, from the tests before it; null where it is about none. */
function nameEdge(operation: Operation, tests: readonly Operation[]): string | null {
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
  const name = `Edge ${edge.replace('->', ' → ')}`;
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

/** `3 nodes are moved on the canvas`. */
function describeMoves({ canvas }: Experiment, after: Experiment): string {
  if (!after.canvas) return 'The nodes are arranged anew';
  const [old, positions] = [canvas?.positions ?? {}, after.canvas.positions];
  const moved = Object.entries(positions).filter(
    ([id, { x, y }]) => old[id]?.x !== x || old[id].y !== y,
  );
  if (moved.length === 0) return 'Places of nodes on the canvas are left out';
  return `${countNoun(moved.length, 'node')} ${moved.length === 1 ? 'is' : 'are'} moved on the canvas`;
}
