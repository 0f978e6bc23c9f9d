// What every page does: the menu is open where there is room, and what htmx brings is told to screen readers.
"use strict";
(() => {
  const menu = document.querySelector("[data-menu]");
  const wide = matchMedia("(min-width: 60.01rem)");
  const settle = () => { if (menu) menu.open = wide.matches; };
  settle();
  wide.addEventListener("change", settle);
  document.addEventListener("htmx:afterSwap", (event) => {
    const said = event.target.querySelector("[data-say]");
    if (said) document.getElementById("said").textContent = said.dataset.say;
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  });
})();
