/** Counts what a page has open, where the browser makes it: what the product's own books forget is still seen here. */

export interface PageCounts {
  readonly peerConnections: number;
  /** Not ended: of microphones, of audio graphs and of remote people. */
  readonly tracks: number;
  readonly audioContexts: number;
  /** Audio nodes connected to anything. */
  readonly audioNodes: number;
  /** Media elements that play a stream. */
  readonly mediaElements: number;
}

declare global {
  interface Window {
    census: () => PageCounts;
  }
}

/** Runs in the page, before its own scripts: nothing outside of this function is known there. */
export function installCensus(): void {
  const connections = new Set<RTCPeerConnection>();
  const tracks = new Set<MediaStreamTrack>();
  const contexts = new Set<AudioContext>();
  const edges = new Map<AudioNode, Set<AudioNode>>();
  const elements = new Set<HTMLMediaElement>();

  /** Replaces a method by one that tells what it did. */
  const watch = <T extends object>(
    prototype: T,
    name: string,
    told: (self: T, args: unknown[], result: unknown) => void,
  ): void => {
    const original = Object.getOwnPropertyDescriptor(prototype, name);
    const method: unknown = original?.value;
    if (typeof method !== 'function') {
      throw new TypeError(`${name} is not where it should be`);
    }
    Object.defineProperty(prototype, name, {
      ...original,
      value(this: T, ...args: unknown[]): unknown {
        const result: unknown = Reflect.apply(method, this, args);
        told(this, args, result);
        return result;
      },
    });
  };

  watch(AudioContext.prototype, 'createMediaStreamDestination', (_context, _args, node) => {
    if (node instanceof MediaStreamAudioDestinationNode) {
      node.stream.getTracks().forEach((track) => tracks.add(track));
    }
  });
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.add(this);
      this.addEventListener('track', ({ track }) => tracks.add(track));
    }
  };
  window.AudioContext = class extends AudioContext {
    constructor(options?: AudioContextOptions) {
      super(options);
      contexts.add(this);
    }
  };
  window.MediaStreamAudioDestinationNode = class extends MediaStreamAudioDestinationNode {
    constructor(context: AudioContext, options?: AudioNodeOptions) {
      super(context, options);
      this.stream.getTracks().forEach((track) => tracks.add(track));
    }
  };
  watch(MediaDevices.prototype, 'getUserMedia', (_devices, _args, answer) => {
    if (answer instanceof Promise) {
      answer.then(
        (stream: unknown) => {
          if (stream instanceof MediaStream) {
            stream.getTracks().forEach((track) => tracks.add(track));
          }
        },
        () => undefined, // refused: nothing was opened
      );
    }
  });
  watch(MediaStreamTrack.prototype, 'clone', (_track, _args, clone) => {
    if (clone instanceof MediaStreamTrack) {
      tracks.add(clone);
    }
  });
  watch(AudioNode.prototype, 'connect', (node, [target]) => {
    if (target instanceof AudioNode && !(target instanceof AnalyserNode)) {
      edges.set(node, (edges.get(node) ?? new Set()).add(target));
    }
  });
  watch(AudioNode.prototype, 'disconnect', (node, [target]) => {
    if (target instanceof AudioNode) {
      edges.get(node)?.delete(target);
    } else {
      edges.delete(node); // everything, or an output: all of ours have one
    }
  });
  const source = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'srcObject');
  if (source?.set === undefined) {
    throw new TypeError('srcObject is not where it should be');
  }
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', {
    ...source,
    set(this: HTMLMediaElement, value: unknown) {
      if (value === null || value === undefined) {
        elements.delete(this);
      } else {
        elements.add(this);
      }
      source.set?.call(this, value);
    },
  });

  window.census = () => {
    const nodes = new Set<AudioNode>();
    for (const [from, targets] of edges) {
      for (const to of targets) {
        nodes.add(from).add(to);
      }
    }
    return {
      peerConnections: [...connections].filter(({ connectionState }) => connectionState !== 'closed').length,
      tracks: [...tracks].filter(({ readyState }) => readyState !== 'ended').length,
      audioContexts: [...contexts].filter(({ state }) => state !== 'closed').length,
      audioNodes: nodes.size,
      mediaElements: elements.size,
    };
  };
}
