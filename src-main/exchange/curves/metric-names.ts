/** What the metrics of other programs are called here. */
import { parseMetricField } from '#analysis/run-field';
import { foreignMetricName } from '#spec/metric-catalogue';
import { WorkbenchError } from '#spec/errors';
import { joinNames, quote } from '#spec/quote';
import type { MetricRows } from '#storage/metric-files';

export interface NamedCurve {
  name: string;
  /** The name in the files, with the arithmetic that the user has asked for. */
  from: string;
  /** The name in the files. */
  source: string;
  rows: MetricRows;
}

/**
 * The curves under the names that they have here. `wanted`: by such a name, the name in the files; a curve that is in none
 * of them keeps its own. Throws `validation` where two curves would have one name.
 */
export function nameCurves(
  curves: ReadonlyMap<string, MetricRows>,
  wanted: Readonly<Record<string, string>>,
): NamedCurve[] {
  const named: NamedCurve[] = [];
  const taken = new Set<string>();
  for (const [name, from] of Object.entries(wanted)) {
    const source = findSource(from, curves);
    if (!source) continue;
    taken.add(source.name);
    named.push({ name, from, source: source.name, rows: source.rows });
  }
  for (const [from, rows] of curves)
    if (!taken.has(from)) named.push({ name: foreignMetricName(from), from, source: from, rows });
  assertDifferent(named);
  return named;
}

/** Throws `validation` where a name cannot be that of a metric, or no run has the curve that it is for. */
export function assertMetricNames(
  wanted: Readonly<Record<string, string>>,
  runs: readonly { curves: ReadonlyMap<string, MetricRows> }[],
): void {
  for (const [name, from] of Object.entries(wanted)) {
    const field = parseMetricField(name);
    if (field?.metric !== name || name.length > 200 || /\p{Cc}/u.test(name))
      throw new WorkbenchError(
        'validation',
        `${quote(name)} cannot be the name of a metric: write it with a slash, such as validation/error.`,
      );
    if (runs.some(({ curves }) => findSource(from, curves))) continue;
    const known = [...new Set(runs.flatMap(({ curves }) => [...curves.keys()]))];
    throw new WorkbenchError(
      'validation',
      `There is no metric ${quote(from)} for ${quote(name)}. The files have ${joinNames(known)}.`,
    );
  }
}

function assertDifferent(named: readonly NamedCurve[]): void {
  const known = new Map<string, string>();
  for (const { name, from } of named) {
    const other = known.get(name);
    if (other !== undefined)
      throw new WorkbenchError(
        'validation',
        `${quote(other)} and ${quote(from)} would both be called ${quote(name)}. Give one of them another name.`,
      );
    known.set(name, from);
  }
}

/** The curve of this name; where there is none, `1-NAME` and `NAME%` are made of the one called NAME. */
function findSource(
  from: string,
  curves: ReadonlyMap<string, MetricRows>,
): { name: string; rows: MetricRows } | null {
  const whole = curves.get(from);
  if (whole) return { name: from, rows: whole };
  const [, minus, name = '', percent] = /^(1-)?(.+?)(%)?$/.exec(from) ?? [];
  const rows = curves.get(name);
  if (!rows || (minus === undefined && percent === undefined)) return null;
  const value = rows.value.map((each) => {
    const fraction = percent === undefined ? each : each / 100;
    return minus === undefined ? fraction : 1 - fraction;
  });
  return { name, rows: { ...rows, value } };
}
