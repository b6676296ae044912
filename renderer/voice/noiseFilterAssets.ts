/** What the noise filter is made of: a chunk of its own, loaded by who chooses it. */
export { loadRnnoise, RnnoiseWorkletNode } from '@sapphi-red/web-noise-suppressor';
export { default as moduleUrl } from '@sapphi-red/web-noise-suppressor/rnnoiseWorklet.js?url';
export { default as wasmUrl } from '@sapphi-red/web-noise-suppressor/rnnoise.wasm?url';
export { default as simdUrl } from '@sapphi-red/web-noise-suppressor/rnnoise_simd.wasm?url';
