import { countNoun } from '#spec/count-noun';
import type { Place, PlaceReport } from '#spec/place';

/** The oldest Node that runs the program. */
const oldestNode = [20, 19] as const;

/** What a test has found, a sentence a line, and whether a job can run. */
export function describeReport(
  { kind }: Pick<Place, 'kind'>,
  { version, nodes, cores, gpus, probe }: PlaceReport,
): {
  isReady: boolean;
  lines: string[];
} {
  const system = kind === 'ray' ? 'Ray' : 'Slurm';
  const found = `Reachable: ${system} ${version}, ${countNoun(nodes, 'node')}, ${countNoun(cores, 'core')}, ${countNoun(gpus, 'GPU')}.`;
  if (!probe)
    return {
      isReady: false,
      lines: [
        found,
        'No node was free in time to say what it has: try again later, or send a run and wait.',
      ],
    };
  const { node, python, hasRuntime, platform } = probe;
  const runsNode = node !== null && isRecent(node);
  const canInstall = hasRuntime || python !== null;
  return {
    isReady: runsNode && canInstall,
    lines: [
      found,
      node === null
        ? 'No Node was found on a node: install Node 20.19 or newer there, or name its path (--node).'
        : runsNode
          ? `Node ${node} found (${platform}).`
          : `Node ${node} is too old: install Node 20.19 or newer there, or name its path (--node).`,
      hasRuntime
        ? 'TensorFlow is there.'
        : python === null
          ? 'TensorFlow is not there, and no Python 3 to install it with: install Python 3, or name the folder of a runtime (--runtime).'
          : `TensorFlow is not there: the first job installs it, with Python ${python} and a network.`,
    ],
  };
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
}
