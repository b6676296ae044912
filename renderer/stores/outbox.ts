import { defineStore } from 'pinia';
import { onScopeDispose } from 'vue';
import { excerptOf, MESSAGE_MAX_LENGTH, type Message } from '../../common/messages.ts';
import { AppError } from '../../common/errors.ts';
import type { ChannelId } from '../../common/ids.ts';
import { Lifetime } from '../../common/lifetime.ts';
import type { ServerSession } from '../signaling/ServerSession.ts';
import { withMessage, type Delivery, type MessageLog, type PendingMessage } from './messageLog.ts';
import { useMessagesStore } from './messages.ts';
import { freshNonce } from './nonce.ts';
import { useUploadsStore, type Readiness } from './uploads.ts';
import { useServerStore } from './server.ts';
import { useSlowModeStore } from './slowMode.ts';

const WAITING: Delivery = { kind: 'waiting' };
const SENDING: Delivery = { kind: 'sending' };
const PATIENCE_MS = 1_000;

/**
 * Sends what was written, in each channel one after the other, so that the order stays. What finds no connection waits
 * for it; the same nonce goes again, and what had arrived after all is not stored twice. What waits for its files lets
 * those after it pass.
 */
export const useOutboxStore = defineStore('outbox', () => {
  const messages = useMessagesStore();
  const uploads = useUploadsStore();
  const server = useServerStore();
  const slow = useSlowModeStore();
  let session: ServerSession | undefined;
  let lifetime = new Lifetime();
  /** Channels something of which is on its way. */
  let busy = new Set<ChannelId>();

  function attach(attached: ServerSession): void {
    detach();
    session = attached;
    lifetime = new Lifetime();
    lifetime.add(
      attached.events.on('welcomed', () => {
        deliverAll();
      }),
    );
    lifetime.add(uploads.onSettled(deliverAll));
  }

  function deliverAll(): void {
    for (const channelId of messages.logs.keys()) {
      void deliver(channelId);
    }
  }

  function detach(): void {
    lifetime.end();
    session = undefined;
    busy = new Set();
  }

  function setDelivery(channelId: ChannelId, nonce: string, delivery: Delivery): void {
    messages.change(channelId, (log) => ({
      ...log,
      pending: log.pending.map((one) => (one.nonce === nonce ? { ...one, delivery } : one)),
    }));
  }

  /** @param body as typed; nothing but spaces is not sent without files @param files their nonces */
  function send(channelId: ChannelId, body: string, answered?: Message, files: readonly string[] = []): void {
    const trimmed = body.trim();
    if ((trimmed === '' && files.length === 0) || trimmed.length > MESSAGE_MAX_LENGTH) {
      return;
    }
    const pending: PendingMessage = {
      nonce: freshNonce(),
      body: trimmed,
      sentMs: Date.now(),
      replyTo:
        answered === undefined
          ? undefined
          : { kind: 'message', id: answered.id, author: answered.author, excerpt: excerptOf(answered.body) },
      uploads: files,
      delivery: WAITING,
    };
    messages.change(channelId, (log) => ({ ...log, pending: [...log.pending, pending] }));
    void deliver(channelId);
  }

  async function deliver(channelId: ChannelId): Promise<void> {
    const asked = session;
    const channels = busy;
    if (asked?.welcome === undefined || channels.has(channelId)) {
      return;
    }
    channels.add(channelId);
    try {
      let next = nextOf(messages.logOf(channelId), uploads.readiness);
      while (next !== undefined && asked === session && (await deliverOne(asked, channelId, next))) {
        next = nextOf(messages.logOf(channelId), uploads.readiness);
      }
    } finally {
      channels.delete(channelId);
    }
  }

  /** @returns whether the next one may go */
  async function deliverOne(asked: ServerSession, channelId: ChannelId, pending: PendingMessage): Promise<boolean> {
    const { nonce, body, replyTo } = pending;
    setDelivery(channelId, nonce, SENDING);
    try {
      const files = uploads.readiness(pending.uploads);
      if (files.kind === 'failed') {
        throw files.error;
      }
      const attachments = files.kind === 'ready' ? files.attachments : [];
      const { message } = await asked.signaling.request('sendMessage', {
        channelId,
        body,
        nonce,
        ...(replyTo === undefined ? {} : { replyTo: replyTo.id }),
        ...(attachments.length === 0 ? {} : { attachments }),
      });
      if (asked === session) {
        messages.change(channelId, (log) => withMessage(log, message));
        uploads.forget(pending.uploads);
        slow.wait(channelId, (server.channel(channelId)?.slowModeSeconds ?? 0) * 1_000);
      }
      return true;
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (asked !== session) {
        return false;
      }
      if (error.code === 'disconnected' || error.code === 'server_stopping') {
        setDelivery(channelId, nonce, WAITING); // until the next welcome
        return false;
      }
      if (error.code === 'slow_mode') {
        slow.wait(channelId, error.retryAfterMs ?? PATIENCE_MS);
      }
      if (error.code === 'rate_limited' || error.code === 'slow_mode') {
        setDelivery(channelId, nonce, WAITING);
        const timer = setTimeout(() => void deliver(channelId), error.retryAfterMs ?? PATIENCE_MS);
        lifetime.add(() => {
          clearTimeout(timer);
        });
        return false;
      }
      setDelivery(channelId, nonce, { kind: 'failed', error });
      return true;
    }
  }

  onScopeDispose(detach);

  return {
    attach,
    detach,
    send,
    resend: (channelId: ChannelId, { nonce, uploads: files }: PendingMessage) => {
      files.forEach(uploads.retry);
      setDelivery(channelId, nonce, WAITING);
      void deliver(channelId);
    },
    discard: (channelId: ChannelId, { nonce, uploads: files }: PendingMessage) => {
      files.forEach(uploads.cancel);
      messages.change(channelId, (log) => ({ ...log, pending: log.pending.filter((one) => one.nonce !== nonce) }));
    },
  };
});

const nextOf = (
  { pending }: MessageLog,
  readiness: (nonces: readonly string[]) => Readiness,
): PendingMessage | undefined =>
  pending.find(({ delivery, uploads }) => delivery.kind === 'waiting' && readiness(uploads).kind !== 'coming');
