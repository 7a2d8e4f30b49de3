/** A length in points with two decimals, as short as can be. */
export function formatLength(value: number): string {
  return formatHundredths(Math.round(value * 100));
}

function formatHundredths(hundredths: number): string {
  return hundredths === 0 ? '0' : String(hundredths / 100).replace(/^(-?)0\./, '$1.');
}

/**
 * The path of a line in the language of SVG. Points are relative to the ones before, whose rounding is taken into account, and
 * points that have become one are left out.
 */
export function formatSubpath(points: readonly number[], isClosed: boolean): string {
  const rounded = points.map((value) => Math.round(value * 100));
  let [x = 0, y = 0] = rounded;
  let path = `M${formatHundredths(x)} ${formatHundredths(y)}`;
  let isFirst = true;
  for (let at = 2; at < rounded.length; at += 2) {
    const [nextX = 0, nextY = 0] = [rounded[at], rounded[at + 1]];
    if (nextX === x && nextY === y) continue;
    const [dx, dy] = [formatHundredths(nextX - x), formatHundredths(nextY - y)];
    path += `${isFirst ? 'l' : separator(dx)}${dx}${separator(dy)}${dy}`;
    [x, y, isFirst] = [nextX, nextY, false];
  }
  return isClosed ? `${path}z` : path;
}

/** A minus sign ends the number before it. */
const separator = (number: string): string => (number.startsWith('-') ? '' : ' ');
