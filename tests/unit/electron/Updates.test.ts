import { afterEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../common/errors.ts';
import type { UpdateState } from '../../../common/ipc/updates.ts';
import { SILENT_LOG } from '../../../common/log.ts';
import { Updates, type UpdateMemory } from '../../../electron/updates/Updates.ts';
import { ScriptedSource } from '../../fakes/electron/ScriptedSource.ts';

const DAY_MS = 86_400_000;

interface Opened {
  readonly updates: Updates;
  readonly source: ScriptedSource;
  readonly told: UpdateState[];
  readonly prepared: () => number;
}

describe('updates', () => {
  let memory: UpdateMemory = { quietUntilMs: 0 };
  let nowMs = 1_000;
  const opened: Updates[] = [];
  afterEach(() => {
    opened.splice(0).forEach((updates) => {
      updates.close();
    });
    vi.useRealTimers();
    memory = { quietUntilMs: 0 };
    nowMs = 1_000;
  });

  function open(source = new ScriptedSource()): Opened {
    let prepared = 0;
    const updates = new Updates({
      source,
      memory: {
        read: () => memory,
        change: (changed) => {
          memory = { ...memory, ...changed };
        },
      },
      prepareQuit: () => {
        prepared += 1;
        return Promise.resolve();
      },
      log: SILENT_LOG,
      nowMs: () => nowMs,
    });
    opened.push(updates);
    const told: UpdateState[] = [];
    updates.events.on('changed', (state) => told.push(state));
    return { updates, source, told, prepared: () => prepared };
  }

  it('are off where there is nowhere to look, whatever is asked', async () => {
    const updates = new Updates({
      source: 'noFeed',
      memory: { read: () => memory, change: () => undefined },
      prepareQuit: () => Promise.reject(new Error('not to be called')),
      log: SILENT_LOG,
    });
    opened.push(updates);
    await updates.check();
    await updates.download();
    updates.postpone();
    expect(updates.state).toEqual({ kind: 'off', reason: 'noFeed' });
    await expect(updates.install()).rejects.toMatchObject({ code: 'not_found' });
  });

  it('are looked for after the start and every six hours, and at no other time', async () => {
    vi.useFakeTimers();
    const { source, updates } = open();
    await vi.advanceTimersByTimeAsync(29_000);
    expect(source.checks).toBe(0);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(source.checks).toBe(1);
    await vi.advanceTimersByTimeAsync(12 * 3_600_000);
    expect(source.checks).toBe(3);
    updates.close();
    await vi.advanceTimersByTimeAsync(DAY_MS);
    expect(source.checks).toBe(3);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('say when this is the newest', async () => {
    const { updates, told } = open();
    await updates.check();
    expect(told).toEqual([{ kind: 'checking' }, { kind: 'idle', checkedAtMs: 1_000 }]);
  });

  it('are offered, fetched with progress, and put in place once the party has ended', async () => {
    const { updates, source, told, prepared } = open(new ScriptedSource({ version: '1.3.0', notes: 'Better.' }));
    await updates.check();
    expect(updates.state).toEqual({ kind: 'available', version: '1.3.0', notes: 'Better.', quiet: false });
    const fetching = updates.download();
    source.progress(0.5);
    await updates.check(); // looks for nothing meanwhile
    source.finish();
    await fetching;
    expect(told.slice(2)).toEqual([
      { kind: 'downloading', version: '1.3.0', done: 0 },
      { kind: 'downloading', version: '1.3.0', done: 0.5 },
      { kind: 'ready', version: '1.3.0' },
    ]);
    expect(source.checks).toBe(1);
    await updates.install();
    expect({ prepared: prepared(), installs: source.installs }).toEqual({ prepared: 1, installs: 1 });
  });

  it('are never put in place before they are there', async () => {
    const { updates, source } = open(new ScriptedSource({ version: '1.3.0', notes: null }));
    await updates.check();
    await expect(updates.install()).rejects.toMatchObject({ code: 'not_found' });
    expect(source.installs).toBe(0);
  });

  it('are quiet for a day when put off', async () => {
    const { updates } = open(new ScriptedSource({ version: '1.3.0', notes: null }));
    await updates.check();
    updates.postpone();
    expect(updates.state).toMatchObject({ kind: 'available', quiet: true });
    nowMs += DAY_MS - 1;
    await updates.check();
    expect(updates.state).toMatchObject({ quiet: true });
    nowMs += 1;
    await updates.check();
    expect(updates.state).toMatchObject({ quiet: false });
  });

  it('are quiet for good when skipped, until a still newer one comes', async () => {
    const { updates, source } = open(new ScriptedSource({ version: '1.3.0', notes: null }));
    await updates.check();
    updates.ignore();
    nowMs += 10 * DAY_MS;
    await updates.check();
    expect(updates.state).toMatchObject({ quiet: true });
    source.offer = { version: '1.3.1', notes: null };
    await updates.check();
    expect(updates.state).toMatchObject({ version: '1.3.1', quiet: false });
  });

  it('that were cancelled are offered again', async () => {
    const { updates } = open(new ScriptedSource({ version: '1.3.0', notes: null }));
    await updates.check();
    const fetching = updates.download();
    updates.cancel();
    await fetching;
    expect(updates.state).toMatchObject({ kind: 'available', version: '1.3.0' });
  });

  it('that fail say why, and can be tried again', async () => {
    const { updates, source } = open(new ScriptedSource({ version: '1.3.0', notes: null }));
    source.fault = new AppError('update_unsigned', 'of somebody else');
    await updates.check();
    expect(updates.state).toMatchObject({ kind: 'failed', failure: { code: 'update_unsigned' }, version: null });
    source.fault = undefined;
    await updates.check();
    const fetching = updates.download();
    source.fail(new AppError('update_damaged', 'not what was signed'));
    await fetching;
    expect(updates.state).toMatchObject({ kind: 'failed', failure: { code: 'update_damaged' }, version: '1.3.0' });
    const again = updates.download();
    source.finish();
    await again;
    expect(updates.state).toEqual({ kind: 'ready', version: '1.3.0' });
  });
});
