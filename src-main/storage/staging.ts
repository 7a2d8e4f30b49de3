/**
 * What comes into a project as a whole, or not at all: it is prepared in a folder beside, `.import-<digits>`, and moved
 * when it is complete.
 *
 *     .import-1f2e3d4c5b6a/lock       the program that prepares it
 *     .import-1f2e3d4c5b6a/content/   files under the paths that they have in a project
 *     .import-1f2e3d4c5b6a/plan.json  what is to be moved; it is written when all is prepared
 *
 * A program that is killed before the plan is written has changed nothing in the project, and its folder is removed. After
 * that, the next program that opens the project makes the moves that are left.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { syncDirectory } from '#files/durable-write';
import { fileError } from '#files/file-errors';
import { listNames } from '#files/list-names';
import { FileLock, tryAcquireLock } from '#files/lock';
import { formatVersion } from '#spec/experiment';
import { parseJson } from '#spec/parse-json';
import { ensureOwnFolder, isOwnFolder, statsOrNull } from './own-folder';
import type { ProjectFolder } from './projects';
import { addMadeRuns, madeRunSchema } from './study-record';
import { writeJson } from './versioned-json';
import { whileLocked } from './while-locked';

/** Paths in the project of a file or a folder: `runs/<id>`, `models/.history/<id>`. */
const placeSchema = z
  .string()
  .regex(
    /^(models|templates|reported|studies|comparisons|datasets|runs)(\/\.(history|models|runs))?\/[A-Za-z0-9][\w.-]*$/,
  );

const planSchema = z.strictObject({
  version: z.literal(formatVersion),
  moves: z.array(z.strictObject({ from: placeSchema, to: placeSchema })),
  /** Runs that come to studies which are there. */
  madeRuns: z.array(z.strictObject({ studyId: z.string(), runs: z.array(madeRunSchema) })),
});
export type StagedPlan = Omit<z.infer<typeof planSchema>, 'version'>;

/** A folder in which something is prepared, by this program. */
export interface Staging {
  directory: string;
  /** For files under the paths that they have in a project. */
  content: string;
  lock: FileLock;
}

const folderName = /^\.import-[\da-f]{12}$/;
const planFile = 'plan.json';
/** A folder without a lock is made at this moment, or its program was killed then. */
const unlockedAfterMs = 60_000;

/** Makes a folder to prepare something in. Throws `unavailable` where it cannot be written. */
export async function createStaging(parent: string): Promise<Staging> {
  const directory = join(parent, `.import-${randomBytes(6).toString('hex')}`);
  const content = join(directory, 'content');
  try {
    await mkdir(directory);
    const lock = await tryAcquireLock(join(directory, 'lock'));
    if (!(lock instanceof FileLock)) throw new Error('another program has taken it');
    await mkdir(content);
    return { directory, content, lock };
  } catch (error) {
    await rm(directory, { recursive: true, force: true }).catch(() => undefined);
    throw fileError('written', directory, error);
  }
}

/**
 * Removes the folder, unless moves are left that the disk has refused: those are made when the project is opened again.
 * Never throws: what cannot be removed now is removed then, too.
 */
export async function removeStaging({ directory, lock }: Omit<Staging, 'content'>): Promise<void> {
  await lock.release();
  if (await statsOrNull(join(directory, planFile)).catch(() => null)) return;
  await rm(directory, { recursive: true, force: true }).catch(() => undefined);
}

/**
 * Moves what is prepared into the project; all of it is there then, also where this process is killed meanwhile and the
 * project is opened again. What must be on the disk before is synced by the caller. Throws `unavailable` where the project
 * cannot be written.
 */
export async function moveIntoProject(
  project: ProjectFolder,
  staging: Staging,
  plan: StagedPlan,
): Promise<void> {
  for (const { to } of plan.moves) await ensureFolders(project.directory, dirname(to));
  await writeJson(join(staging.directory, planFile), { version: formatVersion, ...plan });
  await completePlan(project, staging.directory, plan);
}

/**
 * Completes what killed programs have planned in the folders that they have left in `parent`, and removes these. `project`:
 * the one of that folder; null where it is none. Never throws: what cannot be done now is left for the next time.
 */
export async function settleStagings(parent: string, project: ProjectFolder | null): Promise<void> {
  const names = await listNames(parent).catch(() => []);
  for (const name of names.filter((each) => folderName.test(each)))
    await settleStaging(join(parent, name), project).catch(() => undefined);
}

async function settleStaging(directory: string, project: ProjectFolder | null): Promise<void> {
  if (!(await isOwnFolder(directory))) return;
  const lockFile = join(directory, 'lock');
  const isLocked = (await statsOrNull(lockFile)) !== null;
  const age = Date.now() - (await stat(directory)).mtimeMs;
  if (!isLocked && age < unlockedAfterMs) return;
  const lock = await tryAcquireLock(lockFile);
  if (!(lock instanceof FileLock)) return;
  try {
    const plan = await readPlan(directory);
    if (plan && project) await completePlan(project, directory, plan);
  } finally {
    await removeStaging({ directory, lock });
  }
}

async function completePlan(
  project: ProjectFolder,
  directory: string,
  plan: StagedPlan,
): Promise<void> {
  await makeMoves(project, join(directory, 'content'), plan);
  await rm(join(directory, planFile), { force: true });
}

/** Null where nothing was planned yet. */
async function readPlan(directory: string): Promise<StagedPlan | null> {
  const text = await readFile(join(directory, planFile), 'utf8').catch(() => null);
  return text === null ? null : planSchema.parse(parseJson(text));
}

async function makeMoves(
  project: ProjectFolder,
  content: string,
  { moves, madeRuns }: StagedPlan,
): Promise<void> {
  const folders = new Set(moves.map(({ to }) => dirname(to)));
  for (const folder of folders) await ensureFolders(project.directory, folder);
  for (const folder of folders) {
    const own = moves.filter(({ to }) => dirname(to) === folder);
    const move = async (): Promise<void> => {
      for (const { from, to } of own)
        await moveOnce(join(content, from), join(project.directory, to));
    };
    const directory = join(project.directory, folder);
    // Runs and data sets are folders, which are reserved by their names alone.
    if (['runs', 'datasets'].includes(folder)) await move();
    else await whileLocked(join(directory, '.lock'), directory, move);
    await syncDirectory(directory);
  }
  for (const { studyId, runs } of madeRuns) await addMadeRuns(project, studyId, runs);
}

/** What was moved already is not there any more, and what came to its place meanwhile stays. */
async function moveOnce(from: string, to: string): Promise<void> {
  if (!(await statsOrNull(from)) || (await statsOrNull(to))) return;
  try {
    await rename(from, to);
  } catch (error) {
    throw fileError('written', to, error);
  }
}

async function ensureFolders(root: string, folder: string): Promise<void> {
  const [first = '', ...inner] = folder.split('/');
  await ensureOwnFolder(join(root, first));
  if (inner.length > 0) await ensureOwnFolder(join(root, folder));
}
