// Gives each frame the colours of its scheme, whatever the reader prefers; no script runs in it.
const paint = (frame) => {
  const { scheme } = frame.dataset;
  const page = frame.contentDocument;
  if (!page || page.painted === scheme) return;
  page.painted = scheme;
  page.documentElement.classList.add('scripted');
  page.documentElement.style.colorScheme = 'only ' + scheme;
  const rules = (list) => { for (const rule of list) {
    if (rule.media && rule.media.mediaText.includes('prefers-color-scheme: dark')) rule.media.mediaText = scheme === 'dark' ? 'all' : 'not all';
  } };
  for (const sheet of page.styleSheets) rules(sheet.cssRules);
};
for (const frame of document.querySelectorAll('iframe')) {
  frame.addEventListener('load', () => paint(frame));
  if (frame.contentDocument && frame.contentDocument.readyState === 'complete') paint(frame);
}
