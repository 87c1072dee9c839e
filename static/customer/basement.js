// Goes on from a page that only leads somewhere else, and copies what is to be pasted elsewhere.
// Every page works without this file: the first has a button, the second can be selected.
(() => {
  'use strict';
  document.querySelector('form[data-go-on]')?.submit();

  for (const button of document.querySelectorAll('button[data-copy]')) {
    button.hidden = !navigator.clipboard;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      const words = (button.dataset.words ??= button.textContent);
      button.textContent = 'Copied';
      setTimeout(() => {
        button.textContent = words;
      }, 1500);
    });
  }
})();
