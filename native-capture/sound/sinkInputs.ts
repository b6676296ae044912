import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);
const TIMEOUT_MS = 3_000;

/** A program's playback, as PulseAudio and PipeWire name it. */
export interface SinkInput {
  readonly index: number;
  /** undefined: the sound server's own, such as a loopback */
  readonly processId: number | undefined;
}

const listed = z.array(
  z.object({
    index: z.number().int(),
    properties: z.object({ 'application.process.id': z.string().optional() }).loose(),
  }),
);

export const serverArgs = (server: string | undefined): string[] =>
  server === undefined ? [] : [`--server=${server}`];

/** @throws Error when the answer is none of `pactl --format=json list sink-inputs` */
export const parseSinkInputs = (json: string): SinkInput[] =>
  listed.parse(JSON.parse(json)).map(({ index, properties }) => {
    const id = Number(properties['application.process.id']);
    return { index, processId: Number.isInteger(id) && id > 0 ? id : undefined };
  });

/** @param server as PulseAudio's tools take it; the system's own otherwise. @throws Error when there is none */
export const listSinkInputs = async (server: string | undefined): Promise<SinkInput[]> => {
  const { stdout } = await run('pactl', [...serverArgs(server), '--format=json', 'list', 'sink-inputs'], {
    timeout: TIMEOUT_MS,
  });
  return parseSinkInputs(stdout);
};

/** Whether there is a sound server that tells who plays. */
export const hasSound = async (server: string | undefined): Promise<boolean> => {
  try {
    await listSinkInputs(server);
    return true;
  } catch {
    return false;
  }
};
