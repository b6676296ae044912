/** What strangers might write into addresses, links and calls; the same at every run. */
import fc from 'fast-check';

const SEED = 20_261_124;

/** Programs, files, other origins, look-alikes of ours, and what breaks parsers. */
const ADDRESSES = [
  'file:///etc/passwd',
  'file://evil.example/share',
  'smb://evil.example/share',
  '\\\\evil.example\\share',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)//app://yankcord/',
  'data:text/html,<script>alert(1)</script>',
  'blob:app://yankcord/0',
  'vbscript:x',
  'ms-msdt:/id PCWDiagnostic',
  'ms-officecmd:{}',
  'search-ms:query=x',
  'steam://run/1',
  'tel:+100',
  'ftp://evil.example/',
  'http://evil.example/',
  'ws://evil.example/',
  'chrome://settings',
  'chrome-extension://a/b',
  'devtools://devtools/bundled/inspector.html',
  'view-source:app://yankcord/',
  'about:blank',
  'app://yankcord.evil.example/',
  'app://evil/yankcord',
  'app://yankcord@evil/',
  'app:yankcord',
  'app://YANKCORD.',
  'app://yankcord:80@evil/',
  'yankcord://join?to=evil.example&run=calc.exe',
  'yankcord://join?to=evil.example/../..',
  'yankcord://open?to=evil.example',
  'yankcord://join?to=evil.example --gpu-launcher=calc',
  'yankcord://join?to=%00',
  '',
  ' ',
  '%',
  'https',
  '//evil.example',
  '\u0000app://yankcord/',
  '\u202eapp://yankcord/',
];

const around = fc.oneof(
  fc.constant(''),
  fc.string({ maxLength: 20 }),
  fc.constantFrom('\0', '\r\n', '/..', '#', '?x=1', '%2e%2e'),
);
const address = fc.oneof(
  fc.constantFrom(...ADDRESSES),
  fc.tuple(fc.constantFrom(...ADDRESSES.slice(0, 34)), around).map(([one, more]) => one + more),
  fc.webUrl({ validSchemes: ['http', 'ftp', 'file', 'smb', 'ws', 'app', 'ssh'] }),
  fc.string({ maxLength: 200, unit: 'binary' }),
  fc.integer({ min: 10_000, max: 200_000 }).map((length) => `yankcord://join?to=${'a'.repeat(length)}`),
);

export const hostileAddresses = (count: number): string[] => fc.sample(address, { numRuns: count, seed: SEED });

/** Anything at all, objects that pass for others and numbers that are none included. */
export const hostilePayloads = (count: number): unknown[] =>
  fc.sample(
    fc.oneof(
      fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true, withTypedArray: true }),
      fc.constantFrom<unknown>(
        NaN,
        -1,
        2 ** 53,
        '../../etc/passwd',
        '__proto__',
        JSON.parse('{"__proto__": {"ok": true}, "constructor": {"prototype": {"ok": true}}}'),
        { key: 'yankcord.settings', value: 'x'.repeat(2_000_000) },
        { key: '../settings', value: 1 },
        Array.from({ length: 10_000 }, () => ({})),
      ),
      fc.record({ key: fc.string(), value: fc.anything(), kind: fc.string(), url: address }),
    ),
    { numRuns: count, seed: SEED },
  );
