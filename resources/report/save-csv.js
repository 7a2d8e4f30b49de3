/**
 * The lines of a figure as CSV, as the page has them.
 *
 * @param {import('./page-data.js').PageFigure} figure
 */
export function figureCsv({ series, panels }) {
  const lines = ['panel,series,x,y,lower,upper'];
  for (const { title, tracks } of panels)
    for (const track of tracks) {
      const names = [title ?? '', series[track.series].label].map(quoteCell).join(',');
      for (let at = 0; at < track.x.length; at += 1) {
        const band = [track.lower, track.upper].map((column) => (column ? column[at] : ''));
        lines.push([names, track.x[at], track.y[at], ...band].join(','));
      }
    }
  return `${lines.join('\r\n')}\r\n`;
}

/** @param {string} text */
function quoteCell(text) {
  const safe = /^[=@+\-\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/**
 * A button that saves the numbers of a figure.
 *
 * @param {import('./page-data.js').PageFigure} figure
 * @param {HTMLElement} element the figure
 */
export function addSaving(figure, element) {
  const details = element.querySelector('details');
  if (!details || figure.panels.every(({ tracks }) => tracks.length === 0)) return;
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Save as CSV';
  button.className = 'save';
  button.addEventListener('click', () => {
    const address = URL.createObjectURL(new Blob([figureCsv(figure)], { type: 'text/csv' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = `${element.id}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  });
  details.append(button);
}
