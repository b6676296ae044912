/** Who may import whom: the walls of the house (ARCHITECTURE.md). What is not allowed here fails the check. */
/**
 * What `from` may import of the house is `to`.
 *
 * @param {string} name @param {string} from @param {string} to @param {string} comment
 * @returns {import('dependency-cruiser').IForbiddenRuleType}
 */
const only = (name, from, to, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: '^(common|native-capture|server|renderer|electron|build|tests)/', pathNot: to },
});

/**
 * `from` never imports `to`.
 *
 * @param {string} name @param {string} from @param {string} to @param {string} comment
 * @returns {import('dependency-cruiser').IForbiddenRuleType}
 */
const never = (name, from, to, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: to },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circular', comment: 'A circle has no bottom.', severity: 'error', from: {}, to: { circular: true } },
    only('common-alone', '^common/', '^common/', 'Contracts run anywhere and know nobody.'),
    never('common-anywhere', '^common/', '^(node:|fs$|path$|net$|vue|pinia|mediasoup|socket\\.io)', 'No Node, no DOM.'),
    only('native-capture-down', '^native-capture/', '^(native-capture|common)/', 'Capture knows no Electron.'),
    only('server-down', '^server/', '^(server|common)/', 'The server runs without the apps.'),
    only(
      'electron-down',
      '^electron/',
      '^(electron|native-capture|common)/',
      'It starts the server by its built entry.',
    ),
    only('renderer-down', '^renderer/', '^(renderer|common)/', 'The renderer runs in any browser.'),
    only(
      'build-down',
      '^build/',
      '^(build|common)/|^electron/(resources|updates/(feed|signature))\\.ts$',
      'Set-up runs before anything is built; packing lays out, and signs, by the code that looks for it.',
    ),
    never(
      'media-without-signaling',
      '^server/media/',
      '^server/(signaling|community|store|http)/|socket\\.io|better-sqlite3|kysely',
      'Media knows neither socket.io nor SQLite.',
    ),
    never(
      'store-without-media',
      '^server/store/',
      '^server/(signaling|community|media|http)/|mediasoup',
      'The store knows no mediasoup.',
    ),
    never(
      'community-below-signaling',
      '^server/community/',
      '^server/(signaling|media|http)/',
      'Community stands on the store alone.',
    ),
    never('http-alone', '^server/http/', '^server/(signaling|media|community)/', 'What HTTP shows is handed to it.'),
    never(
      'voice-without-views',
      '^renderer/voice/',
      '^renderer/(stores|components|composables|views)/|node_modules/(vue|pinia|@vueuse)/',
      'Voice imports no Vue.',
    ),
    never(
      'signaling-at-the-bottom',
      '^renderer/signaling/',
      '^renderer/(?!signaling)',
      'Signaling knows nobody above it.',
    ),
    never(
      'stores-below-components',
      '^renderer/stores/',
      '^renderer/(components|views|servers)/',
      'Views import stores, not the reverse.',
    ),
    never(
      'servers-below-apps',
      '^renderer/servers/',
      '^renderer/(components|composables|views)/',
      'Servers are handed how an app is mounted.',
    ),
    {
      name: 'sockets-in-one-place',
      comment: 'Only the signaling folders know socket.io.',
      severity: 'error',
      from: { path: '^(renderer|server)/', pathNot: '^(renderer|server)/signaling/' },
      to: { path: 'node_modules/socket\\.io' },
    },
    {
      name: 'nobody-imports-tests',
      severity: 'error',
      from: { pathNot: '^tests/' },
      to: { path: '^tests/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    exclude: { path: '^dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
    tsConfig: { fileName: 'tsconfig.base.json' },
  },
};
