// Makes quicker what works without it: copying, one citation open, keys, work that is followed.
"use strict";

const status = document.querySelector(".status");

function say(words) {
  status.textContent = words;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { status.textContent = ""; }, 4000);
}

// As rich text where there is some, so that italics arrive, and as plain text.
async function copy(button, what) {
  const parts = { "text/plain": button.dataset.copy };
  const entry = button.matches(".go") ? button.closest(".cite")?.querySelector(".entry") : null;
  if (entry || button.dataset.note) parts["text/html"] = entry ? entry.innerHTML.replaceAll("\n", "<br>") : quotation(button);
  try {
    await navigator.clipboard.write([new ClipboardItem(parts)]);
    say(`${what} copied`);
  } catch {
    say("This browser did not allow copying: select the text and copy it");
  }
}

// A quotation in paragraphs, and its note below.
function quotation(button) {
  const [words, note] = ["blockquote", "p"].map((name) => document.createElement(name));
  for (const said of button.dataset.copy.split("\n").slice(0, -1)) {
    words.appendChild(document.createElement("p")).textContent = said;
  }
  note.textContent = "— ";
  for (const [text, italic] of JSON.parse(button.dataset.note)) {
    note.appendChild(document.createElement(italic ? "i" : "span")).textContent = text;
  }
  return words.outerHTML + note.outerHTML;
}

function reveal(part) {
  for (const each of part.querySelectorAll(".scripted")) each.hidden = false;
}

reveal(document);

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button, button.textContent.replace("Copy ", "").replace(/^./, (c) => c.toUpperCase()));
  const details = event.target.closest("details.citing:not([open]) > summary")?.parentElement;
  if (details) copy(details.querySelector("[data-copy]"), "Citation");
  const link = event.target.closest("a[data-swap]");
  if (link && event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) {
    event.preventDefault();
    swap(link);
  }
});

// A link to the same page with more of one part open: that part is put in, and the words that were read stay in place.
async function swap(link) {
  const old = document.getElementById(link.dataset.swap);
  const words = () => document.getElementById(old.id).querySelector(".turn:not(.near)").getBoundingClientRect().top;
  try {
    const answer = await fetch(link.href);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(old.id);
    if (!fresh) return location.assign(link.href);
    const before = words();
    reveal(fresh);
    old.replaceWith(fresh);
    scrollBy({ top: words() - before, behavior: "instant" });
    fresh.tabIndex = -1;
    fresh.focus({ preventScroll: true });
    history.replaceState(null, "", link.href);
  } catch {
    location.assign(link.href);
  }
}

// The hit that is read is in sight in the list beside the text, however long that is.
const listed = document.querySelector("nav .found [aria-current]");
if (listed) {
  const list = listed.closest("nav");
  list.scrollTop = listed.offsetTop - list.clientHeight / 2;
}

const keys = document.querySelector("#keys");
const keysOn = () => localStorage.getItem("keys") !== "off";
if (keys) {
  keys.checked = keysOn();
  keys.addEventListener("change", () => localStorage.setItem("keys", keys.checked ? "on" : "off"));
}

const PASSAGES = ".hits .found, .sec .turn";

// What each key does; without the thing that it is for, nothing.
const DOES = {
  "/": () => {
    const box = document.querySelector("input[type=search]");
    box.focus();
    box.select();
  },
  "?": () => document.querySelector("#shortcuts").showModal(),
  n: () => document.querySelector("main [rel=next]")?.click(),
  p: () => document.querySelector("main [rel=prev]")?.click(),
  c: () => {
    const cites = [...(passage()?.querySelectorAll("summary, .cites") ?? [])].at(-1);
    (document.querySelector(".selected:not([hidden])") ?? cites)?.click();
  },
  k: () => {
    const audio = document.querySelector("audio");
    if (audio?.paused) audio.play().catch(() => {}); // that it cannot be loaded is told beside it
    else audio?.pause();
  },
  b: () => {
    const audio = document.querySelector("audio");
    if (audio) audio.currentTime = Math.max(audio.currentTime - 5, 0);
  },
};

// The passage that the reader is at: that with the focus, else the one that the address names, else the first hit.
function passage() {
  return document.activeElement.closest(PASSAGES)
    ?? document.querySelector(`:is(${PASSAGES}):target`)
    ?? document.querySelector(".hit-now")
    ?? document.querySelector(`:is(${PASSAGES}):has(mark)`);
}

if (keysOn()) {
  document.querySelector(".keys").hidden = false;
  document.addEventListener("keydown", (event) => {
    if (!Object.hasOwn(DOES, event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog")) return;
    event.preventDefault();
    DOES[event.key]();
  });
}

// Work in the background: its page is asked again, and only the parts that changed are put in, so that focus stays.
const live = [...document.querySelectorAll("[data-live]")];

async function follow(quarter) {
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = live.map((part) => page.getElementById(part.id));
    if (fresh.includes(null)) return location.reload();
    live.forEach((part, i) => {
      if (part.innerHTML !== fresh[i].innerHTML) part.replaceChildren(...fresh[i].childNodes);
    });
    document.title = page.title;
    quarter = tell(quarter);
  } catch {
    say("The library does not answer; this page tries again");
  }
  setTimeout(follow, 2000, quarter);
}

function tell(quarter) {
  const bar = document.querySelector("progress");
  const now = bar ? Math.floor((4 * bar.value) / bar.max) : quarter;
  if (now > quarter) say(bar.labels[0].textContent);
  return now;
}

if (live.length) setTimeout(follow, 2000, 0);
