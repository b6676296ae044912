import './strictCsp.ts'; // before any schema is made
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { openStorage } from './platform/storage.ts';
import { useSettingsStore } from './stores/settings.ts';
import './styles/base.css';
import { createText, loadWords } from './text/index.ts';

await openStorage();
const app = createApp(App);
app.use(createPinia());
const { spokenLocale } = useSettingsStore();
// What cannot be loaded is asked for again by `useAppearance`, and told.
app.use(createText(spokenLocale, await loadWords(spokenLocale).catch(() => undefined)));
app.mount('#app');
