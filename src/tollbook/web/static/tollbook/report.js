// Words, claims and where these stand in the original light up together; words that are selected become the words of a new claim.
"use strict";
(() => {
  const text = document.getElementById("text");
  if (!text) return;
  const claims = [...document.querySelectorAll("[data-claim]")];
  // The text's marks are there from the beginning, those of the original once it is brought.
  const marked = (within) => [...within.querySelectorAll("[data-claims]")];
  const original = document.querySelector(".original");
  let marks = marked(text);
  const light = (numbers, scroll) => {
    const on = new Set(numbers);
    const first = new Map();
    for (const mark of marks) {
      const hit = mark.dataset.claims.split(" ").some((one) => on.has(one));
      mark.classList.toggle("on", hit);
      const where = text.contains(mark) ? text : original;
      if (hit && !first.has(where)) first.set(where, mark);
    }
    for (const claim of claims) claim.classList.toggle("on", on.has(claim.dataset.claim));
    if (first.has(original)) within(first.get(original));
    if (scroll && first.has(text)) first.get(text).scrollIntoView({ block: "nearest" });
  };
  // The original is moved in its own frame, and the page stays where one reads.
  const within = (mark) => {
    const frame = mark.closest(".raw");
    if (!frame || frame.contains(document.activeElement)) return;
    const [one, all] = [mark.getBoundingClientRect(), frame.getBoundingClientRect()];
    if (one.top < all.top || one.bottom > all.bottom) frame.scrollTop += one.top - all.top - frame.clientHeight / 3;
    if (one.left < all.left || one.right > all.right) frame.scrollLeft += one.left - all.left - 8;
  };
  for (const claim of claims) {
    for (const type of ["mouseenter", "focusin"]) claim.addEventListener(type, () => light([claim.dataset.claim], true));
  }
  const heed = (some) => {
    for (const mark of some) mark.addEventListener("mouseenter", () => light(mark.dataset.claims.split(" "), false));
  };
  heed(marks);
  document.addEventListener("htmx:afterSwap", (event) => {
    if (!original?.contains(event.target)) return;
    const brought = marked(original);
    heed(brought);
    marks = [...marks, ...brought];
  });

  const adding = document.getElementById("adding");
  if (!adding) return;
  const form = adding.querySelector("form");
  const points = (some) => [...some].length; // code points, as the record counts them
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return;
    const before = document.createRange();
    before.selectNodeContents(text);
    before.setEnd(range.startContainer, range.startOffset);
    const start = points(before.toString());
    form.elements.from.value = start;
    form.elements.until.value = start + points(range.toString());
    form.elements.words.value = range.toString();
    adding.open = true;
  });
  form.elements.words.addEventListener("input", () => { form.elements.from.value = form.elements.until.value = ""; });
})();
