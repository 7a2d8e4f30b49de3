import { ownPlaces } from '#service/place-access';
import { WorkbenchError } from '#spec/errors';
import { summarizeIssues } from '#spec/explain-issues';
import { describePlace, placeSchema, type Place, type PlaceInput } from '#spec/place';
import { describeReport } from '#analysis/describe-place';
import { exitStatus } from './exit-status';
import { formatTable } from './format';
import { print, printAll, printToStderr } from './output';

interface JsonOption {
  json?: boolean;
}

/** `places list`. */
export async function listPlaces({ json }: JsonOption): Promise<void> {
  const places = await ownPlaces().file.list();
  if (json) {
    print(JSON.stringify(places));
    return;
  }
  if (places.length === 0) {
    print(
      'No place is set up: runs train on this computer. `places add` adds a Ray or Slurm cluster.',
    );
    return;
  }
  const rows = places.map((place) => [
    ...[place.id, place.name, describePlace(place)],
    `${place.cores}`,
    `${place.gpus}`,
    `${place.jobs}`,
  ]);
  const head = ['place', 'name', 'where', 'cores', 'GPUs', 'jobs'];
  printAll(formatTable([head, ...rows], [3, 4, 5]));
}

export interface AddPlaceOptions extends JsonOption {
  ray?: string;
  /** True where no host is named: this computer. */
  slurm?: string | true;
  name?: string;
  node?: string;
  runtime?: string;
  cores?: number;
  gpus?: number;
  jobs?: number;
  folder?: string;
  option?: string[];
}

/** `places add`: saves the place, instead of the one that had its id before. */
export async function addPlace(id: string, options: AddPlaceOptions): Promise<void> {
  const place = parsePlace(id, options);
  const { file } = ownPlaces();
  const isNew = (await file.list()).every((other) => other.id !== id);
  await file.save(place);
  if (options.json) {
    print(JSON.stringify(place));
    return;
  }
  const what = isNew ? 'is saved' : 'was there and is replaced';
  print(`'${id}' ${what}: ${describePlace(place)}. \`places test ${id}\` tries it.`);
}

function parsePlace(id: string, options: AddPlaceOptions): Place {
  const { ray, slurm, name = id, node, runtime, cores, gpus, jobs, folder, option } = options;
  if ((ray === undefined) === (slurm === undefined))
    throw new WorkbenchError(
      'validation',
      'Say which kind of place it is: --ray ADDRESS, or --slurm [HOST].',
    );
  if (ray !== undefined && (folder ?? option) !== undefined)
    throw new WorkbenchError('validation', '--folder and --option are of Slurm: leave them out.');
  const common = { id, name, node, runtime, cores, gpus, jobs };
  const input: PlaceInput =
    ray !== undefined
      ? { kind: 'ray', ...common, address: ray }
      : {
          ...{ kind: 'slurm', ...common, folder },
          ...{ host: slurm === true ? null : slurm, options: option },
        };
  const parsed = placeSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new WorkbenchError(
    'validation',
    `The place '${id}' cannot be saved: ${summarizeIssues(parsed.error.issues, input, placeSchema)}`,
  );
}

/** `places test`: prints what is found there. Returns the exit status: 0 where a job can run. */
export async function testPlace(id: string, { json }: JsonOption): Promise<number> {
  const { file, connect } = ownPlaces();
  const place = await file.get(id);
  if (!json) printToStderr(`Asking '${place.name}' (${describePlace(place)}) …`);
  const report = await connect(place).test();
  const { isReady, summary, notes } = describeReport(place, report);
  if (json) print(JSON.stringify({ ...report, isReady }));
  else printAll([summary, ...notes]);
  return isReady ? exitStatus.finished : exitStatus.failed;
}

/** `places remove`. */
export async function removePlace(id: string): Promise<void> {
  await ownPlaces().file.remove(id);
  print(`'${id}' is removed. Jobs that are there go on.`);
}
