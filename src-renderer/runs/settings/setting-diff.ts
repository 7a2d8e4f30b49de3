import { listSpecSettings, type FieldValue } from '#analysis/run-field';
import { applySettings } from '#analysis/study-specs';
import type { Experiment } from '#spec/experiment';
import type { Study } from '#spec/study';
import { nameEdge } from '#spec/model';

export interface SettingDifference {
  path: string;
  /** What a part of the model is called that one side lacks as a whole; null for a single setting. */
  part: string | null;
  /** Undefined where the experiment does not have it. */
  value: FieldValue | undefined;
  other: FieldValue | undefined;
}

const rooms = ['training', 'task', 'model', 'diagnostics'];
const rank = (path: string): number => rooms.indexOf(path.split('.')[0] ?? '');

type Leaves = ReadonlyMap<string, FieldValue>;

/**
 * The settings in which two experiments differ, those of the training first. A node, an edge or a synthesizer that only
 * one of them has is one difference, whatever settings it has.
 */
export function diffSettings(spec: Experiment, other: Experiment): SettingDifference[] {
  const own = listSpecSettings(spec);
  const others = listSpecSettings(other);
  const differences = new Map<string, SettingDifference>();
  for (const path of new Set([...own.keys(), ...others.keys()])) {
    if (Object.is(own.get(path), others.get(path))) continue;
    const part = partsOf(path).find((each) => hasPart(own, each) !== hasPart(others, each));
    const difference = part
      ? {
          path: part,
          part: namePart(part),
          value: describePart(own, part),
          other: describePart(others, part),
        }
      : { path, part: null, value: own.get(path), other: others.get(path) };
    differences.set(difference.path, difference);
  }
  return [...differences.values()].sort((a, b) => rank(a.path) - rank(b.path));
}

/** The parts of a model that a setting belongs to, the largest first. */
function partsOf(path: string): string[] {
  const part = /^model\.(nodes|edges)\.[^.]+/.exec(path)?.[0];
  if (part === undefined) return [];
  const decoupling = `${part}.decoupled`;
  return path.startsWith(`${decoupling}.`) ? [part, decoupling] : [part];
}

function hasPart(leaves: Leaves, part: string): boolean {
  return [...leaves.keys()].some((path) => path.startsWith(`${part}.`));
}

/** `Node core`, `Edge core → logits`, `Decoupling of core → logits`. */
function namePart(part: string): string {
  const [, kind, name = '', inner] = part.split('.');
  if (kind === 'nodes') return `Node ${name}`;
  const edge = nameEdge(name);
  return inner === undefined ? `Edge ${edge}` : `Decoupling of ${edge}`;
}

/** The kind of a node; that an edge or its decoupling is there. */
function describePart(leaves: Leaves, part: string): FieldValue | undefined {
  return hasPart(leaves, part) ? (leaves.get(`${part}.kind`) ?? true) : undefined;
}

/**
 * What a study trains where nothing is varied: its model with its own steps and evaluations, and with the values of its
 * baseline where it has one.
 */
export function studyDefault(study: Study, model: Experiment): Experiment {
  const { steps, evaluateEvery, baseline = {} } = study;
  const settings = [
    ...Object.entries(baseline),
    ...(steps === undefined ? [] : [['training.steps', steps] as const]),
    ...(evaluateEvery === undefined ? [] : [['training.evaluateEvery', evaluateEvery] as const]),
  ];
  return applySettings(model, settings).experiment ?? model;
}

/** The newest version of a model that was saved before a time; undefined where none of that age is kept. */
export function versionBefore<T extends { saved: string }>(
  versions: readonly T[],
  time: string,
): T | undefined {
  return [...versions]
    .filter(({ saved }) => Date.parse(saved) <= Date.parse(time))
    .sort((a, b) => Date.parse(b.saved) - Date.parse(a.saved))[0];
}
