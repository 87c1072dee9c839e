// Asks three times a second whether the visitor is still signed in, and once more when the page is
// looked at again. The page works without this file; it only would not notice by itself.
(() => {
  'use strict';
  let asking = false;
  // a form was sent: going somewhere else now would stop it, signing out at the provider included
  let leaving = false;

  const ask = async () => {
    if (asking || leaving) return;
    asking = true;
    try {
      const answer = await fetch('/session', { cache: 'no-store', redirect: 'error' });
      const over = answer.ok && (await answer.text()) === 'signed out';
      if (over && !leaving) location.replace('/');
    } catch (unreachable) {
      // it may come back: the next time will tell
    } finally {
      asking = false;
    }
  };

  setInterval(ask, 300);
  addEventListener('submit', () => {
    leaving = true;
  });
  addEventListener('pageshow', () => {
    leaving = false;
    ask();
  });
  document.addEventListener('visibilitychange', ask);
})();
