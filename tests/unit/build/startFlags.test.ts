import { describe, expect, it } from 'vitest';
import { parseStartFlags } from '../../../build/startFlags.mjs';

describe('flags of npm start', () => {
  it('passes the server its flags, one word each', () => {
    expect(parseStartFlags(['--host', '127.0.0.1', '--port=0', '--name=- party'], '/home/ann')).toEqual({
      kind: 'host',
      headless: false,
      serverFlags: ['--host=127.0.0.1', '--port=0', '--name=- party'],
    });
  });

  it('starts a relative data folder where the command was typed, not in the checkout', () => {
    expect(parseStartFlags(['--headless', '--data', 'party'], '/home/ann')).toEqual({
      kind: 'host',
      headless: true,
      serverFlags: ['--data=/home/ann/party'],
    });
  });

  it.each([
    [['--prot', '1'], /--prot/],
    [['--port', 'http'], /--port http is no port number/],
    [['--port', '65536'], /--port 65536/],
    [['--port', '-1'], /--port/],
    [['--name', ''], /--name needs a value/],
    [['--data'], /--data/],
    [['party'], /party/],
  ])('refuses %j before anything is started', (args, sentence) => {
    expect(() => parseStartFlags(args, '/')).toThrow(sentence);
  });

  it('explains itself', () => {
    expect(parseStartFlags(['--help'], '/')).toMatchObject({ kind: 'help' });
  });
});
