"use strict";
// Comfort only: every page works without this file.
(() => {
  const all = (q, in_ = document) => [...in_.querySelectorAll(q)];
  const one = (q, in_ = document) => in_.querySelector(q);

  // The summary of errors is read first.
  one("#errors")?.focus();
  // The sentence behind the task being edited comes into view beside it.
  one("mark.now")?.scrollIntoView({ block: "nearest" });

  // What was typed survives a lost session or a closed window; it goes when the server says "done".
  // Only forms that ask for it with data-keep="name"; never passwords, hidden values or files.
  // "Done" is an element with data-done="name" on the page after; signing out forgets everything.
  const typed = (form) => all("input,select,textarea", form)
    .filter((e) => e.name && !/^(password|hidden|file|submit)$/.test(e.type));
  const mine = "banjie:" + (document.body.dataset.who || "") + ":";
  const keyOf = (form) => mine + form.dataset.keep;
  const drop = one("[data-done]")?.dataset.done;
  try {
    if (drop) localStorage.removeItem(mine + drop);
    for (const out of all("form[action='/sign-out']")) {
      out.addEventListener("submit", () => Object.keys(localStorage)
        .filter((k) => k.startsWith("banjie:")).forEach((k) => localStorage.removeItem(k)));
    }
    for (const form of all("form[data-keep]")) {
      const kept = JSON.parse(localStorage.getItem(keyOf(form)) || "null");
      if (kept && Date.now() - kept.at < 30 * 864e5 && !form.querySelector(".bad")) {
        const left = [...kept.values];
        for (const e of typed(form)) {
          const box = /^(radio|checkbox)$/.test(e.type);
          const i = left.findIndex((v) => v[0] === e.name && (!box || v[1] === e.value));
          if (box) e.checked = e.checked || i >= 0;
          else if (i >= 0 && e.value === e.defaultValue) e.value = left.splice(i, 1)[0][1];
        }
      }
      form.addEventListener("input", () => {
        const values = typed(form).filter((e) => !/^(radio|checkbox)$/.test(e.type) || e.checked)
          .map((e) => [e.name, e.value]);
        try { localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), values })); } catch {}
      });
    }
  } catch {}

  // One click, one submission; Back makes the form usable again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 8000);
  });
  addEventListener("pageshow", () => all("form[data-sent]").forEach((f) => delete f.dataset.sent));

  // Characters typed so far.
  for (const area of all("textarea[data-most]")) {
    const note = area.nextElementSibling;
    const say = () => { note.textContent = `已写 ${[...area.value].length} 字，最多 ${area.dataset.most} 字`; };
    area.addEventListener("input", say);
    if (area.value) say();
  }

  // How many are ticked.
  const count = one("[data-selected]");
  const recount = () => { if (count) count.textContent = `已选 ${all("[data-row] [name=no]:checked").length} 件`; };
  document.addEventListener("change", recount);
  recount();

  // A running job looks again by itself.
  const job = one("[data-again]");
  if (job) setTimeout(() => location.assign(job.dataset.again), 3000);
  for (const b of all("[data-print]")) b.addEventListener("click", () => print());

  // Keys of the desk: off by a preference, never while typing (WCAG 2.1.4).
  if (!("keys" in document.body.dataset)) return;
  let off = false;
  try { off = localStorage.getItem("banjie-keys") === "off"; } catch {}
  for (const hint of all(".keys[data-keys-hint]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = off ? "打开快捷键" : "关闭快捷键";
    button.addEventListener("click", () => {
      try { localStorage.setItem("banjie-keys", off ? "on" : "off"); } catch {}
      location.reload();
    });
    if (off) hint.replaceChildren(button); else hint.append(" · ", button);
  }
  if (off) return;
  const rows = all("[data-row]");
  let at = rows.findIndex((r) => r.classList.contains("cursor"));
  let before = "";
  const move = (to) => {
    if (!rows.length) return;
    at = Math.max(0, Math.min(rows.length - 1, to));
    for (const [i, r] of rows.entries()) {
      r.classList.toggle("cursor", i === at);
      one(".go .btn", r)?.classList.toggle("primary", i === at);
    }
    one("a.t", rows[at])?.focus({ preventScroll: true });
    rows[at].scrollIntoView({ block: "nearest" });
  };
  const help = () => {
    let box = one("dialog");
    if (!box) {
      box = document.createElement("dialog");
      box.innerHTML = "<h2>快捷键</h2><p>/ 搜索，j k 上下，x 选中，Enter 打开，g t 回待办，? 这张表。</p><form method=dialog><button>关闭</button></form>";
      document.body.append(box);
    }
    box.showModal();
  };
  document.addEventListener("keydown", (event) => {
    const t = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || one("dialog[open]")) return;
    if (/^(SELECT|TEXTAREA)$/.test(t.tagName) || t.isContentEditable || (t.tagName === "INPUT" && !/^(checkbox|radio)$/.test(t.type))) return;
    const row = rows[at];
    const keys = {
      "/": () => one("#q-top")?.focus(),
      j: () => move(at + 1),
      k: () => move(at - 1),
      x: () => { const box = row && one(".ck input", row); if (box) { box.click(); } },
      "?": help,
      Enter: () => { if (t === document.body && row) one("a.t", row)?.click(); else return true; },
      t: () => (before === "g" ? location.assign("/desk") : true),
    };
    const done = keys[event.key] ? keys[event.key]() : true;
    before = event.key;
    if (done !== true) event.preventDefault();
  });
})();
