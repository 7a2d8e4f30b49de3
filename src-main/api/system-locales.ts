/** The regions whose notation is used for numbers and for dates, as language tags; empty where none is set. */
export interface SystemLocales {
  numbers: string;
  dates: string;
}

const option = '--system-locales=';

/** The locales as an argument of the process of a window. */
export function localesArgument({ numbers, dates }: SystemLocales): string {
  return `${option}${numbers},${dates}`;
}

/** The locales from the arguments of that process, which its preload script reads. */
export function readLocales(processArguments: readonly string[]): SystemLocales {
  const argument = processArguments.find((text) => text.startsWith(option)) ?? option;
  const [numbers = '', dates = ''] = argument.slice(option.length).split(',');
  return { numbers, dates };
}
