/** What a user typed is never longer, so no more of a word need be kept. */
const LONGEST = 100;

/** Letters that differ in case, width or accent only are the same. */
function normalise(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
}

const wordsOf = (text: string): string[] =>
  normalise(text)
    .split(/\s+/u)
    .filter((word) => word !== '');

/** The words that somebody looks for, each once; those within others go without saying. */
export function searchWords(text: string): string[] {
  const words = [...new Set(wordsOf(text).map((word) => word.slice(0, LONGEST)))];
  return words.filter((word) => !words.some((other) => other !== word && other.includes(word)));
}

/**
 * The ends of every word of the texts: a piece of a word is the beginning of one of its ends, so an
 * index of them finds pieces as well as whole words ("Sharma" is found by `sharma`, `sha`, `harm`).
 */
export function searchKeysOf(texts: readonly string[]): string[] {
  const keys = new Set<string>();
  for (const word of texts.flatMap(wordsOf)) {
    const letters = Array.from(word);
    for (let from = 0; from < letters.length; from += 1) {
      keys.add(letters.slice(from).join('').slice(0, LONGEST));
    }
  }
  return [...keys];
}
