import { get, type RequestOptions } from 'node:https';

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
