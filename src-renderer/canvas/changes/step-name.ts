import { listCanvasChanges, type CanvasChange } from '#analysis/patch/canvas-changes';
import type { Change } from '#analysis/patch/describe-changes';
import { capitalize } from '#spec/letter-case';
import { nameEdge } from '#spec/model';
import type { HistoryStep } from '../../editor/history-steps';
import { longText } from '../diff/change-groups';

/**
 * What a step has done, in a few words: `Moved 3 nodes`, `Removed dense2 and dense3`, `dense4: Units: 256 → 128`. What
 * follows from adding and removing nodes, such as their edges and places, is not said as well.
 */
export function nameStep({ before, after, changes }: HistoryStep): string {
  if (!before) return 'As it was opened';
  const model = changes.filter(({ about }) => about.id !== 'canvas' || about.kind !== 'part');
  if (model.length === 0) return nameCanvasStep(listCanvasChanges(before, after));
  const whole = model.filter(({ about, setting }) => about.kind === 'node' && setting === null);
  const named = (kind: Change['kind']): string[] =>
    whole.filter((change) => change.kind === kind).map(({ about }) => about.id);
  const nodes = [
    ...(named('added').length > 0 ? [`Added ${joinWords(named('added'))}`] : []),
    ...(named('removed').length > 0 ? [`Removed ${joinWords(named('removed'))}`] : []),
    ...whole
      .filter(({ kind }) => kind === 'renamed')
      .map(({ about }) => `Renamed ${'was' in about ? (about.was ?? '') : ''} to ${about.id}`),
  ];
  const rest = model.filter(
    (change) => !whole.includes(change) && (whole.length === 0 || change.about.kind !== 'edge'),
  );
  return [...nodes, ...rest.map(nameChange)].join('; ');
}

const edgeVerbs = { added: 'Connected', removed: 'Disconnected' } as const;

function nameChange(change: Change): string {
  const { about, kind, setting, text } = change;
  if (about.kind === 'edge') {
    const name = nameEdge(about.id);
    if (setting === null && (kind === 'added' || kind === 'removed'))
      return `${edgeVerbs[kind]} ${name}`;
    if (text.endsWith(' is decoupled')) return `Decoupled ${name}`;
    if (text.endsWith(' is coupled')) return `Coupled ${name}`;
  }
  return longText(change);
}

function nameCanvasStep(changes: readonly CanvasChange[]): string {
  const clauses = changes.map(({ did, what }) =>
    did === 'arranged' ? 'arranged the nodes' : `${did} ${what}`,
  );
  return capitalize(clauses.join(', ') || 'moved nothing');
}

/** `a`, `a and b`, `a, b and c`; of many, how many they are. */
function joinWords(words: readonly string[]): string {
  if (words.length > 4) return `${words.length} nodes`;
  return words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
