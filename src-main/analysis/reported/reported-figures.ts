import { capitalize } from '#spec/letter-case';
import type { Reference, ReportedEntry, ReportedSource } from '#spec/reported';

/** A reported result that is shown: an entry with the source that it is of. */
export interface ReportedFigure {
  /** Unlike the key of every group and the id of every run. */
  key: string;
  source: ReportedSource;
  entry: ReportedEntry;
}

/** What references name, in the order of the sources and of their entries. What there is no longer is left out. */
export function resolveReferences(
  references: readonly Reference[],
  sources: readonly ReportedSource[],
): ReportedFigure[] {
  return references.flatMap(({ source: id, entries }) => {
    const source = sources.find((one) => one.id === id);
    return source
      ? source.entries
          .filter((entry) => entries.includes(entry.id))
          .map((entry) => figureOf(source, entry))
      : [];
  });
}

export function figureOf(source: ReportedSource, entry: ReportedEntry): ReportedFigure {
  return { key: `reported:${source.id}:${entry.id}`, source, entry };
}

/** `Jaderberg et al. 2017: cDNI, 3 layers`. */
export function titleFigure({ source, entry }: ReportedFigure): string {
  return `${source.name}: ${entry.label}`;
}

/** `Jaderberg et al. 2017, Table 1`. */
export function nameSource({ name, place }: Pick<ReportedSource, 'name' | 'place'>): string {
  return place === '' ? name : `${name}, ${place}`;
}

/** The source in a list of references: `Jaderberg, M. et al. Decoupled Neural Interfaces. ICML, 2017. Table 1. arXiv:1608.05343.` */
export function describeCitation({ citation, name, place }: ReportedSource): string {
  const { authors, title, venue, year, url } = citation;
  const published = [venue, year === null ? '' : String(year)].filter(Boolean).join(', ');
  const parts = [authors, title, published, capitalize(place), url].filter(Boolean);
  // A name alone says no less than nothing.
  const shown = authors === '' && title === '' ? [name, ...parts] : parts;
  return shown.map((part) => (/[.!?]$/.test(part) ? part : `${part}.`)).join(' ');
}
