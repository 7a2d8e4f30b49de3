/** The event `will-frame-navigate`: Electron 22 has `will-navigate` alone, for the top frame. */
import electron from 'electron';

type Listener = (event: Electron.Event, url: string) => void;

electron.app.on('web-contents-created', (_event, contents) => {
  const emitter = contents as unknown as { on(event: string, listener: Listener): unknown };
  const on = emitter.on.bind(emitter);
  emitter.on = (name, listener) =>
    name === 'will-frame-navigate'
      ? on('will-navigate', (event, url) => listener(Object.assign(event, { url }), url))
      : on(name, listener);
});
