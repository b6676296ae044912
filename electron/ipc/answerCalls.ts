import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import type { z } from 'zod';
import { AppError } from '../../common/errors.ts';
import { ipcCalls, type IpcAnswer, type IpcCallName, type IpcData, type IpcReply } from '../../common/ipc.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';
import { isAppUrl } from '../origin.ts';

/** Who answers each call of the contract. Expected failures are thrown as AppError. */
export type Answers = { readonly [Name in IpcCallName]: (data: IpcData<Name>) => Promise<IpcAnswer<Name>> };

/** Answers the renderer's calls until closed: from our own page's main frame only, parsed, failures as code and text. */
export function answerCalls(ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'>, answers: Answers, log: Log): Closable {
  const life = new Lifetime();

  const handle = (name: IpcCallName, answer: (raw: unknown) => Promise<unknown>): void => {
    ipcMain.handle(name, async (event, raw: unknown): Promise<IpcReply<unknown>> => {
      try {
        requireOwnPage(event);
        return { ok: true, data: await answer(raw) };
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

  handle('party.get', (raw) => {
    parse(ipcCalls['party.get'].data, raw);
    return answers['party.get'](undefined);
  });
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
