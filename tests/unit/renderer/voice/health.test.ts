import type { ConnectionState } from 'mediasoup-client/types';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../common/errors.ts';
import { channelId } from '../../../../common/ids.ts';
import { callHealth, healthOf } from '../../../../renderer/voice/health.ts';

const LOUNGE = channelId.parse('lounge');
const STATES: ConnectionState[] = ['new', 'connecting', 'connected', 'disconnected', 'failed', 'closed'];

describe('health (C6)', () => {
  it('is the worst of both transports, whichever is named first', () => {
    for (const one of STATES) {
      for (const other of STATES) {
        const worst = [one, other].includes('failed')
          ? 'reconnecting'
          : [one, other].includes('disconnected')
            ? 'unstable'
            : 'good';
        expect([healthOf([one, other]), healthOf([other, one])], `${one}, ${other}`).toEqual([worst, worst]);
      }
    }
  });

  it('of a call is one of four words, whatever happened before', () => {
    const error = new AppError('timeout', 'no answer');
    expect(callHealth({ kind: 'connected', channelId: LOUNGE, health: 'unstable' })).toBe('unstable');
    expect(callHealth({ kind: 'reconnecting', channelId: LOUNGE })).toBe('reconnecting');
    expect(callHealth({ kind: 'failed', channelId: LOUNGE, error })).toBe('failed');
    expect(callHealth({ kind: 'joining', channelId: LOUNGE })).toBeUndefined();
    expect(callHealth({ kind: 'idle' })).toBeUndefined();
  });
});
