import { constants } from 'node:os';
import { nodeCatalogue } from '#spec/node-catalogue';
import { everySetting } from '#spec/setting-label';
import { methods } from '#spec/training';

/** Words that are quoted in messages and are of the program or of the system, never of the user. */
const known = new Set<string>([
  ...everySetting.map(({ label }) => label),
  ...Object.keys(nodeCatalogue),
  ...methods,
  ...Object.keys(constants.errno),
  ...['ENOTFOUND', 'EAI_AGAIN', 'ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_DLOPEN_FAILED'],
  ...'open read write close stat lstat mkdir rmdir rename unlink rm link access scandir'.split(' '),
  ...'copyfile realpath connect getaddrinfo spawn kill fsync ftruncate'.split(' '),
  ...'undefined null true false object string number boolean function auto gpu cpu wasm'.split(' '),
]);

/** Words on both sides of a slash that is not one of a path: parts, measures and units. */
const parts = new Set(
  (
    'ms s step steps tick ticks epoch batch example examples second seconds minute hour B kB MB GB GiB MiB FLOP ' +
    'GFLOP TFLOP input output and or I O N A CPU GPU train validation test loss error accuracy bpc bits perplexity'
  ).split(' '),
);

/** Whether what stands in quotation marks is of the program: a setting, a code of the system, a short number. */
export function isKnownWord(word: string): boolean {
  return known.has(word) || /^-?[\d.]{1,6}$/.test(word) || isModuleOfProgram(word);
}

/** Whether a word with slashes is no path, as `3/10`, `ms/step` and `validation/loss`. */
export function isRatio(word: string): boolean {
  return (
    isModuleOfProgram(word) ||
    word.split('/').every((part) => parts.has(part) || /^\d[\d.,]{0,15}%?$/.test(part))
  );
}

function isModuleOfProgram(word: string): boolean {
  return /^@tensorflow\/tfjs[a-z-]{0,30}$/.test(word) || /^node:[a-z_/]{1,60}$/.test(word);
}
