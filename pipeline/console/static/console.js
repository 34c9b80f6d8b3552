// Keys only; every page works without this file.
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
