import { createHash, timingSafeEqual } from 'node:crypto';
import type { Database } from '../store/Database.ts';
import { hasOwner } from '../store/members.ts';
import { typedSecret } from './typedSecret.ts';

const normal = (code: string): string =>
  code
    .normalize('NFKC')
    .replace(/[\s-]+/gu, '')
    .toUpperCase();

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Printed at the start of a server that has no owner, for whoever runs it: 80 random bits, for one account, until the
 * server ends. Without it the first stranger who finds a new server would own it.
 */
export class OwnerCode {
  #text: string | undefined;

  private constructor(text: string | undefined) {
    this.#text = text;
  }

  /** @param wanted whether it is how this server gets its owner */
  static async open(database: Database, wanted: boolean): Promise<OwnerCode> {
    return new OwnerCode(wanted && !(await hasOwner(database)) ? typedSecret() : undefined);
  }

  /** undefined where there is an owner, or needs no code to be one. */
  get text(): string | undefined {
    return this.#text;
  }

  /** Takes equally long whatever was given. */
  fits(given: string): boolean {
    return timingSafeEqual(digest(normal(given)), digest(normal(this.#text ?? ''))) && this.#text !== undefined;
  }

  /** It has done its work. @returns false where it had before: of two who race one is the owner */
  spend(): boolean {
    const fresh = this.#text !== undefined;
    this.#text = undefined;
    return fresh;
  }

  /** For one whose account could not be made after all. */
  restore(text: string | undefined): void {
    this.#text = text;
  }
}
