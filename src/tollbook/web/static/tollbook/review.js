// Every decision has a key; a key does what its button does, and never while one types.
"use strict";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select");
  if (typing) {
    if (event.key === "Escape") typing.blur();
    return;
  }
  const key = event.key.toLowerCase();
  if (!/^[a-z]$/.test(key)) return;
  const page = document.getElementById("review");
  const button = page.querySelector(`[data-key="${key}"]`);
  const field = page.querySelector(`[data-focus="${key}"]`);
  const fold = page.querySelector(`[data-open="${key}"]`);
  if (!button && !field && !fold) return;
  event.preventDefault();
  if (button && !button.disabled) button.click();
  if (field) field.focus();
  if (fold) {
    fold.open = !fold.open;
    if (fold.open) fold.querySelector("select, input:not([type=hidden])").focus();
  }
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "review") document.getElementById("what")?.focus();
});
