// Files dropped on the page or chosen are sent one by one, each with the sidecar beside it, and each says what came of it.
"use strict";
(() => {
  const form = document.querySelector("[data-drop]");
  if (!form) return;
  const input = form.querySelector("input[type=file]");
  const list = form.querySelector("[data-taken]");
  const sidecar = /\.meta\.json$/i;
  const stem = (name) => name.replace(/\.[^.]+$/, "");

  const bundles = (files) => {
    const beside = files.filter((file) => sidecar.test(file.name));
    const reports = files.filter((file) => !sidecar.test(file.name));
    if (!reports.length) return files.map((file) => [file]);
    return reports.map((file) => [file, ...beside.filter((one) => {
      const of = one.name.replace(sidecar, "");
      return of === file.name || of === stem(file.name);
    })]);
  };

  const send = async (files) => {
    const button = form.querySelector("button");
    button.disabled = true;
    const all = bundles([...files]);
    const bar = document.createElement("progress");
    bar.max = all.length;
    bar.value = 0;
    bar.setAttribute("aria-label", input.labels[0].textContent);
    list.replaceChildren(bar);
    for (const some of all) {
      const line = document.createElement("div");
      line.textContent = `${some[0].name} …`;
      list.append(line);
      const data = new FormData(form);
      data.delete("files");
      for (const file of some) data.append("files", file, file.name);
      try {
        const answer = await fetch(form.action, { method: "POST", body: data, headers: { "HX-Request": "true" } });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        line.replaceChildren(...page.body.childNodes);
      } catch {
        line.textContent = `${some[0].name} –`;
      }
      bar.value += 1;
    }
    button.disabled = false;
    form.querySelector("[data-next]").hidden = false;
    form.reset(); // what was said of these files is not said of the next
    const page = new DOMParser().parseFromString(await (await fetch("/inbox/")).text(), "text/html");
    const fresh = page.querySelector("[data-list]");
    if (fresh) document.querySelector("[data-list]").replaceWith(fresh);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.files.length) send(input.files);
  });
  const over = (event) => {
    if (!event.dataTransfer || ![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    form.classList.toggle("over", event.type === "dragover");
    if (event.type === "drop") send(event.dataTransfer.files);
  };
  for (const type of ["dragover", "dragleave", "drop"]) document.addEventListener(type, over);
})();
