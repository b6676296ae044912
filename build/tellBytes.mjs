/**
 * Loaded into Electron's own install script (`node --import`): tells the parent process of each answer and each piece
 * received, so that a download that moves can take its time and one that hangs is ended; and why there is no answer.
 */
const fetchReally = globalThis.fetch;

/**
 * @param {string | URL | Request} input
 * @param {RequestInit} [init]
 */
async function fetchAndTell(input, init) {
  const response = await fetchReally(input, init).catch((/** @type {unknown} */ fault) => {
    // The reason is only in the cause, which the script does not print.
    const cause = fault instanceof Error ? fault.cause : undefined;
    process.send?.({ failed: cause instanceof Error ? cause.message : String(fault) });
    throw fault;
  });
  const total = Number(response.headers.get('content-length') ?? 0);
  let received = 0;
  process.send?.({ received, total });
  /** @type {TransformStream<Uint8Array, Uint8Array>} */
  const counted = new TransformStream({
    transform(piece, out) {
      received += piece.byteLength;
      process.send?.({ received, total });
      out.enqueue(piece);
    },
  });
  // A Response made anew has no URL; the one failure message that names it is for a bad status, without a body.
  return response.ok && response.body !== null ? new Response(response.body.pipeThrough(counted), response) : response;
}

// `globalThis.fetch = …` would be a second declaration of it to the type checker.
Reflect.set(globalThis, 'fetch', fetchAndTell);
