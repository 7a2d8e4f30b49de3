/** Text for LaTeX documents: `pdflatex` typesets it as it is read, without further packages. */

/** Characters that mean something to LaTeX, that its first fonts lack, or that would become others there. */
const replacements: ReadonlyMap<string, string> = new Map([
  ['\\', '\\textbackslash{}'],
  ['{', '\\{'],
  ['}', '\\}'],
  ['$', '\\$'],
  ['&', '\\&'],
  ['#', '\\#'],
  ['%', '\\%'],
  ['_', '\\_'],
  ['^', '\\textasciicircum{}'],
  ['~', '\\textasciitilde{}'],
  ['<', '$<$'],
  ['>', '$>$'],
  ['|', '$|$'],
  ['"', "''"],
  ['`', '\\textasciigrave{}'],
  ['–', '--'],
  ['—', '---'],
  ['−', '$-$'],
  ['‘', '\\textquoteleft{}'],
  ['’', "'"],
  ['“', '``'],
  ['”', "''"],
  ['…', '\\dots{}'],
  ['±', '$\\pm$'],
  ['×', '$\\times$'],
  ['·', '$\\cdot$'],
  ['→', '$\\rightarrow$'],
  ['←', '$\\leftarrow$'],
  ['↔', '$\\leftrightarrow$'],
  ['≤', '$\\le$'],
  ['≥', '$\\ge$'],
  ['≠', '$\\ne$'],
  ['≈', '$\\approx$'],
  ['∞', '$\\infty$'],
  ['°', '$^\\circ$'],
  ['µ', '$\\mu$'],
  ...commands(
    'αβγδεζηθικλμνξπρστυφχψω',
    'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega',
  ),
  ...commands('ΓΔΘΛΞΠΣΥΦΨΩ', 'Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega'),
]);

function commands(letters: string, names: string): [string, string][] {
  const list = names.split(' ');
  return [...letters].map((letter, index) => [letter, `$\\${list[index] ?? ''}$`]);
}

/** ASCII, and the letters of western and central Europe, which LaTeX composes of letters and accents. */
const isPlain = /^[ -~¡¿À-ÖØ-öø-ĥĨ-ķĹ-ľŁ-ňŌ-ťŨ-ž]$/;

/**
 * Escapes every special character. A letter that the fonts of `pdflatex` lack is written as its number, `U+4E2D`, since the
 * document would not compile with it.
 */
export function escapeLatex(text: string): string {
  const characters = [...text.normalize('NFC').replace(/\s+/g, ' ').trim()];
  return characters
    .map((character, index) => {
      // Two hyphens would be joined to a dash.
      const isJoined = character === '-' && characters[index + 1] === '-';
      return isJoined ? '-{}' : escapeCharacter(character);
    })
    .join('');
}

function escapeCharacter(character: string): string {
  const known = replacements.get(character);
  if (known !== undefined) return known;
  if (isPlain.test(character)) return character;
  const simple = character.normalize('NFKC');
  return simple === character ? numberOf(character) : [...simple].map(escapeCharacter).join('');
}

function numberOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  // Control characters, and marks that belong to the letter before.
  if (code < 0x20 || /\p{M}|\p{C}/u.test(character)) return '';
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
