/**
 * A project that comes from elsewhere and is built against its user: links in it lead out of it, its runs name files
 * outside, and its ids try to leave their folders. Every command of the contract is called on it.
 */
import {
  appendFile,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { commands, type CommandName, type CommandInput } from '#api/commands';
import { dispatch } from '#api/dispatch';
import { loadExamples } from '#data/load';
import { importDataset } from '#data/import/import-dataset';
import { commandReach, reachOfTask, type Reach } from '#service/command-reach';
import { withHomePaths } from '#service/home-paths';
import { PathGrants } from '#service/path-grants';
import { tableRequestSchema } from '#spec/dataset';
import { resolveFigureStyle } from '#spec/figure-style';
import { initialPictureStyle } from '#spec/model-picture';
import { assertTrained, type TrainedRun } from '#spec/run';
import type { StudyInput } from '#spec/study';
import { placeSchema } from '#spec/place';
import { saveComparison, type ComparisonToSave } from '#storage/comparisons';
import { deleteReported, saveReported, type ReportedToSave } from '#storage/reported';
import { MetricWriter } from '#storage/metrics';
import { deleteModel, saveModel } from '#storage/models';
import { deleteOwnTemplate, saveOwnTemplate } from '#storage/own-templates';
import { writeJob } from '#storage/jobs';
import { createProject } from '#storage/projects';
import { trashRun } from '#storage/run-trash';
import { createRun, runDirectory, writeRun } from '#storage/runs';
import { keepModels } from '#storage/study-models';
import { keepStudyPlaces } from '#storage/study-places';
import { deleteStudy, saveStudy } from '#storage/studies';
import { spirals } from '../storage/spirals';
import { launchShortWorker, openServiceFixture, type ServiceFixture } from './service-fixture';

type Host = 'electron' | 'browser';

/** What a command is tried with. */
interface Trials {
  /** Its input in the hostile project. */
  input: (hostile: Hostile) => object;
  /**
   * Places of the project that the command reads, one after the other moved outside and replaced by a link. Electron
   * refuses them; in the browser the command may read them, and must not change them.
   */
  reads?: readonly string[];
  /** The same for places that the command changes: both hosts refuse them. */
  writes?: readonly string[];
  /** Inputs with a path outside, which Electron refuses. The browser's user has typed the path. */
  paths?: (outside: string, hostile: Hostile) => object;
  /** Inputs with an id that is a path. No such id is valid. */
  ids?: (id: string, hostile: Hostile) => object;
  /** Whether the command reads the data of the task of a saved run. */
  readsRunTask?: boolean;
}

/** Names the ids of the project as it is when the test runs. */
interface Hostile {
  projectId: string;
  directory: string;
  runId: string;
  modelId: string;
  comparisonId: string;
  modelTrashId: string;
  comparisonTrashId: string;
  sourceId: string;
  sourceTrashId: string;
  templateId: string;
  templateTrashId: string;
  runTrashId: string;
  studyId: string;
  studyTrashId: string;
  versionId: string;
}

/** Why a command has nothing to try: what it reads or changes does not depend on its input or on a project. */
type Harmless = string;

const inProject = ({ projectId }: Hostile): object => ({ projectId });
const inRun = ({ projectId, runId }: Hostile): object => ({ projectId, runId });
const inRuns = ({ projectId, runId }: Hostile): object => ({ projectId, runIds: [runId] });
const byRunIds = (id: string, { projectId }: Hostile): object => ({ projectId, runIds: [id] });
const byRunId = (runId: string, { projectId }: Hostile): object => ({ projectId, runId });
const windowReport = { userAgent: '', appearance: {}, shownErrors: [], ownErrors: [] };
/** On an axis for which the settings of the run are read. */
const curvesInput = (projectId: string, runId: string): object => ({
  projectId,
  lines: [{ key: 'r', runIds: [runId] }],
  metrics: [{ metric: 'train/loss' }],
  x: 'examples',
});
const dataExport = ({ runId, ...place }: { projectId: string; runId: string; path: string }) => ({
  ...place,
  exportId: 'one',
  runIds: [runId],
  format: 'csv',
  metrics: null,
  // The trials are made one after the other.
  overwrite: true,
});
const weightsExport = (place: { projectId: string; runId: string; path: string }) => ({
  ...place,
  exportId: 'one',
  step: 20,
  format: 'npz',
  overwrite: true,
});
const reportExport = ({ runId, ...place }: { projectId: string; runId: string; path: string }) => ({
  ...{ ...place, exportId: 'one', runIds: [runId], format: 'html', overwrite: true },
  subject: { kind: 'run', id: runId },
});
const figure = (projectId: string, runId: string) => ({
  projectId,
  subject: {
    kind: 'comparison chart',
    content: {
      ...{ name: 'Comparison', runs: [runId], metrics: ['train/loss'], xAxis: 'step' },
      ...{ smoothing: 0, logScale: false },
    },
    chart: { kind: 'lines', id: 'loss', metric: 'train/loss' },
    ...{ runIds: [runId], range: null, selected: [] },
  },
  style: resolveFigureStyle(),
});
const figureExport = (projectId: string, runId: string, path: string): object => ({
  ...figure(projectId, runId),
  ...{ path, exportId: 'one', format: 'svg', dotsPerInch: 96, overwrite: true },
});
const model = (projectId: string, task: object): object => ({
  ...{ projectId, spec: { ...spirals(), task }, style: initialPictureStyle },
});
const modelExport = (projectId: string, path: string, task: object = textTask): object => ({
  ...model(projectId, task),
  ...{ path, exportId: 'one', format: 'svg', dotsPerInch: 96, overwrite: true },
});
const archiveExport = (projectId: string, path: string): object => ({
  ...{ projectId, path, exportId: 'one', subject: { kind: 'project' }, overwrite: true },
  ...{ checkpoints: true, data: true },
});
const inArchive = ({ projectId, directory }: Hostile): object => ({
  ...{ projectId, path: join(directory, 'project.json') },
});
const comparisonContent: ComparisonToSave = {
  name: 'Curves',
  runs: [],
  metrics: ['train/loss'],
  xAxis: 'step',
  smoothing: 0,
  logScale: false,
};

const reportedContent: ReportedToSave = { name: 'Paper', entries: [] };

const studyContent: StudyInput = {
  version: 1,
  name: 'Rates',
  models: ['mine'],
  axes: { 'training.seed': [1, 2] },
};

/** Links at these places are refused by whatever reads or settles a run. */
const runPlaces = ['runs', 'runs/RUN', 'runs/RUN/metrics', 'runs/RUN/log.jsonl'];
const runFiles = ['runs/RUN/run.json', 'runs/RUN/metrics/0.f64'];
const jobFiles = ['jobs', 'jobs/sent.json'];
const textTask = { kind: 'text', dataset: 'words' } as const;
const textFiles = ['datasets', 'datasets/words', 'datasets/words/train.txt'];

const trials: Record<CommandName, Trials | Harmless> = {
  'app.info': 'describes the program',
  'menu.enable': 'names commands of the window',
  'problemReport.prepare': 'describes the program and this computer',
  'problemReport.prepareWithRuns': {
    input: (hostile) => ({ ...inRuns(hostile), window: windowReport }),
    ids: (id, hostile) => ({ ...byRunIds(id, hostile), window: windowReport }),
    reads: ['runs/RUN/log.jsonl'],
    writes: ['runs/RUN/run.json'],
  },
  'problemReport.save': {
    // Nothing was prepared: it is refused before that is looked at.
    input: () => ({ reportId: 'none', path: '/none/report.zip' }),
    paths: (outside) => ({ reportId: 'none', path: outside }),
  },
  'problemReport.read': 'reads what was prepared in memory',
  'compute.describe': 'describes the cache of the program',
  'compute.test': 'starts a runtime of the cache',
  'compute.install': {
    input: () => ({ variant: 'gpu' }),
    paths: (from) => ({ variant: 'gpu', from }),
  },
  'compute.cancel': 'has no input',
  'compute.forget': 'removes files of the cache, by the name of a variant',
  'compute.remove': 'removes files of the cache, by the name of a variant',
  'places.list': 'has no input',
  'places.save': 'changes the settings of the user, and no project',
  'places.remove': 'changes the settings of the user, and no project',
  'places.test': 'connects to where the user names',

  'projects.recent': 'reads the settings of the program',
  'projects.forget': 'changes the settings of the program',
  'projects.openSample': 'opens a folder of the program by the way of projects.open',
  'projects.current': 'reads nothing',
  'projects.unreadable': {
    input: inProject,
    reads: [
      'runs/RUN/metrics/0.f64',
      'models/mine.json',
      'comparisons/curves.json',
      'studies/rates.json',
      'reported/paper.json',
      'templates/start.json',
      'datasets/words/manifest.json',
    ],
    writes: ['models', 'comparisons', 'studies', 'reported', 'templates'],
  },
  'projects.create': {
    input: ({ directory }) => ({ directory, name: 'x' }),
    paths: (outside) => ({ directory: join(outside, 'new'), name: 'x' }),
  },
  'projects.picture': {
    input: ({ directory }) => ({ directory }),
    reads: [
      'project.json',
      'runs/RUN/metrics/0.f64',
      'comparisons/curves.json',
      'models/mine.json',
    ],
    writes: [
      ...['models', 'comparisons', 'studies', 'reported', 'templates', 'datasets'],
      ...runPlaces,
      'runs/RUN/checkpoints',
    ],
    paths: (outside) => ({ directory: outside }),
  },
  'projects.offer': {
    input: ({ directory }) => ({ path: directory }),
    paths: (outside) => ({ path: outside }),
  },
  'projects.open': {
    input: ({ directory }) => ({ directory }),
    reads: ['project.json', 'runs/RUN/metrics/0.f64'],
    writes: [
      ...['models', 'comparisons', 'studies', 'reported', 'templates', 'datasets'],
      ...runPlaces,
      'runs/RUN/checkpoints',
    ],
    paths: (outside) => ({ directory: outside }),
  },
  'paths.choose': 'shows a dialog',
  'paths.chooseNew': 'shows a dialog',
  'paths.show': {
    input: ({ projectId, directory }) => ({ projectId, path: join(directory, 'own.txt') }),
    paths: (outside, { projectId }) => ({ projectId, path: join(outside, 'secret.txt') }),
  },
  'templates.list': 'reads files of the program',

  'ownTemplates.list': { input: inProject, reads: ['templates/start.json'], writes: ['templates'] },
  'ownTemplates.save': {
    input: ({ projectId, templateId }) => ({ projectId, templateId, spec: spirals('Changed') }),
    writes: ['templates', 'templates/start.json'],
    ids: (templateId, { projectId }) => ({ projectId, templateId, spec: spirals() }),
  },
  'ownTemplates.delete': {
    input: ({ projectId, templateId }) => ({ projectId, templateId }),
    writes: ['templates', 'templates/.trash'],
    ids: (templateId, { projectId }) => ({ projectId, templateId }),
  },
  'ownTemplates.restore': {
    input: ({ projectId, templateTrashId }) => ({ projectId, trashId: templateTrashId }),
    reads: ['templates/.trash/TEMPLATE'],
    writes: ['templates', 'templates/.trash'],
    ids: (trashId, { projectId }) => ({ projectId, trashId }),
  },
  'ownTemplates.trash': {
    input: inProject,
    reads: ['templates', 'templates/.trash', 'templates/.trash/TEMPLATE'],
  },

  'models.list': { input: inProject, reads: ['models/mine.json'], writes: ['models'] },
  'models.get': {
    input: ({ projectId, modelId }) => ({ projectId, modelId }),
    reads: ['models', 'models/mine.json'],
    ids: (modelId, { projectId }) => ({ projectId, modelId }),
  },
  'models.save': {
    input: ({ projectId, modelId }) => ({ projectId, modelId, spec: spirals('Changed') }),
    writes: ['models', 'models/mine.json', 'models/.history', 'models/.history/mine'],
    ids: (modelId, { projectId }) => ({ projectId, modelId, spec: spirals() }),
  },
  'models.versions': {
    input: ({ projectId, modelId }) => ({ projectId, modelId }),
    reads: ['models', 'models/.history', 'models/.history/mine'],
    ids: (modelId, { projectId }) => ({ projectId, modelId }),
  },
  'models.version': {
    input: ({ projectId, modelId, versionId }) => ({ projectId, modelId, versionId }),
    reads: ['models', 'models/.history', 'models/.history/mine', 'models/.history/mine/VERSION'],
    ids: (id, { projectId, modelId }) => ({ projectId, modelId, versionId: id }),
  },
  'models.nameVersion': {
    input: ({ projectId, modelId, versionId }) => ({
      ...{ projectId, modelId, versionId, name: { name: 'Good' } },
    }),
    writes: ['models', 'models/.history', 'models/.history/mine'],
    ids: (id, { projectId, modelId }) => ({ projectId, modelId, versionId: id, name: null }),
  },
  'models.delete': {
    input: ({ projectId, modelId }) => ({ projectId, modelId }),
    writes: ['models', 'models/.trash', 'models/.history'],
    ids: (modelId, { projectId }) => ({ projectId, modelId }),
  },
  'models.restore': {
    input: ({ projectId, modelTrashId }) => ({ projectId, trashId: modelTrashId }),
    reads: ['models/.trash/MODEL', 'models/.trash/MODEL/old.json'],
    writes: ['models', 'models/.trash', 'models/.history'],
    ids: (trashId, { projectId }) => ({ projectId, trashId }),
  },
  'models.trash': {
    input: inProject,
    reads: ['models', 'models/.trash', 'models/.trash/MODEL', 'models/.trash/MODEL/old.json'],
  },

  'datasets.list': {
    input: inProject,
    reads: ['datasets', 'datasets/words', 'datasets/words/manifest.json'],
  },
  'datasets.import': {
    input: ({ projectId, directory }) => ({
      projectId,
      request: { format: 'text', id: 'new', train: join(directory, 'own.txt') },
    }),
    writes: ['datasets'],
    paths: (outside, { projectId }) => ({
      projectId,
      request: { format: 'text', id: 'new', train: join(outside, 'secret.txt') },
    }),
    ids: (id, { projectId, directory }) => ({
      projectId,
      request: { format: 'text', id, train: join(directory, 'own.txt') },
    }),
  },
  'datasets.previewTable': {
    input: ({ projectId, directory }) => ({
      projectId,
      request: { format: 'csv', file: join(directory, 'own.txt') },
    }),
    paths: (outside, { projectId, directory }) => ({
      projectId,
      request: {
        format: 'csv',
        file: join(directory, 'own.txt'),
        testFile: join(outside, 'secret.txt'),
      },
    }),
  },
  'datasets.delete': {
    input: ({ projectId }) => ({ projectId, datasetId: 'words' }),
    writes: ['datasets'],
    ids: (datasetId, { projectId }) => ({ projectId, datasetId }),
  },
  'tasks.data': {
    input: ({ projectId }) => ({ projectId, task: textTask }),
    reads: [...textFiles, 'datasets/words/manifest.json'],
    paths: (outside, { projectId }) => ({
      projectId,
      task: { kind: 'text', validation: join(outside, 'secret.txt') },
    }),
  },

  'corpora.list': { input: inProject, reads: ['datasets', 'datasets/words/manifest.json'] },
  'corpora.fetch': {
    input: ({ projectId, directory }) => ({
      projectId,
      corpusId: 'penn-treebank',
      from: join(directory, 'nothing'),
    }),
    writes: ['datasets'],
    paths: (from, { projectId }) => ({ projectId, corpusId: 'penn-treebank', from }),
    ids: (corpusId, { projectId }) => ({ projectId, corpusId }),
  },
  'corpora.cancel': {
    input: ({ projectId }) => ({ projectId, corpusId: 'penn-treebank' }),
    reads: ['datasets'],
  },
  'corpora.forget': {
    input: ({ projectId }) => ({ projectId, corpusId: 'penn-treebank' }),
    reads: ['datasets'],
    ids: (corpusId, { projectId }) => ({ projectId, corpusId }),
  },

  'runs.list': { input: inProject, reads: runFiles.slice(1), writes: runPlaces },
  'runs.get': {
    input: inRun,
    writes: [...runPlaces, ...runFiles, 'runs/RUN/checkpoints'],
    ids: byRunId,
  },
  'runs.start': {
    input: ({ projectId }) => ({ projectId, modelId: null, spec: spirals() }),
    reads: ['runs/RUN', 'runs/RUN/run.json'],
    writes: ['runs', ...jobFiles],
    paths: (outside, { projectId }) => ({
      projectId,
      modelId: null,
      spec: { ...spirals(), task: { kind: 'text', train: join(outside, 'secret.txt') } },
    }),
  },
  'runs.pause': { input: inRun, writes: [...runPlaces, ...runFiles, ...jobFiles], ids: byRunId },
  'runs.resume': {
    input: inRun,
    writes: [
      ...jobFiles,
      ...runPlaces,
      ...runFiles,
      'runs/RUN/checkpoints',
      'runs/RUN/checkpoints/20',
      'runs/RUN/checkpoints/20/state.json',
    ],
    ids: byRunId,
    readsRunTask: true,
  },
  'runs.stop': { input: inRun, writes: [...runPlaces, ...runFiles, ...jobFiles], ids: byRunId },
  'runs.update': {
    input: (hostile) => ({ ...inRun(hostile), name: 'Changed' }),
    writes: [...runPlaces, ...runFiles],
    ids: (id, hostile) => ({ ...byRunId(id, hostile), name: 'Changed' }),
  },
  'runs.retry': {
    input: inRuns,
    writes: [
      ...jobFiles,
      ...runPlaces,
      ...runFiles,
      'runs/RUN/checkpoints',
      'runs/RUN/checkpoints/20',
      'runs/RUN/checkpoints/20/state.json',
    ],
    ids: byRunIds,
    readsRunTask: true,
  },
  'runs.tag': {
    input: (hostile) => ({ ...inRuns(hostile), add: ['x'] }),
    writes: [...runPlaces, ...runFiles],
    ids: (id, hostile) => ({ ...byRunIds(id, hostile), add: ['x'] }),
  },
  'runs.archive': {
    input: (hostile) => ({ ...inRuns(hostile), archived: true }),
    writes: [...runPlaces, ...runFiles],
    ids: (id, hostile) => ({ ...byRunIds(id, hostile), archived: true }),
  },
  'runs.delete': {
    input: inRuns,
    writes: [...runPlaces, 'runs/RUN/run.json', 'runs/RUN/checkpoints', 'runs/.trash'],
    ids: byRunIds,
  },
  'runs.restore': {
    input: ({ projectId, runTrashId }) => ({ projectId, trashIds: [runTrashId] }),
    writes: ['runs', 'runs/.trash', 'runs/.trash/DELETED', 'runs/.trash/DELETED/run.json'],
    ids: (id, { projectId }) => ({ projectId, trashIds: [id] }),
  },
  'runs.trash': {
    input: inProject,
    reads: ['runs', 'runs/.trash', 'runs/.trash/DELETED', 'runs/.trash/DELETED/run.json'],
  },
  'runs.emptyTrash': { input: inProject, writes: ['runs', 'runs/.trash'] },
  'runs.continue': {
    input: (hostile) => ({ ...inRun(hostile), spec: spirals('Further', 40) }),
    reads: ['runs/RUN/checkpoints/20', 'runs/RUN/checkpoints/20/state.json'],
    writes: [...runPlaces, ...runFiles, 'runs/RUN/checkpoints'],
    paths: (outside, hostile) => ({
      ...inRun(hostile),
      spec: { ...spirals(), task: { kind: 'text', train: join(outside, 'secret.txt') } },
    }),
    ids: (id, hostile) => ({ ...byRunId(id, hostile), spec: spirals('Further', 40) }),
  },
  'exports.data': {
    input: ({ projectId, directory, runId }) =>
      dataExport({ projectId, runId, path: join(directory, 'exports', 'runs.csv') }),
    reads: ['runs/RUN/metrics.json', 'runs/RUN/metrics/0.f64'],
    writes: ['exports', 'runs', 'runs/RUN'],
    ids: (id, { projectId, directory }) =>
      dataExport({ projectId, runId: id, path: join(directory, 'exports', 'ids.csv') }),
    paths: (outside, { projectId, runId }) =>
      dataExport({ projectId, runId, path: join(outside, 'runs.csv') }),
  },
  'exports.weights': {
    input: ({ projectId, directory, runId }) =>
      weightsExport({ projectId, runId, path: join(directory, 'exports', 'weights.npz') }),
    reads: ['runs/RUN', 'runs/RUN/checkpoints/20', 'runs/RUN/checkpoints/20/state.json'],
    writes: ['exports'],
    ids: (id, { projectId, directory }) =>
      weightsExport({ projectId, runId: id, path: join(directory, 'exports', 'ids.npz') }),
    paths: (outside, { projectId, runId }) =>
      weightsExport({ projectId, runId, path: join(outside, 'weights.npz') }),
  },
  'figures.preview': {
    input: (hostile) => figure(hostile.projectId, hostile.runId),
    reads: ['runs/RUN/metrics.json', 'runs/RUN/metrics/0.f64', 'reported'],
    writes: ['runs', 'runs/RUN'],
    ids: (id, { projectId }) => figure(projectId, id),
  },
  'exports.figure': {
    input: ({ projectId, directory, runId }) =>
      figureExport(projectId, runId, join(directory, 'exports', 'chart.svg')),
    reads: ['runs/RUN/metrics.json', 'runs/RUN/metrics/0.f64', 'reported'],
    writes: ['exports', 'runs', 'runs/RUN'],
    ids: (id, { projectId, directory }) =>
      figureExport(projectId, id, join(directory, 'exports', 'ids.svg')),
    paths: (outside, { projectId, runId }) =>
      figureExport(projectId, runId, join(outside, 'chart.svg')),
  },
  'exports.previewModel': {
    input: ({ projectId }) => ({ ...model(projectId, textTask), format: 'svg' }),
    reads: textFiles,
    paths: (outside, { projectId }) => ({
      ...model(projectId, { kind: 'text', train: join(outside, 'secret.txt') }),
      format: 'svg',
    }),
  },
  'exports.model': {
    input: ({ projectId, directory }) =>
      modelExport(projectId, join(directory, 'exports', 'model.svg')),
    reads: textFiles,
    writes: ['exports'],
    paths: (outside, { projectId }) => modelExport(projectId, join(outside, 'model.svg')),
  },
  'exports.archive': {
    input: ({ projectId, directory }) =>
      archiveExport(projectId, join(directory, 'exports', 'all.dni.zip')),
    reads: ['models/mine.json', 'datasets/words/train.txt', ...runFiles],
    writes: ['exports', 'runs', 'runs/RUN', 'models', 'comparisons'],
    paths: (outside, { projectId }) => archiveExport(projectId, join(outside, 'all.dni.zip')),
  },
  'exports.report': {
    input: ({ projectId, directory, runId }) =>
      reportExport({ projectId, runId, path: join(directory, 'exports', 'report.html') }),
    reads: ['runs/RUN/metrics.json', 'runs/RUN/metrics/0.f64'],
    writes: ['exports', 'runs', 'runs/RUN'],
    ids: (id, { projectId, directory }) =>
      reportExport({ projectId, runId: id, path: join(directory, 'exports', 'ids.html') }),
    paths: (outside, { projectId, runId }) =>
      reportExport({ projectId, runId, path: join(outside, 'report.html') }),
  },
  'exports.prepareDownload': 'makes a folder of the program, under a name of its own',
  'exports.cancel': 'ends an export that was allowed when it started',
  // The file is no archive: what is in one is tried in test/main/exchange/archive.
  'archives.inspect': {
    input: inArchive,
    reads: ['models/mine.json', 'datasets/words/train.txt', ...runFiles],
    paths: (outside, { projectId }) => ({ projectId, path: join(outside, 'secret.txt') }),
  },
  'archives.import': {
    input: (hostile) => ({ ...inArchive(hostile), exportId: 'one' }),
    reads: ['models/mine.json', 'datasets/words/train.txt', ...runFiles],
    writes: ['models', 'runs', 'datasets', 'studies', 'comparisons'],
    paths: (outside, { projectId }) => ({
      ...{ projectId, exportId: 'one', path: join(outside, 'secret.txt') },
    }),
  },
  'archives.open': {
    input: ({ directory }) => ({
      ...{ path: join(directory, 'project.json'), directory: `${directory}-copy` },
    }),
    paths: (outside) => ({ path: join(outside, 'secret.txt'), directory: join(outside, 'copy') }),
  },
  'curves.preview': {
    input: ({ projectId, directory }) => ({
      projectId,
      request: { paths: [join(directory, 'own.csv')] },
    }),
    reads: ['runs/RUN', 'runs/RUN/run.json'],
    paths: (outside, { projectId }) => ({
      projectId,
      request: { paths: [join(outside, 'secret.txt')] },
    }),
  },
  'curves.import': {
    input: ({ projectId, directory }) => ({
      projectId,
      request: { paths: [join(directory, 'own.csv')] },
    }),
    writes: ['runs', 'runs/RUN', 'runs/RUN/run.json'],
    paths: (outside, { projectId }) => ({
      projectId,
      request: { paths: [join(outside, 'secret.txt')] },
    }),
  },
  'repeat.runs': {
    input: inRuns,
    reads: ['models', 'models/mine.json', 'templates/start.json', 'runs/RUN/metrics/0.f64'],
    writes: [...runPlaces, 'templates'],
  },
  'repeat.study': {
    input: ({ projectId, studyId }) => ({ projectId, studyId }),
    reads: ['studies', 'studies/rates.json'],
    ids: (studyId, { projectId }) => ({ projectId, studyId }),
  },
  'repeat.comparison': {
    input: ({ projectId, comparisonId }) => ({ projectId, comparisonId }),
    reads: ['comparisons', 'comparisons/curves.json'],
    ids: (comparisonId, { projectId }) => ({ projectId, comparisonId }),
  },

  'queue.get': 'describes the program',
  'queue.setSlots': 'changes the settings of the program',
  'queue.move': 'changes the order of the queue',
  'queue.pause': 'reaches runs that were allowed when they started',
  'queue.stop': 'reaches runs that were allowed when they started',

  'runs.curves': {
    input: ({ projectId, runId }) => curvesInput(projectId, runId),
    reads: ['runs', 'runs/RUN', 'runs/RUN/metrics.json', 'runs/RUN/metrics', ...runFiles],
    ids: (id, { projectId }) => curvesInput(projectId, id),
  },
  'runs.log': {
    input: inRun,
    reads: ['runs', 'runs/RUN', 'runs/RUN/log.jsonl'],
    ids: byRunId,
  },
  'runs.checkpoints': {
    input: inRun,
    reads: [
      'runs',
      'runs/RUN',
      'runs/RUN/checkpoints',
      'runs/RUN/checkpoints/20',
      'runs/RUN/checkpoints/20/state.json',
    ],
    ids: byRunId,
  },
  'runs.look': {
    input: (hostile) => ({ ...inRun(hostile), request: { kind: 'sample' } }),
    reads: ['runs/RUN/checkpoints/20', 'runs/RUN/checkpoints/20/state.json'],
    writes: [...runPlaces, ...runFiles],
    ids: (id, hostile) => ({ ...byRunId(id, hostile), request: { kind: 'sample' } }),
    readsRunTask: true,
  },
  'runs.evaluate': {
    input: (hostile) => ({ ...inRun(hostile), step: 20, request: { part: 'test' } }),
    reads: ['runs/RUN/checkpoints/20/state.json'],
    writes: [...runPlaces, ...runFiles, 'runs/RUN/checkpoints', 'runs/RUN/checkpoints/20'],
    ids: (id, hostile) => ({ ...byRunId(id, hostile), step: 20, request: { part: 'test' } }),
    readsRunTask: true,
  },
  'runs.cancelEvaluation': 'reaches what is evaluated in this program alone',
  'runs.evaluations': {
    input: inRun,
    reads: [
      'runs',
      'runs/RUN',
      'runs/RUN/checkpoints',
      'runs/RUN/checkpoints/20',
      'runs/RUN/checkpoints/20/state.json',
    ],
    ids: byRunId,
  },

  'comparisons.list': {
    input: inProject,
    reads: ['comparisons/curves.json'],
    writes: ['comparisons'],
  },
  'comparisons.save': {
    input: ({ projectId, comparisonId }) => ({
      projectId,
      comparison: { ...comparisonContent, id: comparisonId, smoothing: 0.5 },
    }),
    writes: ['comparisons', 'comparisons/curves.json'],
    ids: (id, { projectId }) => ({ projectId, comparison: { ...comparisonContent, id } }),
  },
  'comparisons.delete': {
    input: ({ projectId, comparisonId }) => ({ projectId, comparisonId }),
    writes: ['comparisons', 'comparisons/.trash'],
    ids: (comparisonId, { projectId }) => ({ projectId, comparisonId }),
  },
  'comparisons.restore': {
    input: ({ projectId, comparisonTrashId }) => ({ projectId, trashId: comparisonTrashId }),
    reads: ['comparisons/.trash/COMPARISON'],
    writes: ['comparisons', 'comparisons/.trash'],
    ids: (trashId, { projectId }) => ({ projectId, trashId }),
  },

  'comparisons.trash': {
    input: inProject,
    reads: ['comparisons', 'comparisons/.trash', 'comparisons/.trash/COMPARISON'],
  },

  'reported.list': { input: inProject, reads: ['reported/paper.json'], writes: ['reported'] },
  'reported.bundled': 'reads files of the program',
  'reported.save': {
    input: ({ projectId, sourceId }) => ({
      projectId,
      source: { ...reportedContent, id: sourceId, notes: 'changed' },
    }),
    writes: ['reported', 'reported/paper.json'],
    ids: (id, { projectId }) => ({ projectId, source: { ...reportedContent, id } }),
  },
  'reported.delete': {
    input: ({ projectId, sourceId }) => ({ projectId, sourceId }),
    writes: ['reported', 'reported/.trash'],
    ids: (sourceId, { projectId }) => ({ projectId, sourceId }),
  },
  'reported.restore': {
    input: ({ projectId, sourceTrashId }) => ({ projectId, trashId: sourceTrashId }),
    reads: ['reported/.trash/SOURCE'],
    writes: ['reported', 'reported/.trash'],
    ids: (trashId, { projectId }) => ({ projectId, trashId }),
  },
  'reported.trash': {
    input: inProject,
    reads: ['reported', 'reported/.trash', 'reported/.trash/SOURCE'],
  },

  'studies.list': { input: inProject, reads: ['studies/rates.json'], writes: ['studies'] },
  'studies.save': {
    input: ({ projectId, studyId }) => ({ projectId, studyId, study: studyContent }),
    writes: ['studies', 'studies/rates.json'],
    ids: (studyId, { projectId }) => ({ projectId, studyId, study: studyContent }),
  },
  'studies.delete': {
    input: ({ projectId, studyId }) => ({ projectId, studyId }),
    writes: ['studies', 'studies/.trash'],
    ids: (studyId, { projectId }) => ({ projectId, studyId }),
  },
  'studies.restore': {
    input: ({ projectId, studyTrashId }) => ({ projectId, trashId: studyTrashId }),
    reads: ['studies/.trash/ABANDONED'],
    writes: ['studies', 'studies/.trash'],
    ids: (trashId, { projectId }) => ({ projectId, trashId }),
  },
  'studies.trash': {
    input: inProject,
    reads: ['studies', 'studies/.trash', 'studies/.trash/ABANDONED'],
  },
  'studies.plan': {
    input: ({ projectId, studyId }) => ({ projectId, studyId, study: studyContent }),
    reads: ['models', 'models/mine.json', 'runs/RUN/metrics/0.f64'],
    writes: runPlaces,
    paths: (outside, { projectId }) => ({
      projectId,
      study: {
        ...studyContent,
        axes: { 'task.kind': ['text'], 'task.train': [join(outside, 'secret.txt')] },
      },
    }),
  },
  'studies.evidence': {
    input: ({ projectId, studyId }) => ({ projectId, studyId }),
    reads: [
      'studies',
      'studies/rates.json',
      'models',
      'models/mine.json',
      'runs/RUN/metrics/0.f64',
      'runs/.trash',
      'runs/.trash/DELETED',
      'runs/.trash/DELETED/run.json',
    ],
    writes: runPlaces,
    ids: (studyId, { projectId }) => ({ projectId, studyId }),
  },
  'studies.start': {
    input: ({ projectId, studyId }) => ({ projectId, studyId }),
    reads: ['models', 'models/mine.json'],
    writes: [
      ...['studies', 'studies/rates.json', 'studies/.places', 'studies/.places/rates.json'],
      ...[...runPlaces, ...runFiles, 'runs/RUN/checkpoints/20', ...jobFiles],
    ],
    ids: (studyId, { projectId }) => ({ projectId, studyId }),
  },
  'studies.places': {
    input: inProject,
    reads: ['studies', 'studies/.places', 'studies/.places/rates.json'],
  },
  'studies.keptModels': {
    input: inProject,
    reads: ['studies', 'studies/rates.json', 'studies/.models', 'studies/.models/rates.json'],
  },
  'studies.useModels': {
    input: ({ projectId, studyId }) => ({ projectId, studyId }),
    reads: ['models', 'models/mine.json'],
    writes: ['studies', 'studies/.models', 'studies/.models/rates.json'],
    ids: (studyId, { projectId }) => ({ projectId, studyId }),
  },
  'studies.stop': {
    input: ({ projectId, studyId }) => ({ projectId, studyId }),
    writes: [...runPlaces, ...jobFiles],
  },
  'jobs.list': { input: inProject, reads: jobFiles },
  'jobs.request': {
    input: ({ projectId }) => ({ projectId, jobId: 'sent', request: 'stop' }),
    writes: jobFiles,
    ids: (jobId, { projectId }) => ({ projectId, jobId, request: 'stop' }),
  },
  'studies.activities': 'reads nothing of the disk',
};

/** The project as it was made; every test works on a copy. */
let template: string;
let made: Omit<Hostile, 'projectId' | 'directory'>;
beforeAll(async () => {
  template = await realpath(await mkdtemp(join(tmpdir(), 'dni-template-')));
  const project = await createProject(join(template, 'project'), 'Foreign');
  await writeFile(join(project.directory, 'own.txt'), 'abcabcabc');
  await writeFile(join(project.directory, 'own.csv'), 'step,loss\n1,2\n');
  const { id: modelId } = await saveModel(project, spirals('Mine'));
  const old = await saveModel(project, spirals('Old'));
  const modelTrashId = await deleteModel(project, old.id);
  const { id: comparisonId } = await saveComparison(project, comparisonContent);
  // Made as the program makes it, in place of a command that would need a window.
  const comparisonTrashId = modelTrashId.replace('old', 'gone');
  const comparisonTrash = join(project.directory, 'comparisons/.trash', comparisonTrashId);
  await mkdir(comparisonTrash, { recursive: true });
  await cp(
    join(project.directory, 'comparisons', `${comparisonId}.json`),
    join(comparisonTrash, 'gone.json'),
  );
  const { id: sourceId } = await saveReported(project, reportedContent);
  const { id: otherId } = await saveReported(project, { ...reportedContent, name: 'Other' });
  const sourceTrashId = await deleteReported(project, otherId);
  const { id: templateId } = await saveOwnTemplate(project, spirals('Start'));
  const bin = await saveOwnTemplate(project, spirals('Bin'));
  const templateTrashId = await deleteOwnTemplate(project, bin.id);
  const { id: studyId } = await saveStudy(project, studyContent);
  await keepModels(project, studyId, new Map([['mine', spirals('Mine')]]));
  await keepStudyPlaces(project, studyId, ['local']);
  const { id: abandonedId } = await saveStudy(project, { ...studyContent, name: 'Abandoned' });
  const studyTrashId = await deleteStudy(project, abandonedId);
  const text = join(template, 'words.txt');
  await writeFile(text, 'the words of the project, again and again');
  const datasets = join(project.directory, 'datasets');
  await importDataset(
    { format: 'text', id: 'words', train: text, validationFraction: 0, testFraction: 0 },
    datasets,
  );
  const run = await createRun(project, {
    name: 'r',
    modelId: null,
    spec: { ...spirals(), task: { kind: 'spirals', classes: 3, perClass: 100 } as never },
  });
  await endRun(project.directory, run, spirals().task);
  await writeJob(project, {
    ...{ version: 1, id: 'sent', runIds: [run.id], created: run.created, attempts: [] },
    place: placeSchema.parse({ kind: 'slurm', id: 'gone', name: 'Gone' }),
    ...{ together: false, status: 'ended', failure: null, isToEnd: false },
  });
  const deleted = await createRun(project, { name: 'd', modelId: null, spec: spirals() });
  await endRun(project.directory, deleted, spirals().task);
  const runTrashId = await trashRun(project, deleted.id);
  await mkdir(join(project.directory, 'exports'));
  const directory = runDirectory(project, run.id);
  const metrics = await MetricWriter.open(directory);
  metrics.append([{ metric: 'train/loss', step: 1, seconds: 1, value: 0.5 }]);
  await metrics.close();
  await appendFile(join(directory, 'log.jsonl'), '');
  await mkdir(join(directory, 'checkpoints/20'), { recursive: true });
  await writeFile(join(directory, 'checkpoints/20/state.json'), '{}');
  const [version] = (await readdir(join(project.directory, 'models/.history/mine'))) as [string];
  made = {
    runId: run.id,
    modelId,
    comparisonId,
    modelTrashId,
    comparisonTrashId,
    sourceId,
    sourceTrashId,
    templateId,
    templateTrashId,
    runTrashId,
    studyId,
    studyTrashId,
    versionId: version.replace(/(\.kept)?\.json$/, ''),
  };
  versionFile = version;
});
afterAll(() => rm(template, { recursive: true }));
let versionFile: string;

/** Writes the run as one that was stopped, with this task. */
async function endRun(
  directory: string,
  run: TrainedRun,
  task: TrainedRun['spec']['task'],
): Promise<void> {
  await writeRun(
    { id: '', directory, name: '', created: '' },
    {
      ...run,
      spec: { ...run.spec, task },
      status: 'stopped',
      step: 20,
      pid: null,
      ended: new Date().toISOString(),
    },
  );
}

interface Scene {
  fixture: ServiceFixture;
  hostile: Hostile;
  outside: string;
  grants: PathGrants;
  /** Number of training processes that were started. */
  launches: () => number;
  close(): Promise<void>;
}

let scene: Scene;
async function openScene(host: Host): Promise<Scene> {
  let chosen: string[] = [];
  let launches = 0;
  const grants = new PathGrants({ chosen: () => chosen, save: (paths) => (chosen = paths) });
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'dni-hostile-')));
  const directory = join(folder, 'projects', 'foreign');
  await cp(join(template, 'project'), directory, { recursive: true });
  const outside = join(folder, 'outside');
  await mkdir(outside);
  await writeFile(join(outside, 'secret.txt'), 'a secret of the user');
  const fixture = await openServiceFixture({
    host,
    project: directory,
    projectsDirectory: dirname(directory),
    ...(host === 'electron' && { grants }),
    // Also where a check is missing, the tests leave the cache of whoever runs them alone.
    corpora: { downloads: join(folder, 'downloads') },
    compute: { listRecipes: () => [] },
    launchWorker: () => {
      launches += 1;
      const worker = launchShortWorker();
      // What reads a checkpoint ends at once, without a result.
      return {
        ...worker,
        send: (message) =>
          ['inspect', 'evaluate'].includes(message.kind) ? worker.kill() : worker.send(message),
      };
    },
  });
  const projectId = fixture.view.workspace.current?.id ?? '';
  return {
    fixture,
    hostile: { ...made, projectId, directory },
    outside,
    grants,
    launches: () => launches,
    async close() {
      await fixture.close();
      await rm(folder, { recursive: true });
    },
  };
}
afterEach(() => scene.close());

/** The path of a place of the trials: its names in capitals are ids. */
function pathOf(place: string): string {
  return place
    .replace('DELETED', made.runTrashId)
    .replace('ABANDONED', made.studyTrashId)
    .replace('RUN', made.runId)
    .replace('VERSION', versionFile)
    .replace('MODEL', made.modelTrashId)
    .replace('SOURCE', made.sourceTrashId)
    .replace('TEMPLATE', made.templateTrashId)
    .replace('COMPARISON', made.comparisonTrashId);
}

/** Moves a place of the project outside and puts a link there, so that whoever follows it finds what it expects. */
async function moveOutside(place: string): Promise<{ link: string; target: string }> {
  const link = join(scene.hostile.directory, pathOf(place));
  const target = join(scene.outside, pathOf(place).replaceAll('/', '_'));
  await rename(link, target);
  await symlink(target, link);
  return { link, target };
}

async function restorePlace({ link, target }: { link: string; target: string }): Promise<void> {
  await rm(link, { force: true, recursive: true });
  await mkdir(dirname(link), { recursive: true });
  await rename(target, link);
}

/** Names and contents of everything outside. */
async function snapshot(folder = scene.outside): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name);
    files[name] = (await lstat(path)).isFile() ? await readFile(path, 'latin1') : '';
  }
  return files;
}

const call = (name: CommandName, input: object) =>
  dispatch(scene.fixture.view.handlers, name, input);

/** Why the command was refused: of a command on many runs, why the only one was. */
function refusalOf(
  answer: Awaited<ReturnType<typeof call>>,
  kinds: readonly string[] = ['unavailable'],
): string {
  if (!answer.ok) {
    expect(kinds).toContain(answer.error.kind);
    return answer.error.message;
  }
  const { failures, done, deleted } = answer.result as Partial<
    Record<'done' | 'deleted', unknown[]> & { failures: { message: string }[] }
  >;
  expect(done ?? deleted).toEqual([]);
  expect(failures).toHaveLength(1);
  return failures?.[0]?.message ?? '';
}

/** The refusal says which file, why it is not used, and what to do. */
function expectRefusal(answer: Awaited<ReturnType<typeof call>>, path: string): void {
  const message = refusalOf(answer);
  expect(message).toContain(path);
  expect(message).toMatch(/outside of the project|was not chosen by hand/);
  expect(message).toMatch(/[Cc]hoose .* once|start the workbench with DNI_WORKBENCH_LINKS=/);
}

describe('the trials', () => {
  beforeEach(async () => {
    scene = await openScene('browser');
  });

  it('name every command of the contract', () => {
    expect(Object.keys(trials).sort()).toEqual(Object.keys(commands).sort());
  });

  it('have places that are in the project, and inputs that fit their commands', async () => {
    for (const [name, trial] of Object.entries(trials)) {
      if (typeof trial === 'string') continue;
      for (const place of [...(trial.reads ?? []), ...(trial.writes ?? [])])
        await lstat(join(scene.hostile.directory, pathOf(place)));
      const inputs = [trial.input(scene.hostile), trial.paths?.('/outside', scene.hostile) ?? {}];
      const { input } = commands[name as CommandName];
      expect(input.safeParse(inputs[0]).error, name).toBeUndefined();
      if (trial.paths) expect(input.safeParse(inputs[1]).error, name).toBeUndefined();
    }
  });
});

const entries = Object.entries(trials).filter(
  (pair): pair is [CommandName, Trials] => typeof pair[1] !== 'string',
);

describe.each(['electron', 'browser'] as const)('a hostile project in %s', (host) => {
  beforeEach(async () => {
    scene = await openScene(host);
  });

  it.each(entries)('reads and changes nothing outside with %s', async (name, trial) => {
    for (const place of trial.writes ?? []) {
      const moved = await moveOutside(place);
      const before = await snapshot();
      const answer = await call(name, trial.input(scene.hostile));
      expectRefusal(answer, moved.target);
      expect(await snapshot(), place).toEqual(before);
      await restorePlace(moved);
    }
    for (const place of trial.reads ?? []) {
      const moved = await moveOutside(place);
      const before = await snapshot();
      const answer = await call(name, trial.input(scene.hostile));
      expect(await snapshot(), place).toEqual(before);
      if (host === 'electron') {
        expectRefusal(answer, moved.target);
        await restorePlace(moved);
        continue;
      }
      // A command that was not refused may have changed the copy of the project.
      await scene.close();
      scene = await openScene(host);
    }
  });

  it('has no ids that are paths', async () => {
    const { hostile } = scene;
    const before = await snapshot(dirname(hostile.directory));
    for (const [name, { ids }] of entries) {
      if (!ids) continue;
      for (const id of [
        '..',
        '.',
        '',
        '../foreign',
        '../../outside',
        '/etc',
        'a/b',
        'a\0b',
        '..\\x',
      ]) {
        const answer = await call(name, ids(id, hostile));
        expect(refusalOf(answer, ['validation', 'notFound']), name).not.toBe('');
      }
      expect(await snapshot(dirname(hostile.directory)), name).toEqual(before);
    }
  });
});

describe('paths outside', () => {
  beforeEach(async () => {
    scene = await openScene('electron');
  });

  it.each(entries.filter(([, { paths }]) => paths))('are refused to %s', async (name) => {
    const { hostile, outside, launches } = scene;
    const input = (trials[name] as Required<Trials>).paths(outside, hostile);
    expectRefusal(await call(name, input), outside);
    expect(launches()).toBe(0);
  });

  it.each(entries.filter(([, { paths }]) => paths))('begin with ~ for %s', (name) => {
    const input = (trials[name] as Required<Trials>).paths('~', scene.hostile);
    const reachOf = commandReach[name] as (input: object) => Reach;
    const { files = [], projectFolder = '', task, study } = reachOf(withHomePaths(input));
    // The tasks of the runs of a study are found out later.
    if (study !== undefined) return;
    const paths = [...files, projectFolder, ...(task ? reachOfTask(task).files : [])];
    expect(paths.some((path) => path.startsWith(homedir()))).toBe(true);
    expect(paths.filter((path) => path.startsWith('~'))).toEqual([]);
  });

  it.each(entries.filter(([, { readsRunTask }]) => readsRunTask))(
    'in the task of a saved run are refused to %s until the user chooses them',
    async (name, { input }) => {
      const { hostile, outside, grants, launches, fixture } = scene;
      const file = join(outside, 'secret.txt');
      const run = (await fixture.call('runs.get', {
        projectId: hostile.projectId,
        runId: hostile.runId,
      })) as TrainedRun;
      for (const part of ['train', 'validation', 'test'] as const) {
        await endRun(hostile.directory, run, { ...textDefaults, [part]: file });
        const answer = await call(name, input(hostile));
        expectRefusal(answer, `The run '${hostile.runId}' reads '${file}'`);
      }
      // A link in the project is no way around.
      await symlink(file, join(hostile.directory, 'own-link.txt'));
      const link = join(hostile.directory, 'own-link.txt');
      await endRun(hostile.directory, run, { ...textDefaults, train: link });
      expectRefusal(await call(name, input(hostile)), link);
      expect(launches()).toBe(0);

      await grants.add(file);
      await endRun(hostile.directory, run, { ...textDefaults, train: file });
      const answer = await call(name, input(hostile));
      if (!answer.ok) expect(answer.error.kind).not.toBe('unavailable');
      await expect.poll(launches).toBe(1);
    },
  );

  it.each(entries.filter(([, { readsRunTask }]) => readsRunTask))(
    'in the data set of a saved run are refused to %s',
    async (name, { input }) => {
      const { hostile, fixture, launches } = scene;
      const { projectId, runId } = hostile;
      const run = await fixture.call('runs.get', { projectId, runId });
      assertTrained(run, 'end');
      await endRun(hostile.directory, run, { ...textDefaults, dataset: 'words' });
      for (const place of textFiles) {
        const moved = await moveOutside(place);
        expectRefusal(await call(name, input(hostile)), moved.target);
        await restorePlace(moved);
      }
      expect(launches()).toBe(0);
    },
  );
});

const textDefaults = {
  kind: 'text' as const,
  unit: 'character' as const,
  validationFraction: 0,
  testFraction: 0,
  resetEvery: 0,
} as Extract<TrainedRun['spec']['task'], { kind: 'text' }>;

describe('links whose targets are missing', () => {
  it.each(['electron', 'browser'] as const)('are not written through in %s', async (host) => {
    scene = await openScene(host);
    const { hostile, outside } = scene;
    const { projectId, runId } = hostile;
    const target = join(outside, 'made-by-the-project');
    const link = join(hostile.directory, 'runs', runId, 'log.jsonl');
    await rm(link);
    await symlink(target, link);
    for (const name of ['runs.resume', 'runs.update', 'runs.list'] as const)
      expectRefusal(
        await call(name, { projectId, ...(name !== 'runs.list' && { runId }) }),
        target,
      );
    expect(await readdir(outside)).toEqual(['secret.txt']);
  });
});

describe('a project with links that its user wants', () => {
  it('is usable in Electron once the target was chosen', async () => {
    scene = await openScene('electron');
    const { hostile, grants, fixture } = scene;
    const { target } = await moveOutside('runs/RUN');
    expectRefusal(await call('projects.open', { directory: hostile.directory }), target);
    await grants.add(target);
    await fixture.call('projects.open', { directory: hostile.directory });
    const { projectId, runId } = hostile;
    expect((await fixture.call('runs.get', { projectId, runId })).id).toBe(runId);
  });

  it('is usable in the browser where the environment names the target', async () => {
    scene = await openScene('browser');
    const { target } = await moveOutside('runs');
    const linked = scene.hostile.directory;
    expectRefusal(await call('projects.open', { directory: linked }), target);
    const other = await openServiceFixture({ linkTargets: [target] });
    const directory = linked;
    const project = (await other.call('projects.open', { directory })) ?? { id: '' };
    const input: CommandInput<'runs.list'> = { projectId: project.id };
    expect(await other.call('runs.list', input)).toHaveLength(1);
    await other.close();
  });

  it('opens in the browser where only what is read lies elsewhere', async () => {
    scene = await openScene('browser');
    await moveOutside('datasets/words');
    const { hostile, fixture } = scene;
    const { projectId } = hostile;
    await fixture.call('projects.open', { directory: hostile.directory });
    const { fields } = await fixture.call('tasks.data', { projectId, task: textTask });
    expect(fields).toHaveProperty('symbol');
  });
});

describe('a manifest', () => {
  it('names no files outside of the folder of its data set', async () => {
    scene = await openScene('electron');
    const { hostile, outside } = scene;
    const datasets = join(hostile.directory, 'datasets');
    const csv = join(hostile.directory, 'numbers.csv');
    await writeFile(csv, 'x,y\n1,a\n2,b\n3,a\n');
    const request = tableRequestSchema.parse({
      format: 'csv',
      id: 'numbers',
      file: csv,
      label: 'y',
      keepOrder: true,
    });
    await importDataset(request, datasets);
    const manifestPath = join(datasets, 'numbers/manifest.json');
    const text = await readFile(manifestPath, 'utf8');
    const manifest = JSON.parse(text) as {
      fields: Record<string, unknown>;
      files: { name: string }[];
    };
    const file = manifest.files.find(({ name }) => !name.startsWith('train.label'));
    const [, field = ''] = file?.name.split('.') ?? [];
    const escaping = 'x/../../../../../outside/numbers';
    await rename(join(datasets, 'numbers', file?.name ?? ''), join(outside, 'numbers.f32'));
    await mkdir(join(datasets, 'numbers/train.x'));
    await writeFile(
      manifestPath,
      text
        .replaceAll(`"${field}"`, `"${escaping}"`)
        .replaceAll(`train.${field}.`, `train.${escaping}.`),
    );
    const loading = loadExamples(
      { kind: 'dataset', dataset: 'numbers' },
      { resources: '', datasets },
    );
    await expect(loading).rejects.toMatchObject({ kind: 'validation' });
  });
});
