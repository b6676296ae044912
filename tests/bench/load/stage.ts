import { Crowd } from './Crowd.ts';
import { LoadedServer } from './LoadedServer.ts';

/** A loaded server with a crowd; ended together, the people first. */
export interface Scene extends AsyncDisposable {
  readonly server: LoadedServer;
  readonly crowd: Crowd;
}

export async function openScene(folder: string): Promise<Scene> {
  const stack = new AsyncDisposableStack();
  try {
    const server = await LoadedServer.ours(folder);
    stack.defer(() => server.stop());
    const crowd = await Crowd.open(server.url);
    stack.defer(() => {
      crowd.close();
    });
    return { server, crowd, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (fault) {
    await stack.disposeAsync();
    throw fault;
  }
}
