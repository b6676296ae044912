/**
 * What the page gets of the desktop: functions by group, on `window.desktop`. It runs inside the sandbox and checks
 * nothing; main parses every call.
 */
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import type { Desktop, IpcAnswer, IpcCallName, IpcData, IpcNotice, IpcNoticeName, IpcReply } from '../common/ipc.ts';

function call<Name extends IpcCallName>(name: Name, data: IpcData<Name>): Promise<IpcReply<IpcAnswer<Name>>> {
  // Main answers by the same contract and is the more trusted side.
  return ipcRenderer.invoke(name, data) as Promise<IpcReply<IpcAnswer<Name>>>;
}

/** Never hands the event on: it carries `ipcRenderer` itself. */
function subscribe<Name extends IpcNoticeName>(name: Name, listener: (notice: IpcNotice<Name>) => void): () => void {
  const heard = (_event: IpcRendererEvent, notice: IpcNotice<Name>): void => {
    listener(notice);
  };
  ipcRenderer.on(name, heard);
  return () => {
    ipcRenderer.off(name, heard);
  };
}

const desktop: Desktop = {
  app: {
    getChoices: () => call('app.getChoices', undefined),
    choose: (data) => call('app.choose', data),
    answerClose: (data) => call('app.answerClose', data),
    onCloseAsked: (listener) => subscribe('app.closeAsked', listener),
  },
  capture: {
    getAbilities: (data) => call('capture.getAbilities', data),
    listSources: () => call('capture.listSources', undefined),
    getThumbnail: (data) => call('capture.getThumbnail', data),
    start: (data) => call('capture.start', data),
    change: (data) => call('capture.change', data),
    stop: () => call('capture.stop', undefined),
    look: () => call('capture.look', undefined),
    watch: (data) => call('capture.watch', data),
    onStatus: (listener) => subscribe('capture.status', listener),
    onEnded: (listener) => subscribe('capture.ended', listener),
  },
  links: {
    take: () => call('links.take', undefined),
    onWaiting: (listener) => subscribe('links.waiting', listener),
  },
  nearby: {
    watch: () => call('nearby.watch', undefined),
    unwatch: () => call('nearby.unwatch', undefined),
    onChanged: (listener) => subscribe('nearby.changed', listener),
  },
  party: {
    getState: () => call('party.getState', undefined),
    host: (wish) => call('party.host', wish),
    stop: () => call('party.stop', undefined),
    onChanged: (listener) => subscribe('party.changed', listener),
  },
  shortcuts: {
    getSources: () => call('shortcuts.getSources', undefined),
    want: (data) => call('shortcuts.want', data),
    onSourcesChanged: (listener) => subscribe('shortcuts.sourcesChanged', listener),
    onPressed: (listener) => subscribe('shortcuts.pressed', listener),
    onReleased: (listener) => subscribe('shortcuts.released', listener),
  },
  status: {
    tell: (data) => call('status.tell', data),
    withdraw: (data) => call('status.withdraw', data),
    notify: (data) => call('status.notify', data),
    onChosen: (listener) => subscribe('status.chosen', listener),
    onNotificationOpened: (listener) => subscribe('status.notificationOpened', listener),
  },
  storage: {
    load: () => call('storage.load', undefined),
    write: (data) => call('storage.write', data),
    remove: (data) => call('storage.remove', data),
  },
  trust: {
    meet: (meeting) => call('trust.meet', meeting),
    accept: (accepted) => call('trust.accept', accepted),
  },
  updates: {
    getState: () => call('updates.getState', undefined),
    check: () => call('updates.check', undefined),
    download: () => call('updates.download', undefined),
    cancel: () => call('updates.cancel', undefined),
    postpone: () => call('updates.postpone', undefined),
    ignore: () => call('updates.ignore', undefined),
    install: () => call('updates.install', undefined),
    onChanged: (listener) => subscribe('updates.changed', listener),
  },
  window: {
    getState: () => call('window.getState', undefined),
    minimise: () => call('window.minimise', undefined),
    toggleMaximised: () => call('window.toggleMaximised', undefined),
    close: () => call('window.close', undefined),
    onChanged: (listener) => subscribe('window.changed', listener),
  },
};

contextBridge.exposeInMainWorld('desktop', desktop);
