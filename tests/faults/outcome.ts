/** What vitest's and Playwright's JSON reports say of one test. */
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';

/** How a test ended. */
export type Outcome =
  | { readonly kind: 'passed'; readonly title: string }
  /** By an assertion of its own; the first line of what it says. */
  | { readonly kind: 'noticed'; readonly says: string }
  /** Neither: not found, not started, broken in some other way. */
  | { readonly kind: 'broken'; readonly why: string };

const vitestReport = z.object({
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(
        z.object({
          status: z.string(),
          fullName: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/**
 * What an assertion throws; those of `rejects` and `resolves` throw plain errors when there is nothing to compare, and
 * Playwright's begin with the message of the test, said twice when it was polled.
 */
const ASSERTIONS = [
  /^AssertionError/,
  /^Error: promise (?:resolved|rejected) ".*" instead of/,
  /^Error: (?:[^]*\n)?expect\(/,
  /^Error: Property failed after [^]*\bAssertionError:/, // fast-check's
];

export const outcomeOfVitest = (text: string): Outcome => {
  const files = vitestReport.parse(JSON.parse(text)).testResults;
  const ran = files.flatMap((file) => file.assertionResults).filter(({ status }) => /passed|failed/.test(status));
  const [first] = ran;
  if (first === undefined) {
    return { kind: 'broken', why: firstLine(files.map(({ message }) => message).join(' ')) || 'no such test ran' };
  }
  return outcomeOf(
    first.fullName,
    ran.flatMap(({ failureMessages }) => failureMessages ?? []),
  );
};

/** Groups within files, which are groups as well. */
interface Group {
  readonly specs: readonly {
    readonly title: string;
    readonly tests: readonly {
      readonly results: readonly { readonly errors: readonly { readonly message: string }[] }[];
    }[];
  }[];
  readonly suites?: readonly Group[] | undefined;
}
const group: z.ZodType<Group> = z.object({
  specs: z.array(
    z.object({
      title: z.string(),
      tests: z.array(z.object({ results: z.array(z.object({ errors: z.array(z.object({ message: z.string() })) })) })),
    }),
  ),
  get suites() {
    return z.array(group).optional();
  },
});
const playwrightReport = z.object({ suites: z.array(group), errors: z.array(z.object({ message: z.string() })) });

const specsOf = ({ specs, suites = [] }: Group): Group['specs'] => [...specs, ...suites.flatMap(specsOf)];

export const outcomeOfPlaywright = (text: string): Outcome => {
  const { suites, errors } = playwrightReport.parse(JSON.parse(text));
  const specs = suites.flatMap(specsOf);
  const [first] = specs;
  if (first === undefined) {
    return { kind: 'broken', why: firstLine(errors[0]?.message ?? 'no such test ran') };
  }
  const results = specs.flatMap(({ tests }) => tests.flatMap((test) => test.results));
  return results.length === 0
    ? { kind: 'broken', why: 'no such test ran' }
    : outcomeOf(
        first.title,
        results.flatMap((result) => result.errors.map(({ message }) => stripVTControlCharacters(message))),
      );
};

const outcomeOf = (title: string, messages: readonly string[]): Outcome => {
  if (messages.length === 0) {
    return { kind: 'passed', title };
  }
  const assertion = messages.find((message) => ASSERTIONS.some((assertion) => assertion.test(message)));
  return assertion === undefined
    ? { kind: 'broken', why: firstLine(messages[0] ?? '') }
    : { kind: 'noticed', says: firstLine(assertion) };
};
