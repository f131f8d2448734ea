// The time zone in which the reader is shown times: the account's choice, or the browser's own.
export function zone() {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const chosen = document.documentElement.dataset.zone;
  if (!chosen) {
    return own;
  }

  try {
    return new Intl.DateTimeFormat(undefined, { timeZone: chosen }).resolvedOptions().timeZone;
  } catch {
    return own;
  }
}
