// Looks again at what came of an act, until the tracker says that no more is expected.
"use strict";

const EVERY = 2000; // milliseconds
const MOST = 20;

async function look(left) {
  const shown = document.getElementById("came");
  if (!shown || !shown.dataset.again || left === 0) return;
  try {
    const answer = await fetch(shown.dataset.again);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.getElementById("came");
    const busy = shown.contains(document.activeElement);
    if (now && !busy && now.outerHTML !== shown.outerHTML) shown.replaceWith(now);
  } catch {
    // The tracker may be starting again; the next look tells.
  }
  setTimeout(look, EVERY, left - 1);
}

setTimeout(look, EVERY, MOST);
