/** Scripts that test a place, and what they print. */
import type { PlaceReport, SlurmPlace } from '#spec/place';
import { shellWord } from '../shell-text';
import { exitCodes } from './faults';
import { enterRoot, findSlurm } from './folder';
import { sbatch, sbatchOptions, writeFile } from './submit-script';

/** Prints the version, and all nodes that jobs of the place may get. */
export function listNodesScript({ options }: SlurmPlace): string {
  const partition = options.find((option) => /^(-p|--partition=)/.test(option));
  return `${findSlurm}
sinfo --version || exit 1
sinfo -h -N ${partition === undefined ? '' : shellWord(partition)} -o '%N|%t|%c|%G'`;
}

type Nodes = Pick<PlaceReport, 'version' | 'nodes' | 'cores' | 'gpus'>;

/** Null where the answer is not that of Slurm. */
export function parseNodes(answer: string): Nodes | null {
  const [first = '', ...lines] = answer.split('\n');
  const version = /^slurm\S* ([\w.-]{1,60})$/.exec(first)?.[1];
  if (version === undefined) return null;
  const nodes = new Map<string, { cores: number; gpus: number }>();
  for (const line of lines) {
    if (line === '') continue;
    const [name, state = '', cores = '', resources] = line.split('|');
    if (!name || resources === undefined || !/^\d+\+?$/.test(cores)) return null;
    // A node is there once for each of its partitions.
    if (canRun(state)) nodes.set(name, { cores: parseInt(cores, 10), gpus: countGpus(resources) });
  }
  const all = [...nodes.values()];
  return {
    version,
    nodes: all.length,
    cores: all.reduce((sum, node) => sum + node.cores, 0),
    gpus: all.reduce((sum, node) => sum + node.gpus, 0),
  };
}

/** `idle`, `mix-`, `alloc`, and `idle~`, which starts when it is needed; not `idle*`, which does not respond. */
function canRun(state: string): boolean {
  return /^(idle|mix|alloc|comp|plnd|resv)[^a-z*]*$/.test(state);
}

/** Of `gpu:a100:4(S:0-1),gpu:2,license:1`. */
function countGpus(resources: string): number {
  const counts = [...resources.matchAll(/(?:^|,)gpu(?::[^:,()]*)??:(\d+)(?=[(,]|$)/g)];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}

/**
 * Runs `probe` on a node, and prints what it prints; nothing where that takes more than `seconds`. Leaves no job and no
 * file.
 */
export function probeScript(place: SlurmPlace, probe: string, seconds: number): string {
  return `
${enterRoot(place)}
${findSlurm}
mkdir -p "$root" && folder=$(mktemp -d "$root/probe-XXXXXX") && cd "$folder" || exit ${exitCodes.noFolder}
trap 'cd "$root"; rm -rf "$folder"' EXIT
${writeFile('probe.sh', `#!/bin/bash -l\n${probe}echo over\n`)}
${sbatch([...sbatchOptions(place, 'dni probe'), '--time=2'])}
submit probe.sh || exit
for try in $(seq ${seconds}); do
  if tail -n 1 output.txt 2>/dev/null | grep -qx over; then
    tail -c 20000 output.txt
    exit 0
  fi
  sleep 1
  # It has ended otherwise: the folder may not be there on its node.
  if [ $((try % 5)) = 0 ] && [ -z "$(squeue -h -j "$number" -o %T 2>/dev/null)" ]; then
    sleep 1
    tail -c 20000 output.txt 2>/dev/null
    exit 0
  fi
done
scancel "$number" 2>/dev/null
true
`;
}
