import { findCompared } from '#analysis/compared-runs';
import { parseRunFilter } from '#analysis/run-filter';
import { findStudyRuns } from '#analysis/study-runs';
import { resolveModels } from '#service/study-models';
import { findClosestMatch } from '#spec/closest-match';
import type { Comparison } from '#spec/comparison';
import { countNoun } from '#spec/count-noun';
import { WorkbenchError } from '#spec/errors';
import { joinNames, quote } from '#spec/quote';
import type { Run } from '#spec/run';
import type { Study } from '#spec/study';
import { listComparisons } from '#storage/comparisons';
import type { ProjectFolder } from '#storage/projects';
import { listStudies } from '#storage/studies';
import type { Listing } from '#storage/versioned-json';
import { listSettledRuns } from '#training/run-owner';
import { exportKinds, type ExportKind } from './export-choices';
import { explainProject } from './named-models';
import { resources } from './program-paths';

/** What an export is made of. */
export interface ExportSource {
  kind: ExportKind;
  id: string;
  name: string;
  runs: Run[];
  /** What it is a table of; null of a run. */
  content: Study | Comparison | null;
}

interface Candidate {
  kind: ExportKind;
  id: string;
  name: string;
  content: Study | Comparison | null;
  findRuns(): Run[] | Promise<Run[]>;
}

/**
 * The run, study or comparison of that id, else of that name. Throws `notFound` where there is none or it has no runs,
 * `conflict` where several have the id or the name, `validation` where its file or its filter is damaged.
 */
export async function findExportSource(
  project: ProjectFolder,
  name: string,
  kind?: ExportKind,
): Promise<ExportSource> {
  const source = await findSubject(project, name, kind);
  if (source.runs.length > 0) return source;
  throw new WorkbenchError(
    'notFound',
    `The ${source.kind} ${quote(source.id)} has no runs to export: ${whyNoRuns(source)}.`,
  );
}

function whyNoRuns({ kind, content }: ExportSource): string {
  if (kind === 'study') return 'start it first';
  const chosen = content && 'runs' in content ? content.runs.length : 0;
  return chosen > 0
    ? `the project does not have the ${countNoun(chosen, 'run')} that it compares any more. Choose others in the window`
    : 'choose some in the window';
}

/** The same also where it has no runs. */
export async function findSubject(
  project: ProjectFolder,
  name: string,
  kind?: ExportKind,
): Promise<ExportSource> {
  const { candidates, problems } = await listCandidates(project);
  const allowed = candidates.filter((one) => kind === undefined || one.kind === kind);
  const ofId = allowed.filter(({ id }) => id === name);
  const found = ofId.length > 0 ? ofId : allowed.filter((one) => one.name === name);
  const [first] = found;
  if (found.length > 1) throw ambiguous(name, found);
  if (!first) throw notFound(project, name, kind, allowed, problems);
  const runs = await first.findRuns();
  const { kind: ownKind, id, name: ownName, content } = first;
  return { kind: ownKind, id, name: ownName, runs, content };
}

async function listCandidates(
  project: ProjectFolder,
): Promise<{ candidates: Candidate[]; problems: Listing<unknown>['problems'] }> {
  const runs = await listSettledRuns(project);
  const studies = await listStudies(project);
  const comparisons = await listComparisons(project);
  const studyNames = new Map(studies.items.map((study) => [study.id, study.name]));
  const candidates: Candidate[] = [
    ...runs.items.map((run) => ({
      kind: 'run' as const,
      id: run.id,
      name: run.name,
      content: null,
      findRuns: () => [run],
    })),
    ...studies.items.map((study) => ({
      kind: 'study' as const,
      id: study.id,
      name: study.name,
      content: study,
      findRuns: async () => {
        const { models } = await resolveModels(project, resources, study, runs.items);
        return findStudyRuns(study, runs.items, models).map(({ run }) => run);
      },
    })),
    ...comparisons.items.map((comparison) => ({
      kind: 'comparison' as const,
      id: comparison.id,
      name: comparison.name,
      content: comparison,
      findRuns: () => {
        const { id, runs: chosen, filter: text } = comparison;
        const filter = text === null ? null : parseRunFilter(text, studyNames);
        if (filter?.error)
          throw new WorkbenchError(
            'validation',
            `The filter of the comparison ${quote(id)} is no filter: ${filter.error}`,
          );
        return findCompared(runs.items, chosen, text, filter);
      },
    })),
  ];
  return { candidates, problems: [runs, studies, comparisons].flatMap((list) => list.problems) };
}

function ambiguous(name: string, found: readonly Candidate[]): WorkbenchError {
  const kinds = new Set(found.map(({ kind }) => kind));
  const advice =
    kinds.size === found.length
      ? `Say which one by --kind ${[...kinds].join(' or ')}.`
      : `Give the id of one: ${joinNames(found.map(({ kind, id }) => `${id} (${kind})`))}.`;
  return new WorkbenchError('conflict', `${quote(name)} names ${describe(found)}. ${advice}`);
}

function describe(found: readonly Candidate[]): string {
  const counts = exportKinds.flatMap((kind) => {
    const count = found.filter((one) => one.kind === kind).length;
    const plural = kind === 'study' ? 'studies' : `${kind}s`;
    return count === 0 ? [] : [count === 1 ? `a ${kind}` : `${count} ${plural}`];
  });
  return counts.join(' and ');
}

function notFound(
  project: ProjectFolder,
  name: string,
  kind: ExportKind | undefined,
  candidates: readonly Candidate[],
  problems: Listing<unknown>['problems'],
): WorkbenchError {
  const damaged = problems.find(({ path }) => path.replace(/\.json$/, '').endsWith(`/${name}`));
  if (damaged) return new WorkbenchError('validation', damaged.message);
  const closest = findClosestMatch(
    name,
    candidates.flatMap((one) => [one.id, one.name]),
  );
  const hint = closest
    ? ` Did you mean ${quote(closest)}?`
    : ` The command \`runs\` lists the runs of a project. ${explainProject(project)}`;
  const what = kind ?? 'run, study or comparison';
  return new WorkbenchError('notFound', `The project has no ${what} ${quote(name)}.${hint}`);
}
