/** How much of a number tells two people of one name apart without telling the number. */
const shownLength = 4;

/** The end of a roster's number: with the name the whole of it lets a trainee in, and a phone is read over the shoulder. */
export function endOfNumber(number: string): string {
  return Array.from(number).slice(-shownLength).join('');
}
