/* A line of the checks before publishing leads to its field: its tab is opened, what hides it unfolded, and it gets the
   focus. Listens on the document, as the list is made anew at each save. */

const FIELDS =
  "input:not([type=hidden]):not([hidden]), textarea:not([hidden]), select:not([hidden]), [contenteditable=true]";
const BUTTONS = "button:not([data-panel-toggle]):not([data-comment-add]):not([hidden])";

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-campaign-check]");
  const place = link && placeOf(link.dataset.campaignCheck);
  if (!place) return;
  event.preventDefault();
  show(place);
  whenShown(place, () => {
    const field = [...place.querySelectorAll(FIELDS), ...place.querySelectorAll(BUTTONS)].find((one) => one.offsetParent);
    place.scrollIntoView({ block: "center" });
    (field || place).focus({ preventScroll: true });
  });
});

/* A tab is shown some moments after it was chosen; what is hidden takes no focus. */
function whenShown(place, act, until = performance.now() + 2000) {
  if (place.offsetParent || performance.now() > until) act();
  else requestAnimationFrame(() => whenShown(place, act, until));
}

/* The innermost part of `path` that the form shows; a recipients' list has no path and is known by its form. */
function placeOf(path) {
  const parts = path.split(".");
  while (parts.length) {
    const last = CSS.escape(parts.at(-1));
    const found = document.querySelector(
      `form [data-contentpath="${last}"], [data-contentpath-id="${last}"]`,
    );
    if (found) return found;
    const formset = document.getElementById(`id_${parts.at(-1)}-FORMS`);
    if (formset) return formset.closest("section") || formset;
    parts.pop();
  }
  return null;
}

function show(place) {
  const tab = place.closest("[role=tabpanel]");
  const label = tab && document.getElementById(tab.getAttribute("aria-labelledby"));
  if (tab?.hidden) label?.click();
  for (let box = place.closest("[data-panel]"); box; box = box.parentElement.closest("[data-panel]")) {
    const toggle = box.querySelector("[data-panel-toggle]");
    if (toggle?.getAttribute("aria-expanded") === "false") toggle.click();
  }
}
