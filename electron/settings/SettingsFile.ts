import { mkdir, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../common/errors.ts';
import { storageKey, type Stored } from '../../common/ipc/storage.ts';
import type { Closable } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';
import { parseAppSettings, type AppSettings } from './appSettings.ts';
import { writeAtomically, writeAtomicallyNow } from './atomicFile.ts';
import type { Secrets } from './Secrets.ts';

/** A person has a few dozen; whoever wants more is no person. */
const KEYS_MAX = 1_000;
/** Tokens by which servers know this device. */
const SECRET = 'yankcord.session.';

const record = z.record(z.string(), z.unknown());
const fileSchema = z.object({
  app: z.unknown().optional(),
  page: record.catch({}),
  secrets: record.catch({}),
});

/** What is undefined falls back to what the app comes with. */
type AppChange = { readonly [Item in keyof AppSettings]?: AppSettings[Item] | undefined };

interface Contents {
  readonly app: unknown;
  readonly page: Map<string, unknown>;
  /** Sealed. */
  readonly secrets: Map<string, unknown>;
}

export interface SettingsOptions {
  readonly file: string;
  readonly secrets: Secrets;
  readonly log: Log;
}

/**
 * The settings of the app and of its page in one file, written whole. One that cannot be read is put aside, and the app
 * starts with what it comes with; both are told.
 */
export class SettingsFile implements Closable {
  readonly #file: string;
  readonly #secrets: Secrets;
  readonly #log: Log;
  readonly #page: Map<string, unknown>;
  readonly #sealed: Map<string, unknown>;
  readonly #setAside: string | undefined;
  #app: AppSettings;
  /** What is being written; a later change waits for its own turn. */
  #writing: Promise<void> | undefined;
  #dirty = false;
  #closed = false;

  private constructor(
    { file, secrets, log }: SettingsOptions,
    { app, page, secrets: sealed }: Contents,
    setAside: string | undefined,
  ) {
    this.#file = file;
    this.#secrets = secrets;
    this.#log = log;
    this.#app = parseAppSettings(app);
    this.#page = page;
    this.#sealed = sealed;
    this.#setAside = setAside;
  }

  static async open(options: SettingsOptions): Promise<SettingsFile> {
    const { file, log } = options;
    // What fails here fails again at the first write, and is told then.
    await mkdir(dirname(file), { recursive: true }).catch(() => undefined);
    const found = await read(file);
    if (found !== undefined) {
      return new SettingsFile(options, found, undefined);
    }
    const aside = `${file}.broken`;
    await rename(file, aside).catch((fault: unknown) => {
      log.error('settings that cannot be read could not be put aside', fault);
    });
    log.warn('the settings could not be read and were put aside');
    return new SettingsFile(options, contentsOf({}), aside);
  }

  get app(): AppSettings {
    return this.#app;
  }

  /** Written soon; what could not be is in the log, and holds as long as the app runs. */
  changeApp(changed: AppChange): void {
    this.#app = parseAppSettings({ ...this.#app, ...changed });
    this.#save().catch((fault: unknown) => {
      this.#log.error('the settings could not be written', fault);
    });
  }

  async stored(): Promise<Stored> {
    const secrets = await Promise.all(
      [...this.#sealed].map(async ([key, sealed]): Promise<[string, unknown]> => {
        const text = await this.#secrets.unseal(sealed);
        return [key, text === undefined ? undefined : parseJson(text)];
      }),
    );
    return {
      values: Object.fromEntries([...this.#page, ...secrets.filter(([, value]) => value !== undefined)]),
      secretsGuarded: this.#secrets.guarded,
      setAside: this.#setAside ?? null,
    };
  }

  /** @throws AppError `invalid` for what is no JSON, `too_many`, `settings_unwritable` */
  async write(key: string, json: string): Promise<void> {
    const value = parseJson(json);
    if (value === undefined) {
      throw new AppError('invalid', 'what is stored is no JSON');
    }
    const kept = key.startsWith(SECRET) ? this.#sealed : this.#page;
    if (!kept.has(key) && kept.size >= KEYS_MAX) {
      throw new AppError('too_many', 'nothing more is kept');
    }
    kept.set(key, key.startsWith(SECRET) ? await this.#secrets.seal(json) : value);
    await this.#saveOrFail();
  }

  /** @throws AppError `settings_unwritable` */
  async remove(key: string): Promise<void> {
    this.#page.delete(key);
    this.#sealed.delete(key);
    await this.#saveOrFail();
  }

  /** What is not on the disk yet is written at once. */
  close(): void {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    if (this.#dirty || this.#writing !== undefined) {
      writeAtomicallyNow(this.#file, this.#text());
    }
  }

  async #saveOrFail(): Promise<void> {
    await this.#save().catch((cause: unknown) => {
      throw new AppError('settings_unwritable', `"${this.#file}" cannot be written`, { cause });
    });
  }

  /** Settled when everything that is so now is on the disk. */
  async #save(): Promise<void> {
    this.#dirty = true;
    while (this.#writing !== undefined) {
      await this.#writing.catch(() => undefined); // whoever asked for that one is told
    }
    // Another one that waited may have written this change, too.
    if (!this.#isDirty() || this.#closed) {
      return;
    }
    this.#dirty = false;
    this.#writing = writeAtomically(this.#file, this.#text()).finally(() => {
      this.#writing = undefined;
    });
    await this.#writing;
  }

  /** A call of its own: what other turns did meanwhile, no compiler knows. */
  #isDirty(): boolean {
    return this.#dirty;
  }

  #text(): string {
    const contents = {
      app: this.#app,
      page: Object.fromEntries(this.#page),
      secrets: Object.fromEntries(this.#sealed),
    };
    return `${JSON.stringify(contents, undefined, 2)}\n`;
  }
}

/** @returns undefined for a file that is there and cannot be read */
async function read(file: string): Promise<Contents | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (fault) {
    const absent = fault instanceof Error && 'code' in fault && fault.code === 'ENOENT';
    return absent ? contentsOf({}) : undefined;
  }
  const parsed = fileSchema.safeParse(parseJson(text));
  return parsed.success ? contentsOf(parsed.data) : undefined;
}

/** Keys that no store of ours has do not stay: whatever wrote them was not this app. */
const contentsOf = ({ app, page = {}, secrets = {} }: Partial<z.infer<typeof fileSchema>>): Contents => {
  const known = (entries: Record<string, unknown>): Map<string, unknown> =>
    new Map(Object.entries(entries).filter(([key]) => storageKey.safeParse(key).success));
  return { app, page: known(page), secrets: known(secrets) };
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
