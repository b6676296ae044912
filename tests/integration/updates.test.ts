/** Newer versions by the real electron-updater from a real feed: only newer ones, only ours, only whole. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SILENT_LOG } from '../../common/log.ts';
import { ElectronUpdater } from '../../electron/updates/ElectronUpdater.ts';
import { findUpdates } from '../../electron/updates/findUpdates.ts';
import { UpdateFeed } from '../fakes/UpdateFeed.ts';

const NEW = randomBytes(300_000);

describe('updates', () => {
  let feed: UpdateFeed;
  let own = '';
  beforeEach(async () => {
    feed = await UpdateFeed.open();
    own = join(feed.folder, 'own.AppImage');
    await writeFile(own, 'the version that runs');
    vi.stubEnv('APPIMAGE', own);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await feed.close();
  });

  const source = async (version = '1.2.0'): Promise<ElectronUpdater> =>
    new ElectronUpdater(await feed.updater(version), feed);
  const fetchAll = async (from: ElectronUpdater): Promise<number[]> => {
    const told: number[] = [];
    await from.download((done) => told.push(done), new AbortController().signal);
    return told;
  };
  const kept = (): string[] =>
    readdirSync(feed.folder, { recursive: true, encoding: 'utf8' }).filter((name) => /pending.*AppImage$/u.test(name));

  it('that are newer and signed are offered with their notes, fetched, and take the place of this one', async () => {
    const program = Buffer.from('#!/bin/sh\nexit 0\n');
    await feed.publish({ version: '1.3.0', bytes: program, signedBy: feed.privateKey, notes: 'Sounds better.' });
    const updates = await source();
    expect(await updates.check()).toEqual({ version: '1.3.0', notes: 'Sounds better.' });
    await fetchAll(updates);
    const [fetched = ''] = kept();
    await chmod(join(feed.folder, fetched), 0o755);
    updates.install();
    expect(await readFile(own)).toEqual(program);
  });

  it('tell how far they are', async () => {
    await feed.publish({ version: '1.3.0', bytes: NEW, signedBy: feed.privateKey });
    const updates = await source();
    await updates.check();
    const told = await fetchAll(updates);
    expect(told.at(-1)).toBe(1);
    expect(kept()).toHaveLength(1);
  });

  it.each(['1.2.0', '1.1.9', '0.9.0'])('are not what is as old or older: %s', async (version) => {
    await feed.publish({ version, bytes: NEW, signedBy: feed.privateKey });
    expect(await (await source('1.2.0')).check()).toBeUndefined();
  });

  it('of nobody are refused', async () => {
    await feed.publish({ version: '1.3.0', bytes: NEW });
    await expect((await source()).check()).rejects.toMatchObject({ code: 'update_unsigned' });
  });

  it('of somebody else are refused', async () => {
    await feed.publish({ version: '1.3.0', bytes: NEW, signedBy: generateKeyPairSync('ed25519').privateKey });
    await expect((await source()).check()).rejects.toMatchObject({ code: 'update_unsigned' });
  });

  it('that are not what was signed are thrown away', async () => {
    await feed.publish({ version: '1.3.0', bytes: NEW, served: randomBytes(NEW.length), signedBy: feed.privateKey });
    const updates = await source();
    await updates.check();
    await expect(fetchAll(updates)).rejects.toMatchObject({ code: 'update_damaged' });
    expect(kept()).toEqual([]);
  });

  it('that nobody hands out are told as such, when looking and when fetching', async () => {
    await feed.publish({ version: '1.3.0', bytes: NEW, signedBy: feed.privateKey });
    const updates = await source();
    await updates.check();
    feed.empty();
    await expect(fetchAll(updates)).rejects.toMatchObject({ code: 'update_unreachable' });
    await expect((await source()).check()).rejects.toMatchObject({ code: 'update_unreachable' });
  });

  it('are looked for by an installed app that was made with a place to look, and https only', async () => {
    const packageFile = join(feed.folder, 'package.json');
    const found = async (isPackaged: boolean, packed: object): Promise<unknown> => {
      await writeFile(packageFile, JSON.stringify(packed));
      const updater = await feed.updater('1.2.0');
      return findUpdates({ isPackaged, packageFile, updater: () => Promise.resolve(updater), log: SILENT_LOG });
    };
    const { url, publicKey } = feed;
    expect(await found(false, { updateFeed: { url, publicKey } })).toBe('checkout');
    expect(await found(true, {})).toBe('noFeed');
    expect(await found(true, { updateFeed: { url: url.replace('https', 'http'), publicKey } })).toBe('unsupported');
    expect(await found(true, { updateFeed: { url, publicKey: 'bm8ga2V5' } })).toBe('unsupported');
    expect(await found(true, { updateFeed: { url, publicKey } })).toBeInstanceOf(ElectronUpdater);
    vi.stubEnv('APPIMAGE', undefined); // as a plain folder
    expect(await found(true, { updateFeed: { url, publicKey } })).toBe('unsupported');
  });
});
