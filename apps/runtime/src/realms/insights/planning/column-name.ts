const LONGEST_NAME = 63;

/** Words that exports shorten or call otherwise, by the word that they stand for. */
const MEANT: Readonly<Record<string, string>> = {
  addr: 'address',
  amt: 'amount',
  cat: 'category',
  ccy: 'currency',
  curr: 'currency',
  cust: 'customer',
  desc: 'description',
  mail: 'email',
  mobile: 'phone',
  pct: 'percent',
  percentage: 'percent',
  plz: 'postcode',
  prod: 'product',
  qty: 'quantity',
  tel: 'phone',
  telephone: 'phone',
  zip: 'postcode',
  zipcode: 'postcode',
};

/** Words for what tells things apart: at the end of a name, they all mean its id. */
const ID_WORDS = new Set(['id', 'uuid', 'guid', 'key', 'code', 'no', 'nr', 'num', 'number', 'ref', 'reference']);

/** Names that say what a column is within its table and not what of. */
const GENERIC = new Set(['id', 'name', 'title']);

/** `Order ID`, `orderId` and `ORDER-ID` as `order_id`; `column` where nothing is left. */
export function normalised(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replaceAll('ß', 'ss')
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1_$2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, LONGEST_NAME)
    .replace(/_+$/, '');
  if (words === '') return 'column';
  return /^\p{N}/u.test(words) ? `_${words}`.slice(0, LONGEST_NAME) : words;
}

/** How alike two names are, 0 to 1: the share of their words that they have in common. */
export function nameLikeness(one: string, other: string): number {
  return likeness(wordsOf(one), wordsOf(other));
}

/** The same for columns of two tables: `customers.id` is much like `orders.customer_id`, and not like `orders.id`. */
export function qualifiedLikeness(
  one: { table: string; column: string },
  other: { table: string; column: string },
): number {
  return likeness(qualifiedWords(one), qualifiedWords(other));
}

function qualifiedWords({ table, column }: { table: string; column: string }): string[] {
  const words = wordsOf(column);
  const isGeneric = words.length === 1 && GENERIC.has(words[0]!);
  return isGeneric ? [...new Set([...wordsOf(table).filter((word) => !/^\p{N}+$/u.test(word)), ...words])] : words;
}

function likeness(one: readonly string[], other: readonly string[]): number {
  const common = one.filter((word) => other.includes(word)).length;
  return (2 * common) / (one.length + other.length);
}

function wordsOf(name: string): string[] {
  const words = normalised(name)
    .replace(/(^|_)e_mail(?=_|$)/, '$1email')
    .split('_')
    .filter((word) => word !== '')
    .map(singular)
    .map((word, at, { length }) => (at === length - 1 && ID_WORDS.has(word) ? 'id' : (MEANT[word] ?? word)));
  return [...new Set(words)];
}

function singular(word: string): string {
  if (/[^aeiou]ies$/.test(word) && word.length > 4) return `${word.slice(0, -3)}y`;
  return word.length > 3 && /[^sui]s$/.test(word) ? word.slice(0, -1) : word;
}

/** Gives each name once, whatever its case: `name`, then `name_2` and on. */
export class UniqueNames {
  private readonly given: Set<string>;

  constructor(reserved: readonly string[]) {
    this.given = new Set(reserved.map((name) => name.toLowerCase()));
  }

  /** The first of the wishes that is free, else the last one with a number. */
  give(...wishes: [string, ...string[]]): string {
    const last = wishes.at(-1)!;
    let name = wishes.find((wish) => this.isFree(wish));
    for (let nth = 2; name === undefined; nth++) {
      const numbered = `${last.slice(0, LONGEST_NAME - 5)}_${nth}`;
      if (this.isFree(numbered)) name = numbered;
    }
    this.given.add(name.toLowerCase());
    return name;
  }

  private isFree(name: string): boolean {
    return !this.given.has(name.toLowerCase());
  }
}
