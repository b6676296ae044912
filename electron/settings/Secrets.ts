import { Buffer } from 'node:buffer';
import type { SafeStorage } from 'electron';
import { z } from 'zod';

/** As it is written: by the system's own cipher, or as it is where the system has none. */
const sealed = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('guarded'), base64: z.base64() }),
  z.object({ kind: z.literal('plain'), text: z.string() }),
]);
type Sealed = z.infer<typeof sealed>;

type Cipher = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>;

/** What only this person is to read: guarded by the system's keyring where there is one, and told where there is none. */
export class Secrets {
  readonly #cipher: Cipher;
  /** Whether the system guards them. */
  readonly guarded: boolean;

  private constructor(cipher: Cipher, guarded: boolean) {
    this.#cipher = cipher;
    this.guarded = guarded;
  }

  static async open(cipher: Cipher, platform: NodeJS.Platform): Promise<Secrets> {
    // On Linux without a keyring Electron "encrypts" with a key that everybody knows.
    const pretends = platform === 'linux' && cipher.getSelectedStorageBackend() === 'basic_text';
    return new Secrets(cipher, !pretends && (await cipher.isAsyncEncryptionAvailable()));
  }

  async seal(text: string): Promise<Sealed> {
    if (!this.guarded) {
      return { kind: 'plain', text };
    }
    return { kind: 'guarded', base64: (await this.#cipher.encryptStringAsync(text)).toString('base64') };
  }

  /** @returns undefined for what is no secret of this person on this machine: then it is to be entered anew */
  async unseal(raw: unknown): Promise<string | undefined> {
    const parsed = sealed.safeParse(raw);
    if (!parsed.success) {
      return undefined;
    }
    if (parsed.data.kind === 'plain') {
      return parsed.data.text;
    }
    try {
      return (await this.#cipher.decryptStringAsync(Buffer.from(parsed.data.base64, 'base64'))).result;
    } catch {
      return undefined; // copied from another machine, or the keyring was made anew
    }
  }
}
