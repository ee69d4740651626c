// Completes what is typed in a search box: a combobox with a list of options, of which none is chosen but by the user
// (WAI-ARIA Authoring Practices, "Editable Combobox With List Autocomplete").
"use strict";

const PAUSE = 120; // milliseconds of no typing, before it is asked

function completing(box) {
  const list = document.createElement("ul");
  const told = document.createElement("span");
  let found = []; // completions, as the list shows them
  let at = -1; // the option that is chosen
  let asked = 0; // an answer to an earlier question is dropped

  list.id = "completions";
  list.className = "completions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Completions");
  told.className = "unseen";
  told.setAttribute("aria-live", "polite");
  box.parentNode.append(list, told);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  show([]);

  function show(completions) {
    found = completions;
    list.replaceChildren(...found.map(option));
    list.hidden = !found.length;
    list.scrollTop = 0;
    box.setAttribute("aria-expanded", String(!list.hidden));
    told.textContent = found.length ? `${found.length} ${found.length === 1 ? "completion" : "completions"}` : "";
    choose(-1);
  }

  function option(completion, number) {
    const item = document.createElement("li");
    const text = document.createElement("b");
    const what = document.createElement("span");
    item.id = `${list.id}-${number}`;
    item.setAttribute("role", "option");
    text.textContent = completion.text;
    what.textContent = completion.told;
    item.append(text, " ", what);
    item.addEventListener("click", () => take(number));
    return item;
  }

  function choose(number) {
    at = number;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    if (at < 0) return box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  }

  function take(number) {
    box.setRangeText(found[number].query, 0, box.selectionEnd, "end"); // all up to the caret
    close();
  }

  function close() {
    clearTimeout(ask.timer);
    asked += 1;
    show([]);
  }

  async function ask(first) {
    clearTimeout(ask.timer);
    const mine = (asked += 1);
    const before = box.value.slice(0, box.selectionStart);
    const inWord = /^\S/.test(box.value.slice(box.selectionStart));
    let completions = [];
    if (before.trim() && !inWord) {
      try {
        const answer = await fetch(`${box.dataset.complete}?q=${encodeURIComponent(before)}`);
        if (answer.ok) completions = (await answer.json()).completions;
      } catch { /* the library does not answer: what is typed can be searched all the same */ }
    }
    if (mine !== asked || document.activeElement !== box) return;
    show(completions);
    if (first && found.length) choose(0);
  }

  const keys = {
    ArrowDown: () => { list.hidden ? ask(true) : choose(at + 1 < found.length ? at + 1 : 0); return true; },
    ArrowUp: () => { choose(at > 0 ? at - 1 : found.length - 1); return !list.hidden; },
    Enter: () => { const chosen = at >= 0; chosen ? take(at) : close(); return chosen; },
    Escape: () => { const open = !list.hidden; close(); return open; },
    Tab: () => close(),
    Home: () => choose(-1),
    End: () => choose(-1),
    ArrowLeft: () => close(),
    ArrowRight: () => close(),
  };

  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (keys[event.key]?.()) event.preventDefault();
  });
  box.addEventListener("input", () => {
    clearTimeout(ask.timer);
    asked += 1;
    choose(-1);
    ask.timer = setTimeout(ask, PAUSE);
  });
  box.addEventListener("blur", close);
  box.addEventListener("click", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
}

document.querySelectorAll("[data-complete]").forEach(completing);
