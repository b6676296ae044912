/** Files as strangers and members send them, over HTTPS. */
import { randomBytes } from 'node:crypto';
import { request, type RequestOptions } from 'node:https';
import { deflateSync } from 'node:zlib';
import { attachment, FILE_NAME_HEADER, UPLOADS_PATH, type Attachment } from '../../common/attachments.ts';
import { wireReply } from '../../common/signaling.ts';
import type { Guest } from './Guest.ts';

export interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}

export const ask = async (url: string, options: RequestOptions = {}, body?: Buffer): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asked = request(url, { rejectUnauthorized: false, ...options }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) });
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });

export const bearer = (guest: Guest): Record<string, string> => ({ authorization: `Bearer ${guest.welcome.token}` });

export interface Sent {
  readonly body: Buffer;
  readonly name?: string;
  readonly nonce?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Whatever comes of it. */
export const tryUpload = async (
  origin: string,
  guest: Guest,
  { body, name = 'file.bin', nonce = randomBytes(8).toString('hex'), headers = {} }: Sent,
): Promise<Answer> =>
  ask(
    `${origin}${UPLOADS_PATH}${nonce}`,
    { method: 'PUT', headers: { ...bearer(guest), [FILE_NAME_HEADER]: encodeURIComponent(name), ...headers } },
    body,
  );

/** @throws Error if it was refused */
export const upload = async (origin: string, guest: Guest, sent: Sent): Promise<Attachment> => {
  const answer = await tryUpload(origin, guest, sent);
  const reply = wireReply.parse(JSON.parse(answer.body.toString()));
  if (!reply.ok) {
    throw new Error(`refused: ${reply.error.code}`);
  }
  return attachment.parse(reply.data);
};

export const refusalIn = ({ body }: Answer): string => {
  const reply = wireReply.parse(JSON.parse(body.toString()));
  return reply.ok ? 'done' : reply.error.code;
};

const crc = (bytes: Buffer): Buffer => {
  let value = 0xffff_ffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) {
      value = (value >>> 1) ^ (value & 1 ? 0xedb8_8320 : 0);
    }
  }
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE((value ^ 0xffff_ffff) >>> 0);
  return sum;
};

const chunk = (type: string, data: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([length, typed, crc(typed)]);
};

/** A picture of one colour, with whatever comes after its end. */
export const png = (width: number, height: number, tail = Buffer.alloc(0)): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, 0x60)]);
  const rows = Math.min(height, 2_000); // a bomb need not have what it says
  const pixels = deflateSync(Buffer.concat(Array.from({ length: rows }, () => row)));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
    tail,
  ]);
};
