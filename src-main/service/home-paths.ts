import { expandHome } from '#files/full-path';
import { changeImportPaths, type ImportRequest } from '#spec/dataset';

/** The fields of inputs that are a path where they are texts: `from` is also a step. */
const pathFields = ['path', 'directory', 'from'] as const;

/** What inputs of commands have of paths. */
interface PathInput extends Partial<Record<(typeof pathFields)[number], unknown>> {
  /** Of curves or of data; other commands have requests of other things, of jobs a word. */
  request?: { paths: string[] } | Pick<ImportRequest, 'format'> | { kind: string } | string;
  beginning?: { kind: string; request?: Pick<ImportRequest, 'format'> };
}

/**
 * The input of a command, in whose paths `~` is the user's home: they are typed in the browser. Files that a task names
 * are read like that too, wherever they are read.
 */
export function withHomePaths(input: object): object {
  const { request, beginning, ...fields } = input as PathInput;
  const changed = pathFields.flatMap((name) => {
    const path = fields[name];
    return typeof path === 'string' ? [[name, expandHome(path)]] : [];
  });
  return {
    ...input,
    ...Object.fromEntries(changed),
    ...(typeof request === 'object' && { request: inRequest(request) }),
    ...(beginning?.request && {
      beginning: { ...beginning, request: inRequest(beginning.request) },
    }),
  };
}

function inRequest(request: Extract<PathInput['request'], object>): object {
  if ('paths' in request) return { ...request, paths: request.paths.map(expandHome) };
  return 'format' in request ? changeImportPaths(request, expandHome) : request;
}
