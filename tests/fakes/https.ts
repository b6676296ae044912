import { get, request, type RequestOptions } from 'node:https';

export interface Page {
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
  readonly status: number | undefined;
}

/** Whatever certificate it shows: it is the server's own. */
export const fetchFrom = async (url: string, headers: RequestOptions['headers'] = {}): Promise<Page> =>
  new Promise((resolve, reject) => {
    get(url, { rejectUnauthorized: false, headers }, (response) => {
      let body = '';
      response.on('data', (bytes: Buffer) => {
        body += bytes.toString();
      });
      response.on('end', () => {
        resolve({ headers: response.headers, body, status: response.statusCode });
      });
    }).on('error', reject);
  });

/** What the server offers to whoever brings `invite`. @throws Error when it answers with a failure */
export const askDoor = async (url: string, invite = ''): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'text/plain' };
    const asking = request(
      new URL('/door', url),
      { method: 'POST', rejectUnauthorized: false, headers },
      (response) => {
        let body = '';
        response.on('data', (bytes: Buffer) => {
          body += bytes.toString();
        });
        response.on('end', () => {
          if (response.statusCode === 200) {
            resolve(JSON.parse(body));
          } else {
            reject(new Error(`the door answered ${String(response.statusCode)}`));
          }
        });
      },
    );
    asking.on('error', reject);
    asking.end(invite);
  });
