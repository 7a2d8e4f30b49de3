import { countNoun } from '#spec/count-noun';
import type { Place, PlaceReport } from '#spec/place';

/** The oldest Node that runs the program. */
const oldestNode = [20, 19] as const;

export interface PlaceFinding {
  /** Whether a job can run. */
  isReady: boolean;
  /** What a test has found, as one sentence. */
  summary: string;
  /** What to do before a job can run, and what to know of the first one. */
  notes: string[];
}

/**
 * What a test of a place has found, in the sentences of the window and the command line: `Reachable: Ray 2.60.0, 4 nodes,
 * 16 cores, 2 GPUs, Node 20.20.1 found, TensorFlow runtime installed: yes.`
 */
export function describeReport(
  place: Pick<Place, 'kind' | 'cores' | 'gpus'>,
  { version, nodes, cores, gpus, probe }: PlaceReport,
): PlaceFinding {
  const system = place.kind === 'ray' ? 'Ray' : 'Slurm';
  const found = [
    `Reachable: ${system} ${version}`,
    countNoun(nodes, 'node'),
    countNoun(cores, 'core'),
    countNoun(gpus, 'GPU'),
  ];
  if (!probe) {
    const wanted = `${countNoun(place.cores, 'core')}${place.gpus > 0 ? ` and ${countNoun(place.gpus, 'GPU')}` : ''}`;
    const note =
      nodes === 0
        ? `No node is up that has the ${wanted} that a job asks for: ask for less, or wait for such a node.`
        : 'No node was free in time to say what it has: test again later, or send a run and wait.';
    return { isReady: false, summary: `${found.join(', ')}.`, notes: [note] };
  }
  const { node, hasRuntime } = probe;
  found.push(
    node === null ? 'no Node found' : `Node ${withoutV(node)} found`,
    `TensorFlow runtime installed: ${hasRuntime ? 'yes' : 'no'}`,
  );
  const runsNode = node !== null && isRecent(node);
  const remedy =
    'install Node 20.19 or newer on the nodes, or give the place the path of one as its Node command.';
  return {
    isReady: runsNode && (hasRuntime || probe.python !== null),
    summary: `${found.join(', ')}.`,
    notes: [
      ...(node === null ? [`There is no Node: ${remedy}`] : []),
      ...(node !== null && !runsNode ? [`Node ${withoutV(node)} is too old: ${remedy}`] : []),
      ...(hasRuntime ? [] : [describeInstallation(probe)]),
    ],
  };
}

/** How a node without a TensorFlow runtime comes to one. */
function describeInstallation({ python }: NonNullable<PlaceReport['probe']>): string {
  return python === null
    ? 'TensorFlow cannot be installed, since there is no Python 3: install Python 3 on the nodes, or give the place the folder of a runtime.'
    : `The first job on a node installs TensorFlow, with Python ${python} and a network.`;
}

function withoutV(version: string): string {
  return version.replace(/^v/, '');
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = withoutV(version).split('.').map(Number);
  return major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
}
