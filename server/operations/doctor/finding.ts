/** What one look of `doctor` found. */
export interface Finding {
  readonly level: 'ok' | 'warning' | 'problem';
  /** What was looked at, in a word or two. */
  readonly about: string;
  readonly says: string;
  /** What to do about it; nothing for what is well. */
  readonly helps?: string;
}

export const well = (about: string, says: string): Finding => ({ level: 'ok', about, says });
export const warning = (about: string, says: string, helps: string): Finding => ({
  level: 'warning',
  about,
  says,
  helps,
});
export const problem = (about: string, says: string, helps: string): Finding => ({
  level: 'problem',
  about,
  says,
  helps,
});

const MARKS = { ok: 'ok      ', warning: 'warning ', problem: 'PROBLEM ' } as const;

/** For a terminal: a line each, and below it what helps. */
export const describe = (findings: readonly Finding[]): string => {
  const width = Math.max(0, ...findings.map(({ about }) => about.length));
  const indent = ' '.repeat(MARKS.ok.length + width + 2);
  const lines = findings.map(({ level, about, says, helps }) =>
    [`${MARKS[level]}${about.padEnd(width)}  ${says}`, ...(helps === undefined ? [] : [`${indent}${helps}`])].join(
      '\n',
    ),
  );
  const count = (wanted: 'problem' | 'warning'): string => {
    const found = findings.filter(({ level }) => level === wanted).length;
    return `${String(found)} ${wanted}${found === 1 ? '' : 's'}`;
  };
  return [...lines, '', `${count('problem')}, ${count('warning')}`].join('\n');
};
