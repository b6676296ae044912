import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import type { z } from 'zod';
import { AppError } from '../../common/errors.ts';
import { ipcCalls, type IpcAnswer, type IpcCallName, type IpcData, type IpcReply } from '../../common/ipc.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';
import { isAppUrl } from '../origin.ts';

/** Who answers each call of a group, or of the whole contract. Expected failures are thrown as AppError. */
export type Answers<Group extends string = string> = {
  readonly [Name in IpcCallName & `${Group}.${string}`]: (
    data: IpcData<Name>,
  ) => IpcAnswer<Name> | Promise<IpcAnswer<Name>>;
};

/** Answers the renderer's calls until closed: from our own page's main frame only, parsed, failures as code and text. */
export function answerCalls(ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'>, answers: Answers, log: Log): Closable {
  const life = new Lifetime();

  const handle = (name: IpcCallName): void => {
    const schema: z.ZodType = ipcCalls[name].data;
    // One name's schema and answer belong together, which the union of all names cannot say.
    const answer = answers[name] as (data: unknown) => unknown;
    ipcMain.handle(name, async (event, raw: unknown): Promise<IpcReply<unknown>> => {
      try {
        requireOwnPage(event);
        return { ok: true, data: await answer(parse(schema, raw)) };
      } catch (fault) {
        if (!(fault instanceof AppError)) {
          log.error('a call of the window failed', fault, { name });
        }
        const { code, message } = AppError.from(fault);
        return { ok: false, error: { code, message } };
      }
    });
    life.add(() => {
      ipcMain.removeHandler(name);
    });
  };

  for (const name of Object.keys(ipcCalls)) {
    handle(name as IpcCallName); // its own keys
  }
  return life;
}

function parse<T>(schema: z.ZodType<T>, raw: unknown): T {
  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    throw new AppError('invalid', parsed.error.message);
  }
  return parsed.data;
}

function requireOwnPage({ senderFrame }: IpcMainInvokeEvent): void {
  if (senderFrame?.parent !== null || !isAppUrl(senderFrame.url)) {
    throw new AppError('forbidden', 'only the page of the app may call');
  }
}
