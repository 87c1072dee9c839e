// Asks three times a second whether the visitor is still signed in, and once more when the page is
// looked at again. The page works without this file; it only would not notice by itself.
(() => {
  'use strict';
  let asking = false;

  const ask = async () => {
    if (asking) return;
    asking = true;
    try {
      const answer = await fetch('/session', { cache: 'no-store', redirect: 'error' });
      if (answer.ok && (await answer.text()) === 'signed out') location.replace('/');
    } catch (unreachable) {
      // it may come back: the next time will tell
    } finally {
      asking = false;
    }
  };

  setInterval(ask, 300);
  addEventListener('pageshow', ask);
  document.addEventListener('visibilitychange', ask);
})();
