/** Looking for what was written. */
export const enSearch = {
  search: {
    title: 'Search',
    label: 'Search messages',
    close: 'Close the search',
    filters: 'Filters',
    hint: 'Words are found by their beginnings, without accents. Press a filter to add it.',
    from: 'from:',
    in: 'in:',
    before: 'before:',
    after: 'after:',
    has: 'has:link',
    where: 'in {channel}',
    count: '{count} message | {count} messages',
    nothing: 'Nothing found. Try fewer words, or their beginnings.',
    more: 'Older ones',
    fromProblem: 'Nobody here is called “{value}”. Names of several words need quotes.',
    inProblem: 'There is no channel “{value}”.',
    dateProblem: '“{value}” is no day. Write it like 2026-11-24.',
    hasProblem: 'Only links can be asked for: has:link.',
  },
};
