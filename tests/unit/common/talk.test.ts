import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SILENT, talkAfter, type TalkEvent, type TalkState } from '../../../common/talk.ts';

const after = (events: readonly TalkEvent[], toggle: boolean): TalkState =>
  events.reduce((state, event) => talkAfter(state, event, toggle), SILENT);
const down = (source: 'window' | 'hook' | 'command'): TalkEvent => ({ kind: 'down', source });
const up = (source: 'window' | 'hook' | 'command'): TalkEvent => ({ kind: 'up', source });
const lost = (source: 'window' | 'hook' | 'command'): TalkEvent => ({ kind: 'lost', source });

describe('the key to talk, held', () => {
  it('talks as long as somebody holds it, however often it repeats', () => {
    expect(after([down('hook'), down('hook'), down('hook')], false).talking).toBe(true);
    expect(after([down('hook'), down('hook'), up('hook')], false).talking).toBe(false);
  });

  it('seen by two is one press, and ends with the last of them', () => {
    expect(after([down('window'), down('hook'), up('window')], false).talking).toBe(true);
    expect(after([down('window'), down('hook'), up('window'), up('hook')], false).talking).toBe(false);
  });

  it('is let go by a source that is gone, and by a locked screen', () => {
    expect(after([down('hook'), lost('hook')], false).talking).toBe(false);
    expect(after([down('hook'), down('command'), { kind: 'release' }], false)).toEqual(SILENT);
    expect(after([up('command'), lost('command')], false)).toBe(SILENT);
  });
});

describe('the key to talk, toggled', () => {
  it('talks from one press to the next, by whomever they are seen', () => {
    expect(after([down('hook'), up('hook')], true).talking).toBe(true);
    expect(after([down('hook'), up('hook'), down('window'), up('window')], true).talking).toBe(false);
    expect(after([down('hook'), down('window'), up('window'), up('hook')], true).talking).toBe(true);
  });

  it('goes on when its source is gone, and ends with a locked screen', () => {
    expect(after([down('hook'), lost('hook')], true).talking).toBe(true);
    expect(after([down('hook'), up('hook'), { kind: 'release' }], true).talking).toBe(false);
  });
});

it('is never stuck: when all are up and all gone, a held key talks no more', () => {
  const source = fc.constantFrom('window', 'hook', 'command');
  const event: fc.Arbitrary<TalkEvent> = fc.oneof(
    fc.record({ kind: fc.constantFrom('down', 'up', 'lost'), source }),
    fc.constant<TalkEvent>({ kind: 'release' }),
  );
  fc.assert(
    fc.property(fc.array(event), fc.boolean(), (events, toggle) => {
      const state = after(events, toggle);
      expect(toggle || state.talking === state.holders.size > 0).toBe(true);
      const ended = (['window', 'hook', 'command'] as const).reduce(
        (now, one) => talkAfter(now, { kind: 'lost', source: one }, toggle),
        state,
      );
      expect(ended.holders.size).toBe(0);
      expect(toggle || !ended.talking).toBe(true);
    }),
  );
});
