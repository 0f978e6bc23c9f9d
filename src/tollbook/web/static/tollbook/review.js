// Every decision has a key; a key does what its button does, and never while one types.
"use strict";
// A decision that wants a reason asks for it first; Enter behind the reason then means that decision, and no other.
let wanted = null;
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-wants]");
  const reason = button && document.getElementById(button.dataset.wants);
  if (!reason) return;
  wanted = button;
  if (reason.value.trim()) return;
  event.preventDefault();
  reason.focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("[data-focus=w]")) return;
  event.preventDefault();
  if (wanted && event.target.value.trim()) wanted.click();
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select");
  if (typing) {
    if (event.key === "Escape") typing.blur();
    return;
  }
  const key = letter(event);
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
// The key that was pressed: on a keyboard of another script, the one that stands where the letter would.
function letter(event) {
  return /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : event.code.replace(/^Key/, "").toLowerCase();
}
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "review") document.getElementById("what")?.focus();
});
