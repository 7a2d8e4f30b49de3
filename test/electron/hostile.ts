/** An attack by a compromised page, and its expected outcome. */
export interface HostileAct {
  name: string;
  /** The expression to evaluate in the page; often a promise. */
  script: string;
  /** The value it must resolve to. */
  expected: unknown;
}

/** Longer than the start of any navigation or load that is allowed, in ms. */
const moment = 500;

const act = (name: string, body: string, expected: unknown): HostileAct => ({
  name,
  // Runs in a timer, because the debugger exempts the evaluation itself from the page's policy.
  script: `new Promise((resolve) => setTimeout(resolve))
    .then(async () => { ${body} })
    .catch((error) => 'threw ' + error.name)`,
  expected,
});

/** Tries to navigate. The page must stay the same. */
const stays = (name: string, go: string): HostileAct =>
  act(
    name,
    `const before = location.href;
    window.stayed = true;
    try { ${go} } catch {}
    await new Promise((resolve) => setTimeout(resolve, ${moment}));
    return location.href === before && window.stayed;`,
    true,
  );

/** Tries to load something. It must violate a directive of the page's policy that matches `words`. */
const violates = (name: string, load: string, words: string): HostileAct =>
  act(
    name,
    `const seen = new Promise((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) =>
        resolve(new RegExp(${JSON.stringify(words)}).test(event.effectiveDirective)), { once: true });
      setTimeout(() => resolve('nothing spoke against it'), 2000);
    });
    try { await (async () => { ${load} })(); } catch {}
    return (await seen) === true && window.harmed === undefined;`,
    true,
  );

/** Sends a command, which must fail with this kind of error. `projectId`: the window's project. */
const refuses = (name: string, command: string, kind: string): HostileAct =>
  act(
    name,
    `const project = await window.workbench.invoke('projects.current', {});
    const projectId = project.result && project.result.id;
    const answer = await window.workbench.invoke(${command});
    return answer.ok ? answer : answer.error.kind;`,
    kind,
  );

const append = (element: string, settings: string): string =>
  `const made = document.createElement('${element}');
  Object.assign(made, ${settings});
  document.body.append(made);`;

/**
 * All attacks. After them the page is unchanged and no further window is open. They need the bridge
 * (`window.workbench`) and an open project but no network: requests must be blocked before the name
 * lookup.
 */
export const hostileActs: readonly HostileAct[] = [
  act(
    'finds nothing of Node or Electron',
    `return ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'electron', 'ipcRenderer']
      .filter((name) => name in window);`,
    [],
  ),
  act(
    'finds four functions and the locales of ours',
    `return Object.keys(window.workbench).sort();`,
    ['dropped', 'invoke', 'locales', 'scale', 'subscribe'],
  ),
  act(
    'reaches no Node through the functions it has',
    `try { return window.workbench.invoke.constructor('return typeof require')(); }
    catch { return 'undefined'; }`,
    'undefined',
  ),
  act(
    'opens no window',
    `return ['http://example.com/', 'about:blank', 'file:///etc/passwd', location.href]
      .map((address) => window.open(address));`,
    [null, null, null, null],
  ),
  stays('does not go to a remote page', `location.href = 'http://example.com/';`),
  stays('does not go to a file', `location.href = 'file:///etc/passwd';`),
  stays('does not go to a page of its own making', `location.href = 'data:text/html,<h1>x</h1>';`),
  stays(
    'sends no form away',
    `${append('form', `{ action: 'http://example.com/', method: 'post' }`)} made.submit();`,
  ),
  stays(
    'follows no link in its own window',
    `${append('a', `{ href: 'http://example.com/' }`)} made.click();`,
  ),
  violates('fetches nothing remote', `await fetch('http://example.com/');`, '^connect-src'),
  violates('reads no file', `await fetch('file:///etc/passwd');`, '^connect-src'),
  violates(
    'talks to no server of this machine',
    `await fetch('http://127.0.0.1:4180/');`,
    '^connect-src',
  ),
  violates('opens no socket', `new WebSocket('ws://127.0.0.1:4180/events');`, '^connect-src'),
  violates(
    'loads no remote image',
    append('img', `{ src: 'http://example.com/x.png' }`),
    '^img-src',
  ),
  violates(
    'loads no remote script',
    append('script', `{ src: 'http://example.com/x.js' }`),
    '^script-src',
  ),
  violates(
    'runs no inline script',
    append('script', `{ textContent: 'window.harmed = 1' }`),
    '^script-src',
  ),
  violates(
    'runs no handler in markup',
    append('div', `{ innerHTML: '<img src="x" onerror="window.harmed = 2">' }`),
    '^script-src',
  ),
  violates(
    'imports no remote module',
    append('script', `{ type: 'module', src: 'http://example.com/x.mjs' }`),
    '^script-src',
  ),
  violates(
    'starts no worker of its own making',
    `new Worker(URL.createObjectURL(new Blob(['1'])));`,
    '^worker-src',
  ),
  violates(
    'compiles no WebAssembly',
    `await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));`,
    '^script-src',
  ),
  violates('sends no beacon', `navigator.sendBeacon('http://example.com/', 'x');`, '^connect-src'),
  violates(
    'has no other base address',
    append('base', `{ href: 'http://example.com/' }`),
    '^base-uri',
  ),
  violates('runs no text as a script', `window.harmed = (0, eval)('3');`, '^script-src'),
  violates(
    'frames nothing',
    append('iframe', `{ src: 'http://example.com/' }`),
    '^(frame|child|default)-src',
  ),
  violates('holds no plug-in', append('object', `{ data: 'http://example.com/x' }`), '^object-src'),
  act(
    'gets no file beside the page',
    `const answers = await Promise.all(
      ['/..%2f..%2fpackage.json', '/%2e%2e%2fmain%2findex.js', '/..%2f..%2f..%2f..%2fetc%2fpasswd']
        .map((path) => fetch(path).then((answer) => answer.status, () => 404)),
    );
    return answers;`,
    [404, 404, 404],
  ),
  act(
    'has no web view',
    `const view = document.createElement('webview');
    return typeof view.loadURL + ' ' + typeof view.getWebContentsId;`,
    'undefined undefined',
  ),
  act(
    'is given no permission',
    `const place = await new Promise((resolve) =>
      navigator.geolocation.getCurrentPosition(() => resolve('known'), ({ code }) => resolve(code)));
    return [await Notification.requestPermission(), place];`,
    ['denied', 1],
  ),
  refuses('has no command but those of the contract', `'no.such', {}`, 'notFound'),
  refuses('has no command by inheritance', `'constructor', {}`, 'notFound'),
  refuses('sends no wrong payload', `'models.get', { projectId, modelId: 7 }`, 'validation'),
  refuses('sends nothing beside the payload', `'projects.current', { more: 1 }`, 'validation'),
  refuses('opens no project at will', `'projects.open', { directory: '/etc' }`, 'unavailable'),
  refuses(
    'makes no project at will',
    `'projects.create', { directory: '/tmp/made-by-the-page', name: 'x' }`,
    'unavailable',
  ),
  refuses(
    'imports no file at will',
    `'datasets.import', { projectId, request: { format: 'text', id: 'x', train: '/etc/passwd' } }`,
    'unavailable',
  ),
  refuses(
    'reads no text at will',
    `'tasks.data', { projectId, task: { kind: 'text', train: '/etc/passwd' } }`,
    'unavailable',
  ),
  refuses(
    'reads no corpus at will',
    `'corpora.fetch', { projectId, corpusId: 'penn-treebank', from: '/etc' }`,
    'unavailable',
  ),
  refuses(
    'leaves the models by no name',
    `'models.get', { projectId, modelId: '../project' }`,
    'validation',
  ),
  refuses(
    'leaves the runs by no name',
    `'runs.log', { projectId, runId: '../../..' }`,
    'validation',
  ),
  refuses('has no project but its own', `'models.list', { projectId: '000000000000' }`, 'notFound'),
  act(
    'makes up no dropped file',
    `const answers = [];
    for (const made of [new File(['x'], 'x'), { path: '/etc/passwd' }, '/etc/passwd'])
      answers.push(await Promise.resolve().then(() => window.workbench.dropped(made))
        .then((answer) => answer.ok, () => false));
    return answers;`,
    [false, false, false],
  ),
];
