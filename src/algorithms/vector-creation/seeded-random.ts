/** Numbers from 0 to below 1, the same for the same seed on every machine: a counter whose bits are mixed. */
export class SeededRandom {
  readonly #seed: number;
  #count = 0;

  constructor(seed: number) {
    this.#seed = mixed(seed ^ 0x9e3779b9);
  }

  next(): number {
    const high = mixed(this.#seed ^ mixed(2 * this.#count)) >>> 5;
    const low = mixed(this.#seed + mixed(2 * this.#count + 1)) >>> 6;
    this.#count++;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }
}

/** Every bit of the result depends on every bit of the number (the finishing step of MurmurHash3). */
function mixed(number: number): number {
  let hash = number | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
