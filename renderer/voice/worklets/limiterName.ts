export const LIMITER_PROCESSOR = 'yankcord-limiter';
