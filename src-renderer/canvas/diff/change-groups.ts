import type { Change, PartName, Subject } from '#analysis/patch/describe-changes';
import { capitalize } from '#spec/letter-case';
import { labelSetting } from '#spec/setting-label';
import { nameEdge } from '#spec/model';

/** The changes of one node, one edge or one part of the experiment. */
export interface ChangeGroup {
  key: string;
  title: string;
  about: Subject;
  changes: Change[];
}

const partTitles: Record<PartName, string> = {
  training: 'Training',
  task: 'Task',
  model: 'Model as a whole',
  diagnostics: 'Diagnostics',
  description: 'Name and description',
  canvas: 'Places on the canvas',
};
const partOrder = Object.keys(partTitles);

/** Identifies what a change is about, in both directions of a comparison. */
export function subjectKey({ kind, id }: Subject): string {
  return `${kind} ${id}`;
}

/** Nodes first, then edges, then the other parts, the training before what matters less. */
export function groupChanges(changes: readonly Change[]): ChangeGroup[] {
  const groups = new Map<string, ChangeGroup>();
  for (const change of changes) {
    const { about } = change;
    const key = subjectKey(about);
    const group = groups.get(key) ?? { key, title: titleOf(about), about, changes: [] };
    group.changes.push(change);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => rankOf(a.about) - rankOf(b.about));
}

function titleOf(about: Subject): string {
  if (about.kind === 'part') return partTitles[about.id];
  return about.kind === 'edge' ? nameEdge(about.id) : about.id;
}

function rankOf({ kind, id }: Subject): number {
  if (kind === 'node') return 0;
  return kind === 'edge' ? 1 : 2 + partOrder.indexOf(id);
}

/** The sentence of a change where it stands beside the name of what it is about. */
export function shortText({ text, about, setting }: Change): string {
  if (setting !== null) {
    const place = text.indexOf(setting);
    return place < 0
      ? text.replace(/^(Node|Edge) \S+( → \S+)? /, '')
      : `${nameSetting(about, setting)}${text.slice(place + setting.length)}`;
  }
  if (about.kind === 'node' && about.was !== undefined) return `was ${about.was}`;
  return text.replace(/^(Node|Edge) \S+( → \S+)? is /, '');
}

/** The sentence of a change where it stands alone: `hidden2: Units: 64 → 32`, `Node hidden2 is removed`. */
export function longText(change: Change): string {
  const { about, setting, text } = change;
  if (setting === null || about.id === 'canvas' || /^(Node|Edge) /.test(text)) return text;
  return about.id === 'description' ? capitalize(text) : `${titleOf(about)}: ${shortText(change)}`;
}

/** A setting as the inspector calls it; as it is written in the file where it has no field. */
function nameSetting(about: Subject, setting: string): string {
  const path = `${pathOf(about)}${setting}`;
  const label = labelSetting(path);
  if (label === path) return setting;
  const module = about.id === 'model' ? /^modules\.([^.]+)/.exec(setting)?.[1] : undefined;
  return module === undefined ? label : `${label} of the module of ${module}`;
}

function pathOf({ kind, id }: Subject): string {
  if (kind === 'part') return id === 'description' || id === 'canvas' ? '' : `${id}.`;
  return `model.${kind === 'node' ? 'nodes' : 'edges'}.${id}.`;
}

/** The change of the same setting in a list of changes: the way back, in those of the other direction. */
export function findCounterpart(changes: readonly Change[], change: Change): Change | undefined {
  const { about, setting } = change;
  if (about.kind === 'node' && about.was !== undefined)
    return changes.find((other) => other.about.kind === 'node' && other.about.was === about.id);
  return changes.find(
    (other) => subjectKey(other.about) === subjectKey(about) && other.setting === setting,
  );
}
