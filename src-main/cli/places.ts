import { WorkbenchError } from '#spec/errors';
import { summarizeIssues } from '#spec/explain-issues';
import { describePlace, placeSchema, type Place, type PlaceInput } from '#spec/place';
import { describeReport } from '#analysis/describe-place';
import { connect, placesFile } from './cluster-tools';
import { exitStatus } from './exit-status';
import { formatTable } from './format';
import { print, printAll, printToStderr } from './output';

interface JsonOption {
  json?: boolean;
}

/** `places list`. */
export async function listPlaces({ json }: JsonOption): Promise<void> {
  const places = await placesFile().list();
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
  ]);
  printAll(formatTable([['place', 'name', 'where', 'cores', 'GPUs'], ...rows], [3, 4]));
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
  folder?: string;
  option?: string[];
}

/** `places add`: saves the place, and tests it. Returns the exit status: 0 where it was saved. */
export async function addPlace(id: string, options: AddPlaceOptions): Promise<number> {
  const place = parsePlace(id, options);
  await placesFile().save(place);
  if (options.json) print(JSON.stringify(place));
  else
    print(`'${place.id}' is saved: ${describePlace(place)}. \`places test ${place.id}\` tries it.`);
  return exitStatus.finished;
}

function parsePlace(id: string, options: AddPlaceOptions): Place {
  const { ray, slurm, name = id, node, runtime, cores, gpus, folder, option } = options;
  if ((ray === undefined) === (slurm === undefined))
    throw new WorkbenchError(
      'validation',
      'Say which kind of place it is: --ray ADDRESS, or --slurm [HOST].',
    );
  if (ray !== undefined && (folder ?? option) !== undefined)
    throw new WorkbenchError('validation', '--folder and --option are of Slurm: leave them out.');
  const common = { id, name, node, runtime, cores, gpus };
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
    `The place '${id}' does not fit: ${summarizeIssues(parsed.error.issues, input, placeSchema)}`,
  );
}

/** `places test`: prints what is found there. Returns the exit status: 0 where a job can run. */
export async function testPlace(id: string, { json }: JsonOption): Promise<number> {
  const place = await placesFile().get(id);
  if (!json) printToStderr(`Asking '${place.name}' (${describePlace(place)}) …`);
  const report = await connect(place).test();
  const { isReady, lines } = describeReport(place, report);
  if (json) print(JSON.stringify({ ...report, isReady }));
  else printAll(lines);
  return isReady ? exitStatus.finished : exitStatus.failed;
}

/** `places remove`. */
export async function removePlace(id: string): Promise<void> {
  await placesFile().remove(id);
  print(`'${id}' is removed. Jobs that are there go on.`);
}
