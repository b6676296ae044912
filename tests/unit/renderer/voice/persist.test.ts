import { describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../../common/errors.ts';
import { persist } from '../../../../renderer/voice/persist.ts';

const late = new AppError('timeout', 'no answer');

describe('what got no answer in time (C22)', () => {
  it('is asked again at once', async () => {
    const ask = vi.fn<() => Promise<string>>().mockRejectedValueOnce(late).mockResolvedValue('here');
    await expect(persist(ask, () => true)).resolves.toBe('here');
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('is given up some day', async () => {
    const ask = vi.fn<() => Promise<string>>().mockRejectedValue(late);
    await expect(persist(ask, () => true)).rejects.toBe(late);
    expect(ask).toHaveBeenCalledTimes(3);
  });

  it('is not asked again when it is no longer wanted, nor when it was refused', async () => {
    const ask = vi.fn<() => Promise<string>>().mockRejectedValue(late);
    await expect(persist(ask, () => false)).rejects.toBe(late);
    expect(ask).toHaveBeenCalledTimes(1);
    const refused = new AppError('forbidden', 'no');
    const refuse = vi.fn<() => Promise<string>>().mockRejectedValue(refused);
    await expect(persist(refuse, () => true)).rejects.toBe(refused);
    expect(refuse).toHaveBeenCalledTimes(1);
  });
});
