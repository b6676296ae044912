import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeFileName } from '../../../common/attachments.ts';

describe('a file name', () => {
  it.each([
    ['holiday.png', 'holiday.png'],
    ['Relatório final.pdf', 'Relatório final.pdf'],
    // Shown as "photo exe.png" by whatever obeys the sign.
    ['photo\u202egnp.exe', 'photognp.exe'],
    ['\u2066a\u2069\u200bb\ufeff.txt', 'ab.txt'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['C:\\Windows\\system.ini', 'C__Windows_system.ini'],
    ['.bashrc', 'bashrc'],
    ['ends with a dot. .', 'ends with a dot'],
    ['new\nline\u0000.txt', 'newline.txt'],
    ['', 'file'],
    ['\u202e', 'file'],
    ['"quoted".html', '_quoted_.html'],
  ])('%j is shown and saved as %j', (given, safe) => {
    expect(safeFileName(given)).toBe(safe);
  });

  it('keeps its ending, however long it is', () => {
    expect(safeFileName(`${'long '.repeat(100)}.exe`)).toMatch(/^long .{115}\.exe$|\.exe$/u);
    expect(safeFileName(`${'long '.repeat(100)}.exe`).length).toBeLessThanOrEqual(120);
  });

  it('has nothing that hides, turns or leads elsewhere, whatever was given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (given) => {
        const safe = safeFileName(given);
        expect(safe.length).toBeGreaterThan(0);
        expect(safe.length).toBeLessThanOrEqual(120);
        expect(safe).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}/\\:*?"<>|]/u);
        expect(safe).not.toMatch(/^\.|\.$/u);
        expect(safeFileName(safe)).toBe(safe);
        expect(() => encodeURIComponent(safe)).not.toThrow();
      }),
      { numRuns: 300 },
    );
  }, 30_000);
});
