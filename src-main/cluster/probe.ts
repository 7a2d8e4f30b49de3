/** What a node is asked by a short job, and how its answer is read. */
import type { Place, PlaceReport } from '#spec/place';
import { shellPath } from './shell-text';

/** The versions of which a TensorFlow runtime has to be, as in the name of its folder. */
export interface RuntimeVersions {
  tensorflow: string;
  tfjs: string;
}

const begin = 'dni-probe ';

/**
 * A script of a POSIX shell that prints what a node has, one `dni-probe NAME VALUE` a line. It never fails, reads
 * nothing from its input, and takes well under a second where the home folder answers.
 */
export function probeScript(place: Place, runtime: RuntimeVersions): string {
  const record = place.runtime
    ? `${shellPath(place.runtime)}/installation.json`
    : `"\${DNI_WORKBENCH_CACHE:-\${XDG_CACHE_HOME:-$HOME/.cache}/dni-workbench}"/runtime/` +
      `tensorflow-${runtime.tensorflow}-*-tfjs-${runtime.tfjs}/installation.json`;
  return [
    `echo "${begin}node $(${shellPath(place.node)} --version </dev/null 2>/dev/null)"`,
    `echo "${begin}python $(python3 --version </dev/null 2>/dev/null)"`,
    `echo "${begin}platform $(uname -s) $(uname -m)"`,
    `for record in ${record}; do if [ -f "$record" ]; then echo "${begin}runtime yes"; break; fi; done`,
    `echo "${begin}end"`,
    '',
  ].join('\n');
}

/** Null where the output is not that of the whole script. */
export function parseProbe(output: string): PlaceReport['probe'] {
  const answers = new Map<string, string>();
  for (const line of output.split(/\r?\n/)) {
    const match = /^dni-probe ([a-z]+) ?(.{0,200})$/.exec(line);
    if (match) answers.set(match[1] ?? '', (match[2] ?? '').trim());
  }
  if (!answers.has('end')) return null;
  const versionOf = (name: string): string | null =>
    /^(?:Python |v)(\d+(?:\.\d+)+[\w.+-]*)$/.exec(answers.get(name) ?? '')?.[1] ?? null;
  return {
    node: versionOf('node'),
    python: versionOf('python'),
    hasRuntime: answers.get('runtime') === 'yes',
    platform: platformOf(answers.get('platform') ?? ''),
  };
}

/** `linux-x64` for what `uname` calls `Linux x86_64`. */
function platformOf(uname: string): string {
  const [system = '', machine = ''] = uname.split(' ');
  const known: Record<string, string> = { x86_64: 'x64', amd64: 'x64', aarch64: 'arm64' };
  return `${system.toLowerCase() || 'unknown'}-${known[machine] ?? (machine || 'unknown')}`;
}
