import { EventEmitter } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Backlog } from '../../../../server/signaling/Backlog.ts';

const LIMIT = 4;

const open = (): { wire: EventEmitter; backlog: Backlog; say: (count: number) => void; full: () => number } => {
  const wire = new EventEmitter();
  let full = 0;
  const backlog = new Backlog(wire, LIMIT, () => {
    full += 1;
  });
  return {
    wire,
    backlog,
    say: (count) => {
      for (let index = 0; index < count; index += 1) {
        wire.emit('packetCreate');
      }
    },
    full: () => full,
  };
};

const turns = async (count: number): Promise<void> => {
  for (let index = 0; index < count; index += 1) {
    await turn();
  }
};

describe('the backlog of a connection', () => {
  it('may be long for a moment: a server that was kept from its work has much to say at once', async () => {
    const { wire, say, full, backlog } = open();
    say(LIMIT * 3);
    expect(backlog.size).toBe(LIMIT * 3);
    await turn();
    wire.emit('flush');
    await turns(10);
    expect(full()).toBe(0);
    expect(backlog.size).toBe(0);
  });

  it('is full when nothing was taken for a few turns, and that is told once', async () => {
    const { say, full, wire } = open();
    say(LIMIT + 1);
    await turns(10);
    expect(full()).toBe(1);
    say(LIMIT * 100);
    await turns(10);
    expect(full()).toBe(1);
    expect(wire.listenerCount('packetCreate') + wire.listenerCount('flush')).toBe(0);
  });

  it('never fills the memory: beyond many times the limit nothing is waited for', () => {
    const { say, full } = open();
    say(LIMIT * 16);
    expect(full()).toBe(0);
    say(1);
    expect(full()).toBe(1);
  });

  it('that is closed looks at nothing any more', async () => {
    const { backlog, say, full } = open();
    say(LIMIT + 1);
    backlog.close();
    await turns(10);
    expect(full()).toBe(0);
  });
});
