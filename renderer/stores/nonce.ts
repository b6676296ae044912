/** Of its own, also on pages of insecure addresses, which have no `randomUUID`. */
export const freshNonce = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-');
