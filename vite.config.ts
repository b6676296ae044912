import tailwindcss from '@tailwindcss/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { joinPath, unusedHandlers } from './build/vite.client.ts';

/** The renderer: the same files are served to browsers by the server and to the window by the desktop app. */
export default defineConfig({
  root: 'renderer',
  plugins: [vue(), tailwindcss(), unusedHandlers, joinPath],
  // vue-i18n's bundler flags: no legacy API, and messages are compiled without eval, which the CSP refuses.
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_JIT_COMPILATION__: true,
    __INTLIFY_DROP_MESSAGE_COMPILER__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // Electron 45's Chromium and the browsers of the last two years.
    target: ['chrome120', 'firefox121', 'safari17.2'],
    // A data: URL is no 'self': worklets and fonts stay files.
    assetsInlineLimit: 0,
    sourcemap: true,
  },
});
