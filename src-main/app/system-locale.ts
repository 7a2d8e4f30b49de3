import { app } from 'electron';
import type { SystemLocales } from '#api/system-locales';

/** The regions whose notation the system uses for numbers and for dates, as language tags. */
export function systemLocales(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): SystemLocales {
  // Linux has a setting for each, which may differ from the language: LANG=en_US.UTF-8, LC_NUMERIC=de_DE.UTF-8.
  if (platform === 'linux')
    return {
      numbers: readPosixLocale(environment, 'LC_NUMERIC'),
      dates: readPosixLocale(environment, 'LC_TIME'),
    };
  const region = app.getSystemLocale();
  return { numbers: region, dates: region };
}

/** `de-DE` for `de_DE.UTF-8`; empty for the locale of programs, `C`, and where none is set. */
function readPosixLocale(environment: NodeJS.ProcessEnv, category: string): string {
  const set = [environment['LC_ALL'], environment[category], environment['LANG']];
  const [name = ''] = (set.find((value) => value !== undefined && value !== '') ?? '').split(
    /[.@]/,
  );
  return /^[a-z]{2,3}(_|$)/i.test(name) ? name.replace('_', '-') : '';
}
