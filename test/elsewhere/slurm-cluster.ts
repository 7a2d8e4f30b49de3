/**
 * A Slurm cluster on this machine for a test: a controller and two nodes with four cores each, the second with a GPU in
 * name, and a login host beside it where there is an `sshd`. All its files, keys and sockets are in one temporary folder,
 * and nothing of it stays.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { hostname, tmpdir, userInfo } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from './free-ports';
import { killAll, listProcesses, withDescendants } from './own-processes';

export const nodeNames = ['n1', 'n2'] as const;
export type NodeName = (typeof nodeNames)[number];

export interface SlurmCluster {
  /** For the environment of programs that call Slurm here, or that call `ssh`. */
  env: { SLURM_CONF: string; PATH: string };
  /** What `ssh` calls the login host; null without an `sshd`. */
  loginHost: string | null;
  /** Another name of it, whose key `ssh` does not know. */
  unknownHost: string;
  /** Ends a node and all that runs there at once, as a power cut does. */
  killNode(name: NodeName): Promise<void>;
  startNode(name: NodeName): Promise<void>;
  stop(): Promise<void>;
}

const programs = ['slurmctld', 'slurmd', 'sbatch', 'squeue', 'munged'];

/** Installs Slurm where it is missing and this user may. Returns a sentence where there is none then. */
export function ensureSlurm(): string | null {
  if (programs.every(isInstalled)) return null;
  if (process.getuid?.() !== 0 || !isInstalled('apt-get'))
    return `A test with Slurm needs ${programs.join(', ')}; as root on Debian it would install them.`;
  const install = ['install', '-y', '--no-install-recommends', 'slurm-wlm', 'munge'];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    execFileSync('apt-get', ['update'], { env, stdio: 'ignore', timeout: 120_000 });
    execFileSync('apt-get', install, { env, stdio: 'ignore', timeout: 300_000 });
  } catch {
    return 'Slurm could not be installed with apt-get.';
  }
  return programs.every(isInstalled) ? null : 'The packages of Slurm lack one of its programs.';
}

export async function startSlurm(): Promise<SlurmCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'dni-slurm-'));
  const ports = await freePorts(2 + nodeNames.length);
  const [controller = 0, sshPort = 0, ...nodePorts] = ports;
  const env = {
    SLURM_CONF: join(folder, 'slurm.conf'),
    PATH: [join(folder, 'bin'), process.env.PATH, '/usr/sbin', '/sbin'].join(':'),
  };
  const daemons = new Map<string, ChildProcess>();
  const start = (name: string, command: string, args: string[]): void => {
    const marks = { ...process.env, ...env, DNI_TEST_NODE: markOf(folder, name) };
    daemons.set(name, spawn(command, args, { env: marks, stdio: 'ignore' }));
  };
  const startNode = async (name: NodeName): Promise<void> => {
    start(name, 'slurmd', ['-D', '-N', name, '-f', env.SLURM_CONF]);
    await until(() => statesOf(env).get(name) === 'idle', `the node ${name}`);
  };

  writeFiles(folder, { controller, nodePorts });
  start('munged', 'munged', ['--foreground', '--force', ...mungeOptions(folder)]);
  await until(() => existsSync(join(folder, 'munge.sock')), 'munged');
  start('slurmctld', 'slurmctld', ['-D', '-f', env.SLURM_CONF]);
  await until(() => statesOf(env).size > 0, 'slurmctld');
  await Promise.all(nodeNames.map(startNode));
  const loginHost = isInstalled('sshd') && isInstalled('ssh') ? 'login' : null;
  if (loginHost) {
    writeLoginHost(folder, sshPort);
    start('sshd', whereIs('sshd') ?? '', ['-D', '-f', join(folder, 'sshd_config')]);
  }

  return {
    env,
    loginHost,
    unknownHost: 'stranger',
    startNode,
    async killNode(name) {
      daemons.get(name)?.kill('SIGKILL');
      daemons.delete(name);
      const marks = [`DNI_TEST_NODE=${markOf(folder, name)}`, `SLURMD_NODENAME=${name}`];
      await endProcesses(
        (text) => marks.some((mark) => text.includes(mark)) && text.includes(folder),
      );
    },
    async stop() {
      // The processes of a login show no environment. Their end is also that of the connection that calls share.
      killAll(withDescendants(({ pid }) => pid === daemons.get('sshd')?.pid));
      for (const daemon of [...daemons.values()].reverse()) daemon.kill('SIGTERM');
      const ended = [...daemons.values()].map((daemon) => hasEnded(daemon));
      await Promise.race([Promise.all(ended), sleep(5000)]);
      for (const daemon of daemons.values()) daemon.kill('SIGKILL');
      await endProcesses((text) => text.includes(folder));
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function markOf(folder: string, name: string): string {
  return `${basename(folder)}:${name};`;
}

function mungeOptions(folder: string): string[] {
  return [
    ...['key-file=munge.key', 'socket=munge.sock', 'pid-file=munged.pid'],
    ...['log-file=munged.log', 'seed-file=munged.seed'],
  ].map((option) => `--${option.replace('=', `=${folder}/`)}`);
}

function writeFiles(
  folder: string,
  { controller, nodePorts }: { controller: number; nodePorts: number[] },
): void {
  const { username } = userInfo();
  const file = (name: string): string => join(folder, name);
  writeFileSync(file('munge.key'), randomBytes(128), { mode: 0o600 });
  for (const name of ['state', 'bin', ...nodeNames.map((node) => `spool-${node}`)])
    mkdirSync(file(name));
  writeFileSync(file('gres.conf'), 'NodeName=n2 Name=gpu Count=1 File=/dev/null\n');
  const nodes = nodeNames.map(
    (name, index) =>
      `NodeName=${name} NodeHostname=${hostname()} NodeAddr=127.0.0.1 Port=${nodePorts[index]} CPUs=4${name === 'n2' ? ' Gres=gpu:1' : ''} State=UNKNOWN`,
  );
  const settings = [
    'ClusterName=test',
    `SlurmctldHost=${hostname()}(127.0.0.1)`,
    `SlurmctldPort=${controller}`,
    'AuthType=auth/munge',
    `AuthInfo=socket=${file('munge.sock')}`,
    'CredType=cred/munge',
    `SlurmUser=${username}`,
    `SlurmdUser=${username}`,
    `StateSaveLocation=${file('state')}`,
    `SlurmdSpoolDir=${file('spool-%n')}`,
    `SlurmctldPidFile=${file('slurmctld.pid')}`,
    `SlurmdPidFile=${file('slurmd-%n.pid')}`,
    `SlurmctldLogFile=${file('slurmctld.log')}`,
    `SlurmdLogFile=${file('slurmd-%n.log')}`,
    // Nothing of it needs control groups, accounting or MPI.
    'ProctrackType=proctrack/linuxproc',
    'TaskPlugin=task/none',
    'SwitchType=switch/none',
    'MpiDefault=none',
    'AccountingStorageType=accounting_storage/none',
    'JobAcctGatherType=jobacct_gather/none',
    'MailProg=/bin/true',
    'SelectType=select/cons_tres',
    'SelectTypeParameters=CR_CPU',
    'SlurmdParameters=config_overrides',
    'GresTypes=gpu',
    'ReturnToService=2',
    // A node that does not answer is down soon.
    'SlurmdTimeout=3',
    'MessageTimeout=2',
    'KillWait=2',
    'SchedulerParameters=sched_min_interval=0,sched_interval=1,bf_interval=1,batch_sched_delay=0',
    ...nodes,
    `PartitionName=main Nodes=${nodeNames.join(',')} Default=YES MaxTime=1:00:00 State=UP`,
  ];
  writeFileSync(file('slurm.conf'), `${settings.join('\n')}\n`);
}

/** A server with keys of its own, and an `ssh` that knows it; its greeting stands in the way of answers. */
function writeLoginHost(folder: string, port: number): void {
  const file = (name: string): string => join(folder, name);
  for (const key of ['host_key', 'user_key'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(key)]);
  const publicKey = (name: string): string => readFileSync(file(`${name}.pub`), 'utf8');
  writeFileSync(file('authorized_keys'), publicKey('user_key'));
  writeFileSync(file('known_hosts'), `[127.0.0.1]:${port} ${publicKey('host_key')}`);
  writeFileSync(file('banner'), 'Welcome. All use is logged.\n');
  const server = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${file('host_key')}`,
    `AuthorizedKeysFile ${file('authorized_keys')}`,
    'PidFile none',
    'UsePAM no',
    'StrictModes no',
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    `Banner ${file('banner')}`,
    `SetEnv SLURM_CONF=${file('slurm.conf')}`,
  ];
  writeFileSync(file('sshd_config'), `${server.join('\n')}\n`);
  const host = (name: string, address: string, known: string): string =>
    [
      `Host ${name}`,
      `HostName ${address}`,
      `Port ${port}`,
      `User ${userInfo().username}`,
      `IdentityFile ${file('user_key')}`,
      'IdentitiesOnly yes',
      `UserKnownHostsFile ${known}`,
      'GlobalKnownHostsFile /dev/null',
      // For work in a terminal; a program has to do without it.
      'RemoteCommand exec sh -i',
      'RequestTTY force',
      '',
    ].join('\n');
  writeFileSync(
    file('ssh_config'),
    host('login', '127.0.0.1', file('known_hosts')) + host('stranger', 'localhost', '/dev/null'),
  );
  writeFileSync(
    file('bin/ssh'),
    `#!/bin/sh\nexec ${whereIs('ssh')} -F ${file('ssh_config')} "$@"\n`,
  );
  chmodSync(file('bin/ssh'), 0o755);
  // sshd of root needs this folder, which the start of its service makes otherwise.
  if (process.getuid?.() === 0 && !existsSync('/run/sshd')) mkdirSync('/run/sshd', 0o755);
}

function statesOf(env: Record<string, string>): Map<string, string> {
  try {
    const options = { env: { ...process.env, ...env }, encoding: 'utf8', timeout: 5000 } as const;
    const text = execFileSync('sinfo', ['-h', '-N', '-o', '%N %t'], { ...options, stdio: 'pipe' });
    return new Map(text.split('\n').map((line) => line.split(' ') as [string, string]));
  } catch {
    return new Map();
  }
}

async function until(isDone: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 150; tries++) {
    if (isDone()) return;
    await sleep(200);
  }
  throw new Error(`${what} did not start within 30 s`);
}

/** Ends the processes whose environment at their start the function accepts. */
async function endProcesses(isMeant: (environment: string) => boolean): Promise<void> {
  for (let round = 0; round < 5; round++) {
    const pids = listProcesses().map(({ pid }) => pid);
    const meant = pids.filter((pid) => pid !== process.pid && isMeant(environmentOf(pid)));
    if (meant.length === 0) return;
    killAll(meant);
    await sleep(100);
  }
}

/** Empty for processes of other users. */
function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}

function hasEnded(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => child.once('exit', () => done()));
}

function isInstalled(program: string): boolean {
  return whereIs(program) !== null;
}

function whereIs(program: string): string | null {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path)) ?? null;
}
