import './strictCsp.ts'; // before any schema is made
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { openStorage } from './platform/storage.ts';
import { useSettingsStore } from './stores/settings.ts';
import './styles/base.css';
import { createText } from './text/index.ts';

await openStorage();
const app = createApp(App);
app.use(createPinia());
app.use(createText(useSettingsStore().spokenLocale));
app.mount('#app');
