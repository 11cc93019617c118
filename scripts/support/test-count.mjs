/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * Counts the tests in the report of vitest's JSON reporter. Whatever went wrong is visible as at least one failed test:
 * a file that did not load or whose clean-up failed (it counts as one failed test of its own), and a run that ended badly
 * without any test to blame (an error outside the tests, a crash before the report).
 *
 * @param {unknown} report the parsed report; undefined when there is none
 * @param {number} exitCode vitest's
 * @returns {Counts}
 */
export function countTests(report, exitCode) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const { testResults: files } = /** @type {{ testResults?: TestFile[] }} */ (report ?? {});
  for (const file of files ?? []) {
    const statuses = file.assertionResults.map((result) => result.status);
    const failed = statuses.filter((status) => status === 'failed').length;
    const passed = statuses.filter((status) => status === 'passed').length;
    counts.passed += passed;
    counts.failed += failed === 0 && file.status === 'failed' ? 1 : failed;
    counts.skipped += statuses.length - passed - failed;
  }
  if (counts.failed === 0 && (exitCode !== 0 || files === undefined)) counts.failed = 1;
  return counts;
}

/** @typedef {{ status: string, assertionResults: { status: string }[] }} TestFile */

/**
 * @param {Counts} counts
 * @returns {string} the line that `npm test` ends with
 */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
