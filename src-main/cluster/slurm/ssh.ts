/** How `ssh` is called. All that it knows of hosts, names and keys comes from its own configuration. */
import { lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '#files/file-errors';
import { runLimited } from './run-limited';

/** Settings of a user that are for work in a terminal, and would change or hinder a single command. */
const options = [
  'BatchMode=yes',
  'ConnectTimeout=15',
  'ServerAliveInterval=10',
  'ServerAliveCountMax=3',
  'LogLevel=ERROR',
  'RemoteCommand=none',
  'RequestTTY=no',
  'PermitLocalCommand=no',
  'ClearAllForwardings=yes',
  'ForwardAgent=no',
  'ForwardX11=no',
];

/** Arguments of `ssh` up to the command. */
export function sshArguments(host: string, sharing: readonly string[]): string[] {
  return [...[...options, ...sharing].flatMap((option) => ['-o', option]), '--', host];
}

/**
 * A command that runs the script of this many bytes at the beginning of its standard input, of which the script then
 * gets the rest. The user may have any shell there: it finds nothing in this to take otherwise than `sh`, and no word
 * that is too long for it.
 */
export function remoteCommand(scriptBytes: number): string {
  return `sh -c 'eval "$(dd bs=1 count=${scriptBytes} 2>/dev/null)"'`;
}

/**
 * Options by which calls share one connection, which ends by itself a minute after the last. None where the user has set
 * this up otherwise, possibly since a login asks for a second factor, or where there is no private folder for it.
 */
export async function connectionSharing(host: string): Promise<string[]> {
  if (process.platform === 'win32' || (await hasOwnSharing(host))) return [];
  const folder = await privateFolder();
  if (folder === null) return [];
  return ['ControlMaster=auto', `ControlPath=${join(folder, '%C')}`, 'ControlPersist=60'];
}

async function hasOwnSharing(host: string): Promise<boolean> {
  const limits = { timeoutMs: 5000, maxBytes: 200_000 };
  const { stdout } = await runLimited('ssh', ['-G', '--', host], limits);
  return /^controlpath (?!none$)/m.test(stdout.toString('utf8'));
}

/** The path of a socket has about 100 bytes at most, which excludes folders for temporary files of some systems. */
async function privateFolder(): Promise<string | null> {
  const runtime = process.env.XDG_RUNTIME_DIR;
  const parent = runtime && runtime.length < 30 ? runtime : '/tmp';
  const folder = join(parent, `dni-workbench-ssh-${process.getuid?.()}`);
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') return null;
  }
  const entry = await lstat(folder).catch(() => null);
  const isPrivate =
    entry?.isDirectory() && entry.uid === process.getuid?.() && (entry.mode & 0o077) === 0;
  return isPrivate ? folder : null;
}

/** Why `ssh` has failed, from what it prints, and what to do. */
export function explainSsh(host: string, errors: string): { fault: string; remedy: string } {
  if (/HOST IDENTIFICATION HAS CHANGED/.test(errors))
    return {
      fault: 'has another host key than ssh knows',
      remedy: `Find out why, and connect once in a terminal: ssh ${host}`,
    };
  if (/Host key verification failed/.test(errors))
    return {
      fault: 'has a host key that ssh does not know',
      remedy: `Connect once in a terminal, and check the key that it shows: ssh ${host}`,
    };
  if (/Permission denied|Too many authentication failures|No supported auth/.test(errors))
    return {
      fault: 'refuses the login',
      remedy: `ssh has to log in without a question: by a key that its agent holds, or through a connection that is open already (ControlMaster). Try: ssh -o BatchMode=yes ${host} true`,
    };
  if (/Could not resolve hostname/.test(errors))
    return {
      fault: 'is not known to this network by the name of its host',
      remedy: "Check the name of the host, the network and ssh's configuration",
    };
  return {
    fault: 'cannot be reached',
    remedy: `Check the network and the host; in a terminal: ssh ${host}`,
  };
}
