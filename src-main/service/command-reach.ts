/**
 * What every command reaches on the disk. The table has an entry for each command of the contract, so a new command
 * does not compile until it says here what it reads and changes; `guard-commands.ts` checks it before the command runs.
 */
import type { CommandName, ParsedInput } from '#api/commands';
import type { FigureSubject } from '#api/figures';
import { expandHome } from '#files/full-path';
import { datasetIdSchema, importPaths } from '#spec/dataset';
import type { StudyContent } from '#spec/study';
import { taskFiles, type Task } from '#spec/task';
import { safeName } from '#storage/names';
import type { Place } from './disk-access';

/** A study, with its id where it is saved, or the id of a saved one. */
export type StudyToRead = (StudyContent & { id?: string }) | string;

/** What a command reaches. Ids in it are valid: the functions of the table throw `validation` for others. */
export interface Reach {
  /** A folder that is opened as a project or becomes one. */
  projectFolder?: string;
  /** Files and folders anywhere that the input names. */
  files?: readonly string[];
  /** A task of the input whose data are read. */
  task?: Task;
  /** Ids of saved runs; the data of their tasks are read. */
  runTasks?: readonly string[];
  /** Of a command on the runs `runIds`, what each of them reaches besides: a run that is refused hinders no other one. */
  eachRun?: (runId: string) => Reach;
  /** The data of the tasks of its runs are read. */
  study?: StudyToRead;
  /** Places of the project that are read. */
  reads?: readonly Place[];
  /** Places of the project that are read, and changed or removed. */
  writes?: readonly Place[];
}

type ReachTable = { [C in CommandName]: (input: ParsedInput<C>) => Reach };

/** A file, or a folder without what is in it. */
const entry = (path: string): Place => ({ path, depth: 0 });
const folder = (path: string, depth: number): Place => ({ path, depth });
const pathOfId = (parent: string, id: string, noun: string): string =>
  `${parent}/${safeName(id, noun)}`;

const runPath = (id: string): string => pathOfId('runs', id, 'run');
/** A run's folder with the entries of `metrics` and `checkpoints`. Even to read a run may correct its status. */
const run = (id: string): Place => folder(runPath(id), 2);
/** The deleted runs. */
const runTrash = (depth: number): Place => folder('runs/.trash', depth);
/** The same with the files of the checkpoints. */
const runWithCheckpoints = (id: string): Place => folder(runPath(id), 3);

/** The folders of JSON files, each with its versions in `.history` and its deleted files in `.trash`. */
const nouns = {
  models: 'model',
  comparisons: 'comparison',
  studies: 'study',
  reported: 'source of reported results',
  templates: 'template',
} as const;
type JsonFolderName = keyof typeof nouns;
const fileOf = (parent: JsonFolderName, id: string): Place =>
  entry(`${pathOfId(parent, id, nouns[parent])}.json`);
const versionsOf = (parent: JsonFolderName, id: string): Place =>
  folder(pathOfId(`${parent}/.history`, id, nouns[parent]), 1);
const changesOf = (parent: JsonFolderName, id?: string): Place[] => [
  ...[parent, `${parent}/.history`, `${parent}/.trash`].map(entry),
  ...(id === undefined ? [] : [fileOf(parent, id), versionsOf(parent, id)]),
];
/** The experiments that a study has kept of its models. */
const keptModelsOf = (studyId: string | undefined): Place[] =>
  studyId === undefined
    ? []
    : [entry('studies/.models'), entry(`${pathOfId('studies/.models', studyId, 'study')}.json`)];
/** Listing also removes what was deleted long ago. */
const listOf = (parent: JsonFolderName): Reach => ({
  reads: [folder(parent, 1)],
  writes: [parent, `${parent}/.trash`].map(entry),
});
const restoreOf = (parent: JsonFolderName): Reach => ({
  reads: [folder(parent, 1), folder(`${parent}/.trash`, 2)],
  writes: changesOf(parent),
});

/** The jobs at other places, with what is asked of them, and their locks. */
const jobFiles = folder('jobs', 1);

const allDatasets = folder('datasets', 2);

/** All that an archive of the project can hold. */
const wholeProject: readonly Place[] = [
  entry('project.json'),
  allDatasets,
  folder('runs', 4),
  ...Object.keys(nouns).map((parent) => folder(parent, 3)),
];
/** Listing removes what was deleted long ago, and corrects the status of runs. */
const changesOfListing: readonly Place[] = [
  folder('runs', 2),
  ...Object.keys(nouns).flatMap((parent) => [parent, `${parent}/.trash`].map(entry)),
];
/** Where an import puts what comes. */
const importedPlaces: readonly Place[] = [
  ...['runs', 'datasets', ...Object.keys(nouns), 'models/.history'].map(entry),
  ...['.history', '.models', '.runs'].map((name) => folder(`studies/${name}`, 1)),
];

const nothing = (): Reach => ({});

/** An export is written to a place that the user has chosen, or into the folder `exports` of the project. */
export const reachOfExport = ({
  path,
}: {
  path: string;
}): Required<Pick<Reach, 'files' | 'writes'>> => ({
  files: [path],
  writes: [folder('exports', 1)],
});
/** The metrics of runs, and their settings. */
const recordedOf = (runIds: readonly string[]): Place[] =>
  [...new Set(runIds)].flatMap((id) => [
    ...['metrics.json', 'run.json'].map((name) => entry(`${runPath(id)}/${name}`)),
    folder(`${runPath(id)}/metrics`, 1),
  ]);

/** A chart of a run shows the runs that it continues too. */
function reachOfFigure(subject: FigureSubject): Required<Pick<Reach, 'reads' | 'writes'>> {
  if (subject.kind === 'run chart') return { reads: wholeProject, writes: [run(subject.runId)] };
  if (subject.kind === 'study result')
    return { reads: wholeProject, writes: [...changesOfListing] };
  const { runIds } = subject;
  return { reads: [...recordedOf(runIds), folder('reported', 1)], writes: runIds.map(run) };
}

/** The files anywhere and the places of the project that reading the data of a task reaches. */
export function reachOfTask(task: Task): Required<Pick<Reach, 'files' | 'reads'>> {
  const id = 'dataset' in task ? task.dataset : undefined;
  // Another id is refused by the reader, before it looks for a folder.
  const isId = datasetIdSchema.safeParse(id).success;
  return {
    files: taskFiles(task).map(expandHome),
    reads: isId ? [folder(`datasets/${id}`, 1)] : [],
  };
}

/** What opening a project reaches: leftovers are removed, and runs that were interrupted are recorded as such. */
export const reachOfOpening = {
  /** Read before anything else. */
  projectFile: entry('project.json'),
  reads: [folder('runs', 3)],
  writes: [folder('runs', 2), jobFiles, ...[...Object.keys(nouns), 'datasets'].map(entry)],
} as const;

/** What a picture of a project reads beside: links are refused file by file. */
export const reachOfPicture = [folder('comparisons', 1), folder('models', 1)];

export const commandReach: ReachTable = {
  'app.info': nothing,
  'menu.enable': nothing,
  'problemReport.prepare': nothing,
  'problemReport.prepareWithRuns': ({ runIds }) => ({
    reads: runIds.map((id) => entry(`${runPath(id)}/log.jsonl`)),
    writes: runIds.map(run),
  }),
  'problemReport.save': ({ path }) => ({ files: [path] }),
  'problemReport.read': nothing,

  // The programs and downloads of the runtimes lie in the cache folder, under names of the program.
  'compute.describe': nothing,
  'compute.test': nothing,
  'compute.install': ({ from }) => ({ files: from === undefined ? [] : [from] }),
  'compute.cancel': nothing,
  'compute.forget': nothing,
  'compute.remove': nothing,
  'places.list': nothing,
  'places.save': nothing,
  'places.remove': nothing,
  'places.test': nothing,

  // Whether the folders of the list are still there, which the user has opened before.
  'projects.recent': nothing,
  'projects.forget': nothing,
  'projects.create': ({ directory, beginning }) => ({
    projectFolder: directory,
    files: beginning?.kind === 'data' ? importPaths(beginning.request) : [],
  }),
  // What it reads in the project is checked as for `projects.open`.
  'projects.picture': ({ directory }) => ({ projectFolder: directory }),
  'projects.offer': ({ path }) => ({ files: [path] }),
  'projects.open': ({ directory }) => ({ projectFolder: directory }),
  // Opening it checks what it reaches, as for `projects.open`: its folder is not known here.
  'projects.openSample': nothing,
  'projects.current': nothing,
  'projects.unreadable': () => ({
    reads: [folder('runs', 3), ...Object.keys(nouns).map((name) => folder(name, 1)), allDatasets],
    writes: Object.keys(nouns).flatMap((parent) => [entry(parent), entry(`${parent}/.trash`)]),
  }),

  'paths.choose': nothing,
  'paths.chooseNew': nothing,
  'paths.show': ({ path }) => ({ files: [path] }),
  'templates.list': nothing,

  'ownTemplates.list': () => listOf('templates'),
  'ownTemplates.save': ({ templateId }) => ({ writes: changesOf('templates', templateId) }),
  'ownTemplates.delete': () => ({ writes: changesOf('templates') }),
  'ownTemplates.restore': () => restoreOf('templates'),
  'ownTemplates.trash': () => ({ reads: [folder('templates/.trash', 2)] }),

  'models.list': () => listOf('models'),
  'models.get': ({ modelId }) => ({ reads: [fileOf('models', modelId)] }),
  'models.save': ({ modelId }) => ({ writes: changesOf('models', modelId) }),
  'models.versions': ({ modelId }) => ({ reads: [versionsOf('models', modelId)] }),
  'models.version': ({ modelId }) => ({ reads: [versionsOf('models', modelId)] }),
  'models.nameVersion': ({ modelId }) => ({
    writes: [...['models', 'models/.history'].map(entry), versionsOf('models', modelId)],
  }),
  'models.delete': () => ({ writes: changesOf('models') }),
  'models.restore': () => restoreOf('models'),
  'models.trash': () => ({ reads: [folder('models/.trash', 2)] }),

  'datasets.list': () => ({ reads: [allDatasets] }),
  'datasets.import': ({ request }) => ({
    files: importPaths(request),
    writes: [entry(`datasets/${request.id}`)],
  }),
  'datasets.previewTable': ({ request }) => ({ files: importPaths(request) }),
  // Removing a data set removes links in it, or one in its place, not what they lead to.
  'datasets.delete': () => ({ writes: [entry('datasets')] }),
  'tasks.data': ({ task }) => ({ task }),

  'corpora.list': () => ({ reads: [allDatasets] }),
  'corpora.fetch': ({ corpusId, from }) => ({
    files: from === undefined ? [] : [from],
    writes: [entry(pathOfId('datasets', corpusId, 'corpus'))],
  }),
  'corpora.cancel': () => ({ reads: [allDatasets] }),
  'corpora.forget': () => ({ reads: [allDatasets] }),

  'runs.list': () => ({ reads: [folder('runs', 3)], writes: [folder('runs', 2)] }),
  'runs.get': ({ runId }) => ({ writes: [run(runId)] }),
  'runs.start': ({ spec }) => ({
    task: spec.task,
    reads: [folder('runs', 2)],
    writes: [entry('runs'), jobFiles],
  }),
  'runs.pause': ({ runId }) => ({ writes: [run(runId), jobFiles] }),
  'runs.resume': ({ runId }) => ({
    writes: [runWithCheckpoints(runId), jobFiles],
    runTasks: [runId],
  }),
  'runs.stop': ({ runId }) => ({ writes: [run(runId), jobFiles] }),
  'runs.update': ({ runId }) => ({ writes: [run(runId)] }),
  'runs.retry': () => ({
    writes: [jobFiles],
    eachRun: (id) => ({ writes: [runWithCheckpoints(id)], runTasks: [id] }),
  }),
  'runs.tag': () => ({ eachRun: (id) => ({ writes: [run(id)] }) }),
  'runs.archive': () => ({ eachRun: (id) => ({ writes: [run(id)] }) }),
  'runs.delete': () => ({
    writes: [runTrash(0)],
    eachRun: (id) => ({ writes: [folder(runPath(id), 1)] }),
  }),
  'runs.restore': ({ trashIds }) => ({
    writes: [
      entry('runs'),
      ...trashIds.map((id) => folder(pathOfId('runs/.trash', id, 'deleted run'), 2)),
    ],
  }),
  'runs.trash': () => ({ reads: [runTrash(2)] }),
  // Removing a run removes links in it, not what they lead to.
  'runs.emptyTrash': () => ({ writes: [runTrash(0)] }),
  'runs.continue': ({ runId, spec }) => ({
    task: spec.task,
    reads: [runWithCheckpoints(runId)],
    writes: [entry('runs'), run(runId)],
  }),
  'exports.data': ({ runIds, ...place }) => {
    const { files, writes } = reachOfExport(place);
    return { files, reads: recordedOf(runIds), writes: [...writes, ...runIds.map(run)] };
  },
  'exports.weights': ({ runId, ...place }) => ({
    ...reachOfExport(place),
    reads: [runWithCheckpoints(runId)],
  }),
  'figures.preview': ({ subject }) => reachOfFigure(subject),
  'exports.figure': ({ subject, ...place }) => {
    const { files, writes } = reachOfExport(place);
    const figure = reachOfFigure(subject);
    return { files, reads: figure.reads, writes: [...writes, ...figure.writes] };
  },
  'exports.previewModel': ({ spec }) => ({ task: spec.task }),
  'exports.model': ({ spec, ...place }) => ({ ...reachOfExport(place), task: spec.task }),
  'exports.report': (place) => {
    const { files, writes } = reachOfExport(place);
    return { files, reads: wholeProject, writes: [...writes, ...changesOfListing] };
  },
  'exports.archive': (place) => {
    const { files, writes } = reachOfExport(place);
    return { files, reads: wholeProject, writes: [...writes, ...changesOfListing] };
  },
  // A new folder of the program, under a name of its own.
  'exports.prepareDownload': nothing,
  'exports.cancel': nothing,
  // The file may come from anywhere, and what it writes is checked by its reader.
  'archives.inspect': ({ path, projectId }) => ({
    files: [path],
    reads: projectId === undefined ? [] : wholeProject,
  }),
  'archives.import': ({ path }) => ({
    files: [path],
    reads: wholeProject,
    writes: importedPlaces,
  }),
  'archives.open': ({ path, directory }) => ({ files: [path], projectFolder: directory }),
  'curves.preview': ({ request }) => ({ files: request.paths, reads: [folder('runs', 2)] }),
  // A run that is brought up to date can be any of them.
  'curves.import': ({ request }) => ({ files: request.paths, writes: [folder('runs', 3)] }),
  'repeat.runs': () => ({
    reads: [folder('models', 1), folder('templates', 1), folder('runs', 3)],
    writes: [folder('runs', 2), ...['templates', 'templates/.trash'].map(entry)],
  }),
  'repeat.study': ({ studyId }) => ({ reads: [fileOf('studies', studyId)] }),
  'repeat.comparison': ({ comparisonId }) => ({ reads: [fileOf('comparisons', comparisonId)] }),

  'jobs.list': () => ({ reads: [jobFiles] }),
  'jobs.request': ({ jobId }) => ({
    writes: [jobFiles, entry(`${pathOfId('jobs', jobId, 'job')}.json`)],
  }),

  'queue.get': nothing,
  'queue.setSlots': nothing,
  'queue.move': nothing,
  'queue.pause': nothing,
  'queue.stop': nothing,

  // Some x axes follow from the settings.
  'runs.curves': ({ lines }) => ({ reads: recordedOf(lines.flatMap(({ runIds }) => runIds)) }),
  'runs.log': ({ runId }) => ({ reads: [entry(`${runPath(runId)}/log.jsonl`)] }),
  'runs.checkpoints': ({ runId }) => ({ reads: [folder(`${runPath(runId)}/checkpoints`, 2)] }),
  'runs.look': ({ runId }) => ({
    reads: [runWithCheckpoints(runId)],
    writes: [run(runId)],
    runTasks: [runId],
  }),
  'runs.evaluate': ({ runId }) => ({ writes: [runWithCheckpoints(runId)], runTasks: [runId] }),
  'runs.cancelEvaluation': nothing,
  'runs.evaluations': ({ runId }) => ({ reads: [folder(`${runPath(runId)}/checkpoints`, 2)] }),

  'comparisons.list': () => listOf('comparisons'),
  'comparisons.save': ({ comparison: { id } }) => ({ writes: changesOf('comparisons', id) }),
  'comparisons.delete': () => ({ writes: changesOf('comparisons') }),
  'comparisons.restore': () => restoreOf('comparisons'),
  'comparisons.trash': () => ({ reads: [folder('comparisons/.trash', 2)] }),

  'reported.list': () => listOf('reported'),
  'reported.bundled': nothing,
  'reported.save': ({ source: { id } }) => ({ writes: changesOf('reported', id) }),
  'reported.delete': () => ({ writes: changesOf('reported') }),
  'reported.restore': () => restoreOf('reported'),
  'reported.trash': () => ({ reads: [folder('reported/.trash', 2)] }),

  'studies.list': () => listOf('studies'),
  'studies.save': ({ studyId }) => ({ writes: changesOf('studies', studyId) }),
  'studies.delete': () => ({ writes: changesOf('studies') }),
  'studies.restore': () => restoreOf('studies'),
  'studies.trash': () => ({ reads: [folder('studies/.trash', 2)] }),
  'studies.plan': ({ study, studyId }) => ({
    study: { ...study, id: studyId },
    reads: [folder('models', 1), folder('runs', 3), ...keptModelsOf(studyId)],
    writes: [folder('runs', 2)],
  }),
  // Any run of the project may be one that it goes on with.
  'studies.evidence': ({ studyId }) => ({
    reads: [
      fileOf('studies', studyId),
      folder('models', 1),
      folder('runs', 3),
      ...keptModelsOf(studyId),
    ],
    writes: [folder('runs', 2)],
  }),
  'studies.start': ({ studyId }) => ({
    study: studyId,
    reads: [folder('models', 1)],
    writes: [
      entry('studies'),
      fileOf('studies', studyId),
      ...keptModelsOf(studyId),
      folder('studies/.places', 1),
      folder('runs', 4),
      jobFiles,
    ],
  }),
  'studies.places': () => ({ reads: [folder('studies/.places', 1)] }),
  'studies.keptModels': () => ({ reads: [folder('studies', 1), folder('studies/.models', 1)] }),
  'studies.useModels': ({ studyId }) => ({
    reads: [fileOf('studies', studyId), folder('models', 1)],
    writes: [entry('studies'), ...keptModelsOf(studyId)],
  }),
  'studies.stop': () => ({ writes: [folder('runs', 2), jobFiles] }),
  'studies.activities': nothing,
};
