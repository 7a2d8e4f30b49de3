import { expect, it, vi } from 'vitest';
import { localesArgument, readLocales } from '#api/system-locales';
import { systemLocales } from '../../../src-main/app/system-locale';

vi.mock('electron', () => ({ app: { getSystemLocale: () => 'de-AT' } }));

it('takes the region of numbers and that of dates from the settings of Linux', () => {
  const of = (environment: NodeJS.ProcessEnv) => systemLocales(environment, 'linux');
  const mixed = { LANG: 'en_US.UTF-8', LC_NUMERIC: 'de_DE.UTF-8', LC_TIME: 'en_GB' };
  expect(of(mixed)).toEqual({ numbers: 'de-DE', dates: 'en-GB' });
  expect(of({ ...mixed, LC_ALL: 'fr_FR@euro' })).toEqual({ numbers: 'fr-FR', dates: 'fr-FR' });
  expect(of({ LANG: 'pt_BR.UTF-8', LC_NUMERIC: '' })).toEqual({ numbers: 'pt-BR', dates: 'pt-BR' });
});

it('names no region for the locale of programs, or where none is set', () => {
  for (const environment of [{}, { LANG: 'C.UTF-8' }, { LC_ALL: 'POSIX' }, { LANG: '' }])
    expect(systemLocales(environment, 'linux')).toEqual({ numbers: '', dates: '' });
});

it('takes the region of the system elsewhere', () => {
  const environment = { LANG: 'en_US.UTF-8' };
  for (const platform of ['darwin', 'win32'] as const)
    expect(systemLocales(environment, platform)).toEqual({ numbers: 'de-AT', dates: 'de-AT' });
});

it('hands them to the window in an argument of its process', () => {
  const argument = localesArgument({ numbers: 'de-DE', dates: '' });
  expect(readLocales(['electron', argument, '--other'])).toEqual({ numbers: 'de-DE', dates: '' });
  expect(readLocales(['electron'])).toEqual({ numbers: '', dates: '' });
});
