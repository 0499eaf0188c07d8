/** What a test measured, for whoever wants to know more than whether it passed: SEODANG_FIGURES=1. */
export function figures(...measured) {
  if (process.env.SEODANG_FIGURES) console.log(...measured);
}
