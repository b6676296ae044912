import './strictCsp.ts'; // before any schema is made
import { createPinia, disposePinia } from 'pinia';
import { createApp, effectScope } from 'vue';
import App from './App.vue';
import { ARRIVAL, openArrival } from './composables/useArrival.ts';
import { HOSTING, openHosting } from './composables/useHosting.ts';
import { OPEN_SERVER } from './composables/useOpenServer.ts';
import { PLATFORM } from './composables/usePlatform.ts';
import { openPlatform } from './platform/index.ts';
import { openStorage } from './platform/storage.ts';
import { Servers } from './servers/Servers.ts';
import { spokenOnThisDevice } from './stores/settings.ts';
import './styles/base.css';
import { createText, loadWords } from './text/index.ts';

await openStorage();
const platform = openPlatform();
const root = document.querySelector('#app') ?? document.body;
const spoken = spokenOnThisDevice();
// What cannot be loaded is asked for again by `useAppearance`, and told.
const words = await loadWords(spoken).catch(() => undefined);

// A server's app has stores of its own: whatever it is about is that server's, and goes with it.
const servers = new Servers((open) => {
  const app = createApp(App);
  const pinia = createPinia();
  const element = root.appendChild(document.createElement('div'));
  element.className = 'contents';
  app
    .provide(PLATFORM, platform)
    .provide(OPEN_SERVER, { servers, open })
    .provide(HOSTING, hosting)
    .provide(ARRIVAL, arrival);
  app.use(pinia).use(createText(spoken, words)).mount(element);
  return () => {
    app.unmount();
    disposePinia(pinia);
    element.remove();
  };
});
// For as long as the page lives.
const scope = effectScope(true);
const hosting = scope.run(() => openHosting(platform, servers));
const arrival = scope.run(() => openArrival(platform, servers));
servers.begin();
