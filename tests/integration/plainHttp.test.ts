/** Plain HTTP at the port of HTTPS. */
import { get } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Party } from '../fakes/party.ts';

let party: Party;
beforeAll(async () => {
  party = await Party.open();
});
afterAll(() => party.close());

const said = async (bytes: string): Promise<string> => {
  const socket = connect(Number(new URL(party.url).port), '127.0.0.1');
  socket.write(bytes);
  return text(socket);
};

describe('who speaks plain HTTP to the party', () => {
  it('is sent to the same place by HTTPS', async () => {
    const url = party.url.replace('https:', 'http:');
    const location = await new Promise((resolve, reject) => {
      get(`${url}/join?x=1`, (response) => {
        response.resume();
        resolve([response.statusCode, response.headers.location]);
      }).on('error', reject);
    });
    expect(location).toEqual([307, `${party.url}/join?x=1`]);
  });

  it('is not sent anywhere by what is no request of a page', async () => {
    expect(await said('POST / HTTP/1.1\r\nHost: a\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
    expect(await said('GET / HTTP/1.1\r\nHost: a b\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
    expect(await said(`GET /${'x'.repeat(5_000)} HTTP/1.1\r\n`)).toMatch(/^HTTP\/1.1 400 /);
  });

  it('leaves everybody else in peace, and the server can stop while somebody says nothing', async () => {
    const silent = connect(Number(new URL(party.url).port), '127.0.0.1');
    const ended = new Promise((resolve) => {
      silent.on('close', resolve).on('error', () => undefined);
    });
    const ada = await party.guest('Ada');
    expect(ada.welcome.self.name).toBe('Ada');
    ada.close();
    await party.server.stop();
    await ended;
  });
});
