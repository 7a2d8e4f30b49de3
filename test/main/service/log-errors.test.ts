import { expect, it } from 'vitest';
import type { Handlers } from '#api/commands';
import { logFailures, logUncaughtErrors } from '#service/log-errors';
import { WorkbenchError } from '#spec/errors';
import { newSettings, openServiceFixture } from './service-fixture';

function newLog() {
  const entries: string[] = [];
  return { entries, write: (level: string, text: string) => void entries.push(`${level} ${text}`) };
}

it('logs errors of the program with their stack, and passes all errors on', async () => {
  const log = newLog();
  const failing = (error: Error) => () => Promise.reject(error);
  const handlers = {
    'app.info': failing(new TypeError('x is undefined')),
    'projects.recent': failing(new WorkbenchError('notFound', 'There is no project.')),
    'templates.list': () => [],
  } as unknown as Handlers;
  const logged = logFailures(handlers, log);
  await expect(logged['app.info']({})).rejects.toThrow('x is undefined');
  await expect(logged['projects.recent']({})).rejects.toThrow('There is no project.');
  expect(await logged['templates.list']({})).toEqual([]);
  // What a user can mend is no error of the program.
  expect(log.entries).toEqual([
    expect.stringMatching(/^error app\.info: TypeError: x is undefined\n +at .*log-errors\.test/),
  ]);
});

it('logs what nothing handles until it is stopped, whatever was thrown', () => {
  const log = newLog();
  const stop = logUncaughtErrors(log);
  const events: NodeJS.EventEmitter = process;
  const circular: { self?: object } = {};
  circular.self = circular;
  events.emit('uncaughtExceptionMonitor', circular, 'unhandledRejection');
  stop();
  events.emit('uncaughtExceptionMonitor', new Error('later'), 'uncaughtException');
  expect(log.entries).toEqual(['error unhandledRejection: <ref *1> { self: [Circular *1] }']);
});

it('is what a service does with its log', async () => {
  const log = { ...newLog(), read: () => '' };
  let isBroken = false;
  const recent = (): [] => {
    if (isBroken) throw new TypeError('The settings are broken.');
    return [];
  };
  const fixture = await openServiceFixture({
    log: log as never,
    settings: { ...newSettings(), recent },
  });
  isBroken = true;
  await expect(fixture.call('projects.recent', {})).rejects.toThrow('The settings are broken.');
  await fixture.close();
  expect(log.entries).toEqual([
    expect.stringContaining('error projects.recent: TypeError: The settings are broken.'),
  ]);
});
