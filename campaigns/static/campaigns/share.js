// Two ways of sharing that need a script. The links beside them work without.

const ways = document.querySelector("[data-share-text]");
const told = document.querySelector("[data-share-told]");
const share = ways?.querySelector("[data-share]");
const copy = ways?.querySelector("[data-copy]");

if (share && navigator.share) {
  share.parentElement.hidden = false;
  share.addEventListener("click", () => {
    const { shareTitle: title, shareText: text } = ways.dataset;
    navigator.share({ title, text, url: share.dataset.share }).catch(() => {}); // who changed their mind did so
  });
}

if (copy && navigator.clipboard) {
  copy.parentElement.hidden = false;
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(copy.dataset.copy);
      told.textContent = copy.dataset.copied;
    } catch {
      told.textContent = copy.dataset.copy; // to be copied by hand
    }
  });
}
