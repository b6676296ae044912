import type { ConnectionState } from 'mediasoup-client/types';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AppError } from '../../../../common/errors.ts';
import type { IceParameters } from '../../../../common/media.ts';
import { TransportWatch } from '../../../../renderer/voice/TransportWatch.ts';

const ICE: IceParameters = { usernameFragment: 'fragment', password: 'password' };

/** What a watch uses of a transport: browsers alone have real ones. */
class FakeTransport {
  connectionState: ConnectionState = 'new';
  readonly restartIce = vi.fn(async () => Promise.resolve());
  #listener: (state: ConnectionState) => void = () => undefined;

  on(_name: 'connectionstatechange', listener: (state: ConnectionState) => void): void {
    this.#listener = listener;
  }

  become(state: ConnectionState): void {
    this.connectionState = state;
    this.#listener(state);
  }
}

let transport: FakeTransport;
let ask: ReturnType<typeof vi.fn<() => Promise<IceParameters>>>;
let watch: TransportWatch;
let gaveUp: number;

beforeEach(() => {
  vi.useFakeTimers();
  transport = new FakeTransport();
  ask = vi.fn(async () => Promise.resolve(ICE));
  watch = new TransportWatch(transport, ask);
  gaveUp = 0;
  watch.events.on('gaveUp', () => {
    gaveUp += 1;
  });
  transport.become('connecting');
  transport.become('connected');
});
afterEach(() => {
  watch.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('a cut', () => {
  test('that ends within 1.5 s is left to ICE', async () => {
    transport.become('disconnected');
    await vi.advanceTimersByTimeAsync(1_400);
    transport.become('connected');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(ask).not.toHaveBeenCalled();
  });

  test('that lasts is mended with the parameters of the server', async () => {
    transport.become('disconnected');
    await vi.advanceTimersByTimeAsync(1_600);
    expect(transport.restartIce).toHaveBeenCalledExactlyOnceWith({ iceParameters: ICE });
  });

  test('that is a failure is mended at once, and given up after the second time without success', async () => {
    transport.become('failed');
    await vi.advanceTimersByTimeAsync(1);
    transport.become('failed');
    await vi.advanceTimersByTimeAsync(1);
    expect(transport.restartIce).toHaveBeenCalledTimes(2);
    expect(gaveUp).toBe(0);
    transport.become('failed');
    await vi.advanceTimersByTimeAsync(1);
    expect(transport.restartIce).toHaveBeenCalledTimes(2);
    expect(gaveUp).toBe(1);
  });

  test('that was mended counts no more', async () => {
    for (let cut = 0; cut < 5; cut += 1) {
      transport.become('failed');
      await vi.advanceTimersByTimeAsync(1);
      transport.become('connected');
    }
    expect(transport.restartIce).toHaveBeenCalledTimes(5);
    expect(gaveUp).toBe(0);
  });

  test('in which the server refuses to help is given up', async () => {
    ask.mockRejectedValue(new AppError('not_in_voice', 'no peer here'));
    transport.become('failed');
    await vi.advanceTimersByTimeAsync(1);
    expect(gaveUp).toBe(1);
  });

  test('in which nobody can be asked waits for the connection, and is mended when it is back (C7)', async () => {
    ask.mockRejectedValueOnce(new AppError('disconnected', 'no connection'));
    transport.become('failed');
    await vi.advanceTimersByTimeAsync(60_000);
    expect([gaveUp, transport.restartIce.mock.calls.length]).toEqual([0, 0]);
    watch.recover(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(transport.restartIce).toHaveBeenCalledTimes(1);
  });
});

test('two transports are mended each by itself (C6)', async () => {
  const other = new FakeTransport();
  const askOther = vi.fn(async () => Promise.resolve(ICE));
  const otherWatch = new TransportWatch(other, askOther);
  other.become('connected');
  transport.become('disconnected');
  await vi.advanceTimersByTimeAsync(1_000);
  other.become('disconnected');
  transport.become('connected'); // that one is well again says nothing of the other
  await vi.advanceTimersByTimeAsync(1_600);
  expect([ask.mock.calls.length, askOther.mock.calls.length]).toEqual([0, 1]);
  otherWatch.close();
});

describe('recover', () => {
  test('leaves alone what is connected, unless the network changed', async () => {
    watch.recover(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(ask).not.toHaveBeenCalled();
    watch.recover(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(transport.restartIce).toHaveBeenCalledTimes(1);
  });

  test('leaves alone what carried nothing yet', async () => {
    transport.connectionState = 'new';
    watch.recover(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(ask).not.toHaveBeenCalled();
  });
});

test('after the end nothing is asked and nothing told', async () => {
  watch.close();
  transport.become('failed');
  watch.recover(true);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(ask).not.toHaveBeenCalled();
  expect(gaveUp).toBe(0);
});
