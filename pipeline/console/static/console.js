// Keys, completion and news of new stories; every page works without this file.
"use strict";
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing) {
    if (event.key === "Escape") typing.blur();
    return;
  }
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("q").focus();
  }
  if (event.key !== "j" && event.key !== "k") return;
  const links = [...document.querySelectorAll(".card h2 a")];
  const here = links.indexOf(document.activeElement);
  const next = event.key === "j" ? Math.min(here + 1, links.length - 1) : Math.max(here - 1, 0);
  if (links[next]) links[next].focus();
});

// Completion of the word under way: fields, and organisations by name.
const box = document.getElementById("q");
const list = document.getElementById("completions");
let asked = 0;
box.addEventListener("input", () => {
  const word = box.value.slice(0, box.selectionStart).match(/[^\s()]*$/)[0];
  clearTimeout(asked);
  if (word.length < 2) return;
  asked = setTimeout(async () => {
    const answer = await fetch("/api/v1/complete?q=" + encodeURIComponent(word));
    if (!answer.ok) return;
    const before = box.value.slice(0, box.value.length - word.length);
    list.replaceChildren(...(await answer.json()).map((one) => {
      const option = document.createElement("option");
      option.value = before + one.value + " ";
      option.label = one.label;
      return option;
    }));
  }, 120);
});

// New stories are told of, never pushed in between what is being read.
const news = document.querySelector(".news");
if (news) {
  setInterval(async () => {
    if (document.hidden) return;
    const query = new URLSearchParams({ q: news.dataset.query, since: news.dataset.since, size: "1" });
    const answer = await fetch("/api/v1/stories?" + query);
    if (!answer.ok) return;
    const more = (await answer.json()).total - Number(news.dataset.total);
    if (more <= 0) return;
    const link = document.createElement("a");
    link.href = location.href;
    link.textContent = more === 1 ? "1 new story" : `${more} new stories`;
    news.replaceChildren(link);
  }, 5000);
}
