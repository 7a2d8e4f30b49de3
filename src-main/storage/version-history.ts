/**
 * The versions of one JSON file as it was edited, so that no edit is lost. Every saved content is a file of the
 * folder `.history/<id>`: its time, its revision, and `.kept` where it must not be thinned.
 *
 *     2026-11-28T22-49-50-126Z-3f786850e387550f.json
 *     2026-11-28T22-50-10-001Z-89e6c98d92887913.kept.json
 *
 * While somebody edits, the file is saved every half second, so the versions are thinned: the newest one stays of
 * every minute of the last hour, of every hour of the last two days, and of every (UTC) day before. Versions that a
 * user saved explicitly, and those of another window or program that were overwritten, are kept. Of more than 200
 * versions the oldest are removed, kept ones last, and of those the named ones last.
 */
import { readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncDirectory, writeFileDurably } from '#files/durable-write';
import { fileError } from '#files/file-errors';
import { readJsonText } from '#files/read-json-text';
import { removeLeftovers } from '#files/temporary-files';
import { WorkbenchError } from '#spec/errors';
import { parseTimeName, safeName, timeName } from './names';
import { ensureOwnFolder, isOwnFolder } from './own-folder';
import {
  keepVersionNames,
  readVersionNames,
  writeVersionName,
  type VersionName,
} from './version-names';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** Lengths of periods, and the age up to which versions are divided into them. */
const shortPeriods = [
  [minuteMs, hourMs],
  [hourMs, 2 * dayMs],
] as const;
const maxVersions = 200;

/** A saved content of the file. */
export interface Version {
  /** Identifies the version in the history. */
  id: string;
  /** ISO time. */
  saved: string;
  /** The revision of its bytes. */
  revision: string;
  /** Whether it is never thinned. */
  kept: boolean;
  /** What its user has called it. */
  name?: string;
  note?: string;
}

/** The bytes of a file and what identifies them. */
export interface Revision {
  revision: string;
  bytes: Uint8Array;
}

export class VersionHistory {
  readonly #directory: string;

  /** `directory`: `.history/<id>`; it is created with the first version. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** All versions, newest first; none where there is no folder. Throws `unavailable` where it cannot be read. */
  async list(): Promise<Version[]> {
    if (!(await isOwnFolder(this.#directory))) return [];
    const entries = await readdir(this.#directory, { withFileTypes: true }).catch(
      (error: unknown) => {
        throw fileError('read', this.#directory, error);
      },
    );
    const names = await readVersionNames(this.#directory);
    return entries
      .flatMap((entry) => (entry.isFile() ? (parseVersion(entry.name) ?? []) : []))
      .map((version) => ({ ...version, ...names.get(version.id) }))
      .sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  /** The bytes of a version. Throws `notFound` where there is no such version, `unavailable` where it cannot be read. */
  async read(versionId: string): Promise<{ version: Version; path: string; text: string }> {
    const version = await this.#find(versionId);
    const path = this.#path(version);
    return { version, path, text: await readJsonText(path) };
  }

  /** Adds the version that a file has now, unless it is the newest already: one that was refused as a conflict before. */
  async addPresent(
    present: Revision & { modified: string },
    saved: Date,
    kept: boolean,
  ): Promise<void> {
    const [newest] = await this.list();
    if (newest?.revision === present.revision) await this.preserve(present, kept);
    else await this.add(present, saved, kept);
  }

  /** Adds a version, durably. */
  async add({ revision, bytes }: Revision, saved: Date, kept: boolean): Promise<void> {
    await ensureOwnFolder(dirname(this.#directory));
    await ensureOwnFolder(this.#directory);
    const id = `${timeName(saved)}-${revision}`;
    await writeFileDurably(this.#path({ id, kept }), bytes);
  }

  /**
   * Makes sure that the bytes are in the history, before they are overwritten. Bytes that are not, because another
   * program wrote them, are added as a version to keep. `kept`: keep it where it is there too.
   */
  async preserve(present: Revision & { modified: string }, kept: boolean): Promise<void> {
    const known = (await this.list()).find(({ revision }) => revision === present.revision);
    if (!known) await this.add(present, new Date(present.modified), true);
    else if (kept && !known.kept) await this.#markKept(known);
  }

  /** Keeps a version under a name; null takes the name away. Throws `notFound` where there is no such version. */
  async name(versionId: string, name: VersionName | null): Promise<void> {
    const version = await this.#find(versionId);
    await writeVersionName(this.#directory, version.id, name);
    if (name && !version.kept) await this.#markKept(version);
  }

  /** Removes the versions that the rule at the head of this file does not keep, and what killed programs left. */
  async thin(now = new Date()): Promise<void> {
    const versions = await this.list();
    const remaining = new Set(thinnedVersions(versions, now));
    for (const version of versions)
      if (!remaining.has(version)) await rm(this.#path(version), { force: true });
    if (versions.length === 0) return;
    await keepVersionNames(this.#directory, new Set([...remaining].map(({ id }) => id)));
    await removeLeftovers(this.#directory);
  }

  async #find(versionId: string): Promise<Version> {
    safeName(versionId, 'version');
    const version = (await this.list()).find(({ id }) => id === versionId);
    if (version) return version;
    throw new WorkbenchError(
      'notFound',
      `There is no version '${versionId}' any more: older versions are thinned. Choose another one.`,
    );
  }

  async #markKept(version: Version): Promise<void> {
    const path = this.#path(version);
    try {
      await rename(path, this.#path({ ...version, kept: true }));
      await syncDirectory(this.#directory);
    } catch (error) {
      throw fileError('written', path, error);
    }
  }

  #path({ id, kept }: Pick<Version, 'id' | 'kept'>): string {
    return join(this.#directory, `${id}${kept ? '.kept' : ''}.json`);
  }
}

/** The versions that stay of these, which are sorted from the newest to the oldest. */
export function thinnedVersions(versions: readonly Version[], now: Date): Version[] {
  const periods = new Set<string>();
  const staying = versions.filter(({ saved, kept }) => {
    if (kept) return true;
    const period = periodOf(Date.parse(saved), now.getTime());
    if (periods.has(period)) return false;
    periods.add(period);
    return true;
  });
  const inOrderOfRemoval = [
    ...staying.filter(({ name }) => name !== undefined),
    ...staying.filter(({ kept, name }) => kept && name === undefined),
    ...staying.filter(({ kept }) => !kept),
  ];
  const remaining = new Set(inOrderOfRemoval.slice(0, maxVersions));
  return staying.filter((version) => remaining.has(version));
}

/**
 * The period of which one version stays. A minute, and later an hour, becomes a part of a longer period as a whole, so
 * that thinning again and again agrees with thinning once.
 */
function periodOf(time: number, now: number): string {
  for (const [length, youngerThan] of shortPeriods) {
    const period = Math.floor(time / length);
    if (now - (period + 1) * length < youngerThan) return `${length}:${period}`;
  }
  return `${dayMs}:${Math.floor(time / dayMs)}`;
}

function parseVersion(name: string): Version | null {
  const match = /^((.{24})-([\da-f]{16}))(\.kept)?\.json$/.exec(name);
  const [, id = '', time = '', revision = '', keptSuffix] = match ?? [];
  const saved = parseTimeName(time);
  return saved === null ? null : { id, saved, revision, kept: keptSuffix !== undefined };
}
