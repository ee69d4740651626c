// The player of a document: what is spoken is marked in the text and told beside the player, and the text follows.

const player = document.querySelector(".player");
const audio = player.querySelector("audio");
const told = player.querySelector("p");
const follows = document.querySelector("#follows");
const LINGERS = 400; // milliseconds for which a word stays marked once it is said
const PATIENCE = 5000; // milliseconds after the reader scrolled in which the text stays
let spoken = null; // the stretch that is marked
let place = scrollY; // where the page is, as far as it is known
let moved = -PATIENCE; // when the reader last scrolled

// Stretches of passages: each begins at a time, and has those that follow without one, so that none of it is guessed.
// It ends where its one passage does, or where the next time is.
function stretches(turns) {
  const found = [];
  for (const turn of turns) {
    const link = turn.querySelector(".plays");
    if (link) {
      const from = time(link);
      if (found.length) found.at(-1).next = from;
      found.push({ turns: [turn], from, next: Infinity, until: Number(link.dataset.until ?? Infinity) });
    } else if (found.length) {
      found.at(-1).turns.push(turn);
    }
  }
  return found.map((each) => ({ ...each, to: each.turns.length > 1 ? each.next : Math.min(each.until, each.next) }));
}

// The words of each passage that has the times of its words: where each begins in its text, when, and until when.
const words = new Map(
  [...document.querySelectorAll("[data-times]")].map((text) => [
    text.closest(".turn"),
    { text, at: text.dataset.times.split(" ").map((each) => each.split(":").map(Number)) },
  ]),
);

// The word that is spoken is marked without a change to the page, where the browser can do that.
const marks = "highlights" in CSS ? new Highlight() : null;
if (marks) CSS.highlights.set("spoken", marks);

function mark(turn, at) {
  marks?.clear();
  const found = words.get(turn);
  const word = found?.at.findLast(([, from]) => from <= at * 1000);
  if (!marks || !word || at * 1000 > word[2] + LINGERS) return;
  const end = found.text.textContent.slice(word[0]).search(/\s|$/u);
  marks.add(range(found.text, word[0], word[0] + end));
}

// From one character of a text to another, counted as Unicode code points are, whatever elements it is cut into.
function range(text, first, last) {
  const found = document.createRange();
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  let passed = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const { length } = node.data;
    if (first >= passed && first < passed + length) found.setStart(node, first - passed);
    if (last > passed && last <= passed + length) found.setEnd(node, last - passed);
    passed += length;
  }
  return found;
}

const time = (link) => Number(new URL(link.href).searchParams.get("play"));
const all = stretches(document.querySelectorAll("[data-spoken] .turn"));

function clock(seconds) {
  const [hours, minutes, rest] = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(Math.floor);
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

// Who says a stretch, where all of its passages have the same speaker.
function speaker({ turns }) {
  const names = new Set(turns.map((turn) => turn.querySelector(".name")?.firstChild.textContent ?? ""));
  return names.size === 1 ? [...names][0] : "";
}

function show() {
  if (audio.error) return fail();
  const at = audio.currentTime;
  const now = all.reduce((last, each) => (each.from <= at && at < each.to && each.from >= (last?.from ?? 0) ? each : last), null);
  const strong = document.createElement("b");
  strong.textContent = clock(at);
  told.replaceChildren(strong, now ? ` ${speaker(now)}` : "");
  mark(now?.turns.findLast((turn) => words.has(turn)), at);
  if (now === spoken) return;
  for (const turn of spoken?.turns ?? []) turn.removeAttribute("aria-current");
  for (const turn of now?.turns ?? []) turn.setAttribute("aria-current", "true");
  spoken = now;
  if (now && !audio.paused) follow(now.turns[0]);
}

function follow(turn) {
  if (!follows.checked || performance.now() - moved < PATIENCE) return;
  const { top, bottom } = turn.getBoundingClientRect();
  const { scrollPaddingTop, scrollPaddingBottom } = getComputedStyle(document.documentElement);
  if (top >= parseFloat(scrollPaddingTop) && bottom <= innerHeight - parseFloat(scrollPaddingBottom)) return;
  turn.scrollIntoView({ block: "start", behavior: "instant" });
  place = scrollY;
}

addEventListener("scroll", () => {
  if (Math.abs(scrollY - place) > 1) moved = performance.now();
  place = scrollY;
});

follows.checked = localStorage.getItem("follows") !== "off";
follows.addEventListener("change", () => localStorage.setItem("follows", follows.checked ? "on" : "off"));

document.addEventListener("click", (event) => {
  if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest(".plays");
  if (link) {
    event.preventDefault();
    moved = -PATIENCE;
    audio.currentTime = time(link);
    audio.play().catch(() => {}); // that it cannot be loaded is told below
  } else if (!audio.paused) {
    // Citing opens the page anew: it goes on where it is.
    const cites = event.target.closest(".cites");
    if (cites) cites.search += `&play=${audio.currentTime.toFixed(1)}`;
  }
});

function fail() {
  player.classList.add("failed");
  told.textContent = "The recording could not be loaded here. Its own address:";
}

if (audio.error) fail();
for (const event of ["error", "loadedmetadata", "timeupdate", "seeking", "play"]) audio.addEventListener(event, show);
