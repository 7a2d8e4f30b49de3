import type { FieldValue, RunField } from '#analysis/run-field';
import type { RunGroup } from '#analysis/group-runs';
import { methodInfo } from '../methods';
import { paletteSize } from '../series-colors';

/** How the line of a group or a run looks; no two lines of a comparison are alike. */
export interface LineStyle {
  /** Index of its colour in `ui/series-colors`. */
  color: number;
  dash: readonly number[];
}

/** Dash patterns that can be told apart, the plainest first. */
export const dashes: readonly (readonly number[])[] = [
  [],
  [9, 3],
  [2, 3],
  [9, 3, 2, 3],
  [18, 4],
  [9, 3, 2, 3, 2, 3],
  [3, 7],
  [18, 4, 6, 4],
];

/** Colours that methods have wherever they alone give the colour: DNI blue, backprop green, none orange. */
const methodColors: Readonly<Record<string, number>> = { dni: 0, none: 1, backprop: 2 };
/** Fields that give a line its colour; the settings beside them give it its dash. */
const colorFields: readonly RunField[] = ['training.method', 'run.model'];

/**
 * Chooses the style of each line: a run's own colour and the dash of its method, or for a group a colour by its method
 * and model and a dash by its other settings. Lines come oldest first: one that joins later changes none before it.
 * `chosen`: colours that the user has chosen, by key.
 */
export function assignStyles(
  groups: readonly RunGroup[],
  fields: readonly RunField[],
  chosen: Readonly<Record<string, number>> = {},
): Map<string, LineStyle> {
  const preferred = fields.length === 0 ? groups.map(styleOfRun) : stylesOfGroups(groups, fields);
  const free = new FreeStyles();
  const styles = new Map<string, LineStyle>();
  for (const [index, { key }] of groups.entries()) {
    const wanted = preferred[index] ?? { color: index, dash: [] };
    const color = chosen[key];
    styles.set(key, free.take(color === undefined ? wanted : { ...wanted, color }));
  }
  return styles;
}

/** The combinations of colour and dash that no line has yet. */
class FreeStyles {
  readonly #taken = new Set<string>();
  /** All dashes of the generated colours before it are taken. */
  #nextColor = paletteSize;

  /** The wanted style; where another line has it, the same colour with another dash, then a generated colour. */
  take({ color, dash }: LineStyle): LineStyle {
    const style = this.#find(color, [dash, ...dashes]) ?? this.#findGenerated();
    this.#taken.add(signOf(style));
    return style;
  }

  #find(color: number, patterns: readonly (readonly number[])[]): LineStyle | undefined {
    return patterns
      .map((dash) => ({ color, dash }))
      .find((style) => !this.#taken.has(signOf(style)));
  }

  #findGenerated(): LineStyle {
    for (; ; this.#nextColor += 1) {
      const style = this.#find(this.#nextColor, dashes);
      if (style) return style;
    }
  }
}

function signOf({ color, dash }: LineStyle): string {
  return `${color} ${dash.join(' ')}`;
}

function styleOfRun({ runs: [run] }: RunGroup): LineStyle {
  return run
    ? { color: run.color, dash: run.method ? methodInfo[run.method].dash : [] }
    : { color: 0, dash: [] };
}

function stylesOfGroups(groups: readonly RunGroup[], fields: readonly RunField[]): LineStyle[] {
  const named = fields.filter((field) => colorFields.includes(field));
  const [forColor, forDash] = splitFields(fields, named.length > 0 ? named : fields.slice(0, 1));
  const dashKeys = distinct(groups.map((group) => keyOf(group, forDash)));
  const isByColorAlone = dashKeys.length > dashes.length;
  const byColor = isByColorAlone ? fields : forColor;
  const colors = assignColors(
    groups.map((group) => group.values),
    byColor,
  );
  return groups.map((group) => ({
    color: colors.get(keyOf(group, byColor)) ?? 0,
    dash: isByColorAlone ? [] : (dashes[dashKeys.indexOf(keyOf(group, forDash))] ?? []),
  }));
}

function splitFields(
  fields: readonly RunField[],
  forColor: readonly RunField[],
): [RunField[], RunField[]] {
  return [
    fields.filter((field) => forColor.includes(field)),
    fields.filter((field) => !forColor.includes(field)),
  ];
}

/**
 * A colour for each combination of values: that of its hash, so that it is the same in every comparison; where an
 * earlier combination has it, the next one that is free.
 */
function assignColors(
  combinations: readonly Record<RunField, FieldValue>[],
  fields: readonly RunField[],
): Map<string, number> {
  const isMethod = fields.length === 1 && fields[0] === 'training.method';
  const colors = new Map<string, number>();
  const taken = new Set<number>();
  for (const values of combinations) {
    const key = keyOf({ values }, fields);
    if (colors.has(key)) continue;
    const wanted = isMethod ? methodColors[String(values['training.method'])] : undefined;
    const color = findFreeColor(wanted ?? hash(key) % paletteSize, taken);
    colors.set(key, color);
    taken.add(color);
  }
  return colors;
}

function findFreeColor(wanted: number, taken: ReadonlySet<number>): number {
  for (let offset = 0; offset < paletteSize; offset += 1) {
    const color = (wanted + offset) % paletteSize;
    if (!taken.has(color)) return color;
  }
  let color = paletteSize;
  while (taken.has(color)) color += 1;
  return color;
}

function keyOf({ values }: Pick<RunGroup, 'values'>, fields: readonly RunField[]): string {
  return JSON.stringify(fields.map((field) => values[field] ?? null));
}

function distinct(keys: readonly string[]): string[] {
  return [...new Set(keys)];
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}
