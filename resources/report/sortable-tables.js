/**
 * What a cell is sorted by: the number at its start, else its text in lower case.
 *
 * @param {string} text
 * @returns {number | string | null} null where the cell has no value, which comes last
 */
export function sortKey(text) {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === '–') return null;
  const plain = trimmed.replace(/,(?=\d{3})/g, '').replace(/^−/, '-');
  const [number] = /^-?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?(?![\w-])/.exec(plain) ?? [];
  return number === undefined ? trimmed.toLowerCase() : Number(number);
}

/**
 * @param {number | string | null} a
 * @param {number | string | null} b
 * @param {1 | -1} direction
 */
export function compareKeys(a, b, direction) {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === 'number' && typeof b === 'number') return direction * (a - b);
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return direction * String(a).localeCompare(String(b), 'en', { numeric: true });
}

/** Makes the titles of a table buttons that sort its rows. @param {HTMLTableElement} table */
export function makeSortable(table) {
  const body = table.tBodies[0];
  const titles = [...(table.tHead?.rows[0]?.cells ?? [])];
  if (!body || body.rows.length < 2) return;
  titles.forEach((title, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = title.textContent;
    title.textContent = '';
    title.append(button);
    button.addEventListener('click', () => {
      const direction = title.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
      for (const other of titles) other.removeAttribute('aria-sort');
      title.setAttribute('aria-sort', direction === 1 ? 'ascending' : 'descending');
      const keyOf = (/** @type {HTMLTableRowElement} */ row) =>
        sortKey(row.cells[column]?.textContent ?? '');
      const rows = [...body.rows].map((row) => ({ row, key: keyOf(row) }));
      rows.sort((a, b) => compareKeys(a.key, b.key, direction));
      body.append(...rows.map(({ row }) => row));
    });
  });
}
