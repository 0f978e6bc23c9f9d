// Words and claims light up together; words that are selected become the words of a new claim.
"use strict";
(() => {
  const text = document.getElementById("text");
  if (!text) return;
  const marks = [...text.querySelectorAll("mark")];
  const claims = [...document.querySelectorAll("[data-claim]")];
  const light = (numbers, scroll) => {
    const on = new Set(numbers);
    let first = null;
    for (const mark of marks) {
      const hit = mark.dataset.claims.split(" ").some((one) => on.has(one));
      mark.classList.toggle("on", hit);
      if (hit && !first) first = mark;
    }
    for (const claim of claims) claim.classList.toggle("on", on.has(claim.dataset.claim));
    if (scroll && first) first.scrollIntoView({ block: "nearest" });
  };
  for (const claim of claims) {
    for (const type of ["mouseenter", "focusin"]) claim.addEventListener(type, () => light([claim.dataset.claim], true));
  }
  for (const mark of marks) mark.addEventListener("mouseenter", () => light(mark.dataset.claims.split(" "), false));

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
