// Small helps on top of pages that work without them. No library, nothing inline.
(() => {
  const doc = document, root = doc.documentElement;
  const all = (selector, from = doc) => [...from.querySelectorAll(selector)];
  const on = (name, act) => doc.addEventListener(name, act);
  root.classList.add("js");

  // Public pages are the same bytes for everyone; who you are comes in a second, private answer.
  const me = doc.body.dataset.me;
  if (me && /(^|; )sdl_me=1/.test(doc.cookie)) {
    fetch(me, { credentials: "same-origin", headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : {}))
      .then((mine) => {
        for (const count of all("[data-basket-count]")) {
          count.textContent = mine.basket_count > 99 ? "99+" : mine.basket_count;
          count.hidden = !mine.basket_count;
        }
        if (mine.signed_in && mine.name) for (const name of all("[data-me-name]")) name.textContent = mine.name.split(" ")[0];
      })
      .catch(() => {});
  }

  // What the page cost on the wire, said once everything has arrived.
  addEventListener("load", () => setTimeout(() => {
    const parts = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    const kilobytes = Math.ceil(parts.reduce((sum, part) => sum + (part.transferSize || 0), 0) / 1000);
    for (const place of all("[data-page-weight]")) place.textContent = place.dataset.text.replace("#", kilobytes);
  }, 400));

  // Time left is counted on the server's clock: phones in the field are often minutes off.
  const back = (performance.getEntriesByType("navigation")[0] || {}).type === "back_forward";
  const timers = all("time[data-countdown]").map((time) => {
    const left = doc.createElement("b");
    left.setAttribute("role", "timer");
    time.after(" ", left);
    return { left, words: time.dataset, end: Date.parse(time.dateTime), skew: back ? 0 : time.dataset.now * 1000 - Date.now() };
  });
  const two = (n) => String(n).padStart(2, "0");
  const tick = () => {
    for (const { left, words, end, skew } of timers) {
      const s = Math.floor((end - Date.now() - skew) / 1000), days = Math.floor(s / 86400);
      const clock = `${two(Math.floor(s / 3600) % 24)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
      left.textContent = s < 0 ? words.over : words.left.replace("#", days ? `${days} ${words.days} ${clock}` : clock);
    }
  };
  if (timers.length) { tick(); setInterval(tick, 1000); }

  for (const button of all("[data-copy], [data-step]")) button.hidden = false;
  // On a wide screen the filters stand open in their own column.
  if (matchMedia("(min-width:900px)").matches) for (const panel of all("details.filters")) panel.open = true;

  const copy = async (button) => {
    const word = button.querySelector("span") || button, before = word.textContent;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      getSelection().selectAllChildren(button.previousElementSibling);
      if (!doc.execCommand("copy")) return;
    }
    word.textContent = button.dataset.done;
    setTimeout(() => { word.textContent = before; }, 2500);
  };

  on("click", (event) => {
    const copier = event.target.closest("[data-copy]"), stepper = event.target.closest("[data-step]");
    if (copier) copy(copier);
    if (stepper) {
      const input = stepper.parentNode.querySelector("input"), before = input.value;
      stepper.dataset.step > 0 ? input.stepUp() : input.stepDown();
      if (input.value !== before) input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    for (const menu of all("details.more[open]")) if (!menu.contains(event.target)) menu.open = false;
  });

  on("keydown", (event) => {
    if (event.key === "Escape") for (const open of all("details.more[open], details.confirm[open]")) {
      open.open = false;
      if (open.contains(doc.activeElement)) open.firstElementChild.focus();
    }
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
    const search = doc.querySelector("input[type=search]");
    if (search) { event.preventDefault(); search.focus(); }
  });

  // Photos are made small before they travel; if anything fails the original goes.
  const shrinking = new Map();
  const shrink = async (file) => {
    if (!/^image\/(jpeg|png|webp|hei[cf])$/.test(file.type)) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, 1600 / Math.max(picture.width, picture.height));
      if (scale === 1 && file.size < 400000) return file;
      const canvas = Object.assign(doc.createElement("canvas"), { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
      if (!blob || blob.size >= file.size) return file;
      return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg", lastModified: file.lastModified });
    } catch {
      return file;
    }
  };
  const shrinkAll = async (input) => {
    const files = await Promise.all([...input.files].map(shrink)), bag = new DataTransfer();
    const size = (list) => Math.round([...list].reduce((sum, file) => sum + file.size, 0) / 1000);
    const before = size(input.files);
    for (const file of files) bag.items.add(file);
    input.files = bag.files;
    let note = input.nextElementSibling;
    if (!note || note.tagName !== "OUTPUT") input.after(note = Object.assign(doc.createElement("output"), { className: "help" }));
    note.textContent = size(files) < before ? `${before} kB → ${size(files)} kB` : `${before} kB`;
  };

  on("change", (event) => {
    const field = event.target;
    if (field.matches("input[data-shrink]") && field.files.length) {
      const work = shrinkAll(field).catch(() => {}).finally(() => shrinking.delete(field));
      shrinking.set(field, work);
    }
    if (field.matches("[data-autosubmit]") && field.form && field.checkValidity()) field.form.requestSubmit();
  });

  // A second tap on a slow link sends nothing; the fields stay as they are.
  const rest = (form) => form.removeAttribute("aria-busy");
  on("submit", async (event) => {
    const form = event.target, sender = event.submitter;
    if (event.defaultPrevented) return;
    if (form.getAttribute("aria-busy") === "true") return event.preventDefault();
    form.setAttribute("aria-busy", "true");
    const waiting = [...shrinking].filter(([field]) => field.form === form).map(([, work]) => work);
    if (waiting.length) {
      event.preventDefault();
      await Promise.all(waiting);
      rest(form);
      return form.requestSubmit(sender);
    }
    setTimeout(rest, 15000, form);
  });
  addEventListener("pageshow", () => all("form[aria-busy]").forEach(rest));
})();
