import type { ImportedRun } from '#spec/run';
import { methods, type Method } from '#spec/training';
import type { MetricRows } from '#storage/metric-files';

/** A run as its files tell of it, before the user's words are added. */
export interface ForeignRun {
  format: ImportedRun['imported']['format'];
  /** The absolute path that was given. */
  source: string;
  part: string | null;
  /** Absolute paths. */
  files: string[];
  name: string;
  method: Method | null;
  seed: number | null;
  settings: ImportedRun['imported']['settings'];
  /** By the name in the files. Seconds are NaN where no time is known. */
  curves: Map<string, MetricRows>;
  /** When the first and the last value were written; null where that is not known. */
  started: Date | null;
  ended: Date | null;
  /** Sentences. */
  notes: string[];
}

/** The date of seconds since 1970; null where there is none. */
export function dateOf(seconds: number): Date | null {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** Takes the method and the seed out of settings that name them. */
export function withoutNamed(
  settings: ForeignRun['settings'],
): Pick<ForeignRun, 'method' | 'seed' | 'settings'> {
  const rest = { ...settings };
  const take = (names: readonly string[], isValue: (value: unknown) => boolean): unknown => {
    const name = names.find((each) => isValue(rest[each]));
    if (name === undefined) return null;
    const value = rest[name];
    Reflect.deleteProperty(rest, name);
    return value;
  };
  const method = take(['training.method', 'method'], isMethod) as Method | null;
  const seed = take(['training.seed', 'seed'], isSeed) as number | null;
  return { method, seed, settings: rest };
}

function isMethod(value: unknown): boolean {
  return methods.some((method) => method === value);
}

function isSeed(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
