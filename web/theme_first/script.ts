// Sets the chosen theme before the first paint: a small script of its own, because the page's scripts run later.

try {
  const theme = localStorage.getItem('bruinbridge-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Without storage, the system's theme applies.
}
