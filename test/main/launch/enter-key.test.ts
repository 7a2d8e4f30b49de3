import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { onEnter } from '../../../src-main/launch/enter-key';

const readStatus = vi.hoisted(() => vi.fn<() => string>());
vi.mock('node:fs', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  readFileSync: readStatus,
}));

/** `/proc/self/stat` of a process of group 10, while `group` is in the foreground of its terminal. */
const status = (group: number): string => `12 (node (a) b) S 11 10 9 34816 ${group} 4194304 0`;
const terminal = (isTTY = true) => Object.assign(new PassThrough(), { isTTY }) as never;
const press = (input: unknown): Promise<void> => {
  (input as PassThrough).write('\n');
  return new Promise((resolve) => setTimeout(resolve, 10));
};

let stop = (): void => undefined;
afterEach(() => stop());

describe('onEnter', () => {
  it('hears Enter in the foreground until it is stopped', async () => {
    readStatus.mockReturnValue(status(10));
    const listener = vi.fn();
    const input = terminal();
    stop = onEnter(listener, input);
    await press(input);
    await press(input);
    expect(listener).toHaveBeenCalledTimes(2);
    stop();
    await press(input);
    expect(listener).toHaveBeenCalledTimes(2);
    expect((input as PassThrough).isPaused()).toBe(true);
    expect(process.listenerCount('SIGCONT')).toBe(0);
  });

  it('does not read from the terminal in the background, and follows the user', async () => {
    readStatus.mockReturnValue(status(20));
    const listener = vi.fn();
    const input = terminal();
    stop = onEnter(listener, input);
    expect((input as PassThrough).readableFlowing).not.toBe(true);
    readStatus.mockReturnValue(status(10));
    process.emit('SIGCONT');
    process.emit('SIGCONT');
    await press(input);
    expect(listener).toHaveBeenCalledTimes(1);
    readStatus.mockReturnValue(status(20));
    process.emit('SIGCONT');
    expect((input as PassThrough).isPaused()).toBe(true);
    // `fg` for a program that runs sends no signal.
    readStatus.mockReturnValue(status(10));
    await vi.waitFor(() => expect((input as PassThrough).isPaused()).toBe(false), 60_000);
  });

  it('hears Enter where the system does not tell who is in the foreground', async () => {
    readStatus.mockImplementation(() => {
      throw new Error('no such file');
    });
    const listener = vi.fn();
    const input = terminal();
    stop = onEnter(listener, input);
    await press(input);
    expect(listener).toHaveBeenCalledOnce();
  });

  it('does nothing where the input is no terminal', async () => {
    const listener = vi.fn();
    const input = terminal(false);
    stop = onEnter(listener, input);
    await press(input);
    expect(listener).not.toHaveBeenCalled();
  });
});
