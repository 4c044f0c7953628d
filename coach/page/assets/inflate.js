/** Unpacks deflated bytes; not every phone has DecompressionStream. Source: RFC 1951. */

const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BITS = Array.from({ length: 30 }, (_, code) => Math.max(0, (code >> 1) - 1));
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

const LENGTHS = [...firsts(LENGTH_BITS.slice(0, 28), 3), 258];
const DISTANCES = firsts(DISTANCE_BITS, 1);

/**
 * Return the first value of each code, where codes have extra bits.
 *
 * @param {number[]} bits
 * @param {number} first
 */
function firsts(bits, first) {
  let next = first;
  return bits.map((count) => {
    const value = next;
    next += 1 << count;
    return value;
  });
}

/** @typedef {{counts: number[], symbols: number[]}} Codes how many codes have each length, and their symbols in order */

/**
 * @param {number[]} lengths of the code of each symbol
 * @returns {Codes}
 */
function codes(lengths) {
  const counts = Array.from({ length: 16 }, (_, length) => (length ? lengths.filter((each) => each === length).length : 0));
  const symbols = [...lengths.keys()].filter((symbol) => at(lengths, symbol) > 0);
  symbols.sort((a, b) => at(lengths, a) - at(lengths, b) || a - b);
  return { counts, symbols };
}

/**
 * @param {ArrayLike<number>} list
 * @param {number} index
 */
function at(list, index) {
  return list[index] ?? 0;
}

class Inflater {
  #next = 0; // byte
  #held = 0; // bits that are left of the byte before it
  #count = 0;
  /** @type {number[]} */
  out = [];

  /** @param {Uint8Array} packed */
  constructor(packed) {
    this.packed = packed;
  }

  #bit() {
    if (this.#count === 0) {
      this.#held = at(this.packed, this.#next);
      this.#next += 1;
      this.#count = 8;
    }
    const bit = this.#held & 1;
    this.#held >>= 1;
    this.#count -= 1;
    return bit;
  }

  /** @param {number} count */
  bits(count) {
    let value = 0;
    for (let bit = 0; bit < count; bit += 1) value |= this.#bit() << bit;
    return value;
  }

  /** @param {Codes} table */
  #symbol({ counts, symbols }) {
    let [code, first, index] = [0, 0, 0];
    for (let length = 1; length < 16; length += 1) {
      code |= this.#bit();
      const count = at(counts, length);
      if (code - first < count) return at(symbols, index + code - first);
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new RangeError("The contents of the page are damaged.");
  }

  /** @returns {[Codes, Codes]} the codes that a block brings with it */
  dynamic() {
    const [literals, distances, count] = [this.bits(5) + 257, this.bits(5) + 1, this.bits(4) + 4];
    const small = Array(19).fill(0);
    for (let each = 0; each < count; each += 1) small[at(ORDER, each)] = this.bits(3);
    const table = codes(small);
    /** @type {number[]} */
    const lengths = [];
    while (lengths.length < literals + distances) {
      const found = this.#symbol(table);
      if (found < 16) lengths.push(found);
      else if (found === 16) lengths.push(...Array(3 + this.bits(2)).fill(lengths[lengths.length - 1]));
      else lengths.push(...Array(found === 17 ? 3 + this.bits(3) : 11 + this.bits(7)).fill(0));
    }
    return [codes(lengths.slice(0, literals)), codes(lengths.slice(literals))];
  }

  /** Take over bytes that are stored as they are. */
  copy() {
    this.#count = 0;
    const length = this.bits(16);
    this.bits(16);
    for (let each = 0; each < length; each += 1) this.out.push(this.bits(8));
  }

  /** @param {[Codes, Codes]} codes of literals and of distances */
  unpack([literals, distances]) {
    const { out } = this;
    for (let found = this.#symbol(literals); found !== 256; found = this.#symbol(literals)) {
      if (found < 256) {
        out.push(found);
        continue;
      }
      const length = at(LENGTHS, found - 257) + this.bits(at(LENGTH_BITS, found - 257));
      const code = this.#symbol(distances);
      const back = at(DISTANCES, code) + this.bits(at(DISTANCE_BITS, code));
      for (let each = 0; each < length; each += 1) out.push(at(out, out.length - back));
    }
  }
}

/** @returns {[Codes, Codes]} the codes that every reader knows */
function fixed() {
  const lengths = Array.from({ length: 288 }, (_, each) => (each < 144 ? 8 : each < 256 ? 9 : each < 280 ? 7 : 8));
  return [codes(lengths), codes(Array(30).fill(5))];
}

/**
 * Unpack raw deflate, as zlib writes it.
 *
 * @param {Uint8Array} packed
 * @returns {Uint8Array}
 */
export function inflate(packed) {
  const inflater = new Inflater(packed);
  for (let isLast = 0; isLast === 0; ) {
    isLast = inflater.bits(1);
    const kind = inflater.bits(2);
    if (kind === 0) inflater.copy();
    else inflater.unpack(kind === 1 ? fixed() : inflater.dynamic());
  }
  return Uint8Array.from(inflater.out);
}
