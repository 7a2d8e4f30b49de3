import { checkAfterKill, checkAtEnd } from './checks';
import { runProgram, startProgram } from './program';
import { Round, type Setting } from './round';
import { runFolders } from './run-folder';
import { specs, type SpecName } from './specs';
import { poll } from './wait';
import { basename } from 'node:path';
import { untilNewCheckpoints } from './chain';

/**
 * The loopback server is killed while it trains one run and another waits in its queue. Neither is lost, and neither is
 * taken for alive.
 */
export async function abandonQueue(setting: Setting, name: string, spec: SpecName): Promise<void> {
  const round = new Round(setting, name);
  const { project } = round;
  const reference = await setting.references.folder(spec);
  const server = startProgram(['serve', '--port', '0', '--project', project]);
  const address = await poll(
    () =>
      /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(server.output)?.[0] ?? (server.hasEnded ? '' : null),
    120_000,
  );
  if (!address) {
    server.strike('both', 'SIGKILL');
    const { stderr } = await server.ended;
    round.problem(`the server does not start: ${stderr.trim()}`);
    return;
  }
  const call = await visit(address);
  const { id: projectId } = (await call('projects.current', {})) as { id: string };
  for (let count = 0; count < 2; count += 1)
    await call('runs.start', { projectId, spec: specs[spec], modelId: null });
  await untilNewCheckpoints(server, project, 2 + round.generator.below(5));
  server.strike('program', 'SIGKILL');
  setting.report.add('kills');
  round.checkOutput('serve', await server.ended);
  round.expect(await server.untilGone(), 'the trainer survives its server');
  await checkAfterKill(round, reference);
  for (const run of runFolders(project)) {
    const resumed = await runProgram('resume', basename(run), '--project', project);
    round.checkOutput('resume', resumed);
    round.expect(resumed.status === 0, `${basename(run)} does not go on: ${resumed.stderr}`);
    checkAtEnd(round, run, reference);
  }
}

type Call = (command: string, input: unknown) => Promise<unknown>;

/** Opens the address as a browser does, for the cookie, and returns a function that sends commands. */
async function visit(address: string): Promise<Call> {
  const { origin } = new URL(address);
  const response = await fetch(address, { redirect: 'manual' });
  const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return async (command, input) => {
    const answer = await fetch(`${origin}/api/${command}`, {
      method: 'POST',
      headers: { cookie, origin, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
    const text = await answer.text();
    const envelope = JSON.parse(text) as { ok: boolean; result?: unknown };
    if (!envelope.ok) throw new Error(`'${command}' is refused: ${text}`);
    return envelope.result;
  };
}
