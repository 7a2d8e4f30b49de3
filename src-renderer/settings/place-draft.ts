import { placeSchema, thisComputerId, type Place, type PlaceInput } from '#spec/place';
import { describeTakenName } from '#spec/taken-name';

/** A place as a form has it: empty text stands for what the place has by itself. */
export interface PlaceDraft {
  kind: Place['kind'];
  name: string;
  /** Of Ray. */
  address: string;
  /** Of Slurm, as the next two. Empty: this computer. */
  host: string;
  folder: string;
  /** Options of `sbatch`, one a line. */
  options: string;
  node: string;
  runtime: string;
  cores: number;
  gpus: number;
  jobs: number;
}

export type PlaceProblems = Partial<Record<keyof PlaceDraft, string>>;

const ownFolder = 'dni-workbench';
const ownNode = 'node';

/** Null: a new place. */
export function draftOf(place: Place | null): PlaceDraft {
  const { node, runtime, cores, gpus, jobs } = place ?? placeSchema.parse(emptySlurm);
  const slurm = place?.kind === 'slurm' ? place : null;
  return {
    kind: place?.kind ?? 'slurm',
    name: place?.name ?? '',
    address: place?.kind === 'ray' ? place.address : '',
    host: slurm?.host ?? '',
    folder: slurm?.folder ?? ownFolder,
    options: (slurm?.options ?? []).join('\n'),
    ...{ node, runtime: runtime ?? '', cores, gpus, jobs },
  };
}

const emptySlurm: PlaceInput = { kind: 'slurm', id: 'new', name: 'New' };

/** The place that a draft describes, or what is wrong with its fields, each in a sentence. */
export function parseDraft(
  draft: PlaceDraft,
  id: string,
  others: readonly Place[],
): { place: Place | null; problems: PlaceProblems } {
  const problems: PlaceProblems = {};
  const parsed = placeSchema.safeParse(inputOf(draft, id));
  for (const { path, message } of parsed.error?.issues ?? [])
    problems[path[0] as keyof PlaceDraft] ??= message;
  const name = draft.name.trim();
  const names = others.map((place) => place.name);
  const nameProblem =
    name === '' ? 'Give the place a name.' : describeTakenName('place', name, names);
  if (nameProblem !== null) problems.name = nameProblem;
  const isRight = parsed.success && Object.keys(problems).length === 0;
  return { place: isRight ? parsed.data : null, problems };
}

function inputOf(draft: PlaceDraft, id: string): PlaceInput {
  const { kind, cores, gpus, jobs } = draft;
  const common = {
    ...{ id, name: draft.name.trim(), cores, gpus, jobs },
    node: draft.node.trim() || ownNode,
    runtime: draft.runtime.trim() || null,
  };
  if (kind === 'ray') return { kind, ...common, address: draft.address.trim() };
  return {
    ...{ kind, ...common },
    host: draft.host.trim() || null,
    folder: draft.folder.trim() || ownFolder,
    options: draft.options
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  };
}

/** The id of a new place, by which the command line calls it: `Group cluster` is `group-cluster`. */
export function freePlaceId(name: string, others: readonly Place[]): string {
  const taken = new Set([thisComputerId, ...others.map(({ id }) => id)]);
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 36)
    .replace(/^-|-$/g, '');
  const base = plain || 'place';
  let id = base;
  for (let n = 2; taken.has(id); n += 1) id = `${base}-${n}`;
  return id;
}
