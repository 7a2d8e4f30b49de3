import { formatWhole } from './number-format';
import type { Problem } from './problems';
import { labelSetting } from './setting-label';
import { splitNames, type TaskOf } from './task';
import type { PartCounts } from './task-data';

/** The first setting that has no meaning without a length of sequences; null where there is none. */
export function findMisfit({ length, stride, asked }: TaskOf<'sequence'>): Problem | null {
  if (length !== undefined) return null;
  if (asked === 'last')
    return {
      severity: 'error',
      setting: 'task.asked',
      message:
        "'Asked for' is at the end, but without a 'Length' all is one stream, which has no sequences that end.",
      remedy: "Set 'Length', or ask at every tick.",
      fix: { kind: 'setSetting', path: 'task.asked', value: 'all' },
    };
  if (stride !== undefined)
    return {
      severity: 'error',
      setting: 'task.stride',
      message: "'Stride' tells where sequences begin, but without a 'Length' all is one stream.",
      remedy: "Set 'Length' too, or leave out the stride.",
      fix: { kind: 'setSetting', path: 'task.stride', value: null },
    };
  return null;
}

/**
 * The shortest part of an imported data set that has too few rows for one sequence of the task; null where each has
 * enough, or none at all.
 */
export function findShortPart(
  { length, ahead }: TaskOf<'sequence'>,
  counts: PartCounts,
): Problem | null {
  const [part] = splitNames
    .filter((name) => counts[name] > 0 && counts[name] - ahead < (length ?? 1))
    .sort((a, b) => counts[a] - counts[b]);
  if (!part) return null;
  const rows = counts[part];
  const wanted = length === undefined ? 'a stream' : `a sequence of ${length} ticks`;
  const targets = ahead > 0 ? ` with targets ${ahead} ahead` : '';
  // Without a length only the distance of the targets makes a part too short.
  const setting = length === undefined || rows >= length ? 'task.ahead' : 'task.length';
  const more =
    part === 'train' ? '' : `, or leave more rows to '${labelSetting(`task.${part}`, 'sequence')}'`;
  const most = setting === 'task.length' ? rows - ahead : rows - (length ?? 1);
  return {
    severity: 'error',
    setting,
    ...(most > 0 && { fix: { kind: 'setSetting', path: setting, value: most } }),
    message: `The ${part} part has ${formatWhole(rows)} ${rows === 1 ? 'row' : 'rows'}, too few for ${wanted}${targets}.`,
    remedy: `Lower '${labelSetting(setting, 'sequence')}'${more}.`,
  };
}
