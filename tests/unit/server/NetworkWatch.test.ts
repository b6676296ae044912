import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SILENT_LOG } from '../../../common/log.ts';
import { NetworkWatch } from '../../../server/NetworkWatch.ts';

const LOOK_MS = 1_000;
const HOME = ['192.168.1.5', 'fd00::5'];
const CAFE = ['10.0.0.7'];

let has: readonly string[];
let busy: boolean;
let moves: (readonly string[])[];
let watch: NetworkWatch;

const open = (host?: string): NetworkWatch =>
  new NetworkWatch(
    HOME,
    {
      host,
      busy: () => busy,
      move: (addresses) => {
        moves.push(addresses);
      },
      log: SILENT_LOG,
    },
    () => has,
    LOOK_MS,
  );

beforeEach(() => {
  vi.useFakeTimers();
  has = HOME;
  busy = false;
  moves = [];
  watch = open();
});
afterEach(() => {
  watch.close();
  vi.useRealTimers();
});

describe('the addresses of a server', () => {
  it('are those of the machine, once they are steady', () => {
    vi.advanceTimersByTime(10 * LOOK_MS);
    has = [];
    vi.advanceTimersByTime(LOOK_MS);
    has = CAFE;
    vi.advanceTimersByTime(LOOK_MS);
    expect([watch.addresses, moves]).toEqual([HOME, []]);
    vi.advanceTimersByTime(5 * LOOK_MS);
    expect([watch.addresses, moves]).toEqual([CAFE, [CAFE]]);
    has = [...HOME].reverse();
    vi.advanceTimersByTime(5 * LOOK_MS);
    expect(watch.addresses).toEqual(has);
    has = HOME; // in another order, which is no change
    vi.advanceTimersByTime(5 * LOOK_MS);
    expect(moves).toHaveLength(2);
  });

  it('change under a call where it is another network, and not for one more name of the machine in the same', () => {
    busy = true;
    has = ['192.168.1.5', 'fd00::6'];
    vi.advanceTimersByTime(10 * LOOK_MS);
    expect(moves).toEqual([]);
    busy = false;
    vi.advanceTimersByTime(LOOK_MS);
    expect(moves).toEqual([has]);
    busy = true;
    has = ['192.168.1.5', '10.0.0.7', 'fd00::6'];
    vi.advanceTimersByTime(2 * LOOK_MS);
    expect(watch.addresses).toEqual(has);
    has = ['fd00::9']; // nothing of before is left
    vi.advanceTimersByTime(2 * LOOK_MS);
    expect(watch.addresses).toEqual(has);
  });

  it('are the one that it was told, for good', () => {
    watch.close();
    watch = open('192.168.1.5');
    has = CAFE;
    vi.advanceTimersByTime(10 * LOOK_MS);
    expect([watch.addresses, moves]).toEqual([HOME, []]);
  });

  it('are followed again after the workers could not', () => {
    watch.close();
    let faults = 0;
    watch = new NetworkWatch(
      HOME,
      {
        host: undefined,
        busy: () => false,
        move: () => {
          faults += 1;
          throw new Error('no such address');
        },
        log: SILENT_LOG,
      },
      () => has,
      LOOK_MS,
    );
    has = CAFE;
    vi.advanceTimersByTime(3 * LOOK_MS);
    has = HOME;
    vi.advanceTimersByTime(3 * LOOK_MS);
    expect(faults).toBe(2);
  });
});
