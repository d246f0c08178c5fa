// One press shows all that the content warning hides. Without this script each part has its own button.

const button = document.querySelector("[data-show-covered]");

if (button) {
  const covers = [...document.querySelectorAll("[data-cover]")];
  const words = [button.textContent, button.dataset.hide];

  const tell = () => {
    const open = covers.every((cover) => cover.open);
    button.setAttribute("aria-expanded", open);
    button.textContent = words[Number(open)];
  };
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") !== "true";
    for (const cover of covers) cover.open = open;
  });
  for (const cover of covers) cover.addEventListener("toggle", tell);
  button.hidden = covers.length === 0;
}
