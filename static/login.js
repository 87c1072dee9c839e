// What script adds to the pages on the way in. They work without it.
(() => {
  'use strict';
  // the link of a mail in the browser that asked for it, and an answer that travels to an app as a form; not while the
  // browser only prepares the page
  const form = document.querySelector('form[data-at-once]');
  if (form) {
    const go = () => form.requestSubmit();
    if (document.prerendering) document.addEventListener('prerenderingchange', go, { once: true });
    else go();
  }
  // a second press while the first is on its way would be told that the sign-in is used up
  addEventListener('submit', (event) => {
    if (event.defaultPrevented) return;
    const { dataset } = event.target;
    if (dataset.sent === '') event.preventDefault();
    else {
      dataset.sent = '';
      setTimeout(() => { delete dataset.sent; }, 10000); // when app/forms.js lets it be pressed again
    }
  });
  // what became of the mail is known after the page was shown: it is asked for ever more seldom, until there is news
  const mail = document.querySelector('[data-on-its-way]');
  const ask = (wait) => setTimeout(async () => {
    try {
      const news = await fetch(mail.dataset.onItsWay);
      if (news.status === 200) { mail.innerHTML = await news.text(); return; }
    } catch { /* a phone forgets it while its owner looks for the mail in another app */ }
    ask(2 * wait);
  }, wait);
  if (mail) ask(4000);
  // going back shows the page as it was left
  addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach((it) => { delete it.dataset.sent; }));
})();
