// Words that are selected in the text of a document are cited; a quotation leaves words out, or has some put in.

const text = document.querySelector("[data-citing]");
const isWord = (char) => /[\p{L}\p{N}\p{M}_]/u.test(char ?? "");
const isBlank = (char) => /\s/u.test(char ?? "");

// What a selection has of a paragraph, widened to whole words: from, to, in code points, as links count them.
function span(paragraph, range) {
  const chars = [...paragraph.textContent];
  const at = (node, offset, outside) => {
    if (!paragraph.contains(node)) return outside;
    const before = document.createRange();
    before.selectNodeContents(paragraph);
    before.setEnd(node, offset);
    return [...before.toString()].length;
  };
  let from = at(range.startContainer, range.startOffset, 0);
  let to = at(range.endContainer, range.endOffset, chars.length);
  while (from < to && isBlank(chars[from])) from += 1;
  while (from < to && isBlank(chars[to - 1])) to -= 1;
  if (from === to) return null;
  while (isWord(chars[from]) && isWord(chars[from - 1])) from -= 1;
  while (isWord(chars[to - 1]) && isWord(chars[to])) to += 1;
  return { id: paragraph.closest(".turn").id, from, to };
}

// The page that cites what is selected; null where that has no words of the text.
function citation() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const paragraphs = [...text.querySelectorAll(".turn > p")].filter((each) => range.intersectsNode(each));
  const spans = paragraphs.map((each) => span(each, range)).filter(Boolean);
  if (!spans.length) return null;
  const [first, last] = [spans[0], spans.at(-1)];
  const through = first === last ? "" : `&through=${last.id}`;
  return `${text.dataset.citing}${first.id}${through}&from=${first.from}&to=${last.to}#${first.id}`;
}

function offer(button) {
  const there = citation();
  button.hidden = !there;
  if (!there) return;
  const box = getSelection().getRangeAt(0).getBoundingClientRect();
  button.style.top = `${scrollY + Math.min(Math.max(box.bottom + 8, 8), innerHeight - 48)}px`;
  button.style.left = `${scrollX + Math.min(Math.max(box.left, 8), innerWidth - 176)}px`;
}

if (text) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn go selected";
  button.textContent = "Cite these words";
  button.hidden = true;
  document.body.append(button);
  document.addEventListener("selectionchange", () => offer(button));
  button.addEventListener("mousedown", (event) => event.preventDefault()); // which would end the selection
  button.addEventListener("click", () => location.assign(citation()));
}

// Leaving words out of a quotation, or putting some in: what is copied follows, what is cited stays as it is.
document.addEventListener("click", (event) => {
  const does = event.target.closest("[data-quote]");
  if (!does) return;
  const quote = does.closest(".cite").querySelector("textarea");
  const [from, to] = [quote.selectionStart, quote.selectionEnd];
  const selected = quote.value.slice(from, to);
  if (does.dataset.quote === "omit" && selected) quote.setRangeText("…", from, to, "end");
  else if (does.dataset.quote === "add") quote.setRangeText(`[${selected}]`, from, to, "end");
  else if (does.dataset.quote === "whole") quote.value = quote.defaultValue;
  quote.dispatchEvent(new Event("input", { bubbles: true }));
  quote.focus();
});

document.addEventListener("input", (event) => {
  const quote = event.target.closest(".cite textarea");
  if (!quote) return;
  const copies = quote.closest(".cite").querySelector("[data-note]");
  const [, note] = copies.dataset.copy.split(/\n(?=— [^\n]*$)/);
  copies.dataset.copy = `“${quote.value}”\n${note}`;
});
